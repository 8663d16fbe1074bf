"""Teams' door, with a Bot Connector that takes note of what it would not take."""

import itertools
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from tests.fuzz.bounds import bounded
from tests.fuzz.teams.acts import Acts, all_acts
from tests.slack.conftest import NOW
from tests.teams.conftest import (
    OpenDoor,
    Opened,
    Reply,
    finder,
    keys,
    open_door,
    pauses,
    session,
    teams,
    tokens,
    wire,
)
from tests.teams.connector import RecordingConnector
from tests.teams.payloads import SOUTHEND, Person

PATIENCE = 10.0  # seconds for what an activity has the door do

__all__ = ["finder", "keys", "open_door", "pauses", "session", "teams", "tokens", "wire"]


@pytest.fixture
async def connector() -> AsyncIterator[RecordingConnector]:
    """A Bot Connector."""
    async with RecordingConnector() as opened:
        yield opened


class Doorstep:
    """An open door and its Teams; `acts` are all that people do there.

    A minute passes with each look at the clock, so that nobody asks too much.
    """

    def __init__(self, connector: RecordingConnector, door: Opened, acts: Acts) -> None:
        self.connector, self.door, self.acts = connector, door, acts
        self.ann = Person(SOUTHEND, "Ann", connector.url)

    async def sent(self, body: bytes, **instead: str) -> Reply:
        """What bytes with Teams' token are answered with, once all that comes of them is done."""
        bearer = self.door.keys.bearer(self.connector.url)
        headers = {"Authorization": bearer, "Content-Type": "application/json"} | instead
        with bounded():
            async with (
                ClientSession() as sender,
                sender.post(self.door.url, data=body, headers=headers) as response,
            ):
                reply = Reply(response.status, await response.text())
            await self.door.front.drain(PATIENCE)
        assert not self.door.front.answering
        return reply


@pytest.fixture
async def doorstep(connector: RecordingConnector, open_door: OpenDoor) -> Doorstep:
    """A door that has shown people all that can be pressed and filled in."""
    minutes = itertools.count()
    door = await open_door(now=lambda: NOW + timedelta(minutes=next(minutes)), second_look=0.01)
    return Doorstep(connector, door, await all_acts(connector, door))
