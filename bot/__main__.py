"""The command `protocol-bot`: puts everything together; nothing else does."""

import logging
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from pydantic import ValidationError

from bot import wording
from bot.cli import Parts, Racer, app
from bot.desk import Desk
from bot.errors import BadRequest, Unready
from bot.rulebook import Library, load_library
from bot.settings import Settings, listed
from bot.store.errors import StoreError
from bot.terminal import console
from retrieval.encoder import SentenceEncoder, load_encoder
from retrieval.errors import IndexUnfit, Unfit

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.live import LiveDesk, Standing
    from bot.metrics import Edition
    from bot.releasing import Released
    from bot.stock import Stock
    from bot.store.dossier import Dossier, Erased, Sought
    from bot.store.feedback import Feedback
    from bot.store.pseudonym import Pseudonyms
    from retrieval.evaluate import Evaluation, Outcome, SetQuestion, Steps
    from retrieval.release import Listed, Release
    from retrieval.releases import Releases
    from retrieval.search import Ranking, Search

Done = TypeVar("Done")

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
    def stock(self) -> "Stock":
        """What the corpus brings to the index."""
        from bot.stock import read_stock

        return read_stock(self.settings.corpus, self.library)

    @cached_property
    def releases(self) -> "Releases":
        """The releases of the index."""
        from retrieval.releases import releases_at

        return releases_at(self.settings.index)

    @cached_property
    def release(self) -> "Release":
        """The release that is current; a first one is built."""
        if self.settings.encoder:
            _ = self.reference  # one that is not there is told before anything is built
        name = self.releases.current()
        if name is None:
            if self.releases.kept() is None:
                console(stderr=True).print(wording.BUILDING)
            name = self.build_index().name
        return self.releases.release(name)

    @cached_property
    def search(self) -> "Search":
        """The search, over the current release, which has to be of this corpus."""
        return self._search(self.release, self.stock)

    def _search(self, release: "Release", stock: "Stock") -> "Search":
        """The search over a release of a stock. Raises IndexUnfit for one of another."""
        from retrieval.adapter import tuned
        from retrieval.quantised import quantised
        from retrieval.search import Search

        encoder = tuned(quantised(self.reference, release.folder))
        return Search(release.opened(stock.digest, encoder.digest), stock.shelves, encoder)

    @cached_property
    def desk(self) -> Desk:
        """The desk; the index is opened when the first question comes."""
        return Desk(self.library, self._rank)

    def _rank(self, council: str, question: str) -> "Ranking":
        return self.search.rank(council, question)

    @cached_property
    def live(self) -> "LiveDesk":
        """The desk that serves: of the current release, and of the next one once that is there."""
        from bot.live import LiveDesk

        def opened(name: str) -> "Standing":
            return self._standing(self.releases.release(name))

        return LiveDesk(self._standing(self.release), self.releases.current, opened)

    def _standing(self, release: "Release") -> "Standing":
        """A release with its own corpus, opened and asked once of each council."""
        from bot.live import Standing
        from bot.serve import warm
        from bot.stock import read_stock

        stock = read_stock(release.corpus)
        search = self._search(release, stock)
        desk = Desk(stock.library, search.rank)
        warm(desk)
        return Standing(release, desk, search.index.manifest)

    def build_index(
        self, questions: Path | None = None, least: Mapping[str, float] | None = None
    ) -> "Released":
        """Release the corpus, with progress on stderr; only if it reaches `least` on a set."""
        from bot.progress import shown_steps
        from bot.releasing import Standards, release

        standards = Standards(questions, least or {}) if questions else None
        with shown_steps() as steps:
            return release(
                self.settings.corpus,
                self.reference,
                self.releases,
                standards,
                datetime.now(UTC),
                steps,
            )

    def roll_back(self, name: str) -> str:
        """Go back to a release, or where it is "" to the one before; its name comes back."""
        from bot.stock import read_stock
        from retrieval.releases import earlier

        wanted = self.releases.release(name or earlier(self.releases))
        self._search(wanted, read_stock(wanted.corpus))  # one that does not open is not gone to
        self.releases.switch(wanted.name)
        return wanted.name

    def releases_kept(self) -> "tuple[Sequence[Listed], str | None]":
        """The releases that are kept, oldest first, and the name of the one that answers."""
        return self.releases.listed(), self.releases.current()

    def feedback(self) -> "tuple[Feedback, ...]":
        """What people thought of answers, oldest first."""
        import asyncio

        from bot.serve import listed_feedback

        return asyncio.run(listed_feedback(self.settings.store))

    def dossiers(self, sought: "Sought") -> "tuple[Dossier, ...]":
        """What is kept about a person, by tenant."""
        from bot.store.dossier import dossiers

        who = self._pseudonyms
        return self._in_store(lambda store: dossiers(store, who, sought))

    def erase(self, sought: "Sought") -> "tuple[Erased, ...]":
        """Erase what is kept about a person; what was erased, by tenant."""
        from bot.store.dossier import erase

        who = self._pseudonyms
        return self._in_store(lambda store: erase(store, who, sought))

    def reseal(self) -> int:
        """Seal stored tokens anew with the newest key; in how many rows."""
        from bot.store.installations import Installations

        keys = listed(self.settings.store_keys.get_secret_value())
        client = self.settings.slack_client_id
        return self._in_store(lambda store: Installations(client, store, keys).async_reseal())

    @property
    def _pseudonyms(self) -> "Pseudonyms":
        from bot.store.user_key import pseudonyms_of

        return pseudonyms_of(self.settings.store, self.settings.user_key.get_secret_value())

    def _in_store(self, work: "Callable[[AsyncEngine], Awaitable[Done]]") -> Done:
        import asyncio

        from bot.store.engine import visited

        return asyncio.run(visited(self.settings.store, work))

    def serve(
        self, say: Callable[[str], None], *, playground: bool = False, check: bool = False
    ) -> None:
        """Open the chat doors, until told to stop; or only check that they could be opened.

        Raises Unready, with all that is missing; an index, if it alone is, is built.
        """
        import asyncio

        from bot import log, startup
        from bot.serve import fast_loop, serve

        log.configure(self.settings.log, self.settings.log_level)
        with asyncio.Runner(loop_factory=fast_loop()) as runner:
            found = runner.run(startup.faults(self.settings, self._ready, playground=playground))
            if found and (check or found != [wording.NO_INDEX_YET]):
                raise Unready(found)
            if check:
                say(wording.ALL_THERE)
                return
            live = self.live
            self._tell_unreleased()
            serving = serve(
                self.settings,
                live,
                say,
                playground=playground,
                edition=self._edition,
                renew=live.renew,
            )
            runner.run(serving)

    def _ready(self) -> Desk:
        """The desk, its release proved and open. Raises Unfit."""
        from bot.check import check

        if self.releases.current() is None:
            raise IndexUnfit(wording.NO_INDEX_YET)
        list(check(self.release.corpus))
        return self.live

    def _tell_unreleased(self) -> None:
        """Say so where the corpus folder is another than that of the release which answers."""
        from retrieval.release import corpus_state

        if corpus_state(self.settings.corpus) != self.live.standing.release.record.corpus:
            logging.getLogger(__name__).warning(wording.OTHER_CORPUS_RELEASED)

    def _edition(self) -> "Edition":
        from bot.metrics import Edition

        standing = self.live.standing
        return Edition(standing.release.name, standing.manifest.corpus[:12])

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
        encoder = quantised(self.reference, self.release.folder)
        return unseen(asked, self.stock.shelves, silence, encoder, steps)

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

        shelves, asked = self.stock.shelves, [one.asked for one in outcomes]
        recipe, cut = beside(asked, shelves, self.reference, steps)
        typed = f"protocol-bot evaluate {questions} --report {folder}{' --unseen' * bool(away)}"
        threshold = read_answerability().threshold
        write_report(
            folder, Measured(str(questions), typed, outcomes, recipe, cut, threshold, away)
        )

    def race(self) -> str:
        """Speed and memory against the tutorial recipe's, as a table."""
        from bot.progress import shown_steps
        from retrieval.bench.race import LIBRARY, run_race

        if self.releases.current() is None:
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
        from retrieval.index import Index

        search = self.search
        if not isinstance(search.index, Index):
            raise BadRequest(wording.BENCH_NEEDS_FOLDER)
        asked = [question for _, question in self._questions()]
        with shown_steps() as steps:
            return compared(clauses, search.index, asked, search.encoder, steps)

    def _racer(self, side: Racer) -> "Callable[[str, str], object]":
        if side is Racer.OURS:
            return self.search.rank
        from retrieval.bench.recipe import Recipe

        return Recipe(self.stock.shelves, self.reference).rank

    def _questions(self) -> list[tuple[str, str]]:
        from retrieval.bench.laps import some_questions

        return some_questions(self.stock.shelves)


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
        return _refuse(*(error.faults if isinstance(error, Unready) else [str(error)]))
    except typer.TyperException as error:
        return _refuse_usage(error)
    except OSError as error:
        file = error.filename or wording.STANDARD_OUTPUT
        return _refuse(wording.CANNOT_USE.format(file=file, reason=error.strerror or error))
    except ModuleNotFoundError as error:  # where only what serves is installed
        return _refuse(wording.NOT_INSTALLED.format(package=error.name))
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
        told = ((str(one["loc"][0]).upper(), one["msg"]) for one in error.errors())
        raise Unready(
            [wording.WRONG_SETTING.format(name=name, problem=problem) for name, problem in told]
        ) from None


def _refuse_usage(error: typer.TyperException) -> int:
    """A command line that is no command of ours; one without a command has been shown the help."""
    problem = error.format_message().rstrip(".").replace("Value error, ", "")
    return _refuse(wording.SEE_HELP.format(problem=problem)) if problem else 0


def _refuse(*faults: str) -> int:
    """A line on stderr for each thing that is wrong, which says how to mend it."""
    for fault in faults:
        # What was typed may hold escape codes, which would act on the terminal.
        plain = "".join(char if char.isprintable() else " " for char in fault)
        print(f"protocol-bot: {' '.join(plain.split())}", file=sys.stderr)  # noqa: T201 - our voice
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
