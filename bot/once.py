"""Each event is answered once, on however many replicas; a failure is told, never silent."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from bot import wording
from bot.front import Front
from bot.store import events

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]
Apologise = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Key:
    """What names an event; one of this name from before the moment `since` was another."""

    name: str
    since: datetime | None = None


async def once(front: Front, keys: Sequence[Key], work: Work, apologise: Apologise) -> None:
    """Do the work for the first of however many events that share any of these keys.

    Whoever comes while the first is being answered looks again when its lease is over: what is
    acknowledged is not sent again, and a process that died has answered nobody.
    """
    if not await front.see_through(_answered(front, keys, work, apologise)):
        await asyncio.sleep(front.second_look)
        await front.see_through(_answered(front, keys, work, apologise))


async def _answered(front: Front, keys: Sequence[Key], work: Work, apologise: Apologise) -> bool:
    """Whether this event was ours to answer."""
    try:
        for key in keys:
            if not await events.claim(front.store, key.name, front.now(), key.since):
                return False
        await work()
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody is left in silence
        reference = noted(error)
        await apologise(wording.APOLOGY.format(reference=reference))
    for key in keys:
        await events.finish(front.store, key.name, front.now())
    return True


def noted(error: BaseException) -> str:
    """Log an error by its kind and place, under the reference that is returned.

    No more than that: a message or a traceback could hold what somebody asked.
    """
    reference = uuid4().hex[:8]
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    place = f"{Path(frame.f_code.co_filename).name}:{line}"
    log.error("reference %s: %s in %s", reference, type(error).__name__, place)
    return reference
