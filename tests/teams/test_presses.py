"""Buttons below answers and on cards, pressed in new clients and in old ones."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from bot import wording
from bot.asker import Asker
from bot.store import people, rate, tenants
from bot.store.rate import LIMIT
from bot.teams.front import PLATFORM
from bot.teams.presses import SAYS
from tests.slack.conftest import NOW
from tests.teams.conftest import OpenDoor, Opened, whose
from tests.teams.connector import Fault, RecordingConnector, Shown
from tests.teams.payloads import HASTINGS, SOUTHEND, Given, Person
from tests.teams.screen import buttons, inputs, press, press_in_an_old_client, settled, words

QUESTION = "can I attend a party group meeting?"
PRESSES = pytest.mark.parametrize("pressed", [press, press_in_an_old_client])
Pressed = Callable[[Person, Shown, str], Given]
Answer = Callable[[str], Awaitable[Shown]]


@pytest.fixture
def answer(connector: RecordingConnector, door: Opened, ann: Person) -> Answer:
    """What a text of Ann's is answered with in her own chat."""
    door.finder.labels = ("9.2.12", "9.2.2", "9.2.3", "9.2.4", "9.2.5")

    async def asked(text: str) -> Shown:
        before = len(connector.shown)
        await door.post(ann.says(text))
        return (await connector.shown.until(before + 1))[-1]

    return asked


@PRESSES
async def test_more_shows_the_next_clauses_below(
    connector: RecordingConnector, door: Opened, ann: Person, answer: Answer, pressed: Pressed
) -> None:
    shown = await answer(QUESTION)
    told = await door.post(pressed(ann, shown, wording.MORE_BUTTON))
    (more,) = (await settled(connector, 2))[1:]
    assert "Clause 9.2.4" in words(more)
    assert "Clause 9.2.12" not in words(more)
    assert more.replaces is None
    expected = {"statusCode": 200, "type": SAYS, "value": wording.SHOWN_BELOW}
    assert told == (expected if pressed is press else None)


@PRESSES
@pytest.mark.parametrize(
    ("title", "side"),
    [
        (wording.AS_OFFICER_BUTTON, Asker.OFFICER),
        (wording.AS_COUNCILLOR_BUTTON, Asker.COUNCILLOR),
    ],
)
async def test_a_role_is_kept_and_its_steps_are_shown(  # noqa: PLR0913, PLR0917 - a story
    connector: RecordingConnector,
    door: Opened,
    ann: Person,
    answer: Answer,
    pressed: Pressed,
    title: str,
    side: Asker,
) -> None:
    await door.post(pressed(ann, await answer("route officer-conduct"), title))
    (steps,) = (await settled(connector, 2))[1:]
    assert side.side
    assert f"steps for {side.side.article}" in words(steps)
    kept = await people.role_of(door.front.store, *whose(ann))
    assert kept is side


@PRESSES
async def test_a_start_date_is_chosen_in_a_form_with_the_rule_chosen(
    connector: RecordingConnector, door: Opened, ann: Person, answer: Answer, pressed: Pressed
) -> None:
    shown = await answer("deadline enquiry-reply")
    await door.post(pressed(ann, shown, wording.PICK_DATE_BUTTON))
    (form,) = (await settled(connector, 2))[1:]
    assert [node.get("value") for node in inputs(form.cards[0])] == ["enquiry-reply", None]


async def test_a_due_date_links_to_its_calendar_file(answer: Answer) -> None:
    shown = await answer("deadline enquiry-reply 2026-11-20")
    link = buttons(shown.cards[0])[wording.CALENDAR_BUTTON]
    assert link["url"] == ("https://bot.example.org/calendar/southend/enquiry-reply/2026-11-20.ics")
    assert wording.REMIND_BUTTON not in buttons(shown.cards[0])


@pytest.mark.parametrize("url", ["", "http://bot.example.org"])
async def test_without_an_https_address_there_is_no_link(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person, url: str
) -> None:
    door = await open_door(public_url=url)
    await door.post(ann.says("deadline enquiry-reply 2026-11-20"))
    (shown,) = await settled(connector)
    assert wording.CALENDAR_BUTTON not in buttons(shown.cards[0])


@pytest.mark.parametrize("where", ["groupChat", "channel"])
async def test_what_somebody_presses_on_a_public_answer_is_answered_to_them_alone(
    connector: RecordingConnector, door: Opened, ann: Person, where: str
) -> None:
    door.finder.labels = ("9.2.12", "9.2.2", "9.2.3", "9.2.4", "9.2.5")
    await door.post(ann.at(where).mentions(QUESTION))
    (public,) = await settled(connector)
    bob = Person(SOUTHEND, "Bob", connector.url, where)
    await door.post(press(bob, public, wording.MORE_BUTTON))
    (more,) = (await settled(connector, 2))[1:]
    assert (public.to, more.to) == (None, bob.id)


