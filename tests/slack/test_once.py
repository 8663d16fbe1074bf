"""Each question is answered once, on however many doors; and again where its answerer died."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.offers import FEEDBACK
from bot.serve import purged
from bot.store import events, recent
from bot.store.away import Visits
from bot.store.events import LEASE
from bot.store.retention import Retention, purge
from tests.doubles import Clock
from tests.slack import signed
from tests.slack.conftest import NOW, Door, OpenDoor, dawdle, stall, whose
from tests.slack.recording import Fault, RecordingSlack
from tests.slack.shown import Given, Shown
from tests.slack.workspace import ANN, BOB, SOUTHEND
from tests.store.gone import broken, locked

MANY = 30
QUESTION = "can I attend a party group meeting?"
LAPSED = LEASE + timedelta(seconds=1)


async def settled(slack: RecordingSlack) -> list[Shown]:
    """All that is shown once nothing more comes."""
    await slack.shown.until(1)
    await slack.calls.quiet(0.15)
    return slack.shown


async def test_an_event_sent_three_times_is_answered_once(
    slack: RecordingSlack, door: Door
) -> None:
    mention = slack.member(SOUTHEND, ANN).mentions(QUESTION)
    for retry in range(3):
        assert (await slack.send(door.url, mention, retry=retry)).status == 200
    assert len(await settled(slack)) == 1
    await door.front.drain(5.0)
    assert not door.front.notebook.seen.unstored(9)  # the store was told


async def test_an_event_is_known_by_its_id_however_it_is_written(
    slack: RecordingSlack, door: Door
) -> None:
    mention = slack.member(SOUTHEND, ANN).mentions(QUESTION)
    await slack.send(door.url, mention)
    await slack.send(door.url, {**mention, "event_time": 1, "authorizations": []})
    assert len(await settled(slack)) == 1


async def test_the_same_words_asked_twice_are_two_questions(
    slack: RecordingSlack, door: Door
) -> None:
    ann = slack.member(SOUTHEND, ANN)
    await slack.send(door.url, ann.mentions(QUESTION))
    await slack.send(door.url, ann.mentions(QUESTION))
    await slack.shown.until(2)


async def test_a_body_replayed_byte_for_byte_is_answered_once(
    slack: RecordingSlack, door: Door
) -> None:
    body, kind = signed.encoded(slack.member(SOUTHEND, ANN).mentions(QUESTION))
    headers = signed.headers(slack.signing_secret, body, kind)
    for _ in range(3):
        assert (await slack.send_raw(door.url, body, headers)).status == 200
    assert len(await settled(slack)) == 1


async def test_a_body_without_any_id_is_known_by_what_is_in_it(
    slack: RecordingSlack, door: Door
) -> None:
    mention = slack.member(SOUTHEND, ANN).mentions(QUESTION)
    del mention["event_id"]
    await slack.send(door.url, mention)
    await slack.send(door.url, mention)
    assert len(await settled(slack)) == 1


async def test_a_command_with_the_same_trigger_id_is_answered_once(
    slack: RecordingSlack, door: Door
) -> None:
    typed = slack.member(SOUTHEND, ANN).types(f"/protocol {QUESTION}")
    await asyncio.gather(*(slack.send(door.url, typed) for _ in range(3)))
    assert len(await settled(slack)) == 1


async def test_a_button_pressed_once_and_sent_twice_is_answered_once(
    slack: RecordingSlack, door: Door
) -> None:
    ann = slack.member(SOUTHEND, ANN)
    await slack.send(door.url, ann.types(f"/protocol {QUESTION}"))
    (answer,) = await slack.shown.until(1)
    pressed = ann.presses(answer, "share")
    await asyncio.gather(*(slack.send(door.url, pressed) for _ in range(2)))
    await slack.shown.until(2)
    assert len(await settled(slack)) == 2


async def test_a_modal_submitted_once_and_sent_twice_is_answered_once(
    slack: RecordingSlack, door: Door
) -> None:
    ann = slack.member(SOUTHEND, ANN)
    await slack.send(door.url, ann.types("/clause"))
    (view,) = await slack.views.until(1)
    submitted = ann.submits(view, {"label": "9.2.12"})
    await asyncio.gather(*(slack.send(door.url, submitted) for _ in range(2)))
    assert len(await settled(slack)) == 1


async def test_two_doors_over_one_store_answer_each_question_once(
    slack: RecordingSlack, open_door: OpenDoor, both: tuple[AsyncEngine, AsyncEngine]
) -> None:
    unhurried = Visits(bound=60.0)  # the store decides, however busy this machine is
    doors = [await open_door(store=store, visits=unhurried) for store in both]
    people = [slack.member(SOUTHEND, person) for person in (ANN, BOB)]
    mentions = [people[number % 2].mentions(f"{QUESTION} {number}") for number in range(MANY)]
    await asyncio.gather(*(slack.send(door.url, mention) for mention in mentions for door in doors))
    await slack.shown.until(MANY)
    asked = Counter(mention["event"]["ts"] for mention in mentions)
    assert Counter(shown.thread for shown in await settled(slack)) == asked


async def test_a_retry_after_a_crash_in_the_middle_is_answered(
    slack: RecordingSlack, open_door: OpenDoor, both: tuple[AsyncEngine, AsyncEngine]
) -> None:
    clock, mention = Clock(NOW), slack.member(SOUTHEND, ANN).mentions(QUESTION)
    dying, living = [await open_door(store=store, now=clock) for store in both]
    await die_over(slack, dying, mention)
    clock.now += LAPSED
    assert (await slack.send(living.url, mention, retry=2)).status == 200
    assert len(await settled(slack)) == 1


async def test_a_retry_that_comes_too_soon_after_a_crash_is_answered_later(
    slack: RecordingSlack, open_door: OpenDoor, both: tuple[AsyncEngine, AsyncEngine]
) -> None:
    """Slack sends it again at once, takes our 200, and never sends it a third time."""
    clock, mention = Clock(NOW), slack.member(SOUTHEND, ANN).mentions(QUESTION)
    dying, living = [await open_door(store=store, now=clock, second_look=0.1) for store in both]
    await die_over(slack, dying, mention)
    assert (await slack.send(living.url, mention, retry=1)).status == 200
    assert not slack.shown
    clock.now += LAPSED
    assert len(await settled(slack)) == 1


async def test_a_retry_is_not_answered_a_second_time_when_it_is_looked_at_again(
    slack: RecordingSlack, open_door: OpenDoor
) -> None:
    clock, mention = Clock(NOW), slack.member(SOUTHEND, ANN).mentions(QUESTION)
    door = await open_door(now=clock, second_look=0.05)
    await asyncio.gather(*(slack.send(door.url, mention, retry=retry) for retry in range(3)))
    clock.now += LAPSED
    assert len(await settled(slack)) == 1


async def die_over(slack: RecordingSlack, door: Door, mention: Given) -> None:
    """Let a door die, as far as anybody can see, in the middle of an answer."""
    loop, died = asyncio.get_running_loop(), asyncio.Event()

    def die() -> None:
        loop.call_soon_threadsafe(died.set)
        raise asyncio.CancelledError

    door.finder.before = die
    assert (await slack.send(door.url, mention)).status == 200
    await died.wait()
    door.finder.before = lambda: None


async def test_a_question_is_answered_again_by_nobody_for_a_day(
    slack: RecordingSlack, open_door: OpenDoor, store: AsyncEngine
) -> None:
    clock, mention = Clock(NOW), slack.member(SOUTHEND, ANN).mentions(QUESTION)
    door = await open_door(now=clock)
    await slack.send(door.url, mention)
    await settled(slack)
    clock.now += timedelta(days=1)
    await purge(store, clock(), Retention())
    await slack.send(door.url, mention, retry=3)
    assert len(await settled(slack)) == 1


async def test_an_event_is_acknowledged_when_it_is_answered(
    slack: RecordingSlack, open_door: OpenDoor
) -> None:
    door = await open_door(hold=5.0)
    dawdle(door.finder, 0.1)
    ann = slack.member(SOUTHEND, ANN)
    for number, act in enumerate([ann.mentions(QUESTION), ann.types(f"/protocol {QUESTION}")], 1):
        assert (await slack.send(door.url, act)).status == 200
        assert len(slack.shown) == number


async def test_an_event_whose_answer_takes_long_is_acknowledged_in_good_time(
    slack: RecordingSlack, open_door: OpenDoor
) -> None:
    door = await open_door(hold=0.05)
    _, go_on = stall(door.finder)
    mention = slack.member(SOUTHEND, ANN).mentions(QUESTION)
    assert (await slack.send(door.url, mention)).status == 200
    assert not slack.shown
    go_on.set()
    await slack.shown.until(1)


async def test_an_event_that_another_replica_is_answering_is_acknowledged_at_once(
    slack: RecordingSlack, open_door: OpenDoor
) -> None:
    one, other = await open_door(), await open_door(hold=60.0)
    mention, (begun, go_on) = slack.member(SOUTHEND, ANN).mentions(QUESTION), stall(one.finder)
    first = asyncio.ensure_future(slack.send(one.url, mention))
    await begun.wait()
    assert (await slack.send(other.url, mention, retry=1)).status == 200
    assert not slack.shown
    go_on.set()
    assert (await first).status == 200
    assert len(await settled(slack)) == 1


async def test_an_event_of_which_nobody_could_be_told_anything_may_be_sent_again(
    slack: RecordingSlack, open_door: OpenDoor, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock(NOW)
    door, mention = await open_door(now=clock), slack.member(SOUTHEND, ANN).mentions(QUESTION)
    slack.fail("chat.postMessage", Fault(error="channel_not_found"), times=2)
    await slack.send(door.url, mention)
    assert not slack.shown
    assert caplog.text.count(": SlackApiError in ") == 2  # the answer's, and the apology's
    clock.now += LAPSED
    await slack.send(door.url, mention, retry=2)
    assert len(await settled(slack)) == 1


@pytest.mark.parametrize("way", ["mention", "message", "command", "shortcut"])
async def test_a_failing_desk_apologises_with_a_reference_that_the_log_has(
    slack: RecordingSlack, door: Door, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    def fail() -> None:
        raise RuntimeError(QUESTION)

    door.finder.before = fail
    ann = slack.member(SOUTHEND, ANN)
    asked = {
        "mention": lambda: ann.mentions(QUESTION),
        "message": lambda: ann.writes(QUESTION),
        "command": lambda: ann.types(f"/protocol {QUESTION}"),
        "shortcut": lambda: ann.uses("which_clause", QUESTION),
    }
    await slack.send(door.url, asked[way]())
    (apology,) = await slack.shown.until(1)
    reference = re.search(r"\b[0-9a-f]{8}\b", apology.text)
    assert reference
    assert f"reference {reference[0]}: RuntimeError" in caplog.text
    assert "party group" not in apology.text + apology.words + caplog.text


async def test_a_question_that_was_apologised_for_is_not_answered_again(
    slack: RecordingSlack, door: Door
) -> None:
    def fail() -> None:
        raise RuntimeError

    mention = slack.member(SOUTHEND, ANN).mentions(QUESTION)
    door.finder.before = fail
    await slack.send(door.url, mention)
    await slack.shown.until(1)
    door.finder.before = lambda: None
    await slack.send(door.url, mention, retry=1)
    assert len(await settled(slack)) == 1


@pytest.mark.parametrize("table", ["events", "rates"])
async def test_a_store_with_a_fault_is_apologised_for_with_a_reference_that_the_log_has(
    slack: RecordingSlack,
    store_at_server: AsyncEngine,
    open_door: OpenDoor,
    caplog: pytest.LogCaptureFixture,
    table: str,
) -> None:
    door, ann = await open_door(store=store_at_server), slack.member(SOUTHEND, ANN)
    await slack.send(door.url, ann.mentions("help"))  # so that the workspace is known
    await settled(slack)
    await broken(store_at_server, table)
    await slack.send(door.url, ann.mentions(QUESTION))
    *_, apology = await slack.shown.until(2)
    reference = re.search(r"\b[0-9a-f]{8}\b", apology.text)
    assert reference
    assert apology.text == wording.APOLOGY.format(reference=reference[0])
    assert f"reference {reference[0]}: ProgrammingError" in caplog.text
    assert not door.finder.asked


async def test_what_a_locked_store_could_not_keep_is_apologised_for(
    slack: RecordingSlack, open_door: OpenDoor, tmp_path: Path
) -> None:
    door = await open_door(visits=Visits(bound=0.2, pause=0.0))
    ann = slack.member(SOUTHEND, ANN)
    await slack.send(door.url, ann.mentions(QUESTION))
    (answer,) = await slack.shown.until(1)
    await door.front.drain(5.0)  # it writes that it has answered
    with locked(tmp_path / "store.db"):
        await slack.send(door.url, ann.presses(answer, FEEDBACK, "positive"))
        *_, apology = await slack.shown.until(2)
    assert apology.text == wording.STORE_AWAY


async def until(so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds. Raises TimeoutError."""
    async with asyncio.timeout(5.0):
        while not await so():  # noqa: ASYNC110 - a store tells nobody
            await asyncio.sleep(0.01)


