"""What was measured -> a page of Markdown and three plots that a reader can check and repeat."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval import plots
from retrieval.evaluate import (
    DEPTH,
    IN_ALL,
    Evaluation,
    Outcome,
    by_council,
    by_kind,
    cell,
    recalls,
    wrongly_answered,
)
from retrieval.reliability import (
    Forecast,
    calibration_error,
    of_answerable,
    of_confidence,
    reliability,
)
from retrieval.tutorial import OVERLAP, SIZE
from retrieval.unseen import SHARES

PAGE = "report.md"
TRIED = Path(__file__).with_name("tried.md")
WORST = 20
ANSWERED = 0.95  # of the answerable questions, when two searches are compared
RANKED = ("recall@1", "recall@3", "recall@5", "MRR")


@dataclass(frozen=True)
class Measured:
    """All that a report tells of.

    `set_name` is the question set as it was named, `command` what was typed. `cut` counts the gold
    words that no chunk of the recipe holds whole; `threshold` is where answering begins.
    """

    set_name: str
    command: str
    ours: Sequence[Outcome]
    recipe: Sequence[Outcome]
    cut: int
    threshold: float
    unseen: Mapping[str, Evaluation] | None = None


def write_report(folder: Path, measured: Measured) -> None:
    """Write the page and its plots. Raises OSError, and PlotterMissing without matplotlib."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).write_text(page(measured), encoding="utf-8")
    ours = measured.ours
    curves = {
        "confidence": reliability(of_confidence(ours)),
        "answerable": reliability(of_answerable(ours)),
    }
    plots.draw_reliability(folder / plots.RELIABILITY, curves)
    if any(one.asked.answerable for one in ours):
        plots.draw_recall(folder / plots.RECALL, _recalls(ours), recalls(measured.recipe))
    good, bad = (
        [one.ranking.answerable for one in ours if one.asked.answerable is side]
        for side in (True, False)
    )
    plots.draw_answerable(folder / plots.ANSWERABLE, good, bad, measured.threshold)


def page(measured: Measured) -> str:
    """The page: the same text for the same figures."""
    parts = [
        _opening(measured),
        _ranking(measured),
        _recipe(measured),
        _reliability(measured),
        _misses(measured),
        _mistaken(measured),
        *([_unseen(measured.unseen, measured.command)] if measured.unseen else []),
        f"## What was tried and did not help\n\n{TRIED.read_text(encoding='utf-8').strip()}",
    ]
    return "\n\n".join(parts) + "\n"


def _opening(measured: Measured) -> str:
    answerable = sum(one.asked.answerable for one in measured.ours)
    return f"""\
# How good the retrieval is

Measured on `{measured.set_name}`: {answerable} questions that a clause governs and \
{len(measured.ours) - answerable} that none does.

*recall@k* is the share of a question's governing clauses among its first k, *success@k* the share
of questions with one among them, *MRR* the mean of one over the rank of the first; *answered* the
share of answerable questions that get an answer, *wrongly answered* the share of the others."""


def _ranking(measured: Measured) -> str:
    return f"""\
## By council and by kind

By `protocol-bot evaluate {measured.set_name}` (by kind: `{measured.command}`).

{_table(by_council(measured.ours).cells())}

{_table(by_kind(measured.ours).cells())}

![Recall at k, a curve a council]({plots.RECALL})"""


def _recipe(measured: Measured) -> str:
    chunked = by_council(measured.recipe)
    golds = sum(len(one.asked.gold) for one in measured.ours)
    return f"""\
## Beside the recipe of the tutorials

By `{measured.command}`: the same questions, in the same run. The recipe cuts a protocol into
chunks of about {SIZE} characters, {OVERLAP} of them shared, encodes them with all-MiniLM-L6-v2 by
sentence-transformers, and takes the nearest in a flat FAISS index. A chunk counts for the clauses
whose gold words stand in it whole; {measured.cut} of {golds} stand whole in none. *Wrongly
answered* is here for both by the threshold that lets {ANSWERED:.0%} of these very answerable
questions through: on the top cosine for the recipe, on the probability that a clause governs for
ours.

{_table(_side_by_side(measured))}

The recipe alone:

{_table(chunked.cells(*RANKED))}"""


