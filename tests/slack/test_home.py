"""App Home: the protocol, the person's own role, questions and reminders; for admins the switch."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import wording
from bot.__main__ import Wiring
from bot.desk import Desk
from bot.rulebook import Library
from bot.settings import Settings
from bot.slack.front import PLATFORM
from bot.store.tenants import tenant_of
from bot.views import CANCEL, COUNCIL, FORGET, NO_ROLE, OFF, ON, PUBLISHED, ROLE, SWITCH
from tests.blocks.specimens import published
from tests.slack.conftest import Door, Finder, OpenDoor
from tests.slack.payloads import Member
from tests.slack.recording import Fault, RecordingSlack
from tests.slack.shown import Given, View, elements
from tests.slack.workspace import ANN, BOB, SOUTHEND

HOUR = 3600


async def home_of(slack: RecordingSlack, door: Door, member: Member) -> View:
    """The Home as this person sees it when they open it."""
    await slack.send(door.url, member.opens())
    return await newest(slack, member)


async def newest(slack: RecordingSlack, member: Member) -> View:
    """The person's Home once the door has done what it does."""
    await slack.views.until(1, lambda view: view.user == member.person.id)
    await slack.views.quiet(0.05)
    return [view for view in slack.views if view.user == member.person.id][-1]


async def press(
    slack: RecordingSlack, door: Door, member: Member, action: str, chosen: str | None = None
) -> View:
    """The Home after something was pressed or chosen in it."""
    home = await home_of(slack, door, member)
    seen = len(slack.views)
    await slack.send(door.url, member.presses(home, action, chosen))
    return (await slack.views.until(seen + 1))[-1]


@pytest.fixture
def ann(slack: RecordingSlack) -> Member:
    """Somebody who is no admin."""
    return slack.member(SOUTHEND, ANN)


@pytest.fixture
def bob(slack: RecordingSlack) -> Member:
    """An admin of the settings."""
    return slack.member(SOUTHEND, BOB)


