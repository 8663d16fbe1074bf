"""What a person told us about themselves: their role. And how to forget a person."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from bot.asker import Asker
from bot.store.pseudonym import Alias
from bot.store.schema import people, questions, rates, said
from bot.store.upsert import upsert
from bot.store.within import Store, within

KEPT = timedelta(days=365)  # a role; who is still there then is asked once more
RENEWED = ("asker", "chosen_at")
OF_A_PERSON = (people, questions, said, rates)

CHOSEN = select(people.c.asker).where(
    people.c.platform == bindparam("platform"),
    people.c.tenant == bindparam("tenant"),
    people.c.user == bindparam("user"),
)


async def role_of(store: Store, platform: str, tenant: str, user: Alias) -> Asker | None:
    """The role that this person chose, None when they never did."""
    whose = {"platform": platform, "tenant": tenant, "user": user}
    async with within(store) as connection:
        asker = await connection.scalar(CHOSEN, whose)
    return Asker(asker) if asker else None


async def keep_role(
    store: Store, platform: str, tenant: str, user: Alias, asker: Asker, at: datetime
) -> None:
    """Keep the role that this person chose at a moment, instead of the one before."""
    whose = {"platform": platform, "tenant": tenant, "user": user}
    async with within(store) as connection:
        renewed = upsert(connection, people, RENEWED)
        await connection.execute(renewed, whose | {"asker": asker, "chosen_at": at})


async def forget_role(store: Store, platform: str, tenant: str, user: Alias) -> None:
    """Forget the role alone: the person is asked for it each time again."""
    whose = (people.c.platform == platform, people.c.tenant == tenant, people.c.user == user)
    async with within(store) as connection:
        await connection.execute(delete(people).where(*whose))


async def forget_person(store: Store, platform: str, tenant: str, user: Alias) -> Mapping[str, int]:
    """Forget all that is kept under this person's alias: role, questions, threads, when they asked.

    How many rows that were comes back, by the table's name. Feedback stays: nothing in it says
    whose it is.
    """
    erased = {}
    async with within(store) as connection:
        for table in OF_A_PERSON:
            whose = (table.c.platform == platform, table.c.tenant == tenant, table.c.user == user)
            erased[table.name] = (await connection.execute(delete(table).where(*whose))).rowcount
    return erased
