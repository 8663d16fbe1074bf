"""Each event is answered once, on however many replicas, and again if its answerer died.

    claim -> True:  nobody has it; answer, then finish
    claim -> False: it is being answered, or was answered and is still remembered

A key is whatever names the event: an event id, a trigger id, a digest of a body. Only its SHA-256
is kept. Replicas' clocks should agree to within a few seconds.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam

from bot.store.schema import events
from bot.store.upsert import upsert
from bot.store.within import Store, within

LEASE = timedelta(seconds=30)  # a claim that is not finished after this was a dead process's
RESENT = timedelta(minutes=10)  # Slack sends again for five minutes, Teams for less

Finished = Sequence[tuple[str, datetime]]  # keys, each with when its event was answered

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
    """The event was answered: nobody claims it again until it is purged."""
    row = {"key": key, "claimed_at": now, "finished_at": now}
    async with within(store) as connection:
        await connection.execute(upsert(connection, events, ("finished_at",)), row)
