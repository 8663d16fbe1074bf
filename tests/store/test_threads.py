"""What a person asked in a thread: theirs, in that thread, oldest first, for a week."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.pseudonym import Alias
from bot.store.retention import Retention, purge
from bot.store.threads import KEPT, MOST, earlier, remember
from tests.store.contender import NOW

pytestmark = pytest.mark.asyncio

HERE = ("slack", "T1", Alias("thread"), Alias("1"))
ELSEWHERE = [
    ("slack", "T1", Alias("thread"), Alias("2")),
    ("slack", "T1", Alias("other thread"), Alias("1")),
    ("slack", "T2", Alias("thread"), Alias("1")),
    ("teams", "T1", Alias("thread"), Alias("1")),
]


async def test_texts_come_back_oldest_first_even_of_one_moment(engine: AsyncEngine) -> None:
    for text in ("first?", "second?", "first?"):
        await remember(engine, *HERE, text, NOW)
    assert await earlier(engine, *HERE, NOW) == ("first?", "second?", "first?")


async def test_only_the_last_five_are_kept(engine: AsyncEngine) -> None:
    for number in range(MOST + 3):
        await remember(engine, *HERE, f"{number}?", NOW)
    assert await earlier(engine, *HERE, NOW) == ("3?", "4?", "5?", "6?", "7?")


async def test_a_thread_is_nobody_elses_and_no_other_thread(engine: AsyncEngine) -> None:
    for place in ELSEWHERE:
        await remember(engine, *place, "theirs?", NOW)
    assert await earlier(engine, *HERE, NOW) == ()
    await remember(engine, *HERE, "mine?", NOW)
    for place in ELSEWHERE:
        assert await earlier(engine, *place, NOW) == ("theirs?",)


async def test_what_is_older_than_a_week_is_forgotten_wherever_it_was_said(
    engine: AsyncEngine,
) -> None:
    await remember(engine, *ELSEWHERE[0], "old?", NOW - timedelta(seconds=1))
    await remember(engine, *ELSEWHERE[1], "new?", NOW)
    later = NOW + KEPT
    assert await earlier(engine, *ELSEWHERE[0], later) == ()
    assert await earlier(engine, *ELSEWHERE[1], later) == ("new?",)
    await purge(engine, later, Retention())
    assert await earlier(engine, *ELSEWHERE[0], NOW) == ()
    assert await earlier(engine, *ELSEWHERE[1], NOW) == ("new?",)
