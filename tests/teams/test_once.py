"""Each question is answered once, however often and under whatever id Teams sends it."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.store.away import Visits
from bot.store.events import LEASE
from tests.doubles import Clock
from tests.slack.conftest import NOW
from tests.store.gone import broken, locked
from tests.teams.conftest import OpenDoor, Opened
from tests.teams.connector import RecordingConnector
from tests.teams.payloads import SOUTHEND, Given, Person
from tests.teams.screen import settled, words

MANY = 30
QUESTION = "can I attend a party group meeting?"
LAPSED = LEASE + timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
AN_INSTANT = timedelta(microseconds=1)


async def test_a_message_sent_three_times_is_answered_once(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    asked = ann.says(QUESTION)
    await asyncio.gather(*(door.post(asked) for _ in range(3)))
    assert len(await settled(connector)) == 1


async def test_a_message_is_known_by_its_id_however_it_is_written(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    asked = ann.says(QUESTION)
    await door.post(asked)
    await door.post({**asked, "text": "another?", "timestamp": "2026-11-22T00:00:00Z"})
    assert len(await settled(connector)) == 1


async def test_a_message_sent_again_with_another_id_is_answered_once(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    asked = ann.says(QUESTION)
    for key in ("1", "2", "3"):
        await door.post({**asked, "id": key})
    assert len(await settled(connector)) == 1


@pytest.mark.parametrize(
    ("later", "answers"),
    [
        (timedelta(0), 1),
        (timedelta(seconds=1), 1),
        (MINUTE - AN_INSTANT, 1),
        (MINUTE, 1),
        (MINUTE + AN_INSTANT, 2),
        (2 * MINUTE, 2),
    ],
)
@pytest.mark.parametrize("second", [0, 30, 59])
async def test_the_same_words_within_a_minute_are_one_question_at_any_second_of_the_clock(
    connector: RecordingConnector,
    open_door: OpenDoor,
    ann: Person,
    second: int,
    later: timedelta,
    answers: int,
) -> None:
    clock = Clock(NOW)
    clock.now += timedelta(seconds=second)
    door = await open_door(now=clock)
    await door.post(ann.says(QUESTION))
    await connector.shown.until(1)
    await connector.calls.quiet(0.05)
    clock.now += later
    await door.post(ann.says(QUESTION))
    assert len(await settled(connector)) == answers


async def test_words_sent_again_late_in_the_minute_are_not_answered_after_it(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person
) -> None:
    """Whoever looks again has the minute counted from when the words came."""
    clock = Clock(NOW)
    door = await open_door(now=clock, second_look=0.1)
    await door.post(ann.says(QUESTION))
    await settled(connector)
    clock.now += timedelta(seconds=50)
    await door.post(ann.says(QUESTION))
    clock.now += timedelta(seconds=31)
    assert len(await settled(connector)) == 1


DIFFERENT: dict[str, Callable[[Person], Given]] = {
    "other words": lambda ann: ann.says("who may speak to the press?"),
    "another chat": lambda ann: ann.at("groupChat").mentions(QUESTION),
    "another person": lambda ann: Person(SOUTHEND, "Bob", ann.service_url).says(
        QUESTION, conversation=ann.says("x")["conversation"]
    ),
}


@pytest.mark.parametrize("other", DIFFERENT.values(), ids=DIFFERENT)
async def test_what_differs_is_another_question(
    connector: RecordingConnector, door: Opened, ann: Person, other: Callable[[Person], Given]
) -> None:
    await door.post(ann.says(QUESTION))
    await door.post(other(ann))
    assert len(await settled(connector, 2)) == 2


async def test_the_same_id_in_another_conversation_is_another_message(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    await door.post(ann.says(QUESTION, id="7"))
    await door.post(ann.at("channel").mentions("who may speak to the press?", id="7"))
    assert len(await settled(connector, 2)) == 2


async def test_a_message_without_an_id_is_known_by_what_is_in_it(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    asked = ann.says("more")
    del asked["id"]
    for _ in range(2):
        await door.post(asked)
    assert len(await settled(connector)) == 1


async def test_two_doors_over_one_store_answer_each_question_once(
    connector: RecordingConnector,
    open_door: OpenDoor,
    both: tuple[AsyncEngine, AsyncEngine],
) -> None:
    unhurried = Visits(bound=60.0)  # the store decides, however busy this machine is
    doors = [await open_door(store=store, visits=unhurried) for store in both]
    people = [Person(SOUTHEND, name, connector.url) for name in ("Ann", "Bob")]
    asked = [people[number % 2].says(f"{QUESTION} {number}") for number in range(MANY)]
    again = [{**act, "id": f"{act['id']}-again"} for act in asked]
    await asyncio.gather(*(door.post(act) for door in doors for act in (*asked, *again)))
    await connector.shown.until(MANY, within=30.0)
    for door in doors:  # whoever came second is told so, too, before the stores are closed
        await door.front.drain(10.0)
    shown = Counter(
        re.findall(rf"{re.escape(QUESTION)} \d+", words(one))[0] for one in await settled(connector)
    )
    assert shown == Counter(act["text"] for act in asked)


async def test_a_message_is_known_by_its_id_on_another_replica_too(
    connector: RecordingConnector,
    open_door: OpenDoor,
    both: tuple[AsyncEngine, AsyncEngine],
    ann: Person,
) -> None:
    one, other = [await open_door(store=store, visits=Visits(bound=60.0)) for store in both]
    asked = ann.says(QUESTION)
    await one.post(asked)
    await other.post({**asked, "text": "another?"})
    assert len(await settled(connector)) == 1


async def die_over(door: Opened, act: Given) -> None:
    """Let a door die, as far as anybody can see, in the middle of an answer."""
    loop, died = asyncio.get_running_loop(), asyncio.Event()

    def die() -> None:
        loop.call_soon_threadsafe(died.set)
        raise asyncio.CancelledError

    door.finder.before = die
    await door.post(act)
    await died.wait()
    door.finder.before = lambda: None


@pytest.mark.parametrize("key", ["the same id", "another id"])
async def test_what_a_dead_process_left_is_answered_when_it_is_sent_again(
    connector: RecordingConnector,
    open_door: OpenDoor,
    both: tuple[AsyncEngine, AsyncEngine],
    ann: Person,
    key: str,
) -> None:
    clock, asked = Clock(NOW), ann.says(QUESTION)
    dying, living = [await open_door(store=store, now=clock) for store in both]
    await die_over(dying, asked)
    clock.now += LAPSED
    await living.post(asked if key == "the same id" else {**asked, "id": key})
    assert len(await settled(connector)) == 1


@pytest.mark.parametrize("key", ["the same id", "another id"])
async def test_what_is_sent_again_too_soon_after_a_crash_is_answered_later(
    connector: RecordingConnector,
    open_door: OpenDoor,
    both: tuple[AsyncEngine, AsyncEngine],
    ann: Person,
    key: str,
) -> None:
    clock, asked = Clock(NOW), ann.says(QUESTION)
    dying, living = [await open_door(store=store, now=clock, second_look=0.2) for store in both]
    await die_over(dying, asked)
    await living.post(asked if key == "the same id" else {**asked, "id": key})
    assert not connector.shown
    clock.now += LAPSED
    assert len(await settled(connector)) == 1


@pytest.mark.parametrize("where", ["personal", "groupChat", "channel"])
async def test_a_failing_desk_apologises_with_a_reference_that_the_log_has(
    connector: RecordingConnector,
    door: Opened,
    ann: Person,
    caplog: pytest.LogCaptureFixture,
    where: str,
) -> None:
    def fail() -> None:
        raise RuntimeError(QUESTION)

    door.finder.before = fail
    here = ann.at(where)
    await door.post(here.says(QUESTION) if where == "personal" else here.mentions(QUESTION))
    (apology,) = await settled(connector)
    reference = re.search(r"\b[0-9a-f]{8}\b", words(apology))
    assert reference
    assert f"reference {reference[0]}: RuntimeError" in caplog.text
    assert "party group" not in words(apology) + caplog.text


async def test_a_question_that_was_apologised_for_is_not_answered_again(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    def fail() -> None:
        raise RuntimeError

    asked = ann.says(QUESTION)
    door.finder.before = fail
    await door.post(asked)
    await settled(connector)
    door.finder.before = lambda: None
    await door.post(asked)
    assert len(await settled(connector)) == 1


@pytest.mark.parametrize("table", ["events", "rates"])
async def test_a_store_with_a_fault_is_apologised_for_with_a_reference_that_the_log_has(
    connector: RecordingConnector,
    store_at_server: AsyncEngine,
    open_door: OpenDoor,
    ann: Person,
    caplog: pytest.LogCaptureFixture,
    table: str,
) -> None:
    door = await open_door(store=store_at_server)
    await door.post(ann.says("help"))  # so that the tenant is known
    await settled(connector)
    await broken(store_at_server, table)
    await door.post(ann.says(QUESTION))
    _, apology = await settled(connector, 2)
    reference = re.search(r"\b[0-9a-f]{8}\b", words(apology))
    assert reference
    assert words(apology) == wording.APOLOGY.format(reference=reference[0])
    assert f"reference {reference[0]}: ProgrammingError" in caplog.text
    assert not door.finder.asked


async def test_what_a_locked_store_could_not_keep_is_apologised_for(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person, tmp_path: Path
) -> None:
    door = await open_door(visits=Visits(bound=0.2, pause=0.0))
    await door.post(ann.says(QUESTION))
    await settled(connector)
    await door.front.drain(5.0)  # it writes that it has answered
    with locked(tmp_path / "store.db"):
        liked = await door.post(ann.rates("like"))
    assert liked["task"]["value"] == wording.STORE_AWAY
