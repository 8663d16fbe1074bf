"""What an answer was about: found by its message, in its own tenant, for a week."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.answers import KEPT, About, about, remember
from bot.store.pseudonym import Alias
from bot.store.retention import Retention, purge
from tests.store.contender import NOW

pytestmark = pytest.mark.asyncio

HERE = ("teams", "T1", Alias("1700000000001"))
ELSEWHERE = [
    ("teams", "T1", Alias("1700000000002")),
    ("teams", "T2", Alias("1700000000001")),
    ("slack", "T1", Alias("1700000000001")),
]
ANSWER = About("southend", "may I speak to the press?", ("9.2.12", "casework-1"))


async def test_what_was_remembered_is_found(engine: AsyncEngine) -> None:
    await remember(engine, *HERE, ANSWER, NOW)
    assert await about(engine, *HERE, NOW) == ANSWER


async def test_a_message_is_found_in_its_own_tenant_and_under_its_own_id(
    engine: AsyncEngine,
) -> None:
    await remember(engine, *HERE, ANSWER, NOW)
    for other in ELSEWHERE:
        assert await about(engine, *other, NOW) is None


async def test_the_same_message_again_replaces_what_it_was_about(engine: AsyncEngine) -> None:
    await remember(engine, *HERE, ANSWER, NOW)
    changed = About("hastings", "", ())
    await remember(engine, *HERE, changed, NOW)
    assert await about(engine, *HERE, NOW) == changed


async def test_after_a_week_it_is_found_no_more_and_then_forgotten(engine: AsyncEngine) -> None:
    await remember(engine, *HERE, ANSWER, NOW - timedelta(seconds=1))
    await remember(engine, *ELSEWHERE[0], ANSWER, NOW)
    later = NOW + KEPT
    assert await about(engine, *HERE, later) is None
    await purge(engine, later, Retention())
    assert await about(engine, *HERE, NOW) is None
    assert await about(engine, *ELSEWHERE[0], later) == ANSWER
