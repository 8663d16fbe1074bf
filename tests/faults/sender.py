"""Sends events as Slack does: signed, to whichever server is next, and again if nobody has them.

Slack waits three seconds for a 200, and sends what it does not get one for again: at once, after a
minute, and after five. Here a minute is six seconds.
"""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aiohttp import ClientError

from tests.slack.recording import RecordingSlack
from tests.slack.shown import Given

AGAIN = (0.0, 6.0, 30.0)  # seconds before each time that an event is sent again
TAKEN = 200


@dataclass
class Sender:
    """Sends each event to one of `urls` in turn; remembers when each was sent first, by its ts.

    `acks` are the seconds until each was acknowledged; `resent` counts the sendings after the
    first, `last_resent` says when (in seconds of `time.monotonic`) the last of them was.
    """

    slack: RecordingSlack
    urls: Sequence[str]
    again: Sequence[float] = AGAIN
    sent: dict[str, float] = field(default_factory=dict)
    acks: list[float] = field(default_factory=list)
    given_up: int = 0
    resent: int = 0
    last_resent: float = 0.0
    _turn: Iterator[int] = field(default_factory=itertools.count)

    async def ask(self, asked: Iterator[Given], count: int, rate: float) -> None:
        """Send so many, each at its time, whether or not those before it are answered."""
        began = time.monotonic()
        async with asyncio.TaskGroup() as sending:
            for number, event in enumerate(itertools.islice(asked, count)):
                await asyncio.sleep(began + number / rate - time.monotonic())
                sending.create_task(self.send(event))

    async def send(self, event: Given) -> bool:
        """Send an event until it is acknowledged; whether it was at last."""
        self.sent[event["event"]["ts"]] = time.monotonic()
        for retry, pause in enumerate((None, *self.again)):
            if pause is not None:
                await asyncio.sleep(pause)
                self.resent, self.last_resent = self.resent + 1, time.monotonic()
            if await self._taken(event, retry):
                return True
        self.given_up += 1
        return False

    async def _taken(self, event: Given, retry: int) -> bool:
        url = self.urls[next(self._turn) % len(self.urls)]
        try:
            reply = await self.slack.send(url, event, retry=retry)
        except (ClientError, OSError, TimeoutError):
            return False
        if reply.status != TAKEN:
            return False
        self.acks.append(reply.seconds)
        return True
