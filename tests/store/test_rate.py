"""Twenty questions in any minute, counted exactly, on however many replicas."""

from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.rate import LIMIT, WINDOW, allowed
from bot.store.retention import Retention, purge
from bot.store.schema import rates
from tests.store.contender import NOW, race
from tests.store.traces import ME, NEIGHBOURS

pytestmark = pytest.mark.asyncio

SECOND = timedelta(seconds=1)


async def ask(engine: AsyncEngine, times: int, start: timedelta = timedelta()) -> list[bool]:
    """Ask so many times, a second apart."""
    moments = [NOW + start + SECOND * number for number in range(times)]
    return [await allowed(engine, *ME, moment) for moment in moments]


async def test_twenty_questions_are_allowed_and_the_next_is_not(engine: AsyncEngine) -> None:
    assert await ask(engine, LIMIT + 1) == [True] * LIMIT + [False]


async def test_each_question_counts_for_a_minute_and_no_longer(engine: AsyncEngine) -> None:
    await ask(engine, LIMIT)
    assert await ask(engine, 3, WINDOW - SECOND) == [False, True, True]


async def test_questions_around_the_turn_of_a_minute_are_counted_together(
    engine: AsyncEngine,
) -> None:
    await ask(engine, LIMIT, SECOND * 30)
    assert await ask(engine, 1, WINDOW + SECOND * 20) == [False]


async def test_a_question_that_is_refused_does_not_count(engine: AsyncEngine) -> None:
    await ask(engine, LIMIT + 20)
    assert await ask(engine, LIMIT, WINDOW) == [True] * LIMIT


async def test_nobody_pays_for_anybody_else(engine: AsyncEngine) -> None:
    await ask(engine, LIMIT)
    for whose in NEIGHBOURS:
        assert await allowed(engine, *whose, NOW)


async def test_four_processes_together_allow_twenty(url: str) -> None:
    assert sum(cast("list[int]", race(4, "asks", url, "U1"))) == LIMIT


async def test_purge_forgets_who_asked_once_a_minute_has_passed(engine: AsyncEngine) -> None:
    await ask(engine, 1)
    await purge(engine, NOW + WINDOW, Retention())
    assert await _rows(engine) == 1
    await purge(engine, NOW + WINDOW + SECOND, Retention())
    assert await _rows(engine) == 0


async def _rows(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(rates))).scalar_one()
