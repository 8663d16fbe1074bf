"""How good the answers are, and what they cost: the figures that `evaluate` and `bench` print."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot import wording
from bot.errors import BadRequest
from bot.rulebook import Library
from bot.stock import Stock
from bot.terminal.parts import Racer
from bot.terminal.progress import shown_steps
from retrieval.encoder import SentenceEncoder

if TYPE_CHECKING:
    from retrieval.evaluate import Evaluation, Outcome, SetQuestion, Steps
    from retrieval.release import Release
    from retrieval.releases import Releases
    from retrieval.search import Search


class Sources(Protocol):
    """What figures are made from; each part is made when it is first asked for."""

    @property
    def library(self) -> Library:
        """The councils' rulebooks."""

    @property
    def reference(self) -> SentenceEncoder:
        """The encoder, as it was before it was exported."""

    @property
    def stock(self) -> Stock:
        """What the corpus brings to the index."""

    @property
    def releases(self) -> "Releases":
        """The releases of the index."""

    @property
    def release(self) -> "Release":
        """The release that is current."""

    @property
    def search(self) -> "Search":
        """The search over it."""

    def build_index(self) -> object:
        """Release the corpus."""


def evaluate(
    parts: Sources, questions: Path, report: Path | None = None, *, unseen: bool = False
) -> tuple[str, dict[str, Any]]:
    """Figures over a question set, as a table and as JSON; with them in a report's folder."""
    from retrieval.evaluate import by_council, put_all, read_question_set

    asked = read_question_set(questions, parts.library.rulebooks)
    if report:
        from retrieval.plots import refuse_without_plotter

        refuse_without_plotter()
    rank = parts.search.rank  # an index that is built first shows a bar of its own
    with shown_steps() as steps:
        outcomes = put_all(asked, rank, steps)
        away = _unseen(parts, asked, steps) if unseen else {}
        if report:
            _report(parts, report, questions, outcomes, away, steps)
    done = by_council(outcomes)
    return _figures(done, away)


def _unseen(
    parts: Sources, asked: "Sequence[SetQuestion]", steps: "Steps"
) -> "Mapping[str, Evaluation]":
    from retrieval.quantised import quantised
    from retrieval.unseen import unseen

    encoder = quantised(parts.reference, parts.release.folder)
    return unseen(asked, parts.stock.shelves, parts.stock.unanswerable, encoder, steps)


def _report(
    parts: Sources,
    folder: Path,
    questions: Path,
    outcomes: "Sequence[Outcome]",
    away: "Mapping[str, Evaluation]",
    steps: "Steps",
) -> None:
    from retrieval.answerability import read_answerability
    from retrieval.report import Measured, write_report
    from retrieval.tutorial import beside

    shelves, asked = parts.stock.shelves, [one.asked for one in outcomes]
    recipe, cut = beside(asked, shelves, parts.reference, steps)
    typed = f"protocol-bot evaluate {questions} --report {folder}{' --unseen' * bool(away)}"
    threshold = read_answerability().threshold
    write_report(folder, Measured(str(questions), typed, outcomes, recipe, cut, threshold, away))


def race(parts: Sources) -> str:
    """Speed and memory against the tutorial recipe's, as a table."""
    from retrieval.bench.race import LIBRARY, run_race

    if parts.releases.current() is None:
        parts.build_index()
    council, question = _questions(parts)[0]
    me = (sys.executable, "-m", "bot")
    ask = (*me, "ask", question, "--council", council, "--json")
    ours, recipe = ((*me, "bench", "--only", side) for side in Racer)
    with shown_steps() as steps:
        return run_race(ours, recipe, ask, LIBRARY, steps).table()


def laps(parts: Sources, side: Racer) -> str:
    """The laps of one side, run in this process, as a line of JSON."""
    from retrieval.bench.laps import run_laps

    return run_laps(_racer(parts, side), _questions(parts)).to_json()


def scale(parts: Sources, clauses: int) -> str:
    """What an index of so many clauses costs, as a table."""
    from retrieval.bench.scale import compared
    from retrieval.index import Index

    search = parts.search
    if not isinstance(search.index, Index):
        raise BadRequest(wording.BENCH_NEEDS_FOLDER)
    asked = [question for _, question in _questions(parts)]
    with shown_steps() as steps:
        return compared(clauses, search.index, asked, search.encoder, steps)


def _racer(parts: Sources, side: Racer) -> "Callable[[str, str], object]":
    if side is Racer.OURS:
        return parts.search.rank
    from retrieval.bench.recipe import Recipe

    return Recipe(parts.stock.shelves, parts.reference).rank


def _questions(parts: Sources) -> list[tuple[str, str]]:
    from retrieval.bench.laps import some_questions

    return some_questions(parts.stock.shelves)


def _figures(done: "Evaluation", away: "Mapping[str, Evaluation]") -> tuple[str, dict[str, Any]]:
    """Figures as text and as JSON, those of councils left out after the others."""
    if not away:
        return done.table(), done.to_json()
    from retrieval.unseen import table

    unseen = {way: found.to_json() for way, found in away.items()}
    return f"{done.table()}\n\n{table(away)}", {**done.to_json(), "unseen": unseen}
