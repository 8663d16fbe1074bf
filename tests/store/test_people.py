"""A person's role is kept for that person; a person who is forgotten is forgotten everywhere."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.asker import Asker
from bot.store import threads
from bot.store.people import forget_person, keep_role, role_of
from bot.store.rate import allowed
from bot.store.recent import recent, remember
from bot.store.schema import metadata
from tests.store.contender import NOW

pytestmark = pytest.mark.asyncio

NEIGHBOURS = [("slack", "T1", "U2"), ("slack", "T2", "U1"), ("teams", "T1", "U1")]


async def test_a_person_who_never_said_has_no_role(engine: AsyncEngine) -> None:
    assert await role_of(engine, "slack", "T1", "U1") is None


@pytest.mark.parametrize("asker", list(Asker))
async def test_a_role_is_kept_as_chosen_last(asker: Asker, engine: AsyncEngine) -> None:
    await keep_role(engine, "slack", "T1", "U1", Asker.PUBLIC)
    await keep_role(engine, "slack", "T1", "U1", asker)
    assert await role_of(engine, "slack", "T1", "U1") is asker


async def test_a_role_is_nobody_elses(engine: AsyncEngine) -> None:
    await keep_role(engine, "slack", "T1", "U1", Asker.OFFICER)
    assert [await role_of(engine, *whose) for whose in NEIGHBOURS] == [None, None, None]


async def test_a_forgotten_person_is_in_no_table(engine: AsyncEngine) -> None:
    await _leave_traces(engine, "slack", "T1", "U1")
    await forget_person(engine, "slack", "T1", "U1")
    assert await _rows(engine) == 0


async def test_forgetting_a_person_forgets_nobody_else(engine: AsyncEngine) -> None:
    for whose in NEIGHBOURS:
        await _leave_traces(engine, *whose)
    await forget_person(engine, "slack", "T1", "U1")
    for whose in NEIGHBOURS:
        assert await role_of(engine, *whose) is Asker.OFFICER
        assert len(await recent(engine, *whose)) == 1
        assert len(await threads.earlier(engine, *whose[:2], "C1/17", whose[2], NOW)) == 1


async def _leave_traces(engine: AsyncEngine, platform: str, tenant: str, user: str) -> None:
    await keep_role(engine, platform, tenant, user, Asker.OFFICER)
    await remember(engine, platform, tenant, user, "why?", "southend", NOW)
    await threads.remember(engine, platform, tenant, "C1/17", user, "why?", NOW)
    assert await allowed(engine, platform, tenant, user, NOW)


async def _rows(engine: AsyncEngine) -> int:
    """How many rows there are in all tables that know a person."""
    told = [table for table in metadata.sorted_tables if "user" in table.c]
    async with engine.connect() as connection:
        counts = [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in told
        ]
    assert len(counts) == 4
    return sum(counts)
