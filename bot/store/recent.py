"""A person's own last questions, for their eyes only, until they have them forgotten."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.schema import questions, said

MOST = 10  # questions a person


@dataclass(frozen=True)
class Recent:
    """A question as it was asked, the council (slug) it was asked about, and when (UTC)."""

    question: str
    council: str
    asked_at: datetime


async def remember(  # noqa: PLR0913, PLR0917 - where, whose (three), what (three)
    engine: AsyncEngine,
    platform: str,
    tenant: str,
    user: str,
    question: str,
    council: str,
    asked_at: datetime,
) -> None:
    """Remember a question; asked again it moves to the top; beyond ten the oldest are forgotten."""
    mine = _mine(platform, tenant, user)
    others = (questions.c.question != question) | (questions.c.council != council)
    kept = select(questions.c.id).where(*mine, others).order_by(*_newest_first()).limit(MOST - 1)
    asked = {
        "platform": platform,
        "tenant": tenant,
        "user": user,
        "question": question,
        "council": council,
        "asked_at": asked_at,
    }
    async with engine.begin() as connection:
        await connection.execute(delete(questions).where(*mine, questions.c.id.not_in(kept)))
        await connection.execute(insert(questions).values(asked))


async def recent(engine: AsyncEngine, platform: str, tenant: str, user: str) -> tuple[Recent, ...]:
    """The person's last questions, at most ten, newest first."""
    last = (
        select(questions.c.question, questions.c.council, questions.c.asked_at)
        .where(*_mine(platform, tenant, user))
        .order_by(*_newest_first())
        .limit(MOST)
    )
    async with engine.connect() as connection:
        return tuple(Recent(*row) for row in await connection.execute(last))


async def forget(engine: AsyncEngine, platform: str, tenant: str, user: str) -> None:
    """Forget all of the person's questions, those that threads lean on too."""
    whose = (said.c.platform == platform, said.c.tenant == tenant, said.c.user == user)
    async with engine.begin() as connection:
        await connection.execute(delete(questions).where(*_mine(platform, tenant, user)))
        await connection.execute(delete(said).where(*whose))


def _mine(platform: str, tenant: str, user: str) -> tuple[ColumnElement[bool], ...]:
    return (
        questions.c.platform == platform,
        questions.c.tenant == tenant,
        questions.c.user == user,
    )


def _newest_first() -> tuple[ColumnElement[datetime], ColumnElement[int]]:
    return questions.c.asked_at.desc(), questions.c.id.desc()
