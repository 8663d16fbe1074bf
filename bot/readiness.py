"""Whether this process may be sent questions: what is missing, by name.

Whoever asks, and however often, each check is made once a second at most, and none is waited for
longer than two seconds. One that takes longer goes on for a while, and none is begun beside it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.schema import tenants
from bot.tally import Tally

Check = Callable[[], Awaitable[bool]]

PATIENCE = 2.0  # seconds
LONGEST = 10.0  # seconds; a line to a database that is gone may hang for a quarter of an hour
FRESH = 1.0  # seconds for which what was found is taken for true


@dataclass
class Readiness:
    """What must hold before questions are sent here; `draining`: no more are wanted."""

    patience: float = PATIENCE
    longest: float = LONGEST
    fresh: float = FRESH
    clock: Callable[[], float] = monotonic
    draining: bool = False
    watched: dict[str, "_Watched"] = field(default_factory=dict)

    def watch(self, name: str, check: Check) -> None:
        """Ask this check from now on; one of the same name is asked no more."""
        self.watched[name] = _Watched(check)

    async def missing(self) -> list[str]:
        """The names of what does not hold, in order; none where all does."""
        watched = dict(self.watched)  # a door may open meanwhile
        found = await asyncio.gather(*(self._holds(one) for one in watched.values()))
        return [name for name, holds in zip(watched, found, strict=True) if not holds]

    async def _holds(self, one: "_Watched") -> bool:
        if one.asking is None or (one.asking.done() and self.clock() - one.asked >= self.fresh):
            one.asking = asyncio.ensure_future(_asked(one.check, self.longest))
            one.asked = self.clock()
        await asyncio.wait([one.asking], timeout=self.patience)
        return one.asking.done() and one.asking.result()


@dataclass
class _Watched:
    """A check, and when it was made last."""

    check: Check
    asking: asyncio.Task[bool] | None = None
    asked: float = 0.0


async def _asked(check: Check, longest: float) -> bool:
    try:
        async with asyncio.timeout(longest):
            return await check()
    except Exception:  # noqa: BLE001 - whatever it is, that is what was to be found out
        return False


async def never() -> bool:
    """The check of what is not there yet."""
    return False


async def always() -> bool:
    """The check of what, once there, stays."""
    return True


def reachable(store: AsyncEngine, tally: Tally) -> Check:
    """Whether the store can be read; where it cannot, that is counted."""

    async def check() -> bool:
        try:
            async with store.connect() as connection:
                await connection.execute(select(tenants.c.tenant).limit(1))
        except SQLAlchemyError:
            tally.unstored("check")
            return False
        return True

    return check
