"""A desk that answers from whichever release of the index is current, without a restart.

Another release is opened beside the one that answers, and takes its place by one assignment: what
is under way is finished with the old one.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date

from typing_extensions import override

from bot.answer import Answer
from bot.asker import Asker
from bot.desk import Desk, Search, Wanted
from bot.rulebook import Library
from bot.standing import Standing
from retrieval.errors import Unfit

LOOK = 5.0  # seconds between looks for another release
AGAIN = 60.0  # seconds after which a release that did not open is tried again

log = logging.getLogger(__name__)


class LiveDesk(Desk):
    """The desk of the current release; `renew` puts a newer one in its place."""

    def __init__(
        self, first: Standing, current: Callable[[], str | None], opened: Callable[[str], Standing]
    ) -> None:
        """`current` names the release that should answer; `opened` opens it, ready to be asked.

        Both may raise Unfit.
        """
        self._standing, self._current, self._opened = first, current, opened
        self._refused: dict[str, float] = {}

    @property
    def standing(self) -> Standing:
        """The release that answers."""
        return self._standing

    @property
    def name(self) -> str:
        """The name of the release that answers."""
        return self._standing.release.name

    @property
    @override
    def now(self) -> Desk:
        """The desk of the release that answers, and of no other."""
        return self._standing.desk

    @property
    @override
    def library(self) -> Library:
        """The rulebooks of the release that answers."""
        return self._standing.desk.library

    @property
    @override
    def search(self) -> Search:
        """The search of the release that answers."""
        return self._standing.desk.search

    @override
    def answer(self, wanted: Wanted, council: str, asker: Asker | None, today: date) -> Answer:
        """As of a desk: the whole of an answer is one release's."""
        return self._standing.desk.answer(wanted, council, asker, today)

    def renew(self) -> None:
        """Answer from the current release from here on; it takes seconds where there is a new one.

        What does not open is logged, and tried again in a minute; the old one goes on answering.
        """
        name = ""
        try:
            name = self._current() or self.name
            if name != self.name and not self._is_refused(name):
                self._standing = self._opened(name)
                log.info("release %s of the index answers from here on", name)
        except (Unfit, OSError) as error:
            self._refuse(name, error)

    def _is_refused(self, name: str) -> bool:
        return time.monotonic() < self._refused.get(name, float("-inf")) + AGAIN

    def _refuse(self, name: str, error: Exception) -> None:
        """Say once why a release, or the place where its name stands, cannot be used."""
        if name not in self._refused:
            log.warning("release %s goes on answering: %s", self.name, error)
        self._refused = {name: time.monotonic()}


@asynccontextmanager
async def renewed(renew: Callable[[], None], every: float = LOOK) -> AsyncIterator[None]:
    """Look for a newer index every so many seconds, in a thread that no question waits for."""

    async def look() -> None:
        while True:
            await asyncio.sleep(every)
            try:
                await asyncio.to_thread(renew)
            except Exception as error:  # noqa: BLE001 - whatever it is, the old index goes on
                log.warning("no newer index was looked for: %s", type(error).__name__)

    looking = asyncio.ensure_future(look())
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.wait([looking])
