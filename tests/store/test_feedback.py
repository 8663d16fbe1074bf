"""Feedback is kept whole, once an answer and giver, and listed for whoever owns the corpus."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.feedback import Feedback, keep, listed
from tests.store.contender import NOW

pytestmark = pytest.mark.asyncio

DOWN = Feedback(
    id="f1",
    at=NOW,
    council="southend",
    question="can I attend a party group meeting?",
    shown=("9.2.12", "9.2.2"),
    verdict="down",
    reason="missing clause",
    comment="9.2.11 says who decides",
)


async def test_nothing_is_listed_before_anything_is_given(engine: AsyncEngine) -> None:
    assert await listed(engine) == ()


async def test_feedback_is_listed_as_it_was_given(engine: AsyncEngine) -> None:
    await keep(engine, "slack", "T1", DOWN)
    assert await listed(engine) == (DOWN,)


async def test_feedback_of_every_tenant_is_listed_oldest_first(engine: AsyncEngine) -> None:
    earlier = replace(DOWN, id="f0", at=NOW - timedelta(days=1), council="hastings")
    await keep(engine, "slack", "T1", DOWN)
    await keep(engine, "teams", "T2", earlier)
    assert await listed(engine) == (earlier, DOWN)


async def test_the_same_id_again_replaces_what_was_given(engine: AsyncEngine) -> None:
    await keep(engine, "slack", "T1", replace(DOWN, reason="", comment=""))
    await keep(engine, "slack", "T1", DOWN)
    changed = replace(DOWN, verdict="up", shown=(), at=NOW + timedelta(minutes=1))
    await keep(engine, "slack", "T1", changed)
    assert await listed(engine) == (changed,)


async def test_the_same_id_in_another_tenant_is_another_feedback(engine: AsyncEngine) -> None:
    for platform, tenant in [("slack", "T1"), ("slack", "T2"), ("teams", "T1")]:
        await keep(engine, platform, tenant, DOWN)
    assert await listed(engine) == (DOWN, DOWN, DOWN)
