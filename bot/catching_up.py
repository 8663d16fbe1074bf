"""What the store missed while it was away is told to it when it is back; what it knows is noted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.notebook import Notebook
from bot.store import events, tenants
from bot.store.away import Away, Visits

EVERY = 5.0  # seconds
SLICE = 200  # answers that the store is told of in one visit: well within its bound


@dataclass(frozen=True)
class CatchingUp:
    """Keeps a store and a process's notebook in step, as far as `visits` come to something."""

    store: AsyncEngine
    visits: Visits
    notebook: Notebook

    async def once(self) -> None:
        """Tell the store of the answers that it missed, and note its tenants. Raises Away."""
        while missed := self.notebook.seen.unstored(SLICE):
            await self.visits.make("finish", self._finish(missed))
            self.notebook.seen.stored(digest for digest, _ in missed)
        bound = await self.visits.make("tenant", tenants.listed(self.store))
        self.notebook.note_all(bound)

    async def _finish(self, missed: events.Finished) -> None:
        async with self.store.begin() as at:
            for digest, when in missed:
                await events.finish(at, digest, when)


@asynccontextmanager
async def catching_up(one: CatchingUp, every: float = EVERY) -> AsyncIterator[None]:
    """Catch up at once, and then every so many seconds."""

    async def going_on() -> None:
        while True:
            await asyncio.sleep(every)
            with suppress(Away):
                await one.once()

    with suppress(Away):
        await one.once()
    going = asyncio.ensure_future(going_on())
    try:
        yield
    finally:
        going.cancel()
        await asyncio.wait([going])
