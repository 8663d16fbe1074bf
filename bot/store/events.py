"""Each event is answered once, on however many replicas, and again if its answerer died.

    claim -> True:  nobody has it; answer, then finish
    claim -> False: it is being answered, or was answered within the last ten minutes

A key is whatever names the event: an event id, a trigger id, a digest of a body. Only its SHA-256
is kept. Replicas' clocks should agree to within a few seconds.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func

from bot.store import answers as kept_answers
from bot.store import rate, threads
from bot.store.schema import answers, events, rates, said
from bot.store.upsert import upsert
from bot.store.within import Store, within

LEASE = timedelta(seconds=30)  # a claim that is not finished after this was a dead process's
KEPT = timedelta(minutes=10)  # Slack sends again for five minutes, Teams for less

LAPSED = events.c.finished_at.is_(None) & (events.c.claimed_at < bindparam("lapsed"))
LAPSED_OR_PAST = LAPSED | (events.c.claimed_at < bindparam("since"))
RENEWED = ("claimed_at", "finished_at")  # a new claim is not finished yet


async def claim(store: Store, key: str, now: datetime, since: datetime | None = None) -> bool:
    """True for exactly one of those who claim a key, until its lease runs out unfinished.

    One statement decides: whoever comes second, even at the same instant, sees the first claim.
    What was claimed before the moment `since`, answered or not, was another event.
    """
    row = {"key": key, "claimed_at": now, "lapsed": now - LEASE}
    past = {} if since is None else {"since": since}
    other = LAPSED if since is None else LAPSED_OR_PAST
    async with within(store) as connection:
        taken = upsert(connection, events, RENEWED, other, events.c.key)
        return (await connection.execute(taken, row | past)).scalar_one_or_none() is not None


async def finish(store: Store, key: str, now: datetime) -> None:
    """The event was answered: nobody claims it again until `purge` forgets it."""
    row = {"key": key, "claimed_at": now, "finished_at": now}
    async with within(store) as connection:
        await connection.execute(upsert(connection, events, ("finished_at",)), row)


async def purge(store: Store, now: datetime) -> None:
    """Forget what decides nothing any more: events after ten minutes, rates after their window,
    threads, and what answers were about, after a week.
    """  # noqa: D205 - one thought
    last = func.coalesce(events.c.finished_at, events.c.claimed_at)
    async with within(store) as connection:
        await connection.execute(delete(events).where(last < now - KEPT))
        await connection.execute(delete(rates).where(rates.c.last_at < now - rate.WINDOW))
        await connection.execute(delete(said).where(said.c.at < now - threads.KEPT))
        await connection.execute(delete(answers).where(answers.c.at < now - kept_answers.KEPT))