async def test_a_button_answers_for_the_day_on_which_it_was_shown(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    here = ann.at("channel")
    await door.post(here.commands("deadline enquiry-reply yesterday"))
    (answer,) = await settled(connector)
    share = buttons(answer.cards[0])[wording.SHARE_BUTTON]
    earlier = {**share["data"], "on": "2026-11-12", "ask": "deadline enquiry-reply yesterday"}
    await door.post(here.executes("share", earlier))
    (shared,) = (await settled(connector, 2))[1:]
    assert "Wednesday 25 November 2026" in words(shared)


@PRESSES
async def test_a_button_of_a_council_that_is_the_tenants_no_longer_says_so(
    connector: RecordingConnector, door: Opened, ann: Person, answer: Answer, pressed: Pressed
) -> None:
    shown = await answer(QUESTION)
    await tenants.bind(door.front.store, PLATFORM, SOUTHEND.id, ("hastings",))
    told = await door.post(pressed(ann, shown, wording.MORE_BUTTON))
    after = (await settled(connector))[1:]
    said = told["value"] if told else words(after[0])
    assert said == wording.OTHER_COUNCIL_HERE


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (QUESTION, wording.MORE_BUTTON),
        ("deadline enquiry-reply", wording.PICK_DATE_BUTTON),
        ("route officer-conduct", wording.AS_OFFICER_BUTTON),
    ],
)
async def test_a_button_of_another_tenant_does_nothing(
    connector: RecordingConnector, door: Opened, answer: Answer, text: str, title: str
) -> None:
    shown = await answer(text)
    await tenants.bind(door.front.store, PLATFORM, HASTINGS.id, ("hastings",))
    cat = Person(HASTINGS, "Cat", connector.url)
    told = await door.post(press(cat, shown, title))
    assert told["value"] == wording.OTHER_COUNCIL_HERE
    assert len(await settled(connector)) == 1
    assert await people.role_of(door.front.store, *whose(cat)) is None


@pytest.mark.parametrize(
    "value", [None, {}, [], "x", {"action": None}, {"action": {"verb": 5}}, {"action": {"data": 5}}]
)
async def test_a_press_that_no_card_of_ours_sends_is_answered_with_a_sentence(
    connector: RecordingConnector, door: Opened, ann: Person, value: object
) -> None:
    told = await door.post({**ann.executes("more", {}), "value": value})
    assert told == {"statusCode": 200, "type": SAYS, "value": wording.NO_LONGER_HERE}
    assert not await settled(connector, 0)


