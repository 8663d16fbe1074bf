"""/protocol, /deadline, /route and /clause: answered for the asker alone, where they were typed."""

from dataclasses import dataclass

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.asker import Asker
from bot.slack.front import PLATFORM
from bot.store import people, rate, recent, tenants
from bot.views import CLAUSE_MODAL, DEADLINE_MODAL, PROTOCOL_MODAL, ROUTE_MODAL
from tests.slack.conftest import NOW, Door, OpenDoor, whose
from tests.slack.payloads import Member
from tests.slack.recording import RecordingSlack
from tests.slack.shown import Given, Shown, View
from tests.slack.workspace import ANN, SOUTHEND

QUESTION = "can I attend a party group meeting?"
COMMANDS = ("/protocol", "/deadline", "/route", "/clause")


async def answered(slack: RecordingSlack, door: Door, act: Given) -> Shown:
    """The one message that an act brings."""
    before = len(slack.shown)
    reply = await slack.send(door.url, act)
    assert (reply.status, reply.body) == (200, "")
    return (await slack.shown.until(before + 1))[-1]


async def opened(slack: RecordingSlack, door: Door, act: Given) -> View:
    """The one modal that an act opens."""
    before = len(slack.views)
    assert (await slack.send(door.url, act)).status == 200
    return (await slack.views.until(before + 1))[-1]


async def test_protocol_answers_a_question_privately_and_restates_it(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine
) -> None:
    door.finder.labels = ("9.2.12",)
    answer = await answered(slack, door, ann.types(f"/protocol {QUESTION}"))
    assert (answer.to, answer.channel) == (ANN.id, SOUTHEND.channel)
    assert f"{wording.YOU_ASKED} {QUESTION}" in answer.words
    assert answer.text.startswith(f"{wording.YOU_ASKED}{QUESTION}")
    assert "Only a Chief Officer shall be invited to attend" in answer.words
    (asked,) = await recent.recent(store, *whose(ANN))
    assert asked.question == QUESTION


@pytest.mark.parametrize(
    ("line", "restated", "words"),
    [
        ("/deadline enquiry-reply 20 Nov", "deadline enquiry-reply 20 Nov", "4 December 2026"),
        ("/deadline enquiry-reply", "deadline enquiry-reply", "Choose the start date"),
        ("/deadline absence-cover yesterday", "deadline absence-cover yesterday", "23 November"),
        ("/deadline media-contact", "deadline media-contact", "sets no time limit"),
        ("/deadline member-reply", "deadline member-reply", wording.NO_RULE),
        ("/route officer-conduct", "route officer-conduct", wording.NEXT_STEP),
        ("/route Officer Conduct", "route officer-conduct", wording.NEXT_STEP),
        ("/clause 9.2.12", "clause 9.2.12", "Only a Chief Officer shall be invited"),
    ],
)
async def test_each_command_answers_privately_and_restates_what_was_asked(
    slack: RecordingSlack, door: Door, ann: Member, line: str, restated: str, words: str
) -> None:
    answer = await answered(slack, door, ann.types(line))
    assert answer.to == ANN.id
    assert f"{wording.YOU_ASKED} {restated}" in answer.words
    assert words in answer.words
    assert wording.SHARE_BUTTON in answer.words
    assert not door.finder.asked


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_command_works_where_the_bot_is_not(
    slack: RecordingSlack, door: Door, ann: Member, command: str
) -> None:
    line = {"/clause": "9.2.12", "/route": "press", "/deadline": "enquiry-reply"}
    act = ann.types(f"{command} {line.get(command, QUESTION)}", channel=SOUTHEND.elsewhere)
    answer = await answered(slack, door, act)
    assert (answer.to, answer.channel) == (ANN.id, SOUTHEND.elsewhere)


