"""Each test that takes `engine` runs on an empty store in each database."""

from collections.abc import AsyncIterator

import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engine import open_store


@pytest_asyncio.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    """An open store with nothing in it."""
    opened = await open_store(url)
    yield opened
    await opened.dispose()
