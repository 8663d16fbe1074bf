"""The store goes away and comes back: questions are answered, once; nothing is pretended."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.catching_up import CatchingUp
from bot.offers import AS_OFFICER, FEEDBACK
from bot.once import Key
from bot.store import events, tenants
from bot.store.away import Visits
from bot.store.engine import open_store
from bot.store.rate import LIMIT
from bot.views import COUNCIL, FORGET, ROLE, SWITCH
from tests.postgresql import Server
from tests.slack.conftest import NOW, Door, OpenDoor
from tests.slack.payloads import Member
from tests.slack.recording import RecordingSlack
from tests.slack.shown import Given, Shown, View
from tests.slack.workspace import BOB, SOUTHEND
from tests.store.gone import gone, impatient, locked

QUESTION = "can I attend a party group meeting?"
ROUTE = "/route officer-conduct"


@pytest.fixture
async def door(open_door: OpenDoor) -> Door:
    """A door that looks at once whether the store is back."""
    return await open_door(visits=impatient())


async def answered(slack: RecordingSlack, door: Door, act: Given, retry: int = 0) -> list[Shown]:
    """What is shown, once an act was acknowledged and nothing more comes."""
    before = len(slack.shown)
    assert (await slack.send(door.url, act, retry=retry)).status == 200
    await slack.calls.quiet(0.1)
    return slack.shown[before:]


async def known(slack: RecordingSlack, door: Door, ann: Member) -> None:
    """Have a process know its workspace."""
    (answer,) = await answered(slack, door, ann.writes("help"))
    assert answer.text


async def caught_up(door: Door) -> None:
    await CatchingUp(door.front.store, door.front.visits, door.front.notebook).once()


async def test_a_question_is_answered_while_the_store_is_away(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member
) -> None:
    await known(slack, door, ann)
    async with gone(store):
        (answer,) = await answered(slack, door, ann.mentions(QUESTION))
    assert "Clause 1.1" in answer.words


async def test_what_is_sent_again_while_the_store_is_away_is_not_answered_again(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member
) -> None:
    await known(slack, door, ann)
    mention = ann.mentions(QUESTION)
    async with gone(store):
        assert len(await answered(slack, door, mention)) == 1
        assert not await answered(slack, door, mention, retry=1)


async def test_what_another_replica_may_have_is_answered_later_while_the_store_is_away(
    slack: RecordingSlack, open_door: OpenDoor, store: AsyncEngine, ann: Member
) -> None:
    door = await open_door(visits=impatient(), second_look=0.5)
    await known(slack, door, ann)
    async with gone(store):
        assert not await answered(slack, door, ann.mentions(QUESTION), retry=1)
        await slack.shown.until(2)


async def test_what_was_answered_before_the_store_went_is_not_answered_again(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member
) -> None:
    mention = ann.mentions(QUESTION)
    assert len(await answered(slack, door, mention)) == 1
    async with gone(store):
        assert not await answered(slack, door, mention, retry=1)


async def test_what_was_answered_meanwhile_no_other_replica_answers_once_the_store_is_back(
    slack: RecordingSlack, door: Door, open_door: OpenDoor, store: AsyncEngine, ann: Member
) -> None:
    await known(slack, door, ann)
    mention, other = ann.mentions(QUESTION), await open_door()
    async with gone(store):
        assert len(await answered(slack, door, mention)) == 1
    await caught_up(door)
    assert not await answered(slack, other, mention, retry=1)
    assert not await events.claim(store, Key(f"slack:{mention['event_id']}").digest, NOW)


@pytest.mark.parametrize("table", ["events", "tenants", "rates", "said", "questions", "people"])
async def test_a_store_that_does_half_of_its_work_costs_no_answer(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member, table: str
) -> None:
    await known(slack, door, ann)
    async with gone(store, table):
        (answer,) = await answered(slack, door, ann.mentions(QUESTION))
    assert "Clause 1.1" in answer.words


async def test_a_store_that_goes_in_the_middle_of_an_answer_is_told_of_it_later(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member, tmp_path: Path
) -> None:
    def lose() -> None:
        with sqlite3.connect(tmp_path / "store.db") as file:
            file.execute("ALTER TABLE events RENAME TO gone_events")

    door.finder.before = lose
    mention = ann.mentions(QUESTION)
    assert len(await answered(slack, door, mention)) == 1
    async with store.begin() as at:
        await at.execute(text("ALTER TABLE gone_events RENAME TO events"))
    assert door.front.notebook.seen.unstored(9)
    await caught_up(door)
    assert not door.front.notebook.seen.unstored(9)
    async with store.connect() as at:
        (finished,) = await at.scalars(text("SELECT finished_at FROM events"))
    assert finished


async def test_a_slow_store_holds_up_no_answer(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member, tmp_path: Path
) -> None:
    door = await open_door(visits=Visits(bound=0.2, pause=0.0))
    await known(slack, door, ann)
    await door.front.drain(5.0)  # it writes that it has answered
    with locked(tmp_path / "store.db"):
        (answer,) = await answered(slack, door, ann.mentions(QUESTION))
    assert "Clause 1.1" in answer.words
    await door.front.visits.insist("finish", lambda: caught_up(door))
    assert not door.front.notebook.seen.unstored(9)


async def test_a_person_asks_no_oftener_while_the_store_is_away(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member
) -> None:
    await known(slack, door, ann)
    async with gone(store):
        for _ in range(LIMIT):
            assert "Clause" in (await answered(slack, door, ann.mentions(QUESTION)))[0].words
        (refusal,) = await answered(slack, door, ann.mentions(QUESTION))
    assert refusal.text == wording.TOO_MANY


# ------------------------------------------------------------------------------------- tenants
async def test_a_workspace_that_is_switched_off_stays_off(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member
) -> None:
    await tenants.switch(store, "slack", SOUTHEND.team, off=True)
    (before,) = await answered(slack, door, ann.mentions(QUESTION))
    async with gone(store):
        (meanwhile,) = await answered(slack, door, ann.mentions(QUESTION))
    assert before.text == meanwhile.text == wording.SWITCHED_OFF


async def test_a_workspace_that_this_process_only_read_of_stays_off_too(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member
) -> None:
    await tenants.switch(store, "slack", SOUTHEND.team, off=True)
    await caught_up(door)
    async with gone(store):
        (meanwhile,) = await answered(slack, door, ann.mentions(QUESTION))
    assert meanwhile.text == wording.SWITCHED_OFF


async def test_a_workspace_is_answered_from_its_own_councils_protocol(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member
) -> None:
    await tenants.bind(store, "slack", SOUTHEND.team, ("hastings",))
    await caught_up(door)
    async with gone(store):
        await answered(slack, door, ann.mentions(QUESTION))
    assert [council for council, _ in door.finder.asked] == ["hastings"]


async def test_a_workspace_that_nobody_has_bound_is_answered_from_the_councils_of_the_settings(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member
) -> None:
    await caught_up(door)
    async with gone(store):
        await answered(slack, door, ann.mentions(QUESTION))
    assert [council for council, _ in door.finder.asked] == ["southend"]


async def test_a_workspace_of_which_nothing_is_known_gets_no_councils_answer(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member
) -> None:
    async with gone(store):
        (told,) = await answered(slack, door, ann.mentions(QUESTION))
    assert told.text == wording.STORE_AWAY
    assert not door.finder.asked


# -------------------------------------------------------------------------------- acts that keep
@pytest.fixture
async def home(slack: RecordingSlack, door: Door) -> AsyncIterator[tuple[Member, View]]:
    """An admin, and their Home tab while the store is there; then it goes."""
    bob = slack.member(SOUTHEND, BOB)
    await answered(slack, door, bob.writes(QUESTION))
    await slack.send(door.url, bob.opens())
    (view,) = await slack.views.until(1)
    async with gone(door.front.store):
        yield bob, view


@pytest.mark.parametrize(
    ("act", "chosen"),
    [(COUNCIL, "hastings"), (SWITCH, None), (FORGET, None), (ROLE, "officer")],
)
async def test_what_cannot_be_saved_is_not_said_to_be(
    slack: RecordingSlack, door: Door, home: tuple[Member, View], act: str, chosen: str | None
) -> None:
    bob, view = home
    (told,) = await answered(slack, door, bob.presses(view, act, chosen))
    assert told.text == wording.STORE_AWAY
    assert len(slack.views) == 1  # and no Home that shows it done


async def test_the_tenant_stays_as_it_was_when_an_admins_choice_could_not_be_saved(
    slack: RecordingSlack, door: Door, home: tuple[Member, View]
) -> None:
    bob, view = home
    await answered(slack, door, bob.presses(view, COUNCIL, "hastings"))
    await answered(slack, door, bob.mentions(QUESTION))
    assert {council for council, _ in door.finder.asked} == {"southend"}


async def test_a_home_that_cannot_be_read_is_not_shown_empty(
    slack: RecordingSlack, door: Door, home: tuple[Member, View]
) -> None:
    (told,) = await answered(slack, door, home[0].opens())
    assert told.text == wording.STORE_AWAY
    assert len(slack.views) == 1


async def test_feedback_that_cannot_be_kept_is_not_thanked_for(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member
) -> None:
    (answer,) = await answered(slack, door, ann.mentions(QUESTION))
    async with gone(store):
        (told,) = await answered(slack, door, ann.presses(answer, FEEDBACK, "positive"))
    assert told.text == wording.STORE_AWAY


async def test_a_role_that_cannot_be_kept_costs_no_answer(
    slack: RecordingSlack, door: Door, store: AsyncEngine, ann: Member
) -> None:
    (answer,) = await answered(slack, door, ann.types(ROUTE))
    async with gone(store):
        (again,) = await answered(slack, door, ann.presses(answer, AS_OFFICER))
    assert "steps for an officer" in again.words


# ------------------------------------------------------------------------------- a real database
async def test_a_postgresql_that_is_killed_and_started_again_costs_no_answer(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member
) -> None:
    with Server() as server:
        store = await open_store(server.url)
        door = await open_door(store=store, visits=impatient())
        await known(slack, door, ann)
        server.stop()
        mention = ann.mentions(QUESTION)
        assert len(await answered(slack, door, mention)) == 1
        assert not await answered(slack, door, mention, retry=1)
        server.start()
        await caught_up(door)
        other = await open_door(store=store)
        assert not await answered(slack, other, mention, retry=2)
        assert len(await answered(slack, other, ann.mentions(QUESTION))) == 1
        await asyncio.wait_for(store.dispose(), 5)
