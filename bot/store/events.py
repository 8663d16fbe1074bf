"""Each event is answered once, on however many replicas, and again if its answerer died.

    claim -> True:  nobody has it; answer, then finish
    claim -> False: it is being answered, or was answered within the last ten minutes

A key is whatever names the event: an event id, a trigger id, a digest of a body. Only its SHA-256
is kept. Replicas' clocks should agree to within a few seconds.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import rate
from bot.store.schema import events, rates
from bot.store.upsert import upsert

LEASE = timedelta(seconds=30)  # a claim that is not finished after this was a dead process's
KEPT = timedelta(minutes=10)  # Slack sends again for five minutes, Teams for less


async def claim(engine: AsyncEngine, key: str, now: datetime) -> bool:
    """True for exactly one of those who claim a key, until its lease runs out unfinished.

    One statement decides: whoever comes second, even at the same instant, sees the first claim.
    """
    lapsed = events.c.finished_at.is_(None) & (events.c.claimed_at < now - LEASE)
    row = {"key": key, "claimed_at": now}
    taken = upsert(engine, events, row, renew=["claimed_at"], only_if=lapsed)
    async with engine.begin() as connection:
        return await connection.scalar(taken.returning(events.c.key)) is not None


async def finish(engine: AsyncEngine, key: str, now: datetime) -> None:
    """The event was answered: nobody claims it again until `purge` forgets it."""
    row = {"key": key, "claimed_at": now, "finished_at": now}
    async with engine.begin() as connection:
        await connection.execute(upsert(engine, events, row, renew=["finished_at"]))


async def purge(engine: AsyncEngine, now: datetime) -> None:
    """Forget what decides nothing any more: events after ten minutes, rates after their window."""
    last = func.coalesce(events.c.finished_at, events.c.claimed_at)
    async with engine.begin() as connection:
        await connection.execute(delete(events).where(last < now - KEPT))
        await connection.execute(delete(rates).where(rates.c.last_at < now - rate.WINDOW))
