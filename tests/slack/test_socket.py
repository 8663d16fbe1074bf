"""Socket Mode: the same answers down a WebSocket, which is opened anew whenever it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk import Desk
from bot.offers import SHARE
from bot.rulebook import Library
from bot.slack.calls import client
from bot.slack.door import Keys, build
from bot.slack.front import SlackFront
from bot.slack.socket import connected
from tests.doubles import PSEUDONYMS
from tests.slack.conftest import NOW, Finder, dawdle
from tests.slack.payloads import Member
from tests.slack.recording import Fault, RecordingSlack
from tests.slack.workspace import ANN, SOUTHEND

PING = 0.5  # seconds until a dropped line is noticed
QUESTION = "can I attend a party group meeting?"
AGAIN = "who may speak to the press?"


@asynccontextmanager
async def lined_up(
    slack: RecordingSlack, store: AsyncEngine, finder: Finder, library: Library
) -> AsyncIterator[SlackFront]:
    """A front whose line to Slack is open; what it began it finishes before its store closes."""
    desk = Desk(library, finder)
    front = SlackFront(desk, store, lambda: NOW, PSEUDONYMS, councils=("southend",))
    app = build(front, Keys("", SOUTHEND.bot_token, base_url=slack.api_url))
    async with connected(app, client(slack.app_token, slack.api_url), PING):
        await slack.socket.opened.until(1)
        yield front
    await front.drain(5.0)


@pytest.fixture
async def front(
    slack: RecordingSlack, store: AsyncEngine, finder: Finder, library: Library
) -> AsyncIterator[SlackFront]:
    """A front whose line to Slack is open."""
    async with lined_up(slack, store, finder, library) as opened:
        yield opened


@pytest.fixture
def ann(slack: RecordingSlack, front: SlackFront) -> Member:
    """Somebody in a workspace that the line serves."""
    assert front
    return slack.member(SOUTHEND, ANN)


async def test_a_mention_down_the_line_is_answered_in_its_thread(
    slack: RecordingSlack, ann: Member, finder: Finder
) -> None:
    mention = ann.mentions(QUESTION)
    await slack.socket.deliver(mention)
    (answer,) = await slack.shown.until(1)
    assert answer.thread == mention["event"]["ts"]
    assert finder.asked == [("southend", QUESTION)]


async def test_a_command_and_a_press_come_down_the_line_too(
    slack: RecordingSlack, ann: Member
) -> None:
    await slack.socket.deliver(ann.types("/clause 9.2.12"))
    (answer,) = await slack.shown.until(1)
    assert answer.to == ANN.id
    await slack.socket.deliver(ann.presses(answer, SHARE))
    assert (await slack.shown.until(2))[1].to is None


async def test_a_line_that_drops_is_opened_anew_and_the_next_question_is_answered(
    slack: RecordingSlack, ann: Member, finder: Finder
) -> None:
    slack.socket.drop()
    await slack.socket.opened.until(2)
    await slack.socket.deliver(ann.mentions(AGAIN))
    await slack.shown.until(1)
    assert finder.asked == [("southend", AGAIN)]


async def test_an_answer_under_way_survives_a_dropped_line(
    slack: RecordingSlack, ann: Member, finder: Finder
) -> None:
    begun = dawdle(finder, 0.1)
    sending = asyncio.ensure_future(slack.socket.deliver(ann.mentions(QUESTION)))
    await begun.wait()
    assert not slack.shown
    slack.socket.drop()
    await slack.shown.until(1)
    sending.cancel()


async def test_another_line_is_opened_when_slack_asks_for_it(
    slack: RecordingSlack, ann: Member, finder: Finder
) -> None:
    await slack.socket.disconnect()
    await slack.socket.opened.until(2)
    await slack.socket.deliver(ann.mentions(AGAIN))
    await slack.shown.until(1)
    assert finder.asked == [("southend", AGAIN)]


async def test_an_envelope_that_comes_twice_is_acknowledged_twice_and_answered_once(
    slack: RecordingSlack, ann: Member, finder: Finder
) -> None:
    mention = ann.mentions(QUESTION)
    await slack.socket.deliver(mention)
    await slack.socket.deliver(mention, retry=1)
    await slack.shown.until(1)
    await slack.shown.quiet()
    assert len(slack.shown) == 1
    assert finder.asked == [("southend", QUESTION)]


async def test_a_line_that_slack_refuses_at_first_is_tried_again(
    slack: RecordingSlack, store: AsyncEngine, finder: Finder, library: Library
) -> None:
    slack.fail("apps.connections.open", Fault(error="internal_error"))
    async with lined_up(slack, store, finder, library):
        await slack.socket.deliver(slack.member(SOUTHEND, ANN).mentions(QUESTION))
        await slack.shown.until(1)
