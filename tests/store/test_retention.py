"""Everything is kept for as long as it is said to be, to the second, and then it is gone."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.asker import Asker
from bot.serve import retention_of
from bot.settings import Settings
from bot.store import answers, events, feedback, people, rate, recent, threads
from bot.store.answers import About
from bot.store.events import LEASE, RESENT, claim, finish
from bot.store.feedback import Feedback
from bot.store.retention import Retention, purge
from bot.store.schema import metadata
from tests.store.contender import NOW
from tests.store.traces import ME, QUESTION, THREAD, filled, leave_traces

pytestmark = pytest.mark.asyncio

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
SHORT = Retention(questions=3 * DAY, feedback=5 * DAY, events=timedelta(hours=1))
LONG = Retention(questions=90 * DAY, feedback=700 * DAY, events=timedelta(hours=48))
USUAL = Retention()

Leave = Callable[[AsyncEngine, datetime], Awaitable[object]]


async def an_event(engine: AsyncEngine, at: datetime) -> None:
    await claim(engine, "Ev1", at)
    await finish(engine, "Ev1", at + SECOND)


async def an_abandoned_event(engine: AsyncEngine, at: datetime) -> None:
    await claim(engine, "Ev1", at)


async def a_rate(engine: AsyncEngine, at: datetime) -> None:
    assert await rate.allowed(engine, *ME, at)


async def a_question(engine: AsyncEngine, at: datetime) -> None:
    await recent.remember(engine, *ME, QUESTION, "southend", at)


async def a_text_in_a_thread(engine: AsyncEngine, at: datetime) -> None:
    platform, tenant, user = ME
    await threads.remember(engine, platform, tenant, THREAD, user, QUESTION, at)


async def what_an_answer_was_about(engine: AsyncEngine, at: datetime) -> None:
    await answers.remember(engine, "teams", "T1", THREAD, About("southend", QUESTION, ()), at)


async def a_role(engine: AsyncEngine, at: datetime) -> None:
    await people.keep_role(engine, *ME, Asker.OFFICER, at)


async def an_opinion(engine: AsyncEngine, at: datetime) -> None:
    given = Feedback("f1", at, "southend", QUESTION, (), "up")
    await feedback.keep(engine, "slack", "T1", given)


@pytest.mark.parametrize(
    ("leave", "kept", "long"),
    [
        (an_event, USUAL, timedelta(hours=24)),
        (an_event, SHORT, timedelta(hours=1)),
        (an_event, LONG, timedelta(hours=48)),
        (an_abandoned_event, USUAL, timedelta(hours=24)),
        (a_rate, LONG, timedelta(minutes=1)),
        (a_question, USUAL, timedelta(days=30)),
        (a_question, SHORT, timedelta(days=3)),
        (a_question, LONG, timedelta(days=90)),
        (a_text_in_a_thread, USUAL, timedelta(days=7)),
        (a_text_in_a_thread, SHORT, timedelta(days=3)),
        (what_an_answer_was_about, USUAL, timedelta(days=7)),
        (what_an_answer_was_about, SHORT, timedelta(days=3)),
        (a_role, LONG, timedelta(days=365)),
        (an_opinion, USUAL, timedelta(days=365)),
        (an_opinion, SHORT, timedelta(days=5)),
        (an_opinion, LONG, timedelta(days=700)),
    ],
)
async def test_a_trace_is_kept_to_its_last_second_and_no_longer(
    engine: AsyncEngine, leave: Leave, kept: Retention, long: timedelta
) -> None:
    await leave(engine, NOW)
    await purge(engine, NOW + long - SECOND, kept)
    assert sum((await filled(engine)).values()) == 1
    await purge(engine, NOW + long + SECOND, kept)
    assert not await filled(engine)


async def test_every_table_of_ours_is_purged_but_that_of_tenants(engine: AsyncEngine) -> None:
    await leave_traces(engine, ME)
    for leave in (an_event, an_opinion, what_an_answer_was_about):
        await leave(engine, NOW)
    ours = {name for name in metadata.tables if not name.startswith("slack_")}
    assert set(await filled(engine)) == ours - {"tenants"}
    await purge(engine, NOW + timedelta(days=1000), LONG)
    assert not await filled(engine)


async def test_an_event_that_is_being_answered_is_not_forgotten(engine: AsyncEngine) -> None:
    await claim(engine, "Ev1", NOW)
    await purge(engine, NOW + LEASE, SHORT)
    assert not await claim(engine, "Ev1", NOW + LEASE)


async def test_an_event_is_remembered_while_it_may_be_sent_again() -> None:
    assert Retention(events=RESENT)
    with pytest.raises(ValueError, match="0:10:00 at least"):
        Retention(events=RESENT - SECOND)


@pytest.mark.usefixtures("bare")
async def test_the_settings_say_for_how_long() -> None:
    assert retention_of(Settings()) == USUAL
    told = Settings(keep_questions_days=3, keep_feedback_days=5, keep_events_hours=1)
    assert retention_of(told) == SHORT


async def test_an_event_that_was_forgotten_can_be_claimed_again(engine: AsyncEngine) -> None:
    await an_event(engine, NOW)
    assert not await events.claim(engine, "Ev1", NOW + DAY - SECOND)
    await purge(engine, NOW + DAY + SECOND, USUAL)
    assert await events.claim(engine, "Ev1", NOW + DAY + SECOND)
