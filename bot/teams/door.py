"""Teams' door: each activity to whatever listens to it.

A message is acknowledged at once and worked on afterwards: Teams sends again what takes fifteen
seconds, and a busy Bot Connector may have us wait longer than that. An invoke is answered in its
response, for Teams shows nothing else in its place.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from bot import once as first
from bot import wording
from bot.once import noted
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
    """What Teams' activities are handed to; `working` are those that were acknowledged."""

    front: TeamsFront
    working: set[asyncio.Task[None]] = field(default_factory=set)

    async def handle(self, turn: Turn) -> Invoked | None:
        """Take up an activity; the response of an invoke comes back."""
        act = Act(turn)
        kind = act.activity["type"]
        if kind == INVOKE:
            return await self._invoked(act)
        if kind == MESSAGE:
            self._heard(act)
        elif kind in {"conversationUpdate", "installationUpdate"} and welcome.is_installation(act):
            self._later(self._greet(act))
        return None

    def _heard(self, act: Act) -> None:
        """A message: a button of an old client, words for the bot, or neither."""
        data = presses.pressed(act)
        if data is not None and not act.is_bots:
            self._later(self._once(act, lambda: presses.submitted(act, self.front, data)))
        elif data is None and talk.is_ours(act):
            self._later(self._once(act, lambda: talk.talk(act, self.front)))

    async def _once(self, act: Act, work: first.Work) -> None:
        await once(self.front, act, work, lambda words: tell(act, self.front, words))

    async def _greet(self, act: Act) -> None:
        keys = welcome.keys(act)
        await first.once(self.front, keys, lambda: welcome.greet(act, self.front), _say_nothing)

    async def _invoked(self, act: Act) -> Invoked:
        name = str(act.activity.get("name"))
        if name == PRESSED:
            return await presses.executed(act, self.front, self._later)
        if name not in INVOKES:
            return Invoked()
        answers, says = INVOKES[name]
        try:
            return await asyncio.wait_for(answers(act, self.front), self.front.patience)
        except TimeoutError:
            log.warning("an invoke took too long: %s", name)
            return says(wording.TOOK_TOO_LONG)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody is left in silence
            return says(wording.APOLOGY.format(reference=noted(error)))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Work on something after Teams has its response."""
        task = asyncio.ensure_future(_noting(work))
        self.working.add(task)
        task.add_done_callback(self.working.discard)


async def _noting(work: Coroutine[Any, Any, None]) -> None:
    """Do some work; what goes wrong with an apology, too, is in the log by its kind alone."""
    try:
        await work
    except Exception as error:  # noqa: BLE001 - a task's error would be logged whole
        noted(error)


async def _say_nothing(_words: str) -> None:
    """A greeting that went wrong is in the log; nobody asked anything."""
