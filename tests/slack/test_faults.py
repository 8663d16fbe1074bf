"""Slack stumbles, rejects or is slow: what was asked is answered all the same."""

import time

import pytest

from bot.slack.talk import LONG
from tests.slack.conftest import Door, OpenDoor
from tests.slack.recording import Fault, RecordingSlack
from tests.slack.workspace import ANN, SOUTHEND

QUESTION = "can I attend a party group meeting?"
QUOTED = "Only a Chief Officer shall be invited to attend"
BUSY = Fault(status=429, retry_after=1)
PLAIN = "Slack took no message with blocks; sent as plain text"


@pytest.fixture(autouse=True)
def found(door: Door) -> None:
    door.finder.labels = ("9.2.12",)


def slowly() -> None:
    """Takes longer than an answer may without a status."""
    time.sleep(LONG + 0.3)


async def test_a_mention_waits_as_long_as_slack_says(slack: RecordingSlack, door: Door) -> None:
    slack.fail("chat.postMessage", BUSY)
    began = time.monotonic()
    await slack.send(door.url, slack.member(SOUTHEND, ANN).mentions(QUESTION))
    (answer,) = await slack.shown.until(1)
    assert QUOTED in answer.words
    assert time.monotonic() - began >= 1.0


async def test_a_command_waits_as_long_as_slack_says(slack: RecordingSlack, door: Door) -> None:
    slack.fail("response_url", BUSY)
    began = time.monotonic()
    await slack.send(door.url, slack.member(SOUTHEND, ANN).types(f"/protocol {QUESTION}"))
    (answer,) = await slack.shown.until(1)
    assert QUOTED in answer.words
    assert time.monotonic() - began >= 1.0


async def test_what_waits_is_acknowledged_all_the_same(
    slack: RecordingSlack, open_door: OpenDoor
) -> None:
    door = await open_door(hold=0.1)
    slack.fail("chat.postMessage", Fault(delay=0.5))
    reply = await slack.send(door.url, slack.member(SOUTHEND, ANN).mentions(QUESTION))
    assert reply.status == 200
    assert not slack.shown
    await slack.shown.until(1)


@pytest.mark.parametrize("status", [500, 503])
async def test_a_mention_is_tried_again_after_a_server_error(
    slack: RecordingSlack, door: Door, status: int
) -> None:
    slack.fail("chat.postMessage", Fault(status=status))
    await slack.send(door.url, slack.member(SOUTHEND, ANN).mentions(QUESTION))
    (answer,) = await slack.shown.until(1)
    assert QUOTED in answer.words


async def test_a_command_is_tried_again_after_a_server_error(
    slack: RecordingSlack, door: Door
) -> None:
    slack.fail("response_url", Fault(status=500))
    await slack.send(door.url, slack.member(SOUTHEND, ANN).types(f"/protocol {QUESTION}"))
    (answer,) = await slack.shown.until(1)
    assert QUOTED in answer.words
    assert answer.to == ANN.id


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
async def test_a_message_that_slack_rejects_is_sent_again_as_plain_text(
    slack: RecordingSlack, door: Door, error: str
) -> None:
    slack.fail("chat.postMessage", Fault(error=error))
    mention = slack.member(SOUTHEND, ANN).mentions(QUESTION)
    await slack.send(door.url, mention)
    (answer,) = await slack.shown.until(1)
    assert not answer.blocks
    assert answer.thread == mention["event"]["ts"]
    assert QUESTION in answer.text
    assert "9.2.12" in answer.text


@pytest.mark.parametrize("fault", [Fault(error="invalid_blocks"), Fault(status=400)])
async def test_a_private_answer_that_slack_rejects_is_sent_again_as_plain_text(
    slack: RecordingSlack, door: Door, fault: Fault
) -> None:
    slack.fail("response_url", fault)
    await slack.send(door.url, slack.member(SOUTHEND, ANN).types(f"/protocol {QUESTION}"))
    (answer,) = await slack.shown.until(1)
    assert (answer.blocks, answer.to) == ([], ANN.id)
    assert QUESTION in answer.text
    assert "9.2.12" in answer.text


MARKED = "may *officers* `log` _it_ ~here~ <!channel> https://example.org/log?"