async def test_what_was_typed_after_a_command_comes_to_the_desk_as_typed(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    typed = "may I write <!channel> & ask mo@example.org?"
    answer = await answered(slack, door, ann.types(f"/protocol {typed}"))
    assert door.finder.asked == [("southend", typed)]
    assert "&lt;!channel&gt; &amp; ask mo@example.org?" in answer.text


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        ("/protocol", wording.PROTOCOL_USAGE),
        ("/deadline", wording.DEADLINE_USAGE),
        ("/route", wording.ROUTE_USAGE),
        ("/clause", wording.CLAUSE_USAGE),
    ],
)
@pytest.mark.parametrize("text", ["help", "Help", " help "])
async def test_help_after_a_command_says_how_it_is_used(
    slack: RecordingSlack, door: Door, ann: Member, command: str, usage: str, text: str
) -> None:
    answer = await answered(slack, door, ann.types(f"{command} {text}"))
    assert answer.to == ANN.id
    assert answer.words == usage


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/deadline enquiry-repply", "Did you mean enquiry-reply"),
        ("/deadline enquiry-repply", "/deadline on its own lists them"),
        ("/deadline enquiry-reply 11/20/2026", "2026-11-20"),
        ("/deadline enquiry-reply soon", "“soon”"),
        ("/deadline enquiry-reply 31 June", "There is no 31 June"),
        ("/route officer-conductt", "Did you mean officer-conduct"),
        ("/route officer-conductt", "/route on its own lists them"),
        ("/clause 9.2.99", "Did you mean 9.2.9"),
        ("/protocol ???", "Nothing was asked"),
        (f"/protocol {'why ' * 300}", "ask it in 1,000 or fewer"),
    ],
)
async def test_bad_input_is_said_privately_with_what_to_type_instead(
    slack: RecordingSlack, door: Door, ann: Member, line: str, words: str
) -> None:
    answer = await answered(slack, door, ann.types(line))
    assert answer.to == ANN.id
    assert words in answer.words
    assert "protocol-bot" not in answer.words


# Called bare


@dataclass(frozen=True)
class Bare:
    """A command without words, the modal that it opens, what is filled in, what is answered."""

    command: str
    modal: str
    filled: dict[str, str]
    restated: str
    words: str


ON_20_NOVEMBER = {"rule": "southend/enquiry-reply", "start": "2026-11-20"}
OF_AN_OFFICER = {"asker": "officer", "matter": "officer-conduct"}
BARE = (
    Bare("/protocol", PROTOCOL_MODAL, {"question": QUESTION}, QUESTION, "Clause 9.2.12"),
    Bare("/protocol", PROTOCOL_MODAL, {"question": "clause 9.2.12"}, "9.2.12", "Only a Chief"),
    Bare("/deadline", DEADLINE_MODAL, ON_20_NOVEMBER, "2026-11-20", "4 December 2026"),
    Bare("/deadline", DEADLINE_MODAL, {"rule": "southend/enquiry-reply"}, "", "10 working days"),
    Bare("/route", ROUTE_MODAL, OF_AN_OFFICER, "officer-conduct", "steps for an officer"),
    Bare("/clause", CLAUSE_MODAL, {"label": "9.2.12"}, "clause 9.2.12", "Only a Chief Officer"),
    Bare("/clause", CLAUSE_MODAL, {"label": "9.2.99"}, "", "Did you mean 9.2.9"),
)


@pytest.mark.parametrize("bare", BARE)
@pytest.mark.parametrize("channel", [SOUTHEND.channel, SOUTHEND.elsewhere])
async def test_a_bare_command_opens_a_modal_and_its_answer_stands_where_it_was_typed(
    slack: RecordingSlack, door: Door, ann: Member, bare: Bare, channel: str
) -> None:
    door.finder.labels = ("9.2.12",)
    view = await opened(slack, door, ann.types(bare.command, channel=channel))
    assert (view.user, view.body["callback_id"]) == (ANN.id, bare.modal)
    assert not slack.shown
    answer = await answered(slack, door, ann.submits(view, bare.filled))
    assert (answer.to, answer.channel) == (ANN.id, channel)
    assert bare.restated in answer.words
    assert bare.words in answer.words


