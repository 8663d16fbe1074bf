"""Learn from the corpus questions how to weigh the signals and when not to answer.

    python -m retrieval.calibrate        a few minutes; writes retrieval/answerability.json

Answerable: every corpus question, held out with the rest of its fold from the clauses it is put
to. Unanswerable: the same questions with their clause taken away; other councils' questions
about clauses unlike any here; and retrieval/unanswerable.jsonl. No other question set is read.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.stats import rankdata

from retrieval.answerability import FILE, SIGNS, Answerability, signs
from retrieval.encoder import Encoder, Vectors, load_encoder
from retrieval.export import export
from retrieval.index import Entry, Kind, Shelf, corpus_digest, entries_of
from retrieval.protocols import read_protocol
from retrieval.questions import Questions, read_questions
from retrieval.search import Weights, softmax
from retrieval.signals import Signals, Stack

CORPUS = Path(__file__).parent.parent / "corpus"
NEIGHBOURS = Path(__file__).with_name("unanswerable.jsonl")
FOLDS = 5

# Ours were written beside the clauses; people who have not read the protocol use other words and
# score a little lower, so the threshold lets more of ours through than the 95 % that it must.
ANSWERED = 0.97

# A clause of another council is foreign when no clause here is as near as this (cosine).
FOREIGN = 0.5

# What each kind of question counts in learning: as much unanswerable as answerable. Questions
# whose clause was taken away are often answered by its neighbours, so they count less than
# their number.
SHARES = {"answerable": 0.5, "removed": 0.2, "neighbour": 0.2, "foreign": 0.1}

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """A question put to a council: its kind (a key of `SHARES`) and its signs."""

    kind: str
    council: str
    signs: Array


@dataclass(frozen=True)
class HeldOut:
    """A corpus question put to clauses that have not seen it; `gold` is its clause's position."""

    council: str
    question: str
    gold: int
    stack: Stack
    signals: Signals


class Memory:
    """Every text of the corpus and every neighbouring question, encoded once."""

    def __init__(self, encoder: Encoder, corpus: Sequence[Shelf]) -> None:
        passages = (one for entry in entries_of(corpus) for one in entry.passages)
        texts = list(dict.fromkeys([*(one.text for one in passages), *neighbours()]))
        self._rows = dict(zip(texts, encoder(texts, _show), strict=True))

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts that were encoded (n, d). Raises KeyError for any other."""
        return np.stack([self._rows[text] for text in texts])


class Asked:
    """A council's clauses to which questions can be put without an index on the disk."""

    def __init__(self, shelf: Shelf, vectors: Memory) -> None:
        entries = tuple(entries_of([shelf]))
        self.stack = Stack(entries)
        self._vectors = vectors
        self._rows = vectors([one.text for entry in entries for one in entry.passages])

    def __call__(self, question: str) -> Signals:
        """What speaks for each clause when an encoded question is asked."""
        return self.stack.signals(question, self._rows @ self._vectors([question])[0])


def main() -> None:
    """Learn and write the coefficients, and print what was found."""
    with TemporaryDirectory() as folder:
        calibrate(export(load_encoder(), Path(folder)), read_corpus())


def calibrate(encoder: Encoder, corpus: Sequence[Shelf]) -> None:
    """Learn from a corpus, by the encoder that answers."""
    vectors = Memory(encoder, corpus)
    held_out = [one for shelf in corpus for one in hold_out(shelf, vectors)]
    weights = Weights()
    _say(f"weights fitted: {fit_weights(held_out)}, used: {weights}")
    _say(f"recall@1 {recall(held_out, weights, 1):.3f}, @3 {recall(held_out, weights, 3):.3f}")
    trials = [*_from_held_out(held_out, weights), *_from_others(corpus, vectors, weights)]
    learned = learn(trials, encoder, corpus_digest(corpus))
    FILE.write_text(learned.model_dump_json(indent=2) + "\n", encoding="utf-8")
    _say(learned.model_dump_json(indent=2))


def read_corpus(folder: Path = CORPUS) -> tuple[Shelf, ...]:
    """Every council of the corpus, in order of slug. Raises CorpusError."""
    protocols = [read_protocol(path.parent) for path in sorted(folder.glob("*/protocol.md"))]
    return tuple(
        Shelf(one.slug, one.clauses, read_questions(one.folder, one.clauses)) for one in protocols
    )


def hold_out(shelf: Shelf, vectors: Memory) -> Iterator[HeldOut]:
    """Each question of a council, put to its clauses without the questions of its fold."""
    for fold in range(FOLDS):
        kept, held = split(shelf, fold)
        ask = Asked(kept, vectors)
        for gold, clause in enumerate(shelf.clauses):
            for question in held.get(clause.label, ()):
                yield HeldOut(shelf.slug, question, gold, ask.stack, ask(question))


def split(shelf: Shelf, fold: int) -> tuple[Shelf, Questions]:
    """The shelf without the questions of a fold (0 to `FOLDS` - 1), and those questions."""
    kept: dict[str, tuple[str, ...]] = {}
    held: dict[str, tuple[str, ...]] = {}
    for label, asked in shelf.questions.items():
        held[label] = asked[fold::FOLDS]
        kept[label] = tuple(one for place, one in enumerate(asked) if place % FOLDS != fold)
    return replace(shelf, questions=kept), held


def fit_weights(held_out: Sequence[HeldOut]) -> Weights:
    """The weights under which the softmax of the sum makes the held-out clauses likeliest."""
    tables = [np.stack([s.text, s.asked, s.share]) for s in (one.signals for one in held_out)]

    def cost(weights: Array) -> tuple[float, Array]:
        total, slope = 0.0, np.zeros(len(weights))
        for table, one in zip(tables, held_out, strict=True):
            shares = softmax(weights @ table)
            total -= float(np.log(shares[one.gold]))
            slope += table @ shares - table[:, one.gold]
        return total / len(tables), slope / len(tables)

    found = minimize(cost, np.ones(3), jac=True, method="L-BFGS-B").x
    return Weights(*(round(float(weight), 1) for weight in found))


