"""The command `protocol-bot`: puts everything together; nothing else does."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from pydantic import ValidationError

from bot import wording
from bot.cli import Parts, Racer, app
from bot.desk import Desk
from bot.errors import BadRequest
from bot.rulebook import Library, load_library
from bot.settings import Settings
from bot.store.errors import StoreError
from bot.terminal import console
from retrieval.encoder import SentenceEncoder, load_encoder
from retrieval.errors import Unfit

if TYPE_CHECKING:
    from bot.store.feedback import Feedback
    from retrieval.evaluate import Evaluation, Outcome, SetQuestion, Steps
    from retrieval.index import IndexReport, Shelf
    from retrieval.search import Ranking, Search

BAD_INPUT = 2
INTERRUPTED = 130  # what shells expect, and Typer gives, when Ctrl-C ends a command


@dataclass(frozen=True)
class Wiring:
    """The parts that commands ask for, each made once and only when it is asked for."""

    settings: Settings

    @cached_property
    def library(self) -> Library:
        """The councils' rulebooks, read and proved."""
        return load_library(self.settings.corpus)

    @cached_property
    def reference(self) -> SentenceEncoder:
        """The encoder of the settings; its weights load when they are exported."""
        return load_encoder(
            self.settings.encoder or None, allow_download=self.settings.allow_download
        )

    @cached_property
    def shelves(self) -> "list[Shelf]":
        """What each council brings to the index."""
        from retrieval.index import Shelf
        from retrieval.questions import read_questions

        protocols = [book.protocol for book in self.library.rulebooks.values()]
        return [
            Shelf(one.slug, one.clauses, read_questions(one.folder, one.clauses))
            for one in protocols
        ]

    @cached_property
    def silence(self) -> tuple[str, ...]:
        """The questions that the index knows to be unanswerable."""
        from retrieval.silence import read_unanswerable, texts

        return texts(read_unanswerable(self.settings.corpus))

    @cached_property
    def search(self) -> "Search":
        """The search, over an index of this corpus by this encoder; a missing index is built."""
        from retrieval.adapter import tuned
        from retrieval.index import corpus_digest, open_index
        from retrieval.quantised import quantised
        from retrieval.search import Search

        reference = self.reference  # one that is not there is told before anything is built
        if not self.settings.index.exists():
            console(stderr=True).print(wording.BUILDING)
            self.build_index()
        encoder = tuned(quantised(reference, self.settings.index))
        digest = corpus_digest(self.shelves, self.silence)
        index = open_index(self.settings.index, digest, encoder.digest)
        return Search(index, self.shelves, encoder)

    @cached_property
    def desk(self) -> Desk:
        """The desk; the index is opened when the first question comes."""
        return Desk(self.library, self._rank)

    def _rank(self, council: str, question: str) -> "Ranking":
        return self.search.rank(council, question)

    def build_index(self) -> "IndexReport":
        """Bring the index up to date, with progress on stderr."""
        from rich.progress import Progress

        from retrieval.adapter import tuned
        from retrieval.export import exported
        from retrieval.index import build

        shelves, silence = self.shelves, self.silence  # a fault in the corpus is told first
        screen, folder = console(stderr=True), self.settings.index
        with Progress(console=screen, transient=True, disable=not screen.is_terminal) as progress:
            task = progress.add_task(wording.EXPORTING_ENCODER, total=None)

            def advance(done: int, total: int) -> None:
                progress.update(
                    task, description=wording.BUILDING_INDEX, completed=done, total=total
                )

            with exported(self.reference, folder) as encoder:
                return build(shelves, tuned(encoder), folder, advance, silent=silence)

    def feedback(self) -> "tuple[Feedback, ...]":
        """What people thought of answers, oldest first."""
        import asyncio

        from bot.serve import listed_feedback

        return asyncio.run(listed_feedback(self.settings.store))

    def serve(self, say: Callable[[str], None], *, playground: bool = False) -> None:
        """Open the chat doors that are configured, until told to stop."""
        import asyncio

        from bot.serve import fast_loop, refuse_half_open, serve

        refuse_half_open(self.settings, playground=playground)
        with asyncio.Runner(loop_factory=fast_loop()) as runner:
            runner.run(serve(self.settings, self.desk, say, playground=playground))

    def evaluate(
        self, questions: Path, report: Path | None = None, *, unseen: bool = False
    ) -> tuple[str, dict[str, Any]]:
        """Figures over a question set, as a table and as JSON; with them in a report's folder."""
        from bot.progress import shown_steps
        from retrieval.evaluate import by_council, put_all, read_question_set

        asked = read_question_set(questions, self.library.rulebooks)
        if report:
            from retrieval.plots import refuse_without_plotter

            refuse_without_plotter()
        rank = self.search.rank  # an index that is built first shows a bar of its own
        with shown_steps() as steps:
            outcomes = put_all(asked, rank, steps)
            away = self._unseen(asked, steps) if unseen else {}
            if report:
                self._report(report, questions, outcomes, away, steps)
        done = by_council(outcomes)
        return _figures(done, away)

    def _unseen(self, asked: "Sequence[SetQuestion]", steps: "Steps") -> "Mapping[str, Evaluation]":
        from retrieval.quantised import quantised
        from retrieval.silence import read_unanswerable
        from retrieval.unseen import unseen

        silence = read_unanswerable(self.settings.corpus)
        encoder = quantised(self.reference, self.settings.index)
        return unseen(asked, self.shelves, silence, encoder, steps)

    def _report(
        self,
        folder: Path,
        questions: Path,
        outcomes: "Sequence[Outcome]",
        away: "Mapping[str, Evaluation]",
        steps: "Steps",
    ) -> None:
        from retrieval.answerability import read_answerability
        from retrieval.report import Measured, write_report
        from retrieval.tutorial import beside

        recipe, cut = beside([one.asked for one in outcomes], self.shelves, self.reference, steps)
        typed = f"protocol-bot evaluate {questions} --report {folder}{' --unseen' * bool(away)}"
        threshold = read_answerability().threshold
        write_report(
            folder, Measured(str(questions), typed, outcomes, recipe, cut, threshold, away)
        )

    def race(self) -> str:
        """Speed and memory against the tutorial recipe's, as a table."""
        from bot.progress import shown_steps
        from retrieval.bench.race import LIBRARY, run_race

        if not self.settings.index.exists():
            self.build_index()
        council, question = self._questions()[0]
        me = (sys.executable, "-m", "bot")
        ask = (*me, "ask", question, "--council", council, "--json")
        ours, recipe = ((*me, "bench", "--only", side) for side in Racer)
        with shown_steps() as steps:
            return run_race(ours, recipe, ask, LIBRARY, steps).table()

    def laps(self, side: Racer) -> str:
        """The laps of one side, run in this process, as a line of JSON."""
        from retrieval.bench.laps import run_laps

        return run_laps(self._racer(side), self._questions()).to_json()

    def scale(self, clauses: int) -> str:
        """What an index of so many clauses costs, as a table."""
        from bot.progress import shown_steps
        from retrieval.bench.scale import compared

        search = self.search
        asked = [question for _, question in self._questions()]
        with shown_steps() as steps:
            return compared(clauses, search.index, asked, search.encoder, steps)

    def _racer(self, side: Racer) -> "Callable[[str, str], object]":
        if side is Racer.OURS:
            return self.search.rank
        from retrieval.bench.recipe import Recipe

        return Recipe(self.shelves, self.reference).rank

    def _questions(self) -> list[tuple[str, str]]:
        from retrieval.bench.laps import some_questions

        return some_questions(self.shelves)


