"""A bot at work while the index is released anew and taken back: no restart, no question lost."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.slack.recording import RecordingSlack
from tests.slack.test_serve import Set, over, served
from tests.slack.workspace import SOUTHEND, Person
from tests.test_releasing import OTHER, QUESTION, WORDS, Place, place, reword

pytestmark = pytest.mark.model
__all__ = ["over", "place"]  # fixtures

EVERY = 0.1  # seconds between questions
SWITCHED = 60.0  # seconds at most for a switch: five between looks, and a busy machine


@dataclass
class Asking:
    """Questions without a pause, each in a thread of its own, and what was answered."""

    slack: RecordingSlack
    door: str
    enough: bool = False
    sent: list[int] = field(default_factory=list)  # the HTTP status of each

    async def go_on(self) -> None:
        """Ask until told otherwise; nobody asks more than a person may."""
        while not self.enough:
            await self.ask(f"U{len(self.sent) // 10:08}")
            await asyncio.sleep(EVERY)

    async def ask(self, user: str) -> None:
        """Ask once."""
        member = self.slack.member(SOUTHEND, Person(user, "asker"))
        self.sent.append((await self.slack.send(self.door, member.mentions(QUESTION))).status)

    async def hear(self, words: str) -> None:
        """Wait for one more answer that holds these words."""
        already = sum(words in text for text in self.words)
        await self.slack.shown.until(
            already + 1, lambda shown: words in shown.words, within=SWITCHED
        )

    @property
    def words(self) -> list[str]:
        return [shown.words for shown in self.slack.shown]


@asynccontextmanager
async def asking(slack: RecordingSlack, door: str) -> AsyncIterator[Asking]:
    """Somebody who asks all the time; at the end every question has been answered."""
    one = Asking(slack, door)
    task = asyncio.ensure_future(one.go_on())
    yield one
    one.enough = True
    await task
    await slack.shown.until(len(one.sent), within=SWITCHED)


async def command(place: Place, *arguments: str) -> None:
    """Run `protocol-bot ARGUMENTS` beside the bot that is at work."""
    settings = {
        "PROTOCOL_BOT_CORPUS": str(place.corpus),
        "PROTOCOL_BOT_INDEX": place.settings.index,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        env={**os.environ, **settings},
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0


async def test_a_bot_at_work_answers_from_each_release_and_loses_no_question(
    slack: RecordingSlack, over: Set, place: Place
) -> None:
    place.wiring.build_index()
    index = Path(place.settings.index)
    async with served(over(corpus=place.corpus), index) as bot:
        async with asking(slack, f"{bot.address}/slack/events") as asker:
            await asker.hear(WORDS)
            reword(place.corpus)
            await command(place, "index")
            await asker.hear(OTHER)
            await command(place, "index", "--roll-back")
            await asker.hear(WORDS)
        assert await bot.stop(signal.SIGTERM) == 0
    assert set(asker.sent) == {200}
    assert len(asker.words) == len(asker.sent)
    assert all(WORDS in text or OTHER in text for text in asker.words)
