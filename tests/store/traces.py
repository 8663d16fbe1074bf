"""People in the store, and what they leave there; their aliases are short, to be read with ease."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.asker import Asker
from bot.store import people, rate, recent, threads
from bot.store.pseudonym import Alias
from bot.store.schema import metadata
from tests.store.contender import NOW

Whose = tuple[str, str, Alias]  # platform, tenant, alias

ME: Whose = ("slack", "T1", Alias("1"))
NEIGHBOURS: tuple[Whose, ...] = (
    ("slack", "T1", Alias("2")),
    ("slack", "T2", Alias("1")),
    ("teams", "T1", Alias("1")),
)
THREAD = Alias("thread")
QUESTION = "can I attend a party group meeting?"


async def leave_traces(engine: AsyncEngine, whose: Whose, at: datetime = NOW) -> None:
    """Choose a role and ask a question in a thread: a row in each table that knows people."""
    platform, tenant, user = whose
    await people.keep_role(engine, *whose, Asker.OFFICER, at)
    await recent.remember(engine, *whose, QUESTION, "southend", at)
    await threads.remember(engine, platform, tenant, THREAD, user, QUESTION, at)
    assert await rate.allowed(engine, *whose, at)


async def everything(engine: AsyncEngine) -> str:
    """All that stands in the database: every row of every table, every byte of every file."""
    async with engine.connect() as connection:
        rows = [
            (await connection.exec_driver_sql(f'SELECT * FROM "{table}"')).all()  # noqa: S608
            for table in metadata.tables
        ]
    text = repr(rows)
    if engine.url.get_backend_name() == "sqlite":
        folder = Path(str(engine.url.database)).parent
        text += "".join(repr(file.read_bytes()) for file in folder.glob("store.db*"))
    return text


async def filled(engine: AsyncEngine) -> dict[str, int]:
    """How many rows there are, by the name of each table in which there is any."""
    async with engine.connect() as connection:
        counts = {
            table.name: (
                await connection.execute(select(func.count()).select_from(table))
            ).scalar_one()
            for table in metadata.sorted_tables
        }
    return {name: count for name, count in counts.items() if count}
