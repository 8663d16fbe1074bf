"""Teams' door: each activity to whatever listens to it.

A message is acknowledged when it is answered, or after two seconds: Teams sends again what takes
fifteen, and a busy Bot Connector may have us wait longer than that. An invoke is answered in its
response, for Teams shows nothing else in its place.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot import once as first
from bot import wording
from bot.hearing import hearing
from bot.once import sorry
from bot.teams import extension, feedback, presses, talk, welcome
from bot.teams.act import Act
from bot.teams.dialogs import remark
from bot.teams.front import TeamsFront
from bot.teams.once import once
from bot.teams.replies import tell
from bot.teams.wire import INVOKE, MESSAGE, Invoked, Turn

PRESSED = "adaptiveCard/action"

Answers = Callable[[Act, TeamsFront], Awaitable[Invoked]]
Says = Callable[[str], Invoked]


def _nothing(_words: str) -> Invoked:
    return Invoked()


# What answers each invoke, and the form in which it would say that something went wrong.
INVOKES: dict[str, tuple[Answers, Says]] = {
    "composeExtension/query": (extension.searched, extension.told),
    "composeExtension/fetchTask": (extension.used, remark),
    "composeExtension/submitAction": (extension.closed, remark),
    "message/fetchTask": (feedback.judged, remark),
    "message/submitAction": (feedback.submitted, _nothing),
    "task/submit": (feedback.finished, remark),
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Door:
    """What Teams' activities are handed to."""

    front: TeamsFront

    async def handle(self, turn: Turn) -> Invoked | None:
        """Take up an activity; the response of an invoke comes back."""
        act = Act(turn)
        kind = act.activity["type"]
        if kind == INVOKE:
            return await self._invoked(act)
        if kind == MESSAGE:
            await self._heard(act)
        elif kind in {"conversationUpdate", "installationUpdate"} and welcome.is_installation(act):
            await self._greet(act)
        return None

    async def _heard(self, act: Act) -> None:
        """A message: a button of an old client, words for the bot, or neither."""
        data = presses.pressed(act)
        if data is not None and not act.is_bots:
            await self._once(act, lambda: presses.submitted(act, self.front, data))
        elif data is None and talk.is_ours(act):
            await self._once(act, lambda: talk.talk(act, self.front))

    async def _once(self, act: Act, work: first.Work) -> None:
        await once(self.front, act, work, lambda words: tell(act, self.front, words))

    async def _greet(self, act: Act) -> None:
        keys = welcome.keys(act)
        await first.once(self.front, keys, lambda: welcome.greet(act, self.front), _say_nothing)

    async def _invoked(self, act: Act) -> Invoked:
        name = str(act.activity.get("name"))
        if name == PRESSED:
            return await presses.executed(act, self.front)
        if name not in INVOKES:
            return Invoked()
        answers, says = INVOKES[name]
        try:
            with hearing(self.front.platform, self.front.tally):
                return await asyncio.wait_for(answers(act, self.front), self.front.patience)
        except TimeoutError:
            self.front.tally.failed(self.front.platform)
            log.warning("an invoke took too long: %s", name)
            return says(wording.TOOK_TOO_LONG)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody is left in silence
            self.front.tally.failed(self.front.platform)
            return says(sorry(error))


async def _say_nothing(_words: str) -> None:
    """A greeting that went wrong is in the log; nobody asked anything."""