async def test_a_message_with_a_value_of_another_kind_is_read_as_words(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    await door.post(ann.says(QUESTION, value={"x": 1}))
    await settled(connector)
    assert door.finder.asked == [("southend", QUESTION)]


async def test_a_press_that_takes_long_is_told_in_time_and_answered_later(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person
) -> None:
    door = await open_door(patience=0.05)
    door.finder.before = lambda: time.sleep(0.3)
    data = {"council": "southend", "ask": QUESTION, "as": None, "on": None, "page": 1}
    told = await door.post(ann.executes("more", data))
    assert told["value"] == wording.WORKING_ON_IT
    assert not connector.shown
    assert len(await settled(connector)) == 1


async def test_a_refusal_that_comes_late_is_said_in_a_message(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person
) -> None:
    door = await open_door(patience=0.05)

    def fail() -> None:
        time.sleep(0.2)
        raise RuntimeError

    door.finder.before = fail
    data = {"council": "southend", "ask": QUESTION, "as": None, "on": None, "page": 1}
    await door.post(ann.executes("more", data))
    (told,) = await settled(connector)
    assert words(told).startswith("Sorry")


async def test_a_press_that_is_sent_again_is_answered_once(
    connector: RecordingConnector, door: Opened, ann: Person, answer: Answer
) -> None:
    door.finder.before = lambda: time.sleep(0.1)
    pressed = press(ann, await answer(QUESTION), wording.MORE_BUTTON)
    told = await asyncio.gather(*(door.post(pressed) for _ in range(3)))
    assert {one["statusCode"] for one in told} == {200}
    assert len(await settled(connector)) == 2


async def test_what_is_pressed_twice_is_answered_twice(
    connector: RecordingConnector, door: Opened, ann: Person, answer: Answer
) -> None:
    shown = await answer(QUESTION)
    for _ in range(2):
        await door.post(press(ann, shown, wording.MORE_BUTTON))
    assert len(await settled(connector, 3)) == 3


# How often


@pytest.mark.parametrize(
    ("asked", "title", "counts"),
    [
        (QUESTION, wording.MORE_BUTTON, True),
        (QUESTION, wording.SHARE_BUTTON, True),
        ("route officer-conduct", wording.AS_OFFICER_BUTTON, False),
        ("clause 9.2.12", wording.SHARE_BUTTON, False),
    ],
)
async def test_a_press_counts_as_a_question_where_it_has_to_search_again(
    connector: RecordingConnector,
    door: Opened,
    ann: Person,
    asked: str,
    title: str,
    *,
    counts: bool,
) -> None:
    here, front = ann.at("channel"), door.front
    door.finder.labels = ("9.2.12", "9.2.2", "9.2.3", "9.2.4", "9.2.5")
    await door.post(here.commands(asked))
    (shown,) = await settled(connector)
    for _ in range(LIMIT - 2):
        assert await rate.allowed(front.store, *whose(ann), NOW)
    first, second = [await door.post(press(here, shown, title)) for _ in range(2)]
    assert first["value"] == wording.SHOWN_BELOW
    assert second["value"] == (wording.TOO_MANY if counts else wording.SHOWN_BELOW)
    messages = 2 if counts else 3
    assert len(await settled(connector, messages)) == messages


# Whose protocol


@pytest.mark.parametrize(
    ("councils", "note"),
    [
        (("southend",), "Only Southend-on-Sea Borough Council is asked about here"),
        (("southend", "brixton"), "A council that you named is not asked about here"),
    ],
)
async def test_that_another_council_is_not_asked_about_here_is_shared_with_the_answer(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person, councils: tuple[str], note: str
) -> None:
    door = await open_door(councils=councils)
    here = ann.at("channel")
    await door.post(here.commands("protocol what does Hastings say, unlike Southend?"))
    first, answer = await settled(connector, 2)
    assert words(first).startswith(note)
    await door.post(press(here, answer, wording.SHARE_BUTTON))
    shared, whole = (await settled(connector, 4))[2:]
    assert (shared.to, whole.to) == (None, None)
    assert words(shared).startswith(f"Ann shared this answer.\n{note}")
    assert {council for council, _ in door.finder.asked} == {"southend"}


# What only admins do


async def test_an_admin_chooses_the_council_and_switches_off_and_on_again(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person
) -> None:
    door = await open_door(councils=())
    bob = Person(SOUTHEND, "Bob", connector.url)
    await door.post(bob.says("settings"))
    (settings,) = await settled(connector)
    chosen = await door.post(press(bob, settings, wording.CHOOSE_BUTTON, {"council": "hastings"}))
    assert chosen["type"].endswith(".card.adaptive")
    assert next(inputs(chosen["value"]))["value"] == "hastings"
    off = await door.post(press(bob, settings, wording.OFF_SURE_BUTTON))
    on = buttons(off["value"])[wording.ON_BUTTON]
    await door.post(ann.says(QUESTION))
    assert words((await settled(connector, 2))[1]) == wording.SWITCHED_OFF_HERE
    await door.post(bob.executes(on["verb"], on["data"], on=settings.id))
    await door.post(ann.says(f"{QUESTION} now?"))
    await settled(connector, 3)
    assert door.finder.asked == [("hastings", f"{QUESTION} now?")]


async def test_an_admin_of_an_old_client_sees_the_settings_change_in_place(
    connector: RecordingConnector, door: Opened
) -> None:
    bob = Person(SOUTHEND, "Bob", connector.url, "channel")
    await door.post(bob.commands("/settings"))
    (settings,) = await settled(connector)
    chosen = {"council": "hastings"}
    await door.post(press_in_an_old_client(bob, settings, wording.CHOOSE_BUTTON, chosen))
    (changed,) = (await settled(connector, 2))[1:]
    assert (settings.to, changed.to, changed.replaces) == (bob.id, bob.id, settings.id)
    assert next(inputs(changed.cards[0]))["value"] == "hastings"


async def test_nobody_else_gets_the_settings_or_changes_them(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    await door.post(ann.says("settings"))
    (told,) = await settled(connector)
    assert words(told) == wording.ADMINS_ONLY
    for verb, data in (
        ("choose_council", {"council": "hastings"}),
        ("switch", {"wanted": "off"}),
    ):
        refused = await door.post(ann.executes(verb, data))
        assert refused["value"] == wording.ADMINS_ONLY
    assert await tenants.tenant_of(door.front.store, PLATFORM, SOUTHEND.id) is None


@pytest.mark.parametrize("council", ["", "atlantis"])
async def test_a_council_that_is_none_is_not_chosen(
    connector: RecordingConnector, door: Opened, council: str
) -> None:
    bob = Person(SOUTHEND, "Bob", connector.url)
    told = await door.post(bob.executes("choose_council", {"council": council}))
    assert told["value"].startswith("There is no council")
    assert "protocol-bot" not in told["value"]
    assert await tenants.tenant_of(door.front.store, PLATFORM, SOUTHEND.id) is None


async def test_settings_are_shown_to_nobody_else(
    connector: RecordingConnector, door: Opened
) -> None:
    connector.fail(Fault(403))
    bob = Person(SOUTHEND, "Bob", connector.url, "channel")
    await door.post(bob.commands("settings"))
    (told,) = await settled(connector)
    assert words(told) == wording.ASK_ALONE
