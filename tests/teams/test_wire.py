"""What the door needs of any SDK, shown by what Teams sends: a successor is one more row of MAKERS.

Of each act that Teams posts the handler gets the whole activity, and what it answers arrives where
the act was done: the words, the citations, the privacy, the body of an invoke.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.teams.wire import Activity, Handler, Invoked, NotSent, Turn, Unauthorised, Wire
from tests.teams.conftest import TOKEN, Pauses
from tests.teams.connector import Fault, RecordingConnector
from tests.teams.keys import Keys
from tests.teams.payloads import HASTINGS, Person

CITED = {
    "type": "https://schema.org/Message",
    "@type": "Message",
    "@context": "https://schema.org",
    "citation": [
        {
            "@type": "Claim",
            "position": 1,
            "appearance": {
                "@type": "DigitalDocument",
                "name": "Clause 9.2.12",
                "abstract": "Only a Chief Officer",
            },
        }
    ],
}
CARD = {
    "contentType": "application/vnd.microsoft.card.adaptive",
    "content": {
        "type": "AdaptiveCard",
        "version": "1.5",
        "speak": "",
        "body": [
            {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "*must not*"}]},
            {"type": "Input.Date", "id": "start", "isVisible": False, "value": None},
        ],
        "msteams": {"width": "Full"},
    },
}
ANSWER: Activity = {
    "type": "message",
    "text": "",
    "summary": "Clause 9.2.12",
    "attachments": [CARD],
    "entities": [CITED],
    "channelData": {"feedbackLoop": {"type": "custom"}},
    "suggestedActions": {"actions": [{"type": "imBack", "title": "help", "value": "help"}]},
}

ACTS: dict[str, Callable[[Person], Activity]] = {
    "a message": lambda ann: ann.says("can I attend a party group meeting?"),
    "a message with everything": lambda ann: ann.says(
        "*x* <b> &amp; \u2028 🐈", odd={"Big": [1, None]}
    ),
    "a mention in a channel": lambda ann: ann.at("channel").mentions("who may speak to the press?"),
    "a mention in a group": lambda ann: ann.at("groupChat").mentions("help"),
    "a private command": lambda ann: ann.at("channel").commands("deadline enquiry-reply 20 Nov"),
    "an Action.Execute": lambda ann: ann.executes("more", {"question": "x", "page": 1}),
    "an Action.Submit": lambda ann: ann.submits({"verb": "more", "question": "x"}),
    "like": lambda ann: ann.rates("like"),
    "dislike, as documented": lambda ann: ann.rates("dislike", nested=False),
    "a complaint": lambda ann: ann.complains("dislike", {"reason": "wrong", "comment": "no"}),
    "a complaint, as the Playground sends it": lambda ann: ann.complains("like", {}, on=None),
    "a search": lambda ann: ann.searches("search", "press", parameter="words"),
    "a search that begins": lambda ann: ann.opens_search("search"),
    "a picked result": lambda ann: ann.picks({"clause": "9.2.12", "council": "southend"}),
    "an action on a message": lambda ann: ann.at("channel").uses("which", "may I?"),
    "its dialog": lambda ann: ann.at("channel").finishes("due", {"start": "2026-11-20"}, "may I?"),
    "an installation": lambda ann: ann.installs()[1],
    "members added": lambda ann: ann.installs()[0],
    "members added to a team": lambda ann: ann.at("channel").installs()[0],
    "a new member": lambda ann: ann.at("channel").joins(),
    "a removal": lambda ann: ann.removes(),
    "an emoji": lambda ann: ann.reacts("heart"),
}


async def taken(wire: Wire, keys: Keys, activity: Activity, handle: Handler) -> Invoked | None:
    """What comes back for an activity, posted by Teams."""
    return await wire.take(keys.bearer(activity["serviceUrl"]), activity, handle)


async def turned(wire: Wire, keys: Keys, activity: Activity) -> Turn:
    """The turn of an activity, kept until its request is over."""
    turns: list[Turn] = []

    async def keep(turn: Turn) -> None:
        turns.append(turn)

    await taken(wire, keys, activity, keep)
    return turns[0]


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_the_handler_gets_the_activity_as_teams_sent_it(
    wire: Wire, keys: Keys, ann: Person, act: Callable[[Person], Activity]
) -> None:
    sent = act(ann)
    before = json.dumps(sent)
    turn = await turned(wire, keys, sent)
    assert json.dumps(turn.activity) == before


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_an_answer_arrives_whole_where_the_act_was_done(
    wire: Wire,
    keys: Keys,
    connector: RecordingConnector,
    ann: Person,
    act: Callable[[Person], Activity],
) -> None:
    came = act(ann)
    turn = await turned(wire, keys, came)
    key = await turn.send(ANSWER)
    (shown,) = connector.shown
    assert (shown.id, shown.conversation, shown.to) == (key, came["conversation"]["id"], None)
    assert {name: shown.activity[name] for name in ANSWER} == ANSWER
    assert shown.activity["from"] == came["recipient"]
    assert [call.token for call in connector.calls] == [TOKEN]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        Invoked(),
        Invoked(200, {"statusCode": 200, "type": "application/vnd...message", "value": "a string"}),
        Invoked(200, {"task": {"type": "continue", "value": {"card": CARD, "height": "medium"}}}),
        Invoked(200, {"composeExtension": {"type": "result", "attachments": [CARD]}}),
        Invoked(400, {"error": {"code": "BadRequest", "message": ""}}),
    ],
    ids=str,
)
async def test_what_answers_an_invoke_comes_back_as_it_is(
    wire: Wire, keys: Keys, ann: Person, answer: Invoked | None
) -> None:
    async def reply(_turn: Turn) -> Invoked | None:
        return answer

    assert await taken(wire, keys, ann.executes("more", {}), reply) == answer


async def test_several_answers_keep_their_order(
    wire: Wire, keys: Keys, connector: RecordingConnector, ann: Person
) -> None:
    async def reply(turn: Turn) -> None:
        for number in range(4):
            await turn.send({"type": "message", "text": str(number)})

    await taken(wire, keys, ann.says("?"), reply)
    assert [one.text for one in connector.shown] == ["0", "1", "2", "3"]


async def test_an_answer_is_changed_and_taken_back(
    wire: Wire, keys: Keys, connector: RecordingConnector, ann: Person
) -> None:
    turn = await turned(wire, keys, ann.at("channel").mentions("?"))
    first, second = [await turn.send({"type": "message", "text": text}) for text in "ab"]
    await turn.update(first, {**ANSWER, "text": "c"})
    assert [one.text for one in connector.screen] == ["c", "b"]
    assert connector.screen[0].activity["entities"] == [CITED]
    await turn.delete(second)
    assert [one.text for one in connector.screen] == ["c"]


async def test_a_private_answer_is_private_also_when_it_is_changed_and_taken_back(
    wire: Wire, keys: Keys, connector: RecordingConnector, ann: Person
) -> None:
    turn = await turned(wire, keys, ann.at("channel").commands("help"))
    key = await turn.send(ANSWER, private=True)
    await turn.update(key, {"type": "message", "text": "c"}, private=True)
    assert [one.to for one in connector.shown] == [ann.id, ann.id]
    assert connector.shown[0].activity["recipient"]["id"] == ann.id
    await turn.delete(key, private=True)
    assert connector.screen == []


async def test_typing_is_sent_as_it_is(
    wire: Wire, keys: Keys, connector: RecordingConnector, ann: Person
) -> None:
    turn = await turned(wire, keys, ann.says("?"))
    await turn.send({"type": "typing"})
    assert [call.activity["type"] for call in connector.calls] == ["typing"]


@pytest.mark.parametrize("status", [412, 429, 502, 504, 0])
async def test_what_teams_does_not_take_at_once_is_tried_again(
    wire: Wire, keys: Keys, connector: RecordingConnector, ann: Person, status: int
) -> None:
    connector.fail(Fault(status), Fault(status))
    turn = await turned(wire, keys, ann.says("?"))
    await turn.send(ANSWER)
    (shown,) = connector.shown
    assert shown.activity["entities"] == [CITED]
    assert [call.status for call in connector.calls] == [status, status, 201]


async def test_teams_is_given_the_time_that_it_asks_for(
    wire: Wire, keys: Keys, connector: RecordingConnector, ann: Person, pauses: Pauses
) -> None:
    connector.fail(Fault(429, "7"))
    turn = await turned(wire, keys, ann.says("?"))
    await turn.send(ANSWER)
    assert pauses.seconds == [7.0]


@pytest.mark.parametrize("status", [400, 403, 404, 413])
async def test_what_teams_refuses_is_said_with_its_status(
    wire: Wire, keys: Keys, connector: RecordingConnector, ann: Person, status: int
) -> None:
    connector.fail(Fault(status))
    turn = await turned(wire, keys, ann.says("?"))
    with pytest.raises(NotSent) as refused:
        await turn.send(ANSWER)
    assert refused.value.status == status
    assert [call.status for call in connector.calls] == [status]


async def test_a_handlers_own_error_is_its_own(wire: Wire, keys: Keys, ann: Person) -> None:
    async def fail(_turn: Turn) -> None:
        raise LookupError("own")

    with pytest.raises(LookupError, match="own"):
        await taken(wire, keys, ann.says("?"), fail)


async def test_turns_at_once_are_answered_each_in_its_own_place(
    wire: Wire, keys: Keys, connector: RecordingConnector, ann: Person
) -> None:
    cat = Person(HASTINGS, "Cat", connector.url)
    first = await turned(wire, keys, ann.says("?"))
    second = await turned(wire, keys, cat.says("?"))
    await first.send({"type": "message", "text": "for Ann"})
    await second.send({"type": "message", "text": "for Cat"})
    places: dict[str, Any] = {one.text: one.conversation for one in connector.shown}
    assert places == {"for Ann": ann.conversation, "for Cat": cat.conversation}


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer x", "Bearer x.y.z"])
async def test_who_is_not_teams_is_turned_away_before_anything_is_read(
    wire: Wire, ann: Person, authorization: str
) -> None:
    async def reply(_turn: Turn) -> None:
        raise AssertionError

    with pytest.raises(Unauthorised):
        await wire.verify(authorization)
    with pytest.raises(Unauthorised):
        await wire.take(authorization, ann.says("?"), reply)


async def test_a_token_for_another_service_url_is_turned_away(
    wire: Wire, keys: Keys, ann: Person
) -> None:
    async def reply(_turn: Turn) -> None:
        raise AssertionError

    elsewhere = keys.bearer("https://smba.trafficmanager.net/uk/")
    await wire.verify(elsewhere)
    with pytest.raises(Unauthorised):
        await wire.take(elsewhere, ann.says("?"), reply)
