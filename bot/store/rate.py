"""At most 20 questions a minute a person, counted over all replicas."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, update

from bot.store.pseudonym import Alias
from bot.store.schema import rates
from bot.store.upsert import upsert
from bot.store.within import Store, within

LIMIT = 20  # questions
WINDOW = timedelta(minutes=1)

COUNT = (
    update(rates)
    .where(
        rates.c.platform == bindparam("platform_"),
        rates.c.tenant == bindparam("tenant_"),
        rates.c.user == bindparam("user_"),
    )
    .values(asked=bindparam("counted"))
)


async def allowed(store: Store, platform: str, tenant: str, user: Alias, now: datetime) -> bool:
    """Whether this person may ask now; if so, it counts. In any minute 20 questions may.

    A question that is refused does not count, so that waiting helps.
    """
    row = {"platform": platform, "tenant": tenant, "user": user, "asked": [], "last_at": now}
    mine = {"platform_": platform, "tenant_": tenant, "user_": user}
    async with within(store) as connection:
        # Renewing the row locks it until the end of the transaction: a person's questions queue.
        locked = upsert(connection, rates, ("last_at",), returning=rates.c.asked)
        asked = (await connection.execute(locked, row)).scalar_one()
        within_window = [at for at in asked if at > (now - WINDOW).timestamp()]
        if len(within_window) >= LIMIT:
            return False
        counted = [*within_window, now.timestamp()]
        await connection.execute(COUNT, {**mine, "counted": counted})
        return True
