"""One process at a time, for the few things that are more than a statement."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

LOCK = 0x50726F746F636F6C  # "Protocol": the number of our lock within a PostgreSQL database

TAKE = {
    "sqlite": text("BEGIN IMMEDIATE"),  # sqlite3 begins no transaction of its own for DDL
    "postgresql": text(f"SELECT pg_advisory_xact_lock({LOCK})"),
}


@asynccontextmanager
async def alone(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that no other `alone` on the same store overlaps, in any process."""
    async with engine.begin() as connection:
        await connection.execute(TAKE[engine.dialect.name])
        yield connection