def recall(held_out: Sequence[HeldOut], weights: Weights, k: int) -> float:
    """The share of held-out questions whose clause is among the first `k`."""
    fused = ((weights.fuse(one.signals), one.gold) for one in held_out)
    return float(np.mean([(scores > scores[gold]).sum() < k for scores, gold in fused]))


def learn(trials: Sequence[Trial], encoder: Encoder, corpus: str) -> Answerability:
    """The logistic regression over all trials; its threshold and figures are cross-validated."""
    table = np.stack([one.signs for one in trials])
    kinds = np.array([one.kind for one in trials])
    councils = np.array([one.council for one in trials])
    blind = np.empty(len(trials))
    for council in np.unique(councils):
        away = councils == council
        blind[away] = _probabilities(table[away], _fit(table[~away], kinds[~away]))
    threshold = float(np.quantile(blind[kinds == "answerable"], 1 - ANSWERED))
    intercept, *coefficients = (round(float(one), 4) for one in _fit(table, kinds))
    return Answerability(
        made_by="python -m retrieval.calibrate",
        encoder=encoder.digest,
        corpus=corpus,
        coefficients=dict(zip(SIGNS, coefficients, strict=True)),
        intercept=intercept,
        threshold=round(threshold, 4),
        answered=ANSWERED,
        figures=_figures(blind, kinds, threshold),
    )


def neighbours() -> list[str]:
    """Questions that no protocol on councillor/officer relations answers."""
    lines = NEIGHBOURS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def _from_held_out(held_out: Sequence[HeldOut], weights: Weights) -> Iterator[Trial]:
    for one in held_out:
        yield _trial("answerable", one.council, one.question, one.stack, one.signals, weights)
        rest = without(one.signals, one.gold)
        yield _trial("removed", one.council, one.question, one.stack, rest, weights)


def _from_others(corpus: Sequence[Shelf], vectors: Memory, weights: Weights) -> Iterator[Trial]:
    for shelf in corpus:
        ask = Asked(shelf, vectors)
        for kind, questions in (
            ("neighbour", neighbours()),
            ("foreign", foreign(shelf, corpus, vectors)),
        ):
            for question in questions:
                yield _trial(kind, shelf.slug, question, ask.stack, ask(question), weights)


def foreign(here: Shelf, corpus: Sequence[Shelf], vectors: Memory) -> list[str]:
    """Other councils' questions about clauses that are unlike every clause here."""
    own = vectors([_whole(entry) for entry in entries_of([here])])
    others = entries_of(shelf for shelf in corpus if shelf.slug != here.slug)
    return [
        passage.text
        for entry in others
        if (own @ vectors([_whole(entry)])[0]).max() < FOREIGN
        for passage in entry.passages
        if passage.kind is Kind.QUESTION
    ]


def without(signals: Signals, position: int) -> Signals:
    """The signals as if the clause at `position` did not stand in the protocol."""
    least = {"text": -np.inf, "asked": -np.inf, "asked_best": -np.inf, "words": 0.0}
    arrays = {name: getattr(signals, name).copy() for name in least}
    for name, value in least.items():
        arrays[name][position] = value
    return Signals(**arrays)


def _whole(entry: Entry) -> str:
    return entry.passages[0].text


def _trial(
    kind: str, council: str, question: str, stack: Stack, signals: Signals, weights: Weights
) -> Trial:
    return Trial(kind, council, signs(question, stack, signals, weights.fuse(signals)))


def _fit(table: Array, kinds: npt.NDArray[np.str_]) -> Array:
    """Intercept and coefficients (1 + d,), each kind counting as `SHARES` says."""
    sides = np.where(kinds == "answerable", 1.0, -1.0)
    counts = np.array([SHARES[kind] / (kinds == kind).sum() for kind in kinds])
    padded = np.column_stack([np.ones(len(table)), table])

    def cost(coefficients: Array) -> tuple[float, Array]:
        away = -sides * (padded @ coefficients)
        slope = counts * -sides / (1 + np.exp(-away))
        return float(counts @ np.logaddexp(0, away)), slope @ padded

    return np.asarray(minimize(cost, np.zeros(padded.shape[1]), jac=True, method="L-BFGS-B").x)


def _probabilities(table: Array, coefficients: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-coefficients[0] - table @ coefficients[1:])))


def _figures(blind: Array, kinds: npt.NDArray[np.str_], threshold: float) -> dict[str, float]:
    """Of each kind: how many, the share answered, and how well it is told from the answerable."""
    good = blind[kinds == "answerable"]
    figures: dict[str, float] = {}
    for kind in SHARES:
        these = blind[kinds == kind]
        figures[f"{kind}_count"] = len(these)
        figures[f"{kind}_answered"] = round(float((these >= threshold).mean()), 3)
        if kind != "answerable":
            figures[f"{kind}_auc"] = round(_area_under_curve(good, these), 3)
    return figures


def _area_under_curve(good: Array, bad: Array) -> float:
    """How often a good score is above a bad one, ties counting half."""
    order = rankdata(np.concatenate([good, bad]))
    above = order[: len(good)].sum() - len(good) * (len(good) + 1) / 2
    return float(above / (len(good) * len(bad)))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _show(done: int, total: int) -> None:
    sys.stderr.write(f"\rencoded {done} of {total}" + ("\n" if done == total else ""))


if __name__ == "__main__":
    main()
