"""What people thought of an answer, for whoever owns the corpus: a line of questions.jsonl to be.

Nothing in it says who gave it.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from bot.store.schema import feedback
from bot.store.upsert import upsert
from bot.store.within import Store, within

Verdict = Literal["up", "down"]


@dataclass(frozen=True)
class Feedback:
    """A verdict on the answer to a question.

    `id` names the answer and the giver within a tenant, without saying either (a digest will do);
    `at` is a moment in UTC, `council` a slug, `shown` the labels of the clauses that were shown.
    `reason` and `comment` are empty until the giver says more.
    """

    id: str
    at: datetime
    council: str
    question: str
    shown: tuple[str, ...]
    verdict: Verdict
    reason: str = ""
    comment: str = ""


RENEWED = ("at", "council", "question", "shown", "verdict", "reason", "comment")


async def keep(store: Store, platform: str, tenant: str, given: Feedback) -> None:
    """Keep feedback; the same id again replaces it: a mind changed, or a comment added."""
    said = asdict(given)
    row = {"platform": platform, "tenant": tenant, **said}
    async with within(store) as connection:
        await connection.execute(upsert(connection, feedback, RENEWED), row)


async def listed(store: Store) -> tuple[Feedback, ...]:
    """All feedback of all tenants, oldest first."""
    columns = feedback.c
    told = select(
        columns.id,
        columns.at,
        columns.council,
        columns.question,
        columns.shown,
        columns.verdict,
        columns.reason,
        columns.comment,
    ).order_by(columns.at, columns.platform, columns.tenant, columns.id)
    async with within(store) as connection:
        rows = (await connection.execute(told)).mappings()
        return tuple(Feedback(**row) for row in rows)
