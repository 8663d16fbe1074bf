"""A transaction: one of its own for a call, or one that several calls share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Store = AsyncEngine | AsyncConnection


@asynccontextmanager
async def within(store: Store) -> AsyncIterator[AsyncConnection]:
    """A connection in a transaction: the caller's, if it has begun one, else a new one.

    A new one is committed at the end, unless an error ends it; a caller's is the caller's to end.
    """
    if isinstance(store, AsyncConnection):
        yield store
    else:
        async with store.begin() as connection:
            yield connection
