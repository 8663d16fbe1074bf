"""What Teams' door takes: a signed activity in JSON; all else is told by a status, never 500."""

import gzip
import json
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.teams.http import LARGEST
from bot.teams.wire import Invoked
from tests.teams.conftest import Doorstep, Reply
from tests.teams.connector import Fault, RecordingConnector
from tests.teams.keys import Keys
from tests.teams.payloads import STRANGERS, Person

WORD = "marmalade"
JSON = "application/json"


def headers(keys: Keys, ann: Person, kind: str = JSON, **more: str) -> dict[str, str]:
    """The headers of a request of Teams'."""
    return {"Authorization": keys.bearer(ann.service_url), "Content-Type": kind, **more}


def body(ann: Person, **more: object) -> bytes:
    return json.dumps({**ann.says(f"is {WORD} allowed?"), **more}).encode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        WORD,
        f'{{"type": "{WORD}"',
        f'["{WORD}"]',
        f'"{WORD}"',
        "null",
        "NaN",
        "{}",
        f'{{"type": "message", "text": "{WORD}"}}',
        '{"type": "message", "value": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"type": ' + "[" * 500 + "]" * 500 + "}",
        '{"type": ' * 20_000 + "1" + "}" * 20_000,
    ],
)
async def test_a_body_that_is_no_activity_is_400(
    doorstep: Doorstep, connector: RecordingConnector, keys: Keys, ann: Person, text: str
) -> None:
    reply = await doorstep.post_raw(text.encode(), headers(keys, ann))
    assert reply == Reply(400, "")
    assert (doorstep.through, connector.calls) == ([], [])


@pytest.mark.parametrize(
    "garbled", [b"\xff\xfe", b'{"type": "\xff"}', '{"type": "é"}'.encode("utf-16")]
)
async def test_a_body_that_is_no_utf_8_is_400(
    doorstep: Doorstep, keys: Keys, ann: Person, garbled: bytes
) -> None:
    assert await doorstep.post_raw(garbled, headers(keys, ann)) == Reply(400, "")


@pytest.mark.parametrize(
    "odd",
    [
        {"type": None},
        {"type": ""},
        {"type": 5},
        {"type": {}},
        {"serviceUrl": None},
        {"serviceUrl": 5},
        {"channelId": []},
        {"from": None},
        {"from": {}},
        {"from": "Ann"},
        {"from": {"id": ""}},
        {"from": {"id": "29:x", "aadObjectId": 5}},
        {"recipient": None},
        {"conversation": None},
        {"conversation": {"id": 5}},
        {"conversation": {"id": "19:x", "conversationType": []}},
        {"channelData": "southend"},
        {"channelData": {"tenant": "southend"}},
        {"channelData": {"tenant": {"id": 5}}},
        {"text": 5},
        {"text": {}},
        {"name": []},
        {"entities": "x"},
        {"entities": [None]},
        {"attachments": {}},
        {"membersAdded": [{}]},
        {"id": 5},
    ],
    ids=str,
)
async def test_an_activity_of_an_odd_shape_is_400(
    doorstep: Doorstep,
    connector: RecordingConnector,
    keys: Keys,
    ann: Person,
    odd: dict[str, object],
) -> None:
    assert await doorstep.post_raw(body(ann, **odd), headers(keys, ann)) == Reply(400, "")
    assert (doorstep.through, connector.calls) == ([], [])


@pytest.mark.parametrize(
    "left_out", ["id", "text", "entities", "attachments", "locale", "timestamp", "textFormat"]
)
async def test_what_nobody_relies_on_may_be_left_out(
    doorstep: Doorstep, ann: Person, left_out: str
) -> None:
    activity = ann.says("is it allowed?")
    del activity[left_out]
    assert await doorstep.post(activity) == Reply(200, "")


@pytest.mark.parametrize("text", ["[" * 300, "{" * 300, "\0", "\u2028", "&lt;", "🐈", ""])
async def test_what_people_type_is_no_garbled_body(
    doorstep: Doorstep, ann: Person, text: str
) -> None:
    assert await doorstep.post(ann.says(text)) == Reply(200, "")
    assert [activity["text"] for activity in doorstep.through] == [text]


