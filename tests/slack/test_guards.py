"""What is not signed by Slack, or garbled, is refused: never with 500, never with a word logged."""

import asyncio
import gzip
import json
import logging
import time
from collections.abc import AsyncIterator, Iterator
from io import BytesIO
from urllib.parse import quote_plus

import pytest
from aiohttp import ClientSession
from yarl import URL

from tests.slack import signed
from tests.slack.conftest import Door, OpenDoor
from tests.slack.payloads import SSL_CHECK, URL_VERIFICATION
from tests.slack.recording import Fault, RecordingSlack
from tests.slack.signed import FORM, Reply
from tests.slack.workspace import ANN, SOUTHEND

WORD = "marmalade"  # a word of the question that nothing may log
QUESTION = f"may a councillor bring {WORD} to a party group meeting?"
JSON = "application/json"


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Every logger there is, Bolt's and slack_sdk's too, writes all it has; no word is in it."""
    quiet = [
        one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)
    ]
    before = [(one, one.level) for one in quiet]
    for one in quiet:
        one.setLevel(logging.DEBUG)
    with caplog.at_level(logging.DEBUG):
        yield
        text = "\n".join(f"{one.getMessage()} {one.args} {one.exc_info}" for one in caplog.records)
        assert caplog.records
        assert WORD not in text + caplog.text
    for one, level in before:
        one.setLevel(level)


async def sent(
    slack: RecordingSlack, door: Door, body: bytes, kind: str = JSON, **instead: str
) -> Reply:
    """Bytes as they are, signed; `instead` are other headers, "" for none."""
    headers = signed.headers(slack.signing_secret, body, kind)
    headers |= {name.replace("_", "-"): value for name, value in instead.items()}
    given = {name: value for name, value in headers.items() if value}
    return await slack.send_raw(door.url, body, given)


def mention(slack: RecordingSlack) -> bytes:
    return json.dumps(slack.member(SOUTHEND, ANN).mentions(QUESTION)).encode()


async def no_answer(slack: RecordingSlack) -> None:
    await slack.calls.quiet(0.05)
    assert not [call for call in slack.calls if call.method != "auth.test"]


@pytest.mark.parametrize(
    "timestamp",
    ["", "now", "1e9", "-5", "12.5", "٣٤٥", "\udcff", "9" * 13, "9" * 5000, "0x10", "1_000"],
)
async def test_a_timestamp_that_is_none_is_401(
    slack: RecordingSlack, door: Door, timestamp: str
) -> None:
    reply = await sent(slack, door, mention(slack), X_Slack_Request_Timestamp=timestamp)
    assert reply.status == 401
    await no_answer(slack)


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_a_request_of_another_time_is_401(
    slack: RecordingSlack, door: Door, seconds: int
) -> None:
    payload = slack.member(SOUTHEND, ANN).mentions(QUESTION)
    reply = await slack.send(door.url, payload, at=time.time() + seconds)
    assert reply.status == 401
    await no_answer(slack)


@pytest.mark.parametrize(
    "signature", ["", "v0=", "v0=" + "0" * 64, "v0=é", "\udcff", "v1=" + "0" * 64, "x" * 5000]
)
async def test_a_signature_that_is_not_slacks_is_401(
    slack: RecordingSlack, door: Door, signature: str
) -> None:
    reply = await sent(slack, door, mention(slack), X_Slack_Signature=signature)
    assert (reply.status, reply.body) == (401, "")
    await no_answer(slack)


async def test_a_signature_is_for_one_body(slack: RecordingSlack, door: Door) -> None:
    body = mention(slack)
    headers = signed.headers(slack.signing_secret, body, JSON)
    altered = body.replace(b"bring", b"carry")
    assert (await slack.send_raw(door.url, altered, headers)).status == 401
    await no_answer(slack)


async def test_a_signature_with_another_secret_is_401(slack: RecordingSlack, door: Door) -> None:
    body = mention(slack)
    headers = signed.headers("another secret", body, JSON)
    assert (await slack.send_raw(door.url, body, headers)).status == 401


@pytest.mark.parametrize("payload", [SSL_CHECK, URL_VERIFICATION])
async def test_even_slacks_checks_must_be_signed(
    slack: RecordingSlack, door: Door, payload: dict[str, str]
) -> None:
    body, kind = signed.encoded(payload)
    reply = await sent(slack, door, body, kind, X_Slack_Signature="v0=" + "0" * 64)
    assert reply.status == 401


async def test_a_body_that_is_no_utf_8_is_401(slack: RecordingSlack, door: Door) -> None:
    assert (await sent(slack, door, WORD.encode() + b"\xff\xfe")).status == 401


@pytest.mark.parametrize(
    "body",
    [
        "",
        WORD,
        f'{{"type": "{WORD}"',
        f'["{WORD}"]',
        f'"{WORD}"',
        "null",
        "NaN",
        "{}",
        f'{{"{WORD}": 1}}',
        '{"type": "event_callback", "team_id": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"type": ' + "[" * 500 + "]" * 500 + "}",
        '{"type": ' * 20_000 + "1" + "}" * 20_000,
    ],
)
async def test_a_body_that_is_no_object_of_slacks_is_400(
    slack: RecordingSlack, door: Door, body: str
) -> None:
    assert (await sent(slack, door, body.encode())).status == 400
    await no_answer(slack)


@pytest.mark.parametrize(
    "body",
    [
        "payload=",
        f"payload={WORD}",
        f"payload=%5B%22{WORD}%22%5D",
        "payload=%7B%7D&payload=null",
        "payload=" + quote_plus("[" * 100_000),
    ],
)
async def test_a_form_whose_payload_is_no_object_is_400(
    slack: RecordingSlack, door: Door, body: str
) -> None:
    assert (await sent(slack, door, body.encode(), FORM)).status == 400
    await no_answer(slack)


@pytest.mark.parametrize("body", ["", f"text={WORD}", WORD, f"command=%2F{WORD}"])
async def test_a_form_that_nobody_listens_to_is_no_fault_of_ours(
    slack: RecordingSlack, door: Door, body: str
) -> None:
    assert (await sent(slack, door, body.encode(), FORM)).status in {400, 404}
    await no_answer(slack)


@pytest.mark.parametrize(
    "kind", ["text/plain", "text/xml", "multipart/form-data; boundary=x", "nonsense", ""]
)
async def test_a_body_of_another_kind_is_415(slack: RecordingSlack, door: Door, kind: str) -> None:
    assert (await sent(slack, door, mention(slack), kind)).status == 415
    await no_answer(slack)


@pytest.mark.parametrize("charset", ["utf-16", "nonsense", "\udcff"])
async def test_json_is_utf_8_whatever_a_header_says(
    slack: RecordingSlack, door: Door, charset: str
) -> None:
    reply = await sent(slack, door, mention(slack), f"{JSON}; charset={charset}")
    assert reply.status == 200
    await slack.shown.until(1)


@pytest.mark.parametrize(
    "odd",
    [
        {"event": None},
        {"event": "x"},
        {"event": []},
        {"team_id": 5},
        {"team_id": {"id": "T"}},
        {"authorizations": {"a": 1}},
        {"authorizations": [None]},
        {"event": {"type": 5}},
        {"event": {"type": "app_mention"}},
        {"event": {"type": "app_mention", "user": 5, "channel": 5, "ts": [], "text": {}}},
        {"type": "block_actions", "actions": "x", "team": 3, "user": []},
        {"type": "block_actions", "actions": [], "team": {}, "user": {}},
        {"type": "view_submission", "view": None},
        {"type": "view_submission", "view": {"callback_id": "x"}},
        {"type": "message_action", "callback_id": 5},
        {"type": {}},
    ],
)
async def test_an_object_of_an_odd_shape_is_never_500(
    slack: RecordingSlack, door: Door, odd: dict[str, object]
) -> None:
    payload = {**slack.member(SOUTHEND, ANN).mentions(QUESTION), **odd}
    reply = await sent(slack, door, json.dumps(payload).encode())
    assert reply.status in {200, 400, 404}


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_of_a_million_bytes_is_413(
    slack: RecordingSlack, door: Door, *, chunked: bool
) -> None:
    body = WORD.encode() * 120_000
    headers = signed.headers(slack.signing_secret, body, JSON)

    async def pieces() -> AsyncIterator[bytes]:
        yield body

    async with ClientSession() as session:
        sending = session.post(
            door.url, data=pieces() if chunked else BytesIO(body), headers=headers
        )
        async with sending as response:
            assert response.status == 413
    await no_answer(slack)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_that_is_not_packed_as_it_is_said_to_be_is_400(
    slack: RecordingSlack, door: Door, encoding: str, *, chunked: bool
) -> None:
    body = mention(slack)
    headers = signed.headers(slack.signing_secret, body, JSON) | {"Content-Encoding": encoding}
    assert await answered_raw(door.url, headers, [body], chunked=chunked) == 400
    await no_answer(slack)


@pytest.mark.parametrize("rest", [b"zz\r\n", b"5\r\n{}", b""])
async def test_a_body_that_does_not_end_is_408(
    slack: RecordingSlack, open_door: OpenDoor, rest: bytes
) -> None:
    door = await open_door(slowest=0.3)
    headers = signed.headers(slack.signing_secret, b"{}", JSON)
    pieces = [b"2\r\n{}\r\n", rest]
    assert await answered_raw(door.url, headers, pieces, chunked=True, framed=True) == 408


async def test_a_body_that_unpacks_to_more_than_a_million_bytes_is_413(
    slack: RecordingSlack, door: Door
) -> None:
    body = gzip.compress(WORD.encode() * 1_000_000)
    headers = signed.headers(slack.signing_secret, body, JSON) | {"Content-Encoding": "gzip"}
    assert await answered_raw(door.url, headers, [body]) == 413


@pytest.mark.parametrize("size", [9_000, 200_000])
async def test_a_header_that_is_too_long_is_400(
    slack: RecordingSlack, door: Door, size: int
) -> None:
    headers = signed.headers(slack.signing_secret, b"{}", JSON) | {"X-Slack-Extra": "x" * size}
    assert await answered_raw(door.url, headers, [b"{}"]) == 400


async def answered_raw(
    url: str,
    headers: dict[str, str],
    pieces: list[bytes],
    *,
    chunked: bool = False,
    framed: bool = False,
) -> int:
    """The status of what answers bytes on a line of our own, sent piece by piece.

    Pieces of a chunked body are made into chunks, unless they are `framed` already.
    """
    host = URL(url)
    length = {"Content-Length": str(len(b"".join(pieces)))}
    named = headers | ({"Transfer-Encoding": "chunked"} if chunked else length) | {"Host": "x"}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    if chunked and not framed:
        pieces = [*(b"%x\r\n%b\r\n" % (len(one), one) for one in pieces), b"0\r\n\r\n"]
    reader, writer = await asyncio.open_connection(host.host, host.port)
    answer = asyncio.ensure_future(reader.readline())
    for piece in (f"POST {host.path} HTTP/1.1\r\n{head}\r\n".encode(), *pieces):
        if not answer.done():  # whoever refuses hangs up at once
            writer.write(piece)
            await asyncio.wait([answer], timeout=0.05)
    async with asyncio.timeout(5):
        line = await answer
    writer.close()
    return int(line.split()[1])


async def test_slacks_question_whose_url_this_is_gets_its_answer(
    slack: RecordingSlack, door: Door
) -> None:
    reply = await slack.send(door.url, URL_VERIFICATION)
    assert reply.status == 200
    assert URL_VERIFICATION["challenge"] in reply.body


async def test_slacks_question_whether_we_speak_tls_gets_its_answer(
    slack: RecordingSlack, door: Door
) -> None:
    assert (await slack.send(door.url, SSL_CHECK)).status == 200


async def test_other_methods_are_405(door: Door) -> None:
    async with ClientSession() as session, session.get(door.url) as response:
        assert response.status == 405


@pytest.mark.parametrize("text", ["[" * 300, "{" * 300, "\ud800", "\0", "what is a payload?"])
async def test_what_people_type_is_no_garbled_body(
    slack: RecordingSlack, door: Door, text: str
) -> None:
    ann = slack.member(SOUTHEND, ANN)
    assert (await slack.send(door.url, ann.mentions(f"{WORD} {text}"))).status == 200
    (answer,) = await slack.shown.until(1)
    assert "Sorry" not in answer.text


async def test_a_command_about_a_payload_is_answered(slack: RecordingSlack, door: Door) -> None:
    typed = slack.member(SOUTHEND, ANN).types("/protocol what is a payload?")
    assert (await slack.send(door.url, typed)).status == 200
    await slack.shown.until(1)
    assert door.finder.asked == [("southend", "what is a payload?")]


@pytest.mark.parametrize("error", ["", "invalid_blocks", "channel_not_found"])
async def test_a_mention_is_answered_and_leaves_no_word_in_any_log(
    slack: RecordingSlack, door: Door, error: str
) -> None:
    if error:
        slack.fail("chat.postMessage", Fault(error=error))
    await slack.send(door.url, slack.member(SOUTHEND, ANN).mentions(QUESTION))
    await slack.shown.until(1)


@pytest.mark.parametrize("status", [200, 400, 404, 500])
async def test_a_command_is_answered_and_leaves_no_word_in_any_log(
    slack: RecordingSlack, door: Door, status: int
) -> None:
    if status != 200:
        slack.fail("response_url", Fault(status=status))
    typed = slack.member(SOUTHEND, ANN).types(f"/protocol {QUESTION}")
    await slack.send(door.url, typed)
    (answer,) = await slack.shown.until(1)
    assert WORD in answer.text + answer.words


async def test_what_a_failing_desk_was_asked_is_in_no_log(
    slack: RecordingSlack, door: Door
) -> None:
    def fail() -> None:
        raise RuntimeError(QUESTION)

    door.finder.before = fail
    await slack.send(door.url, slack.member(SOUTHEND, ANN).mentions(QUESTION))
    (apology,) = await slack.shown.until(1)
    assert "Sorry" in apology.text
