"""The store may be away: restarted, out of reach, out of disk, or too slow to wait for.

A visit to it is bounded in time, and says when nothing came of it, so that whoever makes one can go
on without. While the store is away one visitor a second looks whether it is back; the others are
told at once.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from sqlalchemy import exc

BOUND = 2.0  # seconds for a visit; SQLite and PostgreSQL take milliseconds
PAUSE = 1.0  # seconds until somebody looks again
PATIENCE = 3  # visits in a row that are too slow: one alone is this process being busy
SILENCE = 60.0  # seconds between two lines in the log about the same kind of visit

# Whatever else goes wrong with a statement is a fault of ours, which would come again.
SIGNS = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.InternalError,  # the server has become a read-only replica, for one
    exc.DisconnectionError,
    exc.TimeoutError,  # no connection was free
    OSError,
    TimeoutError,
)

# What a visit is for, as logs and metrics say it.
Errand = Literal[
    "answers",
    "claim",
    "feedback",
    "finish",
    "leaving",
    "question",
    "role",
    "settings",
    "tenant",
    "token",
]
Found = TypeVar("Found")

log = logging.getLogger(__name__)


class Away(Exception):
    """Nothing came of a visit to the store. It holds no word of what was to be read or kept."""


@dataclass
class Visits:
    """Makes visits to one store, and knows whether it is away.

    `bound`, `pause` and `clock` are in seconds.
    """

    bound: float = BOUND
    pause: float = PAUSE
    clock: Callable[[], float] = time.monotonic
    _failed: int = 0  # visits since the store went away
    _slow: int = 0  # visits in a row that took too long; an error weighs as much as PATIENCE
    _next: float = 0.0  # when somebody may look again
    _spoken: dict[str, float] = field(default_factory=dict)
    _going: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def away(self) -> bool:
        """Whether nothing came of the last visit that was made."""
        return self._failed > 0

    async def make(self, errand: Errand, visit: Coroutine[Any, Any, Found]) -> Found:
        """What a visit brings. Raises Away, after `bound` seconds at the latest."""
        if self._slow >= PATIENCE and self.clock() < self._next:
            visit.close()
            self._failed += 1
            raise Away
        self._next = self.clock() + self.pause
        try:
            found = await self._within_bound(visit)
        except SIGNS as error:
            self._slow = self._slow + 1 if isinstance(error, TimeoutError) else PATIENCE
            self._missed(errand, type(error).__name__)
            raise Away from None
        self._returned()
        return found

    async def insist(
        self, errand: Errand, visit: Callable[[], Coroutine[Any, Any, Found]]
    ) -> Found:
        """What a visit brings, made again after each pause for as long as it takes."""
        while True:
            try:
                return await self.make(errand, visit())
            except Away:
                await asyncio.sleep(self.pause)

    async def _within_bound(self, visit: Coroutine[Any, Any, Found]) -> Found:
        """A visit that is too slow goes on by itself: cancelled in the middle of a statement,
        aiosqlite never gives its connection back. Raises TimeoutError.
        """  # noqa: D205 - one thought
        task = asyncio.ensure_future(visit)
        self._going.add(task)
        task.add_done_callback(self._ended)
        done, _ = await asyncio.wait([task], timeout=self.bound)
        if not done:
            raise TimeoutError
        return task.result()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._going.discard(task)
        if not task.cancelled():
            task.exception()  # asyncio would log one that nobody looked at, with what it says

    def _missed(self, errand: Errand, kind: str) -> None:
        now = self.clock()
        self._failed, self._next = self._failed + 1, now + self.pause
        if now >= self._spoken.get(errand, now):
            self._spoken[errand] = now + SILENCE
            log.warning("the store is away or slow, answering goes on: %s (%s)", errand, kind)

    def _returned(self) -> None:
        if self.away:
            log.warning("the store is back; %d visits came to nothing", self._failed)
        self._failed = self._slow = 0
