"""Bare commands bring a form; what is chosen in it is answered like what is typed."""

from datetime import date

import pytest

from bot import wording
from bot.asker import Asker
from bot.card_forms import CLAUSE_FORM, DEADLINE_FORM, PROTOCOL_FORM, ROUTE_FORM
from bot.store import people, tenants
from bot.teams.front import PLATFORM
from bot.views import ASKER, LABEL, MATTER, QUESTION, RULE, START
from tests.slack.conftest import NOW
from tests.teams.conftest import OpenDoor, Opened, whose
from tests.teams.connector import Fault, RecordingConnector, Shown
from tests.teams.payloads import SOUTHEND, Given, Person
from tests.teams.screen import buttons, inputs, press, press_in_an_old_client, settled, words

FILLED: dict[str, tuple[str, Given, str]] = {
    "deadline": (
        wording.SUBMIT_DATE,
        {RULE: "enquiry-reply", START: "2026-11-20"},
        "Friday 4 December 2026",
    ),
    "route": (wording.SUBMIT_ROUTE, {ASKER: "councillor", MATTER: "officer-conduct"}, "Next step"),
    "clause": (wording.SUBMIT_CLAUSE, {LABEL: "9.2.12"}, "Only a Chief Officer"),
    "protocol": (wording.SUBMIT_ASK, {QUESTION: "may I speak?"}, "You asked: may I speak?"),
}
FORMS = pytest.mark.parametrize("name", FILLED)
PRESSES = pytest.mark.parametrize("pressed", [press, press_in_an_old_client])


async def one(connector: RecordingConnector, door: Opened, act: Given) -> Shown:
    """The one message that an act brings."""
    before = len(connector.shown)
    await door.post(act)
    (shown,) = (await settled(connector, before + 1))[before:]
    return shown


@FORMS
@PRESSES
async def test_a_bare_command_brings_a_form_and_what_is_filled_in_is_answered(
    connector: RecordingConnector, door: Opened, ann: Person, name: str, pressed: object
) -> None:
    title, filled, told = FILLED[name]
    form = await one(connector, door, ann.says(name.upper() if name == "route" else f"{name}:"))
    assert {one["id"] for one in inputs(form.cards[0])} == set(filled)
    assert wording.EVERYBODY_SEES not in words(form)
    answer = await one(connector, door, pressed(ann, form, title, filled))  # type: ignore[operator]
    assert told in words(answer)


@FORMS
@pytest.mark.parametrize("where", ["groupChat", "channel"])
async def test_where_others_read_a_form_and_its_answer_are_private(
    connector: RecordingConnector, door: Opened, ann: Person, where: str, name: str
) -> None:
    title, filled, told = FILLED[name]
    here = ann.at(where)
    form = await one(connector, door, here.mentions(name))
    answer = await one(connector, door, press(here, form, title, filled))
    assert (form.to, answer.to) == (ann.id, ann.id)
    assert told in words(answer)
    assert wording.SHARE_BUTTON in buttons(answer.cards[0])


@FORMS
async def test_where_teams_cannot_be_private_the_form_says_that_everybody_will_see_the_answer(
    connector: RecordingConnector, door: Opened, ann: Person, name: str
) -> None:
    title, filled, told = FILLED[name]
    here = ann.at("channel")
    connector.fail(Fault(403))
    form = await one(connector, door, here.commands(name))
    assert form.to is None
    assert wording.EVERYBODY_SEES in words(form)
    answer = await one(connector, door, press(here, form, title, filled))
    assert (answer.to, told in words(answer)) == (None, True)


async def test_a_role_that_is_kept_is_chosen_beforehand(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    await people.keep_role(door.front.store, *whose(ann), Asker.OFFICER, NOW)
    form = await one(connector, door, ann.says("route"))
    assert [node.get("value") for node in inputs(form.cards[0])] == ["officer", None]


async def test_help_opens_the_forms(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    helping = await one(connector, door, ann.says("help"))
    for title in (wording.DEADLINE_TITLE, wording.ROUTE_TITLE, wording.CLAUSE_TITLE):
        form = await one(connector, door, press(ann, helping, title))
        assert words(form).startswith(title)


async def test_what_cannot_be_answered_as_filled_in_is_said_kindly(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    form = await one(connector, door, ann.says("clause"))
    answer = await one(connector, door, press(ann, form, wording.SUBMIT_CLAUSE, {LABEL: "99.9"}))
    assert "Southend-on-Sea has" in words(answer)


async def test_a_form_asks_of_the_council_whose_rules_it_offers(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person
) -> None:
    door = await open_door(councils=("hastings", "southend"))
    form = await one(connector, door, ann.says("clause"))
    assert buttons(form.cards[0])[wording.SUBMIT_CLAUSE]["data"]["council"] == "hastings"


async def test_a_form_of_a_council_that_is_the_tenants_no_longer_is_to_be_opened_again(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    form = await one(connector, door, ann.says("clause"))
    await tenants.bind(door.front.store, PLATFORM, SOUTHEND.id, ("hastings",))
    told = await door.post(press(ann, form, wording.SUBMIT_CLAUSE, {LABEL: "9.2.12"}))
    assert told["value"] == wording.FORM_OF_OTHER_COUNCIL_HERE


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        (DEADLINE_FORM, {RULE: 5}),
        (ROUTE_FORM, {ASKER: "nobody"}),
        (CLAUSE_FORM, {LABEL: ["9.2.12"]}),
        (PROTOCOL_FORM, {QUESTION: {}}),
        ("share", {"council": 5}),
        ("more", {"council": "southend", "ask": "x", "page": "y"}),
        ("open_form", {"form": "no such form"}),
    ],
)
async def test_data_that_no_card_of_ours_has_is_apologised_for_and_not_shown(
    connector: RecordingConnector, door: Opened, ann: Person, verb: str, data: Given
) -> None:
    told = await door.post(ann.executes(verb, data))
    assert told["value"].startswith("Sorry")
    assert not await settled(connector, 0)


async def test_the_day_is_kept_as_it_was_chosen(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    form = await one(connector, door, ann.says("deadline"))
    day = date(2026, 12, 24).isoformat()
    filled = {RULE: "enquiry-reply", START: day}
    answer = await one(connector, door, press(ann, form, wording.SUBMIT_DATE, filled))
    assert f"deadline enquiry-reply {day}" in words(answer)