@pytest.mark.parametrize("method", ["chat.postMessage", "response_url"])
async def test_in_plain_text_no_mark_is_read_and_no_link_is_opened(
    slack: RecordingSlack, door: Door, method: str
) -> None:
    ann = slack.member(SOUTHEND, ANN)
    slack.fail(method, Fault(error="invalid_blocks"))
    act = ann.writes(MARKED) if method == "chat.postMessage" else ann.types(f"/protocol {MARKED}")
    await slack.send(door.url, act)
    (answer,) = await slack.shown.until(1)
    assert not answer.blocks
    assert (answer.marked, answer.unfurled) == (False, False)
    assert "*officers* `log` _it_ ~here~ &lt;!channel&gt; https://example.org/log" in answer.text


async def test_an_answer_whose_response_url_expired_comes_as_a_direct_message(
    slack: RecordingSlack, door: Door
) -> None:
    ann = slack.member(SOUTHEND, ANN)
    await slack.send(door.url, ann.types("/clause"))
    (view,) = await slack.views.until(1)
    slack.issued.skip(31 * 60)
    await slack.send(door.url, ann.submits(view, {"label": "9.2.12"}))
    (answer,) = await slack.shown.until(1)
    assert (answer.channel, answer.to) == (ann.tab, None)
    assert QUOTED in answer.words
    assert {error for _, error, *_ in slack.refused} == {"expired_url"}
    slack.refused.clear()


async def test_an_apology_whose_response_url_expired_comes_as_a_direct_message(
    slack: RecordingSlack, door: Door
) -> None:
    def fail() -> None:
        raise RuntimeError

    door.finder.before = fail
    ann = slack.member(SOUTHEND, ANN)
    typed = ann.types(f"/protocol {QUESTION}")
    slack.issued.skip(31 * 60)
    await slack.send(door.url, typed)
    (apology,) = await slack.shown.until(1)
    assert apology.channel == ann.tab
    assert "Sorry" in apology.text
    slack.refused.clear()


async def test_a_slow_status_holds_up_no_answer(slack: RecordingSlack, door: Door) -> None:
    door.finder.before = slowly
    slack.fail("assistant.threads.setStatus", Fault(delay=60.0))
    await slack.send(door.url, slack.member(SOUTHEND, ANN).writes(QUESTION))
    (answer,) = await slack.shown.until(1)
    assert QUOTED in answer.words


@pytest.mark.parametrize("fault", [Fault(status=429, retry_after=30), Fault(error="not_allowed")])
async def test_a_status_that_slack_refuses_holds_up_no_answer(
    slack: RecordingSlack, door: Door, fault: Fault
) -> None:
    door.finder.before = slowly
    slack.fail("assistant.threads.setStatus", fault)
    await slack.send(door.url, slack.member(SOUTHEND, ANN).writes(QUESTION))
    (answer,) = await slack.shown.until(1)
    assert QUOTED in answer.words


async def test_an_answer_that_is_there_at_once_has_no_status(
    slack: RecordingSlack, door: Door
) -> None:
    await slack.send(door.url, slack.member(SOUTHEND, ANN).writes(QUESTION))
    await slack.shown.until(1)
    await slack.calls.quiet(0.1)
    assert "assistant.threads.setStatus" not in {call.method for call in slack.calls}


async def test_the_status_is_shown_and_gone_with_the_answer(
    slack: RecordingSlack, door: Door
) -> None:
    door.finder.before = slowly
    await slack.send(door.url, slack.member(SOUTHEND, ANN).writes(QUESTION))
    (given,) = await slack.called("assistant.threads.setStatus")
    assert given["status"]
    await slack.shown.until(1)
    await slack.calls.quiet(0.1)
    assert not slack.working


async def test_a_channel_that_the_bot_may_not_post_in_is_in_the_log_without_the_question(
    slack: RecordingSlack, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    ann = slack.member(SOUTHEND, ANN)
    await slack.send(door.url, ann.mentions(QUESTION, channel=SOUTHEND.elsewhere))
    await slack.called("chat.postMessage", 2)
    await slack.calls.quiet(0.1)
    assert "SlackApiError" in caplog.text
    assert "party group" not in caplog.text
    slack.refused.clear()