async def test_a_question_from_the_modal_joins_the_recent_ones(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine
) -> None:
    view = await opened(slack, door, ann.types("/protocol"))
    await answered(slack, door, ann.submits(view, {"question": QUESTION}))
    (asked,) = await recent.recent(store, *whose(ANN))
    assert asked.question == QUESTION


async def test_the_route_modal_begins_with_the_role_that_was_kept(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine
) -> None:
    await people.keep_role(store, *whose(ANN), Asker.COUNCILLOR, NOW)
    view = await opened(slack, door, ann.types("/route"))
    answer = await answered(slack, door, ann.submits(view, {"matter": "officer-conduct"}))
    assert "steps for a councillor" in answer.words


async def test_an_answer_from_a_modal_that_stood_too_long_comes_in_direct_messages(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    view = await opened(slack, door, ann.types("/clause"))
    slack.issued.skip(31 * 60)
    answer = await answered(slack, door, ann.submits(view, {"label": "9.2.12"}))
    assert answer.channel == ann.tab
    assert "Only a Chief Officer" in answer.words
    assert {one[:2] for one in slack.refused} == {("response_url", "expired_url")}
    slack.refused.clear()


async def test_the_role_that_was_kept_decides_whose_steps_are_shown(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine
) -> None:
    await people.keep_role(store, *whose(ANN), Asker.OFFICER, NOW)
    answer = await answered(slack, door, ann.types("/route officer-conduct"))
    assert "steps for an officer" in answer.words
    assert wording.AS_OFFICER_BUTTON not in answer.words


async def test_a_modal_of_one_council_is_answered_by_it_whatever_is_chosen_meanwhile(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member, store: AsyncEngine
) -> None:
    door = await open_door(councils=("southend",))
    view = await opened(slack, door, ann.types("/clause"))
    await tenants.bind(store, PLATFORM, SOUTHEND.team, ("hastings", "southend"))
    answer = await answered(slack, door, ann.submits(view, {"label": "9.2.12"}))
    assert "Only a Chief Officer" in answer.words


# Several councils

BOTH = ("southend", "hastings")
OF_EACH = (
    ("/protocol", {"question": QUESTION, "whose": "{slug}"}),
    ("/deadline", {"rule": "{slug}/enquiry-reply", "start": "2026-11-20"}),
    ("/route", {"asker": "officer", "matter": "officer-conduct", "whose": "{slug}"}),
    ("/clause", {"label": "{label}", "whose": "{slug}"}),
)
LABEL_IN = {"southend": "9.2.12", "hastings": "47"}


@pytest.mark.parametrize("slug", BOTH)
@pytest.mark.parametrize(("command", "filled"), OF_EACH)
async def test_of_several_councils_the_one_that_was_chosen_answers(
    slack: RecordingSlack,
    open_door: OpenDoor,
    ann: Member,
    command: str,
    filled: dict[str, str],
    slug: str,
) -> None:
    door = await open_door(councils=BOTH)
    door.finder.labels = (LABEL_IN[slug],)
    view = await opened(slack, door, ann.types(command))
    chosen = {name: value.format(slug=slug, label=LABEL_IN[slug]) for name, value in filled.items()}
    answer = await answered(slack, door, ann.submits(view, chosen))
    (other,) = set(BOTH) - {slug}
    books = door.finder.library.rulebooks
    assert f"{books[slug].council.name}, " in answer.words
    assert books[other].council.name not in answer.words


async def test_a_question_that_names_another_council_goes_to_the_one_that_was_chosen(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member
) -> None:
    door = await open_door(councils=BOTH)
    view = await opened(slack, door, ann.types("/protocol"))
    asked = "can we do as Southend does?"
    await answered(slack, door, ann.submits(view, {"question": asked, "whose": "hastings"}))
    assert door.finder.asked == [("hastings", asked)]


@pytest.mark.parametrize("command", ["/protocol", "/route", "/clause"])
async def test_no_council_is_taken_for_granted_where_there_are_several(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member, command: str
) -> None:
    door = await open_door(councils=BOTH)
    view = await opened(slack, door, ann.types(command))
    filled = {name: value for name, value in dict(OF_EACH)[command].items() if name != "whose"}
    with pytest.raises(LookupError, match="Slack asks for whose first"):
        ann.submits(view, filled | ({"matter": "press"} if "matter" in filled else {}))


@pytest.mark.parametrize("command", COMMANDS)
async def test_one_council_is_not_asked_for(
    slack: RecordingSlack, door: Door, ann: Member, command: str
) -> None:
    view = await opened(slack, door, ann.types(command))
    assert wording.WHOSE_INPUT not in view.words
    assert "Southend-on-Sea Borough Council" not in view.words


@pytest.mark.parametrize("councils", [("southend",), BOTH])
@pytest.mark.parametrize(
    "filled", [{"label": "9.2.12", "whose": "southend"}, {"rule": "southend/enquiry-reply"}]
)
async def test_a_council_that_the_workspace_left_meanwhile_is_answered_by_no_other(
    slack: RecordingSlack,
    open_door: OpenDoor,
    ann: Member,
    store: AsyncEngine,
    councils: tuple[str, ...],
    filled: dict[str, str],
) -> None:
    door = await open_door(councils=councils)
    view = await opened(slack, door, ann.types("/deadline" if "rule" in filled else "/clause"))
    await tenants.bind(store, PLATFORM, SOUTHEND.team, ("hastings", "rushcliffe"))
    offered = {
        name: value for name, value in filled.items() if len(councils) > 1 or name != "whose"
    }
    note = await answered(slack, door, ann.submits(view, offered))
    assert (note.to, note.words) == (ANN.id, wording.FORM_OF_OTHER_COUNCIL)
    assert not door.finder.asked


# Not answered


@pytest.mark.parametrize("line", [*COMMANDS, "/clause 9.2.12"])
async def test_switched_off_a_command_says_so(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine, line: str
) -> None:
    await tenants.bind(store, PLATFORM, SOUTHEND.team, ("southend",))
    await tenants.switch(store, PLATFORM, SOUTHEND.team, off=True)
    answer = await answered(slack, door, ann.types(line))
    assert (answer.to, answer.words) == (ANN.id, wording.SWITCHED_OFF)
    assert not slack.views


@pytest.mark.parametrize("line", [*COMMANDS, "/clause 9.2.12"])
async def test_without_a_council_a_command_says_who_chooses_it(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member, line: str
) -> None:
    door = await open_door(councils=())
    answer = await answered(slack, door, ann.types(line))
    assert (answer.to, answer.words) == (ANN.id, wording.NO_COUNCIL_YET)


async def test_a_modal_counts_as_a_question_when_it_is_sent_and_not_before(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine
) -> None:
    views = [await opened(slack, door, ann.types("/clause")) for _ in range(2)]
    for _ in range(rate.LIMIT - 1):
        assert await rate.allowed(store, *whose(ANN), NOW)
    twentieth, next_one = [
        await answered(slack, door, ann.submits(view, {"label": "9.2.12"})) for view in views
    ]
    assert "Only a Chief Officer" in twentieth.words
    assert next_one.words == wording.TOO_MANY


async def test_a_modal_sent_after_the_switch_was_turned_off_says_so(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine
) -> None:
    view = await opened(slack, door, ann.types("/clause"))
    await tenants.bind(store, PLATFORM, SOUTHEND.team, ("southend",))
    await tenants.switch(store, PLATFORM, SOUTHEND.team, off=True)
    answer = await answered(slack, door, ann.submits(view, {"label": "9.2.12"}))
    assert (answer.to, answer.words) == (ANN.id, wording.SWITCHED_OFF)