@pytest.mark.parametrize(
    "kind", ["text/plain", "text/xml", "multipart/form-data; boundary=x", "nonsense", ""]
)
async def test_a_body_of_another_kind_is_415(
    doorstep: Doorstep, keys: Keys, ann: Person, kind: str
) -> None:
    assert await doorstep.post_raw(body(ann), headers(keys, ann, kind)) == Reply(415, "")
    assert doorstep.through == []


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "nonsense"])
async def test_json_is_utf_8_whatever_a_header_says(
    doorstep: Doorstep, keys: Keys, ann: Person, charset: str
) -> None:
    kind = f"{JSON}; charset={charset}"
    assert await doorstep.post_raw(body(ann), headers(keys, ann, kind)) == Reply(200, "")


@pytest.mark.parametrize("signed", [False, True])
async def test_a_body_that_says_it_is_too_large_is_413(
    doorstep: Doorstep, keys: Keys, ann: Person, *, signed: bool
) -> None:
    given = headers(keys, ann) if signed else {}
    assert await doorstep.post_raw(b" " * (LARGEST + 1), given) == Reply(413, "")


@pytest.mark.parametrize("packed", [False, True])
async def test_a_body_that_turns_out_too_large_is_413(
    doorstep: Doorstep, keys: Keys, ann: Person, *, packed: bool
) -> None:
    whole = b" " * (LARGEST + 1)

    async def pieces() -> AsyncIterator[bytes]:
        yield gzip.compress(whole) if packed else whole

    more = {"Content-Encoding": "gzip"} if packed else {}
    async with (
        ClientSession(headers=headers(keys, ann, **more)) as teams,
        teams.post(doorstep.url, data=pieces()) as response,
    ):
        assert (response.status, await response.text()) == (413, "")


async def test_a_body_that_is_not_packed_as_it_says_is_400(
    doorstep: Doorstep, keys: Keys, ann: Person
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield body(ann)

    given = headers(keys, ann, **{"Content-Encoding": "gzip"})
    async with (
        ClientSession(headers=given) as teams,
        teams.post(doorstep.url, data=pieces()) as response,
    ):
        assert (response.status, await response.text()) == (400, "")
    assert doorstep.through == []


async def test_other_methods_are_405(doorstep: Doorstep) -> None:
    async with ClientSession() as teams, teams.get(doorstep.url) as response:
        assert response.status == 405


async def test_a_tenants_id_counts_in_any_case(doorstep: Doorstep, ann: Person) -> None:
    upper = {"tenant": {"id": ann.tenant.id.upper()}}
    await doorstep.post(ann.says("is it allowed?", channelData=upper))
    assert len(doorstep.through) == 1


@pytest.mark.parametrize("answer", [None, Invoked(), Invoked(body={"odd": "answer"})])
async def test_a_message_has_an_empty_response(
    doorstep: Doorstep, ann: Person, answer: Invoked | None
) -> None:
    doorstep.answer = answer
    assert await doorstep.post(ann.says("is it allowed?")) == Reply(200, "")


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        (None, 200, {}),
        (Invoked(), 200, {}),
        (Invoked(body={"task": {"type": "message"}}), 200, {"task": {"type": "message"}}),
        (Invoked(400, {"error": {}}), 400, {"error": {}}),
    ],
)
async def test_an_invoke_has_an_object_for_its_response(
    doorstep: Doorstep, ann: Person, answer: Invoked | None, status: int, told: object
) -> None:
    doorstep.answer = answer
    reply = await doorstep.post(ann.rates("like"))
    assert (reply.status, json.loads(reply.body)) == (status, told)


@pytest.mark.parametrize("kind", ["trace", "event", "endOfConversation", "somethingNew"])
async def test_what_teams_may_invent_is_let_through(
    doorstep: Doorstep, ann: Person, kind: str
) -> None:
    assert await doorstep.post({**ann.says("x"), "type": kind}) == Reply(200, "")


async def test_of_a_handler_that_fails_nothing_but_the_kind_of_error_is_logged(
    doorstep: Doorstep, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_turn: object) -> None:
        raise RuntimeError(WORD)

    doorstep.fails = fail
    assert await doorstep.post(ann.says("is it allowed?")) == Reply(500, "")
    assert "RuntimeError" in caplog.text
    assert WORD not in caplog.text


async def test_a_refusal_that_teams_does_not_take_is_no_fault_of_the_door(
    doorstep: Doorstep, connector: RecordingConnector, caplog: pytest.LogCaptureFixture
) -> None:
    connector.fail(Fault(403))
    eve = Person(STRANGERS, "Eve", connector.url)
    with caplog.at_level(logging.WARNING):
        assert await doorstep.post(eve.says(WORD)) == Reply(200, "")
    assert "403" in caplog.text
    assert WORD not in caplog.text
