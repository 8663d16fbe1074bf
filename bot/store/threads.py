"""What a person asked in a thread, so that "and what about officers?" has something to lean on."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select

from bot.store.pseudonym import Alias
from bot.store.schema import said
from bot.store.within import Store, within

MOST = 5  # texts a person and thread; a follow-up leans on the last full question
KEPT = timedelta(days=7)  # a thread that has been quiet for longer is not taken up again

MINE = (
    said.c.platform == bindparam("platform"),
    said.c.tenant == bindparam("tenant"),
    said.c.thread == bindparam("thread"),
    said.c.user == bindparam("user"),
)
LAST = select(said.c.id).where(*MINE).order_by(said.c.id.desc()).limit(MOST - 1)
DROP = delete(said).where(*MINE, said.c.id.not_in(LAST))
ADD = insert(said)
EARLIER = select(said.c.text).where(*MINE, said.c.at >= bindparam("since")).order_by(said.c.id)


async def remember(  # noqa: PLR0913, PLR0917 - where (three), whose, what (two)
    store: Store,
    platform: str,
    tenant: str,
    thread: Alias,
    user: Alias,
    text: str,
    at: datetime,
) -> None:
    """Remember a text; beyond five the oldest are forgotten."""
    mine = {"platform": platform, "tenant": tenant, "thread": thread, "user": user}
    async with within(store) as connection:
        await connection.execute(DROP, mine)
        await connection.execute(ADD, {**mine, "text": text, "at": at})


async def earlier(
    store: Store, platform: str, tenant: str, thread: Alias, user: Alias, now: datetime
) -> tuple[str, ...]:
    """What the person asked in this thread within a week, oldest first."""
    mine = {"platform": platform, "tenant": tenant, "thread": thread, "user": user}
    async with within(store) as connection:
        return tuple(await connection.scalars(EARLIER, {**mine, "since": now - KEPT}))
