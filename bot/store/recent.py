"""A person's own last questions, for their eyes only, until they have them forgotten."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from bot.store.pseudonym import Alias
from bot.store.schema import questions, said
from bot.store.within import Store, within

MOST = 10  # questions a person

MINE = (
    questions.c.platform == bindparam("platform"),
    questions.c.tenant == bindparam("tenant"),
    questions.c.user == bindparam("user"),
)
NEWEST_FIRST = (questions.c.asked_at.desc(), questions.c.id.desc())
OTHERS = (questions.c.question != bindparam("question")) | (
    questions.c.council != bindparam("council")
)
KEPT = select(questions.c.id).where(*MINE, OTHERS).order_by(*NEWEST_FIRST).limit(MOST - 1)
DROP = delete(questions).where(*MINE, questions.c.id.not_in(KEPT))
ADD = insert(questions)
LAST = (
    select(questions.c.question, questions.c.council, questions.c.asked_at)
    .where(*MINE)
    .order_by(*NEWEST_FIRST)
    .limit(MOST)
)


@dataclass(frozen=True)
class Recent:
    """A question as it was asked, the council (slug) it was asked about, and when (UTC)."""

    question: str
    council: str
    asked_at: datetime


async def remember(  # noqa: PLR0913, PLR0917 - where, whose (three), what (three)
    store: Store,
    platform: str,
    tenant: str,
    user: Alias,
    question: str,
    council: str,
    asked_at: datetime,
) -> None:
    """Remember a question; asked again it moves to the top; beyond ten the oldest are forgotten."""
    asked = {
        "platform": platform,
        "tenant": tenant,
        "user": user,
        "question": question,
        "council": council,
    }
    async with within(store) as connection:
        await connection.execute(DROP, asked)
        await connection.execute(ADD, {**asked, "asked_at": asked_at})


async def recent(store: Store, platform: str, tenant: str, user: Alias) -> tuple[Recent, ...]:
    """The person's last questions, at most ten, newest first."""
    mine = {"platform": platform, "tenant": tenant, "user": user}
    async with within(store) as connection:
        return tuple(Recent(*row) for row in await connection.execute(LAST, mine))


async def forget(store: Store, platform: str, tenant: str, user: Alias) -> None:
    """Forget all of the person's questions, those that threads lean on too."""
    async with within(store) as connection:
        for table in (questions, said):
            whose = (table.c.platform == platform, table.c.tenant == tenant, table.c.user == user)
            await connection.execute(delete(table).where(*whose))
