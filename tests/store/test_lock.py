"""What is done alone is done one after another."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engine import open_store
from bot.store.lock import alone

pytestmark = pytest.mark.asyncio


async def test_two_who_want_to_be_alone_take_turns(url: str, engine: AsyncEngine) -> None:
    other = await open_store(url)
    diary: list[str] = []

    async def visit(store: AsyncEngine, name: str) -> None:
        async with alone(store):
            diary.append(f"{name} comes")
            await asyncio.sleep(0.1)
            diary.append(f"{name} goes")

    await asyncio.gather(visit(engine, "first"), visit(other, "second"))
    await other.dispose()
    assert sorted(diary[:2]) in (["first comes", "first goes"], ["second comes", "second goes"])
