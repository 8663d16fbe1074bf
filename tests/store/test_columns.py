"""A column refuses a value before a database sees it, and the fault tells no other value."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.events import claim
from bot.store.recent import remember
from tests.store.contender import NOW
from tests.store.traces import ME, QUESTION

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("council", "asked_at", "fault"),
    [
        (None, NOW, "a value is missing"),
        ("southend", None, "a value is missing"),
        ("southend", datetime(2026, 11, 22), "a moment needs a time zone"),  # noqa: DTZ001
    ],
)
async def test_a_row_with_a_fault_is_refused_without_its_question(
    council: str, asked_at: datetime, fault: str, engine: AsyncEngine
) -> None:
    with pytest.raises(StatementError, match=fault) as refused:
        await remember(engine, *ME, QUESTION, council, asked_at)
    assert QUESTION not in str(refused.value)


async def test_an_event_needs_a_key(engine: AsyncEngine) -> None:
    key: Any = None
    with pytest.raises(StatementError, match="a value is missing"):
        await claim(engine, key, NOW)
