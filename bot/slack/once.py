"""Each event is answered once, on however many replicas; a failure is told, never silent."""

import asyncio
import hashlib
import json
import logging
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import wording
from bot.slack.front import Front
from bot.store import events

log = logging.getLogger(__name__)

Listener = Callable[[AsyncArgs], Awaitable[None]]
Apology = Callable[[AsyncArgs, str], Awaitable[None]]


def once(front: Front, listener: Listener, apologise: Apology) -> Listener:
    """The listener, run for the first of however many equal requests, all of them acknowledged.

    Whoever comes while the first is being answered looks again when its lease is over: what is
    acknowledged is not sent again, and a process that died has answered nobody.
    """

    async def listening(args: AsyncArgs) -> None:
        await args.ack()
        args.client.session = front.session  # Bolt makes a client for each request
        if not await front.see_through(answered(args)):
            await asyncio.sleep(front.second_look)
            await front.see_through(answered(args))

    async def answered(args: AsyncArgs) -> bool:
        """Whether this request was ours to answer."""
        key = key_of(args.request)
        try:
            if not await events.claim(front.store, key, front.now()):
                return False
            await listener(args)
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody is left in silence
            reference = noted(error)
            await apologise(args, wording.APOLOGY.format(reference=reference))
        await events.finish(front.store, key, front.now())
        return True

    return listening


def noted(error: BaseException) -> str:
    """Log an error by its kind and place, under the reference that is returned.

    No more than that: a message or a traceback could hold what somebody asked.
    """
    reference = uuid4().hex[:8]
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    place = f"{Path(frame.f_code.co_filename).name}:{line}"
    log.error("reference %s: %s in %s", reference, type(error).__name__, place)
    return reference


def key_of(request: AsyncBoltRequest) -> str:
    """What names a request: its event id, its trigger id, else the digest of its body."""
    body = request.body
    name = body.get("event_id") or body.get("trigger_id")
    if name:
        return f"slack:{name}"
    text = json.dumps(body, sort_keys=True)
    return f"slack:{hashlib.sha256(text.encode()).hexdigest()}"
