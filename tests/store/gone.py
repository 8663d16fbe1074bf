"""A store that goes away while it is open, and comes back as it was; or that is broken."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.away import Visits
from bot.store.schema import metadata


def impatient() -> Visits:
    """Visits that look at once whether the store is back, so that no story has to wait."""
    return Visits(pause=0.0)


@asynccontextmanager
async def gone(store: AsyncEngine, *tables: str) -> AsyncIterator[None]:
    """Have SQLite find none of these tables, or none at all, for a while: it says OperationalError.

    In PostgreSQL that would be another error; there a server is stopped and started.
    """
    names = tables or tuple(metadata.tables)
    await _rename(store, [(name, f"gone_{name}") for name in names])
    try:
        yield
    finally:
        await _rename(store, [(f"gone_{name}", name) for name in names])


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Have another program write to SQLite's file for a while, so that nobody else can.

    Nobody may be writing when it begins: it waits in the way of the event loop.
    """
    with closing(sqlite3.connect(file, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def broken(store: AsyncEngine, table: str) -> None:
    """Take a table away for good. PostgreSQL says ProgrammingError: it is there, and at fault."""
    async with store.begin() as at:
        await at.execute(text(f"DROP TABLE {table}"))


async def _rename(store: AsyncEngine, names: list[tuple[str, str]]) -> None:
    async with store.begin() as at:
        for old, new in names:
            await at.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
