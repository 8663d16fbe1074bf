"""What a store missed it is told when it is back; what it knows is noted in good time."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.catching_up import SLICE, CatchingUp, catching_up
from bot.notebook import Notebook
from bot.once import Key
from bot.store import events, tenants
from bot.store.away import Away
from bot.store.engine import open_store
from bot.store.schema import events as kept
from tests.store.gone import gone, impatient

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
MANY = [Key(f"Ev{number}") for number in range(SLICE * 2 + 1)]


@pytest.fixture
def notebook() -> Notebook:
    """A process's notebook, which has many answers that the store was not told of."""
    notebook = Notebook()
    notebook.seen.finish(MANY, NOW)
    return notebook


async def count(store: AsyncEngine) -> int:
    """How many events the store knows to be answered."""
    async with store.connect() as at:
        found = await at.scalar(select(func.count()).where(kept.c.finished_at.is_not(None)))
    return found or 0


async def test_the_store_is_told_of_every_answer_once_it_is_back(
    url: str, notebook: Notebook
) -> None:
    store = await open_store(url)
    await CatchingUp(store, impatient(), notebook).once()
    assert await count(store) == len(MANY)
    assert not await events.claim(store, MANY[0].digest, NOW)
    assert not notebook.seen.unstored(1)
    await store.dispose()


async def test_a_tenant_is_noted_before_it_asks_anything(url: str) -> None:
    store, notebook = await open_store(url), Notebook()
    await tenants.bind(store, "slack", "T1", ("hastings",))
    await tenants.switch(store, "teams", "T2", off=True)
    await CatchingUp(store, impatient(), notebook).once()
    assert notebook.tenant("slack", "T1") == await tenants.tenant_of(store, "slack", "T1")
    off = notebook.tenant("teams", "T2")
    assert off
    assert off.off
    assert notebook.tenant("slack", "T2") is None
    await store.dispose()


async def test_a_store_that_is_still_away_is_told_later(
    tmp_path_factory: pytest.TempPathFactory, notebook: Notebook
) -> None:
    store = await open_store(f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.db'}")
    step = CatchingUp(store, impatient(), notebook)
    async with gone(store):
        with pytest.raises(Away):
            await step.once()
        assert len(notebook.seen.unstored(len(MANY))) == len(MANY)
        async with catching_up(step, every=0.01):  # opens although the store is away
            pass
    async with catching_up(step, every=0.01), asyncio.timeout(5):
        while notebook.seen.unstored(1):  # noqa: ASYNC110 - a notebook tells nobody
            await asyncio.sleep(0.01)
    assert await count(store) == len(MANY)
    await store.dispose()
