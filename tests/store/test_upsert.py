"""One statement that inserts, renews, or leaves a row alone."""

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.schema import people
from bot.store.upsert import upsert
from tests.store.contender import NOW

pytestmark = pytest.mark.asyncio

ROW: dict[str, object] = {
    "platform": "slack",
    "tenant": "T1",
    "user": "U1",
    "asker": "officer",
    "chosen_at": NOW,
}


async def test_a_new_row_is_inserted_whatever_the_condition(engine: AsyncEngine) -> None:
    assert await _upsert(engine, ROW, only_if_asker="nobody") == "officer"


async def test_a_row_that_stands_is_renewed(engine: AsyncEngine) -> None:
    await _upsert(engine, ROW)
    assert await _upsert(engine, ROW | {"asker": "clerk"}) == "clerk"


async def test_a_row_for_which_the_condition_fails_is_left_and_nothing_is_returned(
    engine: AsyncEngine,
) -> None:
    await _upsert(engine, ROW)
    assert await _upsert(engine, ROW | {"asker": "clerk"}, only_if_asker="hub") is None
    async with engine.connect() as connection:
        assert await connection.scalar(select(people.c.asker)) == "officer"


async def _upsert(
    engine: AsyncEngine, row: dict[str, object], only_if_asker: str | None = None
) -> str | None:
    condition = None if only_if_asker is None else people.c.asker == only_if_asker
    async with engine.begin() as connection:
        statement = upsert(connection, people, ("asker",), condition, people.c.asker)
        return (await connection.execute(statement, row)).scalar_one_or_none()
