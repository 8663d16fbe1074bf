"""A person's last ten questions, newest first, theirs alone, until they have them forgotten."""

from datetime import timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.recent import MOST, Recent, forget, recent, remember
from bot.store.schema import questions
from tests.store.contender import NOW
from tests.store.traces import ME, NEIGHBOURS

pytestmark = pytest.mark.asyncio

MINUTE = timedelta(minutes=1)


async def test_questions_come_back_newest_first_with_their_council_and_moment(
    engine: AsyncEngine,
) -> None:
    await remember(engine, *ME, "first?", "southend", NOW)
    await remember(engine, *ME, "second?", "hastings", NOW + MINUTE)
    assert await recent(engine, *ME) == (
        Recent("second?", "hastings", NOW + MINUTE),
        Recent("first?", "southend", NOW),
    )


async def test_questions_of_one_moment_come_back_last_first(engine: AsyncEngine) -> None:
    for question in ("first?", "second?"):
        await remember(engine, *ME, question, "southend", NOW)
    assert [one.question for one in await recent(engine, *ME)] == ["second?", "first?"]


async def test_only_the_last_ten_are_kept(engine: AsyncEngine) -> None:
    for number in range(MOST + 5):
        await remember(engine, *ME, f"{number}?", "southend", NOW + MINUTE * number)
    kept = [f"{number}?" for number in range(MOST + 4, 4, -1)]
    assert [one.question for one in await recent(engine, *ME)] == kept
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(questions)) == MOST


async def test_a_question_asked_again_stands_once_and_on_top(engine: AsyncEngine) -> None:
    for number, question in enumerate(["first?", "second?", "first?"]):
        await remember(engine, *ME, question, "southend", NOW + MINUTE * number)
    assert [one.question for one in await recent(engine, *ME)] == ["first?", "second?"]


async def test_a_question_about_two_councils_stands_twice(engine: AsyncEngine) -> None:
    for council in ("southend", "hastings"):
        await remember(engine, *ME, "why?", council, NOW)
    assert len(await recent(engine, *ME)) == 2


async def test_questions_are_nobody_elses_to_see_or_to_forget(engine: AsyncEngine) -> None:
    await remember(engine, *ME, "why?", "southend", NOW)
    for whose in NEIGHBOURS:
        assert await recent(engine, *whose) == ()
        await remember(engine, *whose, "why?", "southend", NOW)
        await forget(engine, *whose)
    assert len(await recent(engine, *ME)) == 1


async def test_forgotten_questions_are_gone(engine: AsyncEngine) -> None:
    await remember(engine, *ME, "why?", "southend", NOW)
    await forget(engine, *ME)
    assert await recent(engine, *ME) == ()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Who's “in” charge? 🏛️ \u200f\u202e <!channel> %s :x ?",) * 2,
        ("a\0b", "ab"),
        ("a\ud800b", "a?b"),
        ("x" * 1000, "x" * 1000),
    ],
)
async def test_any_text_can_be_kept(typed: str, kept: str, engine: AsyncEngine) -> None:
    await remember(engine, *ME, typed, "southend", NOW)
    assert [one.question for one in await recent(engine, *ME)] == [kept]


async def test_a_moment_is_kept_in_utc_whatever_its_zone(engine: AsyncEngine) -> None:
    moment = NOW.astimezone(timezone(timedelta(hours=5, minutes=30))).replace(microsecond=123456)
    await remember(engine, *ME, "why?", "southend", moment)
    (kept,) = await recent(engine, *ME)
    assert kept.asked_at == moment
    assert kept.asked_at.utcoffset() == timedelta()
