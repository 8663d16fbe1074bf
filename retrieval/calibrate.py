"""Learn from the corpus questions how to turn vectors, weigh signals, and when not to answer.

    python -m retrieval.calibrate        ten minutes; writes adapter.npz and answerability.json

Every question is held out with the rest of its fold: the adapter, the clauses and the questions of
silence that it meets have not seen it. Answerable are the questions of questions.jsonl;
unanswerable those of unanswerable.jsonl. No other question set is read.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.stats import rankdata

from retrieval import answerability
from retrieval.adapter import Adapter, read_adapter, write_adapter
from retrieval.answerability import SIGNS, Answerability, signs
from retrieval.encoder import Encoder, Progress, Vectors, load_encoder
from retrieval.export import export
from retrieval.index import Kind, Shelf, corpus_digest, entries_of
from retrieval.protocols import read_protocol
from retrieval.questions import Questions, read_questions
from retrieval.search import Weights, softmax
from retrieval.signals import Signals, Stack
from retrieval.silence import Unanswerable, read_unanswerable, texts
from retrieval.tune import Lesson, tune
from retrieval.words import stems

CORPUS = Path(__file__).parent.parent / "corpus"
FOLDS = 5
ANSWERED = 0.95  # of the answerable questions, each held out
ANSWERABLE = "answerable"

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Trial:
    """A question put to a council: ANSWERABLE or its kind of silence, and its signs."""

    kind: str
    council: str
    signs: Array


@dataclass(frozen=True)
class HeldOut:
    """A question put to clauses that have not seen it.

    `gold` is its clause's position, None where no clause answers; `silent` its cosines with other
    questions that none does.
    """

    council: str
    question: str
    kind: str
    gold: int | None
    stack: Stack
    signals: Signals
    silent: Vectors


class Memory:
    """Every text of the corpus, every unanswerable question, and others; once each, not turned."""

    def __init__(
        self,
        encoder: Encoder,
        corpus: Sequence[Shelf],
        silence: Sequence[Unanswerable],
        also: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> None:
        passages = (one.text for entry in entries_of(corpus) for one in entry.passages)
        known = list(dict.fromkeys([*passages, *(one.question for one in silence), *also]))
        self._rows = dict(zip(known, encoder(known, progress or _show), strict=True))

    def __call__(self, known: Sequence[str]) -> Vectors:
        """The vectors of texts that were encoded (n, d). Raises KeyError for any other."""
        if not known:
            return np.empty((0, len(next(iter(self._rows.values())))), dtype=np.float32)
        return np.stack([self._rows[text] for text in known])


class Asked:
    """A council's clauses to which questions can be put without an index on the disk."""

    def __init__(
        self, shelf: Shelf, vectors: Memory, adapter: Adapter, silence: Sequence[str]
    ) -> None:
        entries = tuple(entries_of([shelf]))
        passages = [one for entry in entries for one in entry.passages]
        asked = np.array([one.kind is Kind.QUESTION for one in passages])
        rows = vectors([one.text for one in passages])
        turned = adapter.questions(rows), adapter.clauses(rows)
        self.stack = Stack(entries)
        self._vectors, self._adapter = vectors, adapter
        self._rows = np.where(asked[:, np.newaxis], *turned)
        self._silence = adapter.questions(vectors(silence))

    def __call__(self, question: str) -> tuple[Signals, Vectors]:
        """What speaks for each clause when an encoded question is asked, and what for silence."""
        vector = self._adapter.questions(self._vectors([question]))[0]
        return self.stack.signals(stems(question), self._rows @ vector), self._silence @ vector


def main() -> None:
    """Learn and write what was learned, and print what was found."""
    with TemporaryDirectory() as folder:
        encoder = export(load_encoder(), Path(folder))
        calibrate(encoder, read_corpus(), read_unanswerable(CORPUS))


