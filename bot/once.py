"""Each event is answered once, on however many replicas; a failure is told, never silent.

A platform sends again what nobody acknowledged. So an event is acknowledged when it is answered:
what a process that dies has not answered yet, another is sent.
"""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from bot import wording
from bot.front import Front
from bot.hearing import hearing
from bot.store import events
from bot.store.away import Away

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]
Apologise = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Key:
    """What names an event; one of this name from before the moment `since` was another."""

    name: str
    since: datetime | None = None

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the name, in hexadecimal: a name may hold what somebody typed."""
        return sha256(self.name.encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True)
class _Event:
    """An event that came in, `resent` if not for the first time.

    `settled` is set once nobody has to send it again on our account.
    """

    front: Front
    keys: Sequence[Key]
    work: Work
    apologise: Apologise
    resent: bool
    settled: asyncio.Event


async def once(
    front: Front,
    keys: Sequence[Key],
    work: Work,
    apologise: Apologise,
    *,
    resent: bool = False,
) -> None:
    """Do the work for the first of however many events that share any of these keys.

    Comes back when the event may be acknowledged: when it is answered, or somebody else is at it,
    or after `front.hold` seconds, since no platform waits for ever. The work goes on meanwhile.
    `resent`: the platform says that it has sent the event before.
    """
    event = _Event(front, keys, work, apologise, resent, asyncio.Event())
    front.keep_going(_seen_to(event))
    with suppress(TimeoutError):
        async with asyncio.timeout(front.hold):
            await event.settled.wait()


async def _seen_to(event: _Event) -> None:
    """Answer an event; one that another process is answering is looked at again.

    It has been acknowledged by then, so that nobody sends it a third time, and a process that died
    has answered nobody.
    """
    front = event.front
    try:
        if not await front.see_through(_answered(event, unsure=event.resent)):
            front.tally.repeated(front.platform)
            await asyncio.sleep(front.second_look)
            await front.see_through(_answered(event, unsure=False))
    except Exception as error:  # noqa: BLE001 - a task's error would be logged whole
        noted(error)


async def _answered(event: _Event, *, unsure: bool) -> bool:
    """Whether this event was ours to answer; if `unsure`, only the store can say so."""
    front, ours = event.front, False
    try:
        ours = await _worked(event, unsure=unsure)
    except BaseException:
        front.notebook.seen.release(event.keys)  # it is unanswered, and may come again
        raise
    finally:
        event.settled.set()
    if ours:
        await _finished(front, event.keys)
    return ours


async def _worked(event: _Event, *, unsure: bool) -> bool:
    """Whether this event was ours; if so, the work is done, or the failure told."""
    front = event.front
    try:
        with hearing(front.platform, front.tally):
            if not await _claimed(front, event.keys, unsure=unsure):
                return False
            await event.work()
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody is left in silence
        front.tally.failed(front.platform)
        await event.apologise(sorry(error))
    return True


async def _claimed(front: Front, keys: Sequence[Key], *, unsure: bool) -> bool:
    """Whether an event is ours, by what this process has seen, and by the store if it is there.

    What was sent before, another process may have: with a store that is away or slow, who was first
    is not known yet.
    """
    seen, now = front.notebook.seen, front.now()
    if not seen.claim(keys, now):
        return False
    ours = True
    for key in keys:
        claim = events.claim(front.store, key.digest, now, key.since)
        try:
            ours = await front.visit("claim", claim)
        except Away:
            ours = not unsure
            break
        if not ours:
            break
    if not ours:
        seen.release(keys)
    return ours


async def _finished(front: Front, keys: Sequence[Key]) -> None:
    """Nobody answers this event again; a store that is away is told when it is back."""
    seen, now = front.notebook.seen, front.now()
    seen.finish(keys, now)
    with suppress(Away):
        for key in keys:
            await front.visit("finish", events.finish(front.store, key.digest, now))
            seen.stored([key.digest])


def sorry(error: Exception) -> str:
    """What is said to people of an error, in a sentence or two; it is noted in the log."""
    if isinstance(error, Away):
        return wording.STORE_AWAY
    return wording.APOLOGY.format(reference=noted(error))


def noted(error: BaseException) -> str:
    """Log an error by its kind and place, under the reference that is returned.

    No more than that: a message or a traceback could hold what somebody asked.
    """
    reference = uuid4().hex[:8]
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    place = f"{Path(frame.f_code.co_filename).name}:{line}"
    log.error("reference %s: %s in %s", reference, type(error).__name__, place)
    return reference
