"""The sender does as Slack does: one server after another, and again until somebody takes it."""

import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from tests.faults.sender import AGAIN, Sender
from tests.slack.payloads import Member
from tests.slack.recording import RecordingSlack
from tests.slack.workspace import ANN, SOUTHEND


class Door:
    """A server that answers with these statuses, the last of them for ever; remembers retries."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = itertools.chain(statuses, itertools.repeat(statuses[-1]))
        self.heard: list[str] = []
        self.signed: list[bool] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.heard.append(request.headers.get("X-Slack-Retry-Num", ""))
        self.signed.append("X-Slack-Signature" in request.headers)
        return web.Response(status=next(self.statuses))


@pytest.fixture
async def slack() -> AsyncIterator[RecordingSlack]:
    """A Slack to send from."""
    async with RecordingSlack(SOUTHEND) as opened:
        yield opened


@pytest.fixture
def ann(slack: RecordingSlack) -> Member:
    return slack.member(SOUTHEND, ANN)


@pytest.fixture
async def doors() -> AsyncIterator[tuple[Door, Door]]:
    """Two servers, of which the first is out of order at first."""
    async with AsyncExitStack() as stack:
        both = Door(503, 200), Door(200)
        for door in both:
            app = web.Application()
            app.router.add_post("/", door.handle)
            server = await stack.enter_async_context(TestServer(app))
            door.url = str(server.make_url("/"))
        yield both


def sender(slack: RecordingSlack, *urls: str) -> Sender:
    """One that does not wait between sendings."""
    return Sender(slack, urls, again=(0.0, 0.0, 0.0))


async def test_events_go_to_one_server_after_another_signed(
    slack: RecordingSlack, doors: tuple[Door, Door], ann: Member
) -> None:
    _, well = doors
    one = sender(slack, well.url, well.url)
    await one.ask((ann.mentions(str(number)) for number in itertools.count()), 4, 1000.0)
    assert len(one.sent) == len(one.acks) == 4
    assert well.heard == [""] * 4
    assert all(well.signed)
    assert one.resent == 0


async def test_what_is_not_acknowledged_is_sent_again_to_the_next(
    slack: RecordingSlack, doors: tuple[Door, Door], ann: Member
) -> None:
    broken, well = doors
    one = sender(slack, broken.url, well.url)
    assert await one.send(ann.mentions("?"))
    assert (broken.heard, well.heard) == ([""], ["1"])
    assert (one.resent, one.given_up, len(one.acks), len(one.sent)) == (1, 0, 1, 1)


async def test_what_nobody_takes_is_sent_three_times_more_and_then_given_up(
    slack: RecordingSlack, ann: Member
) -> None:
    one = sender(slack, f"http://127.0.0.1:{unused_port()}/")
    assert not await one.send(ann.mentions("?"))
    assert (one.resent, one.given_up, one.acks) == (3, 1, [])
    assert len(AGAIN) == 3


async def test_an_event_goes_out_at_its_time_whether_or_not_those_before_it_were_taken(
    slack: RecordingSlack, doors: tuple[Door, Door], ann: Member
) -> None:
    _, well = doors
    nobody = f"http://127.0.0.1:{unused_port()}/"
    one = Sender(slack, (nobody, well.url, well.url), again=(0.2, 0.2, 0.2))
    await one.ask((ann.mentions(str(number)) for number in range(3)), 3, 1000.0)
    assert well.heard == ["", "", "2"]  # the first time it is sent again, nobody is there either
