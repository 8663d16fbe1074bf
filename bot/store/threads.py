"""What a person asked in a thread, so that "and what about officers?" has something to lean on."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.schema import said

MOST = 5  # texts a person and thread; a follow-up leans on the last full question
KEPT = timedelta(days=7)  # a thread that has been quiet for longer is not taken up again


async def remember(  # noqa: PLR0913, PLR0917 - where (three), whose, what (two)
    engine: AsyncEngine,
    platform: str,
    tenant: str,
    thread: str,
    user: str,
    text: str,
    at: datetime,
) -> None:
    """Remember a text; beyond five the oldest are forgotten, and so is what is a week old."""
    mine = _mine(platform, tenant, thread, user)
    kept = select(said.c.id).where(*mine).order_by(said.c.id.desc()).limit(MOST - 1)
    row = {
        "platform": platform,
        "tenant": tenant,
        "thread": thread,
        "user": user,
        "text": text,
        "at": at,
    }
    async with engine.begin() as connection:
        await connection.execute(delete(said).where(*mine, said.c.id.not_in(kept)))
        await connection.execute(delete(said).where(said.c.at < at - KEPT))
        await connection.execute(insert(said).values(row))


async def earlier(
    engine: AsyncEngine, platform: str, tenant: str, thread: str, user: str
) -> tuple[str, ...]:
    """What the person asked in this thread, oldest first."""
    texts = select(said.c.text).where(*_mine(platform, tenant, thread, user)).order_by(said.c.id)
    async with engine.connect() as connection:
        return tuple(await connection.scalars(texts))


def _mine(platform: str, tenant: str, thread: str, user: str) -> tuple[ColumnElement[bool], ...]:
    return (
        said.c.platform == platform,
        said.c.tenant == tenant,
        said.c.thread == thread,
        said.c.user == user,
    )