def calibrate(encoder: Encoder, corpus: Sequence[Shelf], silence: Sequence[Unanswerable]) -> None:
    """Learn from a corpus, by the encoder that answers."""
    vectors = Memory(encoder, corpus, silence)
    held_out = list(hold_out(corpus, silence, vectors, encoder.digest))
    weights = fit_weights(held_out)
    _say(f"weights fitted: {weights}, used: {Weights()}")
    for k in (1, 3, 5):
        _say(f"held-out recall@{k} {recall(held_out, Weights(), k):.3f}")
    write_adapter(tune(lessons(corpus, silence, vectors), _of(silence, vectors), encoder.digest))
    adapter = read_adapter()  # as it will be used, in fewer bits
    digest = corpus_digest(corpus, texts(silence))
    learned = learn([_trial(one) for one in held_out], adapter, digest)
    answerability.FILE.write_text(learned.model_dump_json(indent=2) + "\n", encoding="utf-8")
    _say(learned.model_dump_json(indent=2))


def read_corpus(folder: Path = CORPUS) -> tuple[Shelf, ...]:
    """Every council of the corpus, in order of slug. Raises CorpusError."""
    protocols = [read_protocol(path.parent) for path in sorted(folder.glob("*/protocol.md"))]
    return tuple(
        Shelf(one.slug, one.clauses, read_questions(one.folder, one.clauses)) for one in protocols
    )


def hold_out(
    corpus: Sequence[Shelf], silence: Sequence[Unanswerable], vectors: Memory, encoder: str
) -> Iterator[HeldOut]:
    """Each question, answerable or not, put to what has not seen it or the rest of its fold."""
    for fold in range(FOLDS):
        halves = [split(shelf, fold) for shelf in corpus]
        kept, away = split_silence(silence, fold)
        shelves = [shelf for shelf, _ in halves]
        taught = lessons(shelves, kept, vectors)
        adapter = tune(taught, _of(kept, vectors), encoder)
        for shelf, held in halves:
            ask = Asked(shelf, vectors, adapter, texts(kept))
            yield from _answerable(shelf, held, ask)
            yield from _silent(shelf, away, ask)
        _say(f"fold {fold + 1} of {FOLDS}")


def _answerable(shelf: Shelf, held: Questions, ask: Asked) -> Iterator[HeldOut]:
    for gold, clause in enumerate(shelf.clauses):
        for question in held.get(clause.label, ()):
            yield HeldOut(shelf.slug, question, ANSWERABLE, gold, ask.stack, *ask(question))


def _silent(shelf: Shelf, away: Sequence[Unanswerable], ask: Asked) -> Iterator[HeldOut]:
    for one in away:
        if one.concerns(shelf.slug):
            yield HeldOut(shelf.slug, one.question, one.kind, None, ask.stack, *ask(one.question))


def split(shelf: Shelf, fold: int) -> tuple[Shelf, Questions]:
    """The shelf without the questions of a fold (0 to `FOLDS` - 1), and those questions."""
    kept: dict[str, tuple[str, ...]] = {}
    held: dict[str, tuple[str, ...]] = {}
    for label, asked in shelf.questions.items():
        held[label] = asked[fold::FOLDS]
        kept[label] = tuple(one for place, one in enumerate(asked) if place % FOLDS != fold)
    return replace(shelf, questions=kept), held


def split_silence(
    silence: Sequence[Unanswerable], fold: int
) -> tuple[tuple[Unanswerable, ...], tuple[Unanswerable, ...]]:
    """The unanswerable questions without those of a fold, and those; a question is in one fold."""
    folds = {text: place % FOLDS for place, text in enumerate(texts(silence))}
    away = tuple(one for one in silence if folds[one.question] == fold)
    return tuple(one for one in silence if folds[one.question] != fold), away


def lessons(
    corpus: Sequence[Shelf], silence: Sequence[Unanswerable], vectors: Memory
) -> list[Lesson]:
    """What the adapter learns from: a lesson a council; rows of silence as in `texts`."""
    rows = {text: row for row, text in enumerate(texts(silence))}
    return [
        _lesson(shelf, {rows[one.question] for one in silence if one.concerns(shelf.slug)}, vectors)
        for shelf in corpus
    ]


def _lesson(shelf: Shelf, silent: set[int], vectors: Memory) -> Lesson:
    entries = tuple(entries_of([shelf]))
    placed = [(place, one) for place, entry in enumerate(entries) for one in entry.passages]
    said = [(place, one.text) for place, one in placed if one.kind is not Kind.QUESTION]
    asked = [(place, one.text) for place, one in placed if one.kind is Kind.QUESTION]
    return Lesson(
        wholes=vectors([entry.passages[0].text for entry in entries]),
        passages=vectors([text for _, text in said]),
        of_passage=np.array([place for place, _ in said], dtype=np.int64),
        questions=vectors([text for _, text in asked]),
        of_question=np.array([place for place, _ in asked], dtype=np.int64),
        silent=np.array(sorted(silent), dtype=np.int64),
    )


