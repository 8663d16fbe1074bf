"""Messages go out to Slack; what it rejects goes out again as plain text, so none is lost."""

import asyncio
import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from aiohttp import ClientError
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.blocks import Message
from bot.front import Person
from bot.hearing import rejected, retried
from bot.slack.calls import webhook
from bot.views import PROTOCOL_MODAL

log = logging.getLogger(__name__)

REJECTED = {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"}
OK, SERVER_ERROR = 200, 500
UNOPENED: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}  # links stay unopened
# Without blocks the text itself is shown: `*`, `_`, `~` and backtick in it are no marks of ours.
LITERAL = {**UNOPENED, "mrkdwn": False}
PAUSES = (0.5, 1.0, 2.0)  # seconds; slack_sdk tries a response URL again after 429 only


async def post(
    client: AsyncWebClient, messages: Iterable[Message], channel: str, thread: str | None
) -> None:
    """Post messages in order, for everybody in the channel or thread. Raises SlackApiError."""
    for one in messages:
        try:
            await client.chat_postMessage(
                channel=channel,
                thread_ts=thread,
                text=one.text,
                blocks=list(one.blocks),
                **UNOPENED,
            )
        except SlackApiError as error:
            if error.response.get("error") not in REJECTED:
                raise
            rejected()
            log.warning("Slack rejected blocks; sent as plain text")
            await client.chat_postMessage(
                channel=channel, thread_ts=thread, text=one.text, **LITERAL
            )


async def whisper(
    args: AsyncArgs, messages: Iterable[Message], *, in_channel: bool = False
) -> None:
    """Answer where something was typed or pressed: for that person alone, or for the channel.

    A response URL is good for half an hour and five messages. After that, and where Slack fails
    otherwise, the person is answered in direct messages.
    """
    url, thread = _way_back(args)
    back = webhook(url)
    kind = "in_channel" if in_channel else "ephemeral"
    for one in messages:
        plain = {
            "text": one.text,
            "response_type": kind,
            "replace_original": False,
            **UNOPENED,
            **({"thread_ts": thread} if thread else {}),
        }
        if await _took(back, {**plain, "blocks": list(one.blocks)}):
            continue
        rejected()
        log.warning("Slack took no message with blocks; sent as plain text")
        if not await _took(back, {**plain, **LITERAL}):
            await post(args.client, [one], await direct(args), None)


async def _took(back: AsyncWebhookClient, message: dict[str, Any]) -> bool:
    """Whether Slack took a message; where it stumbles, it is asked again after each pause."""
    try:
        sent = await back.send_dict(message)
        for pause in PAUSES:
            if sent.status_code < SERVER_ERROR:
                break
            retried()
            await asyncio.sleep(pause)
            sent = await back.send_dict(message)
    except (ClientError, TimeoutError):
        return False
    # Some refusals come as 200 with a body that says so.
    return sent.status_code == OK and '"ok":false' not in sent.body.replace(" ", "")


def person_of(args: AsyncArgs) -> Person:
    """Who typed, pressed or sent something, in the workspace where they did.

    Where the app is installed for a whole organisation, Slack leaves the workspace out of its usual
    place in a press; Bolt knows where else it stands.
    """
    return Person(args.context.team_id or "", args.context.user_id or "")


async def direct(args: AsyncArgs) -> str:
    """The channel of direct messages with whoever acted. Raises SlackApiError."""
    opened = await args.client.conversations_open(users=str(args.context.user_id))
    return str(opened["channel"]["id"])


def way_back(body: Mapping[str, Any], council: str) -> str:
    """What a modal must hold so that `whisper` answers where it was opened.

    `council` is the one whose rules or clauses it offers, empty if it offers those of several.
    """
    thread = _thread(body)
    held = {"response_url": body["response_url"], "thread": thread, "council": council}
    return json.dumps(held)


def asked_of(view: Mapping[str, Any]) -> str:
    """The one council whose rules or clauses a modal offered; empty if it takes any question."""
    offered = view["callback_id"] != PROTOCOL_MODAL
    return str(json.loads(view["private_metadata"])["council"]) if offered else ""


def _way_back(args: AsyncArgs) -> tuple[str, str | None]:
    """Where to answer: a response URL, and the thread in which a button or its modal stood."""
    if view := args.body.get("view"):
        held = json.loads(view["private_metadata"])
        return held["response_url"], held["thread"]
    return args.body["response_url"], _thread(args.body)


def _thread(body: Mapping[str, Any]) -> str | None:
    """The thread of a message whose button was pressed, or that a shortcut was used on."""
    where = body.get("container") or body.get("message") or {}
    return where.get("thread_ts")
