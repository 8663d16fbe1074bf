"""At most 20 questions a minute a person, counted over all replicas."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.schema import rates
from bot.store.upsert import upsert

LIMIT = 20  # questions
WINDOW = timedelta(minutes=1)


async def allowed(
    engine: AsyncEngine, platform: str, tenant: str, user: str, now: datetime
) -> bool:
    """Whether this person may ask now; if so, it counts. In any minute 20 questions may.

    A question that is refused does not count, so that waiting helps.
    """
    row = {"platform": platform, "tenant": tenant, "user": user, "asked": [], "last_at": now}
    # Renewing the row locks it until the end of the transaction: one person's questions queue here.
    locked = upsert(engine, rates, row, renew=["last_at"]).returning(rates.c.asked)
    mine = (rates.c.platform == platform, rates.c.tenant == tenant, rates.c.user == user)
    async with engine.begin() as connection:
        asked = (await connection.execute(locked)).scalar_one()
        within = [at for at in asked if at > (now - WINDOW).timestamp()]
        if len(within) >= LIMIT:
            return False
        counted = [*within, now.timestamp()]
        await connection.execute(update(rates).where(*mine).values(asked=counted))
        return True