async def test_events_are_forgotten_while_the_server_runs(store: AsyncEngine) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=2)
    await events.claim(store, "Ev1", long_ago)
    async with purged(store, Retention(), every=0.01):
        await until(lambda: events.claim(store, "Ev1", long_ago))
        await until(lambda: events.claim(store, "Ev1", long_ago))  # and again


async def test_a_question_that_is_past_its_time_is_soon_in_no_file(
    store: AsyncEngine, stored: Callable[[], bytes]
) -> None:
    async def gone() -> bool:
        return QUESTION.encode() not in stored()

    long_ago = datetime.now(UTC) - timedelta(days=31)
    await recent.remember(store, *whose(ANN), QUESTION, "southend", long_ago)
    assert not await gone()
    async with purged(store, Retention(), every=0.01):
        await until(gone)


async def test_a_store_that_is_away_is_purged_when_it_is_back(
    store: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    async def logged() -> bool:
        return "what is old was not purged: OperationalError" in caplog.text

    long_ago = datetime.now(UTC) - timedelta(days=2)
    async with store.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE events RENAME TO away")
    async with purged(store, Retention(), every=0.01):
        await until(logged)
        async with store.begin() as connection:
            await connection.exec_driver_sql("ALTER TABLE away RENAME TO events")
        await events.claim(store, "Ev1", long_ago)
        await until(lambda: events.claim(store, "Ev1", long_ago))
