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
from bot.desk import Desk
from bot.errors import BadRequest, Unready
from bot.rulebook import Library, load_library
from bot.settings import Settings, listed
from bot.store.errors import StoreError
from bot.terminal.cli import app
from bot.terminal.parts import Parts, Racer
from bot.terminal.screen import console
from retrieval.encoder import SentenceEncoder, load_encoder
from retrieval.errors import IndexUnfit, Unfit

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from bot.live import LiveDesk
    from bot.metrics import Edition
    from bot.releasing import Released
    from bot.standing import Standing
    from bot.stock import Stock
    from bot.store.dossier import Dossier, Erased, Sought
    from bot.store.feedback import Feedback
    from bot.store.pseudonym import Pseudonyms
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
        from bot.standing import stand

        def opened(name: str) -> "Standing":
            return stand(self.releases.release(name), self._search)

        return LiveDesk(stand(self.release, self._search), self.releases.current, opened)

    def build_index(
        self, questions: Path | None = None, least: Mapping[str, float] | None = None
    ) -> "Released":
        """Release the corpus, with progress on stderr; only if it reaches `least` on a set."""
        from bot.releasing import Standards, release
        from bot.terminal.progress import shown_steps

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
        from bot.store import feedback

        return self._in_store(feedback.listed)

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
        from bot.serve import fast_loop

        log.configure(self.settings.log, self.settings.log_level)
        with asyncio.Runner(loop_factory=fast_loop()) as runner:
            found = runner.run(startup.look(self.settings, self._ready, playground=playground))
            try:
                to_build = found.faults == [wording.NO_INDEX_YET] and not check
                if found.store is None or (found.faults and not to_build):
                    raise Unready(found.faults)
                if check:
                    say(wording.ALL_THERE)
                    return
                _ = self.live  # an index is built here, where Ctrl-C ends it at once
                runner.run(self._served(found.store, say, playground=playground))
            finally:
                runner.run(found.close())

    async def _served(
        self, store: "AsyncEngine", say: Callable[[str], None], *, playground: bool
    ) -> None:
        """Serve from this store and the live desk, which looks for newer releases meanwhile."""
        from bot.live import renewed
        from bot.serve import serve

        self._tell_unreleased()
        async with renewed(self.live.renew):
            await serve(
                self.settings, self.live, store, say, playground=playground, edition=self._edition
            )

    def _ready(self) -> Desk:
        """The desk that serves. Raises Unfit; what it answers from is not built here."""
        if self.releases.current() is None:
            raise IndexUnfit(wording.NO_INDEX_YET)
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
        from bot.measuring import evaluate

        return evaluate(self, questions, report, unseen=unseen)

    def race(self) -> str:
        """Speed and memory against the tutorial recipe's, as a table."""
        from bot.measuring import race

        return race(self)

    def laps(self, side: Racer) -> str:
        """The laps of one side, run in this process, as a line of JSON."""
        from bot.measuring import laps

        return laps(self, side)

    def scale(self, clauses: int) -> str:
        """What an index of so many clauses costs, as a table."""
        from bot.measuring import scale

        return scale(self, clauses)


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
