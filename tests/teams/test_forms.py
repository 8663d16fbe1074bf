"""Bare commands bring a form; what is chosen in it is answered like what is typed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot import wording
from bot.asker import Asker
from bot.card_forms import CLAUSE_FORM, DEADLINE_FORM, PROTOCOL_FORM, ROUTE_FORM
from bot.store import people, tenants
from bot.teams.front import PLATFORM
from bot.views import ASKER, LABEL, MATTER, QUESTION, RULE, START, WHOSE
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
Pressed = Callable[[Person, Shown, str, Given], Given]
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
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    form = await one(connector, door, ann.says("clause"))
    assert buttons(form.cards[0])[wording.SUBMIT_CLAUSE]["data"]["council"] == "southend"


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


# Of several councils


@pytest.fixture
async def several(open_door: OpenDoor) -> Opened:
    """A door for tenants of two councils, of which Hastings is the first."""
    return await open_door(councils=("hastings", "southend"))


async def chosen(
    connector: RecordingConnector, door: Opened, act: Given
) -> tuple[Shown, dict[str, Given]]:
    """The form that an act brings in place of the choice of a council, and its inputs by id."""
    told = await door.post(act)
    *_, shown = await settled(connector, 0)
    if told is not None:  # the response of a press that came as an invoke holds the card
        assert told["type"].endswith(".card.adaptive")
        attachment = {"contentType": told["type"], "content": told["value"]}
        shown = replace(shown, activity={"attachments": [attachment]})
    return shown, {one["id"]: one for one in inputs(shown.cards[0])}


@pytest.mark.parametrize("name", ["route", "clause", "protocol"])
@pytest.mark.parametrize("council", ["hastings", "southend"])
@PRESSES
async def test_of_several_councils_the_one_that_is_chosen_answers(
    connector: RecordingConnector,
    several: Opened,
    ann: Person,
    name: str,
    council: str,
    pressed: Pressed,
) -> None:
    title, filled, _ = FILLED[name]
    label = several.front.desk.library.rulebooks[council].protocol.clauses[4].label
    filled = {LABEL: label} if name == "clause" else filled
    form = await one(connector, several, ann.says(name))
    assert {node["id"] for node in inputs(form.cards[0])} == {WHOSE, *filled}
    answer = await one(connector, several, pressed(ann, form, title, {**filled, WHOSE: council}))
    book = several.front.desk.library.rulebooks[council]
    assert book.council.protocol.cited_as in words(answer)


@pytest.mark.parametrize(
    ("council", "due"),
    [("hastings", "Friday 27 November 2026"), ("southend", "Friday 4 December 2026")],
)
@PRESSES
async def test_the_rules_of_the_council_that_is_chosen_take_the_place_of_the_choice(
    connector: RecordingConnector,
    several: Opened,
    ann: Person,
    council: str,
    due: str,
    pressed: Pressed,
) -> None:
    choice = await one(connector, several, ann.says("deadline"))
    assert [node["id"] for node in inputs(choice.cards[0])] == [WHOSE]
    act = pressed(ann, choice, wording.SUBMIT_WHOSE, {WHOSE: council})
    form, asked = await chosen(connector, several, act)
    assert (form.id, list(asked)) == (choice.id, [RULE, START])
    book = several.front.desk.library.rulebooks[council]
    assert {rule["value"] for rule in asked[RULE]["choices"]} == {rule.id for rule in book.rules}
    assert book.council.name in words(form)
    filled = {RULE: "enquiry-reply", START: "2026-11-20"}
    answer = await one(connector, several, pressed(ann, form, wording.SUBMIT_DATE, filled))
    assert due in words(answer)


@pytest.mark.parametrize("private", [True, False])
@PRESSES
async def test_where_others_read_the_rules_are_seen_by_whoever_saw_the_choice(
    connector: RecordingConnector, several: Opened, ann: Person, pressed: Pressed, *, private: bool
) -> None:
    here = ann.at("channel")
    if not private:
        connector.fail(Fault(403))
    choice = await one(connector, several, here.commands("deadline"))
    act = pressed(here, choice, wording.SUBMIT_WHOSE, {WHOSE: "southend"})
    form, _ = await chosen(connector, several, act)
    assert (choice.to, form.to) == ((ann.id, ann.id) if private else (None, None))
    assert (wording.EVERYBODY_SEES in words(form)) is not private
    filled = {RULE: "enquiry-reply", START: "2026-11-20"}
    answer = await one(connector, several, pressed(here, form, wording.SUBMIT_DATE, filled))
    assert (answer.to, "Friday 4 December 2026" in words(answer)) == (form.to, True)


@pytest.mark.parametrize(
    ("council", "told"),
    [
        ("", wording.CHOOSE_WHOSE),
        ("brixton", wording.FORM_OF_OTHER_COUNCIL_HERE),
        ("atlantis", wording.FORM_OF_OTHER_COUNCIL_HERE),
    ],
)
@pytest.mark.parametrize("name", FILLED)
async def test_a_form_of_several_asks_only_of_one_that_is_the_tenants(
    connector: RecordingConnector, several: Opened, ann: Person, name: str, council: str, told: str
) -> None:
    title, filled, _ = FILLED[name]
    form = await one(connector, several, ann.says(name))
    button = wording.SUBMIT_WHOSE if name == "deadline" else title
    response = await several.post(press(ann, form, button, {**filled, WHOSE: council}))
    assert response["value"] == told
    assert len(await settled(connector)) == 1
    assert not several.finder.asked


async def test_switched_off_meanwhile_no_rules_are_shown(
    connector: RecordingConnector, several: Opened, ann: Person
) -> None:
    choice = await one(connector, several, ann.says("deadline"))
    await tenants.switch(several.front.store, PLATFORM, SOUTHEND.id, off=True)
    told = await several.post(press(ann, choice, wording.SUBMIT_WHOSE, {WHOSE: "southend"}))
    assert told["value"] == wording.SWITCHED_OFF_HERE


async def test_a_suggested_question_needs_no_choice_among_several(
    connector: RecordingConnector, several: Opened, ann: Person
) -> None:
    asked = wording.SHORT_PROMPTS[0]
    await one(connector, several, ann.executes(PROTOCOL_FORM, {QUESTION: asked}))
    assert several.finder.asked == [("hastings", asked)]


async def test_a_start_date_among_several_is_of_the_council_that_answered(
    connector: RecordingConnector, several: Opened, ann: Person
) -> None:
    several.finder.labels = ("9.1.5",)
    asked = ann.says("in Southend, how long do we have to reply to an enquiry?")
    answer = await one(connector, several, asked)
    form = await one(connector, several, press(ann, answer, wording.PICK_DATE_BUTTON))
    assert "Southend-on-Sea Borough Council" in words(form)
    filled = {RULE: "enquiry-reply", START: "2026-11-20"}
    worked = await one(connector, several, press(ann, form, wording.SUBMIT_DATE, filled))
    assert "Friday 4 December 2026" in words(worked)
