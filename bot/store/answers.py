"""What an answer was about, by its message: where a platform says of an opinion no more than that.

Kept for a week. Nothing in it says who asked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from bot.store.pseudonym import Alias
from bot.store.schema import answers
from bot.store.upsert import upsert
from bot.store.within import Store, within

KEPT = timedelta(days=7)  # whoever has not said what they think by then keeps it to themselves

RENEWED = ("at", "council", "question", "shown")
FOUND = select(answers.c.council, answers.c.question, answers.c.shown).where(
    answers.c.platform == bindparam("platform"),
    answers.c.tenant == bindparam("tenant"),
    answers.c.message == bindparam("message"),
    answers.c.at >= bindparam("since"),
)


@dataclass(frozen=True)
class About:
    """A council's slug, the question (empty: it is not kept), the labels of the clauses shown."""

    council: str
    question: str
    shown: tuple[str, ...]


async def remember(
    store: Store, platform: str, tenant: str, message: Alias, about: About, at: datetime
) -> None:
    """Remember what the answer in a message was about."""
    row = {"platform": platform, "tenant": tenant, "message": message, "at": at}
    what = {"council": about.council, "question": about.question, "shown": about.shown}
    async with within(store) as connection:
        await connection.execute(upsert(connection, answers, RENEWED), row | what)


async def about(
    store: Store, platform: str, tenant: str, message: Alias, now: datetime
) -> About | None:
    """What the answer in a message was about, None when that is not known any more."""
    which = {"platform": platform, "tenant": tenant, "message": message, "since": now - KEPT}
    async with within(store) as connection:
        row = (await connection.execute(FOUND, which)).one_or_none()
    return About(*row) if row else None
