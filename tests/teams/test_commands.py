"""Commands: private where others read, and shared or shown when whoever asked says so."""

from collections.abc import Callable

import pytest

from bot import wording
from tests.teams.conftest import Opened
from tests.teams.connector import Fault, RecordingConnector, Shown
from tests.teams.payloads import SOUTHEND, Given, Person
from tests.teams.screen import buttons, press, press_in_an_old_client, settled, words

DUE = "deadline enquiry-reply 2026-11-20"
DUE_ON = "Friday 4 December 2026"
QUOTED = "Only a Chief Officer shall be invited to attend"
PLACES = pytest.mark.parametrize("where", ["groupChat", "channel"])
UNHEARD_OF = pytest.mark.parametrize("status", [400, 403, 404, 405, 501])

TYPED = [
    (DUE, DUE_ON),
    ("clause 9.2.12", QUOTED),
    ("route officer-conduct", "Next step"),
    ("protocol can I attend a party group meeting?", "You asked: can I attend"),
    ("help", wording.HELP_TITLE),
]

WRITTEN: dict[str, Callable[[Person, str], Given]] = {
    "mentioned": lambda here, text: here.mentions(text),
    "to the bot alone": lambda here, text: here.commands(text),
    "with a slash": lambda here, text: here.commands(f"/{text}"),
    "in other letters": lambda here, text: here.commands(text[:1].upper() + text[1:]),
}


async def one(connector: RecordingConnector, door: Opened, act: Given) -> Shown:
    """The one message that an act brings."""
    before = len(connector.shown)
    await door.post(act)
    (shown,) = (await settled(connector, before + 1))[before:]
    return shown


@pytest.mark.parametrize(("text", "told"), TYPED)
async def test_in_a_chat_of_their_own_a_command_is_answered_with_nobody_to_share_with(
    connector: RecordingConnector, door: Opened, ann: Person, text: str, told: str
) -> None:
    answer = await one(connector, door, ann.says(text))
    assert (answer.to, told in words(answer)) == (None, True)
    assert wording.SHARE_BUTTON not in buttons(answer.cards[0])


@PLACES
@pytest.mark.parametrize(("text", "told"), TYPED)
@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
async def test_where_others_read_a_command_is_answered_privately(  # noqa: PLR0913, PLR0917 - which
    connector: RecordingConnector,
    door: Opened,
    ann: Person,
    where: str,
    text: str,
    told: str,
    written: Callable[[Person, str], Given],
) -> None:
    here = ann.at(where)
    answer = await one(connector, door, written(here, text))
    assert (answer.to, answer.conversation) == (ann.id, here.conversation)
    assert told.casefold() in words(answer).casefold()
    assert (wording.SHARE_BUTTON in buttons(answer.cards[0])) == (text != "help")


@PLACES
async def test_whatever_was_written_to_the_bot_alone_is_answered_privately(
    connector: RecordingConnector, door: Opened, ann: Person, where: str
) -> None:
    answer = await one(connector, door, ann.at(where).commands("who may speak to the press?"))
    assert answer.to == ann.id


@pytest.mark.parametrize(
    "text",
    [
        "route to complain about a councillor?",
        "clause about gifts?",
        "deadline for answering a councillor?",
        "helping a councillor?",
    ],
)
async def test_a_question_that_begins_like_a_command_is_answered_in_public(
    connector: RecordingConnector, door: Opened, ann: Person, text: str
) -> None:
    answer = await one(connector, door, ann.at("channel").mentions(text))
    assert answer.to is None


@PLACES
async def test_a_private_answer_is_shared_by_a_message_that_says_who_shared_it(
    connector: RecordingConnector, door: Opened, ann: Person, where: str
) -> None:
    here = ann.at(where)
    private = await one(connector, door, here.commands("clause 9.2.12"))
    told = await door.post(press(here, private, wording.SHARE_BUTTON))
    (shared,) = (await settled(connector, 2))[1:]
    assert (shared.to, shared.replaces, shared.conversation) == (None, None, here.conversation)
    assert words(shared).startswith(f"Ann{wording.SHARED_THIS}")
    assert QUOTED in words(shared)
    assert wording.SHARE_BUTTON not in buttons(shared.cards[0])
    assert told["value"] == wording.SHOWN_BELOW


# Where Teams shows nothing to one person alone


@PLACES
@UNHEARD_OF
async def test_where_teams_cannot_be_private_it_is_said_before_anything_is_shown(
    connector: RecordingConnector, door: Opened, ann: Person, where: str, status: int
) -> None:
    here = ann.at(where)
    connector.fail(*[Fault(status)] * (2 if status == 400 else 1))
    asking = await one(connector, door, here.commands("clause 9.2.12"))
    assert (asking.to, words(asking)) == (None, wording.NOT_PRIVATE)
    assert "9.2.12" not in str(asking.activity["summary"]) + str(asking.cards[0]["speak"])
    assert list(buttons(asking.cards[0])) == [wording.SHOW_HERE_BUTTON]
    answer = await one(connector, door, press(here, asking, wording.SHOW_HERE_BUTTON))
    assert answer.to is None
    assert QUOTED in words(answer)


async def test_nobody_else_has_an_answer_shown(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    bob = Person(SOUTHEND, "Bob", connector.url, "channel")
    connector.fail(Fault(403))
    asking = await one(connector, door, ann.at("channel").commands("clause 9.2.12"))
    told = await door.post(press(bob, asking, wording.SHOW_HERE_BUTTON))
    assert told["value"] == wording.NOT_YOURS_TO_SHOW
    assert len(await settled(connector)) == 1


async def test_an_old_client_has_an_answer_shown_too(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    here = ann.at("channel")
    connector.fail(Fault(403))
    asking = await one(connector, door, here.commands("clause 9.2.12"))
    shown = press_in_an_old_client(here, asking, wording.SHOW_HERE_BUTTON)
    assert QUOTED in words(await one(connector, door, shown))


async def test_a_sentence_that_would_show_what_was_asked_is_asked_about_too(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    here = ann.at("channel")
    connector.fail(Fault(403))
    asking = await one(connector, door, here.commands("clause 99.9"))
    assert words(asking) == wording.NOT_PRIVATE
    told = await one(connector, door, press(here, asking, wording.SHOW_HERE_BUTTON))
    assert "Southend-on-Sea has" in words(told)


async def test_personal_data_stands_in_no_button_that_all_can_see(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    connector.fail(Fault(403))
    question = "can jo.bloggs@example.org come to a group meeting?"
    asking = await one(connector, door, ann.at("channel").commands(question))
    assert words(asking) == wording.ASK_ALONE
    assert "jo.bloggs" not in str(asking.activity)


@pytest.mark.parametrize("status", [500, 413])
async def test_a_private_answer_that_fails_otherwise_is_never_shown_to_all(
    connector: RecordingConnector, door: Opened, ann: Person, status: int
) -> None:
    connector.fail(Fault(status))
    await door.post(ann.at("channel").commands("clause 9.2.12"))
    (told,) = await settled(connector)
    assert told.to == ann.id
