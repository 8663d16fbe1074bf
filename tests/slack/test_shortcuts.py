"""From somebody's message: which clause governs it, and when a reply to it is due."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import offers, wording
from bot.request import LONGEST
from bot.slack.front import PLATFORM
from bot.slack.shortcuts import REPLY_DUE_DATE, WHICH_CLAUSE
from bot.store import feedback, recent, tenants
from tests.slack.conftest import Door, OpenDoor, whose
from tests.slack.payloads import Member
from tests.slack.recording import RecordingSlack
from tests.slack.shown import Given, Shown
from tests.slack.workspace import ANN, SOUTHEND

MESSAGE = "Can I come to the party group meeting on Monday?"


async def answered(slack: RecordingSlack, door: Door, act: Given, messages: int = 1) -> list[Shown]:
    """What an act brings: so many messages, all of them for Ann alone, where the message stands."""
    assert (await slack.send(door.url, act)).status == 200
    shown = await slack.shown.until(messages)
    await slack.shown.quiet(0.05)
    assert len(slack.shown) == messages
    assert {(one.to, one.channel) for one in shown} == {(ANN.id, act["channel"]["id"])}
    return shown


def sent_at(moment: str) -> str:
    """The timestamp of a message sent at a moment, in ISO form, UTC."""
    return f"{int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())}.000100"


async def test_the_clause_that_governs_a_message_is_quoted_for_who_asks(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    door.finder.labels = ("9.2.12",)
    (answer,) = await answered(slack, door, ann.uses(WHICH_CLAUSE, MESSAGE))
    assert door.finder.asked == [("southend", MESSAGE)]
    assert f"{wording.YOU_ASKED} {MESSAGE}" in answer.words
    assert "Only a Chief Officer shall be invited to attend" in answer.words


async def test_a_message_comes_to_the_desk_as_its_author_typed_it(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    typed = "<!channel> is R&D on https://example.org/x?a=1&b=2 public?"
    await answered(slack, door, ann.uses(WHICH_CLAUSE, typed))
    assert door.finder.asked == [("southend", typed)]


async def test_somebody_elses_words_do_not_join_the_askers_questions(
    slack: RecordingSlack,
    door: Door,
    ann: Member,
    store: AsyncEngine,
    stored: Callable[[], bytes],
) -> None:
    await answered(slack, door, ann.uses(WHICH_CLAUSE, MESSAGE))
    assert not await recent.recent(store, *whose(ANN))
    assert b"party group" not in stored()


@pytest.mark.parametrize("verdict", ["positive", "negative"])
@pytest.mark.parametrize("shared", [False, True])
async def test_feedback_on_somebody_elses_words_keeps_the_clauses_and_not_the_words(
    slack: RecordingSlack,
    door: Door,
    ann: Member,
    stored: Callable[[], bytes],
    verdict: str,
    *,
    shared: bool,
) -> None:
    door.finder.labels = ("9.2.12",)
    (answer,) = await answered(slack, door, ann.uses(WHICH_CLAUSE, MESSAGE))
    if shared:
        await slack.send(door.url, ann.presses(answer, offers.SHARE))
        answer = (await slack.shown.until(2))[-1]
        assert answer.to is None
    await slack.send(door.url, ann.presses(answer, offers.FEEDBACK, verdict))
    if verdict == "negative":
        (modal,) = await slack.views.until(1)
        await slack.send(door.url, ann.submits(modal, {"reason": "other", "comment": "No."}))
    await slack.shown.until(3 if shared else 2)
    await door.front.drain(5.0)
    (given,) = await feedback.listed(door.front.store)
    assert (given.question, given.shown) == ("", ("9.2.12",))
    assert b"party group" not in stored()


async def test_a_role_that_is_told_below_it_keeps_no_words_either(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine
) -> None:
    (answer,) = await answered(slack, door, ann.uses(WHICH_CLAUSE, "route officer-conduct"))
    await slack.send(door.url, ann.presses(answer, offers.AS_OFFICER))
    steps = (await slack.shown.until(2))[-1]
    await slack.send(door.url, ann.presses(steps, offers.FEEDBACK, "positive"))
    await slack.shown.until(3)
    (given,) = await feedback.listed(store)
    assert given.question == ""


@pytest.mark.parametrize("words", ["enquiry " * 200, "e" * 1_200])
async def test_of_a_long_message_the_beginning_is_looked_at_and_that_is_said(
    slack: RecordingSlack, door: Door, ann: Member, words: str
) -> None:
    text = f"Can officers attend? {words}"
    note, _answer = await answered(slack, door, ann.uses(WHICH_CLAUSE, text), messages=2)
    assert note.words == wording.LONG_MESSAGE.format(longest=LONGEST)
    ((_, asked),) = door.finder.asked
    assert text.startswith(asked)
    assert len(asked) <= LONGEST


async def test_a_message_of_just_a_thousand_characters_is_read_whole(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    text = "a" * (LONGEST - 1) + "?"
    await answered(slack, door, ann.uses(WHICH_CLAUSE, text))
    assert door.finder.asked == [("southend", text)]


async def test_a_message_without_words_is_said_to_ask_nothing(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    (answer,) = await answered(slack, door, ann.uses(WHICH_CLAUSE, ""))
    assert answer.words == wording.NOTHING_ASKED


async def test_a_message_in_a_thread_is_answered_in_that_thread(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    act = ann.uses(WHICH_CLAUSE, MESSAGE)
    act["message"]["thread_ts"] = "1700000000.000001"
    (answer,) = await answered(slack, door, act)
    assert answer.thread == "1700000000.000001"


@pytest.mark.parametrize(
    ("ts", "started", "due"),
    [
        (sent_at("2026-11-20T09:30"), "2026-11-20", "Friday 4 December 2026"),
        (sent_at("2026-06-30T22:59"), "2026-06-30", "Tuesday 14 July 2026"),
        (sent_at("2026-06-30T23:00"), "2026-07-01", "Wednesday 15 July 2026"),
        (sent_at("2026-11-20T23:59"), "2026-11-20", "Friday 4 December 2026"),
        (sent_at("2025-12-31T12:00"), "2025-12-31", "Thursday 15 January 2026"),
    ],
)
async def test_a_reply_is_due_from_the_day_in_london_on_which_the_message_was_sent(
    slack: RecordingSlack, door: Door, ann: Member, ts: str, started: str, due: str
) -> None:
    (answer,) = await answered(slack, door, ann.uses(REPLY_DUE_DATE, MESSAGE, ts=ts))
    assert f"deadline enquiry-reply {started}" in answer.words
    assert f"Due {due}" in answer.words
    assert wording.CALENDAR_BUTTON in answer.words
    assert MESSAGE not in answer.words


async def test_where_a_protocol_sets_no_limit_for_a_reply_that_is_said(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member
) -> None:
    door = await open_door(councils=("brixton",))
    (answer,) = await answered(slack, door, ann.uses(REPLY_DUE_DATE, MESSAGE))
    assert wording.NO_LIMIT in answer.words


@pytest.mark.parametrize("name", [WHICH_CLAUSE, REPLY_DUE_DATE])
async def test_a_shortcut_works_where_the_bot_is_not(
    slack: RecordingSlack, door: Door, ann: Member, name: str
) -> None:
    await answered(slack, door, ann.uses(name, MESSAGE, channel=SOUTHEND.elsewhere))


@pytest.mark.parametrize("name", [WHICH_CLAUSE, REPLY_DUE_DATE])
async def test_switched_off_a_shortcut_says_so(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine, name: str
) -> None:
    await tenants.bind(store, PLATFORM, SOUTHEND.team, ("southend",))
    await tenants.switch(store, PLATFORM, SOUTHEND.team, off=True)
    (answer,) = await answered(slack, door, ann.uses(name, MESSAGE))
    assert answer.words == wording.SWITCHED_OFF
    assert not door.finder.asked
