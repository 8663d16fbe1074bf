"""A Slack that takes note of what it would not take, for odd requests may lead to odd calls."""

import itertools
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.fuzz.bounds import bounded
from tests.fuzz.slack.acts import Acts, all_acts
from tests.slack import signed
from tests.slack.conftest import NOW, Door, OpenDoor, finder, open_door
from tests.slack.recording import RecordingSlack
from tests.slack.signed import Reply
from tests.slack.workspace import SOUTHEND

PATIENCE = 10.0  # seconds for what a request has the door do

__all__ = ["finder", "open_door"]  # fixtures, as they are


@pytest.fixture
async def slack() -> AsyncIterator[RecordingSlack]:
    """A Slack with one workspace."""
    async with RecordingSlack(SOUTHEND) as opened:
        opened.issued.skip(NOW.timestamp() - time.time())
        yield opened


class Doorstep:
    """An open door and its Slack; `acts` are all that people do there.

    A minute passes with each look at the clock, so that nobody asks too much.
    """

    def __init__(self, slack: RecordingSlack, door: Door, acts: Acts) -> None:
        self.slack, self.door, self.acts = slack, door, acts

    async def sent(self, body: bytes, kind: str, **instead: str) -> Reply:
        """What signed bytes are answered with, once all that comes of them is done."""
        headers = signed.headers(self.slack.signing_secret, body, kind) | instead
        with bounded():
            reply = await self.slack.send_raw(self.door.url, body, headers)
            await self.door.front.drain(PATIENCE)
        assert not self.door.front.answering
        return reply


@pytest.fixture
async def doorstep(slack: RecordingSlack, open_door: OpenDoor) -> Doorstep:
    """A door that has shown people all that can be pressed and filled in."""
    minutes = itertools.count()
    door = await open_door(now=lambda: NOW + timedelta(minutes=next(minutes)), second_look=0.01)
    return Doorstep(slack, door, await all_acts(slack, door))