def _of(silence: Sequence[Unanswerable], vectors: Memory) -> Vectors:
    return vectors(texts(silence))


def fit_weights(held_out: Sequence[HeldOut]) -> Weights:
    """The weights under which the softmax of the sum makes the held-out clauses likeliest."""
    known = [(one.signals.table, one.gold) for one in held_out if one.gold is not None]

    def cost(weights: Array) -> tuple[float, Array]:
        total, slope = 0.0, np.zeros(len(weights))
        for table, gold in known:
            shares = softmax(weights @ table)
            total -= float(np.log(shares[gold]))
            slope += table @ shares - table[:, gold]
        return total / len(known), slope / len(known)

    found = minimize(cost, np.full(4, 5.0), jac=True, method="L-BFGS-B").x
    return Weights(*(round(float(weight), 1) for weight in found))


def recall(held_out: Sequence[HeldOut], weights: Weights, k: int) -> float:
    """The share of held-out answerable questions whose clause is among the first `k`."""
    fused = ((weights.fuse(one.signals), one.gold) for one in held_out if one.gold is not None)
    return float(np.mean([(scores > scores[gold]).sum() < k for scores, gold in fused]))


def learn(trials: Sequence[Trial], adapter: Adapter, corpus: str) -> Answerability:
    """The logistic regression over all trials; its threshold and figures are cross-validated."""
    table = np.stack([one.signs for one in trials])
    kinds = np.array([one.kind for one in trials])
    councils = np.array([one.council for one in trials])
    blind = np.empty(len(trials))
    for council in np.unique(councils):
        away = councils == council
        blind[away] = _probabilities(table[away], _fit(table[~away], kinds[~away]))
    threshold = float(np.quantile(blind[kinds == ANSWERABLE], 1 - ANSWERED))
    intercept, *coefficients = (round(float(one), 4) for one in _fit(table, kinds))
    return Answerability(
        made_by="python -m retrieval.calibrate",
        encoder=adapter.encoder,
        adapter=adapter.digest,
        corpus=corpus,
        coefficients=dict(zip(SIGNS, coefficients, strict=True)),
        intercept=intercept,
        threshold=round(threshold, 4),
        answered=ANSWERED,
        figures=_figures(blind, kinds, threshold),
    )


def _trial(one: HeldOut) -> Trial:
    fused = Weights().fuse(one.signals)
    best = np.argsort(-fused, kind="stable")
    found = signs(stems(one.question), one.stack, one.signals, best, one.silent)
    return Trial(one.kind, one.council, found)


def _fit(table: Array, kinds: npt.NDArray[np.str_]) -> Array:
    """Intercept and coefficients (1 + d,); answerable counts as much as unanswerable."""
    sides = np.where(kinds == ANSWERABLE, 1.0, -1.0)
    counts = np.where(sides > 0, 0.5 / (sides > 0).sum(), 0.5 / (sides < 0).sum())
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
    good = blind[kinds == ANSWERABLE]
    figures: dict[str, float] = {}
    for kind in sorted(set(kinds.tolist())):
        these = blind[kinds == kind]
        figures[f"{kind}_count"] = len(these)
        figures[f"{kind}_answered"] = round(float((these >= threshold).mean()), 3)
    bad = blind[kinds != ANSWERABLE]
    figures["unanswerable_answered"] = round(float((bad >= threshold).mean()), 3)
    figures["area_under_curve"] = round(_area_under_curve(good, bad), 3)
    return figures


def _area_under_curve(good: Array, bad: Array) -> float:
    """How often a good score is above a bad one, ties counting half."""
    order = rankdata(np.concatenate([good, bad]))
    above = order[: len(good)].sum() - len(good) * (len(good) + 1) / 2
    return float(above / (len(good) * len(bad)))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _show(done: int, total: int) -> None:
    sys.stderr.write(f"\rencoded {done} of {total}" + ("\n" if done == total else ""))


if __name__ == "__main__":
    main()
