"""A listener of Bolt's that answers each event once, and acknowledges it when it may."""

import hashlib
import json
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import once as first
from bot.slack.front import SlackFront

RESENT = "x-slack-retry-num"  # Bolt has the names of headers in small letters

Listener = Callable[[AsyncArgs], Awaitable[None]]
Apology = Callable[[AsyncArgs, str], Awaitable[None]]


def once(front: SlackFront, listener: Listener, apologise: Apology) -> Listener:
    """The listener, run for the first of however many equal requests, all of them acknowledged."""

    async def listening(args: AsyncArgs) -> None:
        args.client.session = front.session  # Bolt makes a client for each request
        await first.once(
            front,
            [first.Key(key_of(args.request))],
            lambda: listener(args),
            lambda words: apologise(args, words),
            resent=RESENT in args.request.headers,
        )
        await args.ack()

    return listening


def key_of(request: AsyncBoltRequest) -> str:
    """What names a request: its event id, its trigger id, else the digest of its body."""
    body = request.body
    name = body.get("event_id") or body.get("trigger_id")
    if name:
        return f"slack:{name}"
    text = json.dumps(body, sort_keys=True)
    return f"slack:{hashlib.sha256(text.encode()).hexdigest()}"