async def test_the_home_says_which_protocol_answers(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    home = await home_of(slack, door, ann)
    book = door.finder.library.rulebooks["southend"]
    assert "Southend-on-Sea Borough Council" in home.words
    assert "Protocol on Councillor / Officer Relations" in home.words
    assert "Version: revised 2020" in home.words
    assert "Date: 2020" in home.words
    assert f"{len(book.protocol.clauses)} clauses" in home.words
    for rule in book.rules:
        assert f"{rule.title} (clause {rule.clause})" in home.words


async def test_a_role_chosen_at_the_home_is_kept_and_decides_whose_steps_are_shown(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    await slack.send(door.url, ann.types("/route officer-conduct"))
    (unknown,) = await slack.shown.until(1)
    home = await press(slack, door, ann, ROLE, "officer")
    (select,) = [block for block in home.blocks if block["block_id"] == ROLE]
    assert select["element"]["initial_option"]["value"] == "officer"
    await slack.send(door.url, ann.types("/route officer-conduct"))
    known = (await slack.shown.until(2))[1]
    assert "steps for an officer" in known.words
    assert wording.AS_OFFICER_BUTTON in unknown.words
    assert wording.AS_OFFICER_BUTTON not in known.words


async def test_a_role_chosen_by_one_person_is_not_anothers(
    slack: RecordingSlack, door: Door, ann: Member, bob: Member
) -> None:
    await press(slack, door, ann, ROLE, "officer")
    await slack.send(door.url, bob.types("/route officer-conduct"))
    (answer,) = await slack.shown.until(1)
    assert wording.AS_OFFICER_BUTTON in answer.words


async def test_recent_questions_are_ones_own_newest_first_until_they_are_forgotten(
    slack: RecordingSlack, door: Door, ann: Member, bob: Member
) -> None:
    await slack.send(door.url, ann.mentions("can I attend a party group meeting?"))
    await slack.shown.until(1)
    await slack.send(door.url, ann.types("/protocol who may speak to the press?"))
    await slack.shown.until(2)
    await slack.send(door.url, bob.types("/protocol who chairs the planning committee?"))
    await slack.shown.until(3)
    words = (await home_of(slack, door, ann)).words
    first, second = "can I attend a party group meeting?", "who may speak to the press?"
    assert 0 < words.index(second) < words.index(first)
    assert "planning committee" not in words
    words = (await press(slack, door, ann, FORGET)).words
    assert first not in words
    assert wording.NO_RECENT in words
    assert "planning committee" in (await home_of(slack, door, bob)).words


async def test_who_would_rather_be_asked_each_time_keeps_their_questions(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    await slack.send(door.url, ann.mentions("can I attend a party group meeting?"))
    await slack.shown.until(1)
    await press(slack, door, ann, ROLE, "officer")
    home = await press(slack, door, ann, ROLE, NO_ROLE)
    assert "can I attend a party group meeting?" in home.words
    (select,) = [block for block in home.blocks if block["block_id"] == ROLE]
    assert select["element"]["initial_option"]["value"] == NO_ROLE


async def test_a_thread_does_not_lean_on_a_question_that_was_forgotten(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    first = ann.writes("can I attend a party group meeting?")
    await slack.send(door.url, first)
    await slack.shown.until(1)
    await press(slack, door, ann, FORGET)
    follow = "and if some of them aren't councillors?"
    await slack.send(door.url, ann.writes(follow, thread=first["event"]["ts"]))
    await slack.shown.until(2)
    assert "party group" not in door.finder.asked[-1][1]


async def scheduled(slack: RecordingSlack, member: Member, title: str, hours: int) -> str:
    """A reminder that Slack will send so many hours from now; its id there."""
    key, at = slack.issued.id("Q"), int(time.time()) + hours * HOUR
    slack.scheduled[key] = {"id": key, "channel_id": member.tab, "post_at": at, "text": title}
    return key


async def test_reminders_are_ones_own_soonest_first_and_can_be_cancelled(
    slack: RecordingSlack, door: Door, ann: Member, bob: Member
) -> None:
    await scheduled(slack, ann, "Due today: a late thing", 48)
    soon = await scheduled(slack, ann, "Due today: a near thing", 24)
    await scheduled(slack, bob, "Due today: another person's", 24)
    words = (await home_of(slack, door, ann)).words
    assert 0 < words.index("a near thing") < words.index("a late thing")
    assert "another person's" not in words
    words = (await press(slack, door, ann, CANCEL)).words
    assert "a near thing" not in words
    assert "a late thing" in words
    assert soon not in slack.scheduled
    assert len(slack.scheduled) == 2


async def test_a_reminder_that_was_sent_meanwhile_only_leaves_the_list(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    key = await scheduled(slack, ann, "Due today: a thing", 24)
    home = await home_of(slack, door, ann)
    del slack.scheduled[key]
    slack.fail("chat.deleteScheduledMessage", Fault(error="invalid_scheduled_message_id"))
    await slack.send(door.url, ann.presses(home, CANCEL))
    words = (await slack.views.until(2))[1].words
    assert wording.NO_REMINDERS in words
    assert not slack.shown


async def test_nobody_cancels_anothers_reminder(
    slack: RecordingSlack, door: Door, ann: Member, bob: Member
) -> None:
    await scheduled(slack, ann, "Due today: a thing", 24)
    pressed = ann.presses(await home_of(slack, door, ann), CANCEL)
    await home_of(slack, door, bob)
    forged = pressed | {"user": {"id": BOB.id, "team_id": SOUTHEND.team}}
    await slack.send(door.url, forged)
    await slack.views.until(2, lambda view: view.user == BOB.id)
    assert len(slack.scheduled) == 1
    assert slack.refused.pop()[:2] == (
        "chat.deleteScheduledMessage",
        "invalid_scheduled_message_id",
    )


async def test_an_admin_binds_the_workspace_to_a_council(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member, bob: Member
) -> None:
    door = await open_door(councils=())
    await slack.send(door.url, ann.mentions("can I attend a party group meeting?"))
    assert (await slack.shown.until(1))[0].text == wording.NO_COUNCIL_YET
    assert wording.NO_COUNCIL in (await home_of(slack, door, bob)).words
    assert "Hastings Borough Council" in (await press(slack, door, bob, COUNCIL, "hastings")).words
    await slack.send(door.url, ann.mentions("can I attend a party group meeting?"))
    await slack.shown.until(2)
    assert door.finder.asked == [("hastings", "can I attend a party group meeting?")]


async def test_an_admin_binds_several_councils_and_those_that_stay_keep_their_places(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member, bob: Member
) -> None:
    door = await open_door(councils=("southend",))
    bound = []
    for chosen in (
        "hastings southend brixton",
        "brixton hastings",
        "brixton hastings southend",
        "southend",
        "",
    ):
        home = await press(slack, door, bob, COUNCIL, chosen)
        known = await tenant_of(door.front.store, PLATFORM, SOUTHEND.team)
        assert known is not None
        bound.append(known.councils)
        (select,) = [block for block in home.blocks if block["block_id"] == COUNCIL]
        shown = select["element"].get("initial_options", [])
        assert tuple(one["value"] for one in shown) == known.councils
    assert bound == [
        ("southend", "hastings", "brixton"),
        ("hastings", "brixton"),
        ("hastings", "brixton", "southend"),
        ("southend",),
        (),
    ]
    await slack.send(door.url, ann.mentions("can I attend a party group meeting?"))
    assert (await slack.shown.until(1))[0].text == wording.NO_COUNCIL_YET


async def test_the_first_council_answers_and_the_others_when_they_are_named(
    slack: RecordingSlack, door: Door, ann: Member, bob: Member
) -> None:
    await press(slack, door, bob, COUNCIL, "southend hastings")
    for count, asked in enumerate(("may I attend?", "may I attend in Hastings?"), start=1):
        await slack.send(door.url, ann.mentions(asked))
        await slack.shown.until(count)
    assert [council for council, _ in door.finder.asked] == ["southend", "hastings"]


async def test_the_published_document_is_a_link_whose_press_is_acknowledged(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member, library: Library
) -> None:
    book = published(library.rulebooks["southend"], "https://southend.example/protocol")
    linked = replace(library, rulebooks={**library.rulebooks, "southend": book})
    door = await open_door(desk=Desk(linked, Finder(linked)))
    home = await home_of(slack, door, ann)
    (button,) = [one for _, one in elements(home.blocks) if one["action_id"] == PUBLISHED]
    assert button["url"] == "https://southend.example/protocol"
    before = len(slack.calls)
    assert (await slack.send(door.url, ann.presses(home, PUBLISHED))).status == 200
    await slack.calls.quiet(0.05)
    assert len(slack.calls) == before


async def test_where_no_address_is_known_there_is_no_link(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    home = await home_of(slack, door, ann)
    assert wording.ABOUT_LINK not in home.words


async def test_an_admin_switches_the_bot_off_and_on_again(
    slack: RecordingSlack, door: Door, ann: Member, bob: Member
) -> None:
    assert wording.SWITCHED_OFF in (await press(slack, door, bob, SWITCH)).words
    await slack.send(door.url, ann.mentions("can I attend a party group meeting?"))
    assert (await slack.shown.until(1))[0].text == wording.SWITCHED_OFF
    assert wording.SWITCHED_OFF in (await home_of(slack, door, ann)).words
    home = await press(slack, door, bob, SWITCH)
    assert wording.SWITCHED_OFF not in home.words
    assert "Southend-on-Sea Borough Council" in home.words
    await slack.send(door.url, ann.types("/clause 9.2.12"))
    assert "Only a Chief Officer shall be invited" in (await slack.shown.until(2))[1].words


async def test_whoever_installed_the_app_is_an_admin(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member, bob: Member
) -> None:
    async def installer(team: str) -> str | None:
        return ANN.id if team == SOUTHEND.team else None

    door = await open_door(admins=frozenset(), installer=installer)
    assert wording.FOR_ADMINS in (await home_of(slack, door, ann)).words
    assert wording.FOR_ADMINS not in (await home_of(slack, door, bob)).words


@pytest.mark.parametrize(
    ("action", "held"),
    [
        (COUNCIL, {"selected_options": [{"value": "hastings"}]}),
        (SWITCH, {"value": OFF}),
        (SWITCH, {"value": ON}),
    ],
)
async def test_what_is_for_admins_does_nothing_for_others_even_forged(
    slack: RecordingSlack, door: Door, ann: Member, action: str, held: Mapping[str, object]
) -> None:
    home = await home_of(slack, door, ann)
    assert wording.FOR_ADMINS not in home.words
    with pytest.raises(LookupError):
        ann.presses(home, action, "hastings")
    forged: Given = ann.presses(home, ROLE, "officer")
    forged["actions"] = [{"action_id": action, "block_id": action, "type": "button", **held}]
    await slack.send(door.url, forged)
    await slack.views.until(2)
    assert await tenant_of(door.front.store, PLATFORM, SOUTHEND.team) is None


async def test_what_fails_at_the_home_is_told_in_direct_messages(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    slack.fail("views.publish", Fault(error="fatal_error"))
    await slack.send(door.url, ann.opens())
    (told,) = await slack.shown.until(1)
    assert told.channel == ann.tab
    assert told.text.startswith("Sorry")


async def test_the_messages_tab_suggests_what_could_be_asked(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    await slack.send(door.url, ann.opens("messages"))
    await slack.called("assistant.threads.setSuggestedPrompts")
    assert [one["message"] for one in slack.prompts[ann.tab]] == list(wording.PROMPTS)
    assert not slack.views


@pytest.mark.model
def test_every_councils_protocol_answers_most_of_what_is_suggested(real_index: Path) -> None:
    desk = Wiring(Settings(index=real_index)).desk
    for slug in desk.library.rulebooks:
        answered = [one for one in wording.PROMPTS if desk.search(slug, one).answers]
        assert len(answered) >= 3, slug


async def test_the_messages_tab_suggests_nothing_that_the_protocol_does_not_answer(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    door.finder.answers = False
    await slack.send(door.url, ann.opens("messages"))
    await slack.calls.quiet(0.2)
    assert ann.tab not in slack.prompts


async def test_a_reminder_stands_under_its_day_in_london(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    midnight = datetime(2027, 6, 1, 23, 30, tzinfo=UTC)  # half past midnight in London
    key = slack.issued.id("Q")
    about = {"id": key, "channel_id": ann.tab, "post_at": int(midnight.timestamp())}
    slack.scheduled[key] = {**about, "text": "Due today: a thing"}
    assert "2 June 2027" in (await home_of(slack, door, ann)).words
