"""A person's role is kept for that person; a person who is forgotten is forgotten everywhere."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.asker import Asker
from bot.store import threads
from bot.store.people import OF_A_PERSON, forget_person, forget_role, keep_role, role_of
from bot.store.recent import recent
from bot.store.schema import metadata
from tests.store.contender import NOW
from tests.store.traces import ME, NEIGHBOURS, QUESTION, THREAD, filled, leave_traces

pytestmark = pytest.mark.asyncio


async def test_a_person_who_never_said_has_no_role(engine: AsyncEngine) -> None:
    assert await role_of(engine, *ME) is None


@pytest.mark.parametrize("asker", list(Asker))
async def test_a_role_is_kept_as_chosen_last(asker: Asker, engine: AsyncEngine) -> None:
    await keep_role(engine, *ME, Asker.PUBLIC, NOW)
    await keep_role(engine, *ME, asker, NOW)
    assert await role_of(engine, *ME) is asker


async def test_a_role_is_nobody_elses(engine: AsyncEngine) -> None:
    await keep_role(engine, *ME, Asker.OFFICER, NOW)
    assert [await role_of(engine, *whose) for whose in NEIGHBOURS] == [None, None, None]


async def test_a_role_that_is_forgotten_leaves_the_questions(engine: AsyncEngine) -> None:
    await leave_traces(engine, ME)
    await forget_role(engine, *ME)
    assert await role_of(engine, *ME) is None
    assert len(await recent(engine, *ME)) == 1


async def test_every_table_that_knows_a_person_is_searched_for_them() -> None:
    assert set(OF_A_PERSON) == {table for table in metadata.sorted_tables if "user" in table.c}


async def test_a_forgotten_person_is_in_no_table_and_each_row_is_counted(
    engine: AsyncEngine,
) -> None:
    await leave_traces(engine, ME)
    erased = await forget_person(engine, *ME)
    assert erased == {"people": 1, "questions": 1, "said": 1, "rates": 1}
    assert not await filled(engine)
    assert not any((await forget_person(engine, *ME)).values())


async def test_forgetting_a_person_forgets_nobody_else(engine: AsyncEngine) -> None:
    for whose in NEIGHBOURS:
        await leave_traces(engine, whose)
    await forget_person(engine, *ME)
    for whose in NEIGHBOURS:
        platform, tenant, user = whose
        assert await role_of(engine, *whose) is Asker.OFFICER
        assert len(await recent(engine, *whose)) == 1
        said = await threads.earlier(engine, platform, tenant, THREAD, user, NOW)
        assert said == (QUESTION,)
