"""What a person told us about themselves: their role. And how to forget a person."""

from sqlalchemy import bindparam, delete, select

from bot.asker import Asker
from bot.store.schema import people, questions, rates, said
from bot.store.upsert import upsert
from bot.store.within import Store, within

CHOSEN = select(people.c.asker).where(
    people.c.platform == bindparam("platform"),
    people.c.tenant == bindparam("tenant"),
    people.c.user == bindparam("user"),
)


async def role_of(store: Store, platform: str, tenant: str, user: str) -> Asker | None:
    """The role that this person chose, None when they never did."""
    whose = {"platform": platform, "tenant": tenant, "user": user}
    async with within(store) as connection:
        asker = await connection.scalar(CHOSEN, whose)
    return Asker(asker) if asker else None


async def keep_role(store: Store, platform: str, tenant: str, user: str, asker: Asker) -> None:
    """Keep the role that this person chose, instead of the one before."""
    row = {"platform": platform, "tenant": tenant, "user": user, "asker": asker}
    async with within(store) as connection:
        await connection.execute(upsert(connection, people, ("asker",)), row)


async def forget_role(store: Store, platform: str, tenant: str, user: str) -> None:
    """Forget the role alone: the person is asked for it each time again."""
    whose = (people.c.platform == platform, people.c.tenant == tenant, people.c.user == user)
    async with within(store) as connection:
        await connection.execute(delete(people).where(*whose))


async def forget_person(store: Store, platform: str, tenant: str, user: str) -> None:
    """Forget all that is kept under this person's name: role, questions, threads, when they asked.

    Feedback stays: nothing in it says whose it is.
    """
    async with within(store) as connection:
        for table in (people, questions, said, rates):
            whose = (table.c.platform == platform, table.c.tenant == tenant, table.c.user == user)
            await connection.execute(delete(table).where(*whose))