def _figures(done: "Evaluation", away: "Mapping[str, Evaluation]") -> tuple[str, dict[str, Any]]:
    """Figures as text and as JSON, those of councils left out after the others."""
    if not away:
        return done.table(), done.to_json()
    from retrieval.unseen import table

    unseen = {way: found.to_json() for way, found in away.items()}
    return f"{done.table()}\n\n{table(away)}", {**done.to_json(), "unseen": unseen}


def main(arguments: list[str] | None = None, wire: Callable[[Settings], Parts] = Wiring) -> int:
    """Run one command; 0 when it answered, 2 with one line on stderr when it could not."""
    _speak_utf8()
    try:
        done = app(arguments, "protocol-bot", obj=wire(_settings()), standalone_mode=False)
    except (BadRequest, Unfit, StoreError) as error:
        return _refuse(str(error))
    except typer.TyperException as error:
        return _refuse_usage(error)
    except OSError as error:
        file = error.filename or wording.STANDARD_OUTPUT
        return _refuse(wording.CANNOT_USE.format(file=file, reason=error.strerror or error))
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return int(done or 0)  # a command gives nothing; Typer gives its status when it ends early


def _speak_utf8() -> None:
    """UTF-8 whatever the machine's locale: clauses hold dashes and quote marks that others lack."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise BadRequest(wording.WRONG_SETTING.format(name=name, problem=first["msg"])) from None


def _refuse_usage(error: typer.TyperException) -> int:
    """A command line that is no command of ours; one without a command has been shown the help."""
    problem = error.format_message().rstrip(".").replace("Value error, ", "")
    return _refuse(wording.SEE_HELP.format(problem=problem)) if problem else 0


def _refuse(line: str) -> int:
    """One line on stderr that says what is wrong and how to mend it."""
    # What was typed may hold escape codes, which would act on the terminal.
    plain = "".join(char if char.isprintable() else " " for char in line)
    print(f"protocol-bot: {' '.join(plain.split())}", file=sys.stderr)  # noqa: T201 - our voice
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