def _side_by_side(measured: Measured) -> Iterator[Sequence[str]]:
    yield ["search", *RANKED, "wrongly answered"]
    for name, outcomes in (("ours", measured.ours), ("the recipe", measured.recipe)):
        shares = by_council(outcomes).figures[-1].shares
        wrongly = wrongly_answered(outcomes, ANSWERED)
        yield [name, *(cell(shares[one]) for one in RANKED), cell(wrongly)]


def _reliability(measured: Measured) -> str:
    confidence, answerable = of_confidence(measured.ours), of_answerable(measured.ours)
    return f"""\
## Whether a probability means what it says

By `{measured.command}`. *confidence* is that of the clause shown first, right when it governs the
question; *answerable* is the probability that any clause does. The expected calibration error is
how far the mean said is from the share right, over the bins, each as often as it is used:
{calibration_error(confidence):.3f} for confidence, \
{calibration_error(answerable):.3f} for answerable.

{_table(_bins({"confidence": confidence, "answerable": answerable}))}

![What was said against what came true]({plots.RELIABILITY})

The desk answers from {measured.threshold:.3f} on:

![The probability that a clause governs, where one does and where none does]({plots.ANSWERABLE})"""


def _bins(forecasts: Mapping[str, Sequence[Forecast]]) -> Iterator[Sequence[str]]:
    yield ["said", *(f"{name}: {what}" for name in forecasts for what in ("n", "said", "right"))]
    for row in zip(*map(reliability, forecasts.values()), strict=True):
        cells = ((str(one.count), cell(one.said), cell(one.right)) for one in row)
        yield [f"{row[0].low:.1f} to {row[0].high:.1f}", *(one for three in cells for one in three)]


def _misses(measured: Measured) -> str:
    missed = worst(measured.ours)
    rows = [
        [
            one.asked.council,
            one.asked.question,
            " / ".join(one.asked.gold),
            ", ".join(str(place) if place <= DEPTH else "-" for place in one.places),
            _first(one),
        ]
        for one in missed
    ]
    head = ["council", "question", "governing words", "ranked", "ranked first"]
    return f"""\
## The {len(missed)} worst misses

By `{measured.command}`. Answerable questions with something else above a clause that governs them,
those whose first governing clause is ranked lowest first; *ranked* is where the governing clauses
were, `-` for not among the first {DEPTH}.

{_table([head, *rows])}"""


def worst(outcomes: Iterable[Outcome], count: int = WORST) -> list[Outcome]:
    """The answerable questions with another clause above a governing one, the worst first."""
    missed = [one for one in outcomes if one.places and one.places[-1] > len(one.places)]
    return sorted(missed, key=lambda one: ([-place for place in one.places], one.asked.id))[:count]


def _mistaken(measured: Measured) -> str:
    wrong = [one for one in measured.ours if one.ranking.answers and not one.asked.answerable]
    wrong.sort(key=lambda one: (-one.ranking.answerable, one.asked.id))
    rows = [
        [one.asked.council, one.asked.question, cell(one.ranking.answerable), _first(one)]
        for one in wrong
    ]
    return f"""\
## Answered, though no clause governs

By `{measured.command}`; the surest first.

{_table([["council", "question", "answerable", "ranked first"], *rows])}"""


def _first(outcome: Outcome) -> str:
    if not outcome.ranking.found:
        return "-"
    first = outcome.ranking.found[0].clause
    return f"{first.label}: {first.text}"


def _unseen(found: Mapping[str, Evaluation], command: str) -> str:
    tables = "\n\n".join(f"{way}:\n\n{_table(one.cells(*SHARES))}" for way, one in found.items())
    return f"""\
## A protocol that was never seen

By `{command}`. For each council the adapter is learned from the questions of the others alone;
then the council is asked, its clauses ranked in three ways.

{tables}"""


def _recalls(outcomes: Sequence[Outcome]) -> dict[str, list[float]]:
    names = [one.name for one in by_council(outcomes).figures]
    some = {
        name: [one for one in outcomes if name in {IN_ALL, one.asked.council}] for name in names
    }
    return {
        name: recalls(its) for name, its in some.items() if any(one.asked.answerable for one in its)
    }


def _table(rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its head first."""
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(map(_plain, line))} |" for line in lines)


def _plain(words: str) -> str:
    """Text for one cell: on one line, no mark of Markdown in it meant."""
    return " ".join(words.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
