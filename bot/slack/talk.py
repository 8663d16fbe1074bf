"""Mentions in a channel and direct messages: answered in the thread, where more can be asked."""

import asyncio
from typing import Any

from aiohttp import ClientError
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError

from bot import wording
from bot.blocks import said
from bot.front import Person, Place
from bot.slack.front import SlackFront, dress
from bot.slack.once import once
from bot.slack.replies import post
from bot.slack.typed import as_typed

LONG = 0.3  # seconds; most answers are there sooner, and a status would only flicker
OWN_WORDS = {None, "file_share", "thread_broadcast"}  # subtypes; others tell of edits, joins, ...


def register(app: AsyncApp, front: SlackFront) -> None:
    """Listen to mentions and direct messages."""

    async def talk(args: AsyncArgs) -> None:
        await _talk(args, front)

    async def apologise(args: AsyncArgs, words: str) -> None:
        event = args.event or {}
        await post(args.client, [said(words)], event["channel"], _thread(event))

    app.event("app_mention", matchers=[_is_persons])(once(front, talk, apologise))
    app.event("message", matchers=[_is_persons, _is_direct])(once(front, talk, apologise))
    for passed_over in ("app_mention", "message"):
        app.event(passed_over)(_pass_over)


async def _talk(args: AsyncArgs, front: SlackFront) -> None:
    event = args.event or {}
    channel, thread = event["channel"], _thread(event)
    person = Person(args.context.team_id or "", event["user"])
    place = Place(f"{channel}:{thread}", begins=thread == event["ts"])
    status = asyncio.ensure_future(_show_status(args, channel, thread))
    try:
        reply = await front.reply_in(person, _text(event), place)
        await post(args.client, dress(reply, private=False), channel, thread)
    finally:
        status.cancel()


async def _pass_over(ack: AsyncAck) -> None:
    """Acknowledge and do nothing: Slack would send again, and again, what nobody listens to."""
    await ack()


async def _is_persons(event: dict[str, Any]) -> bool:
    """Whether it is a person's own words; not an edit, a join, or a bot's."""
    return "user" in event and "bot_id" not in event and event.get("subtype") in OWN_WORDS


async def _is_direct(event: dict[str, Any]) -> bool:
    return event.get("channel_type") == "im"


def _thread(event: dict[str, Any]) -> str:
    """The thread that a message stands in, or begins, by its first message's timestamp."""
    return event.get("thread_ts") or str(event["ts"])


def _text(event: dict[str, Any]) -> str:
    """What was typed; where that is nothing, help is asked for."""
    text = as_typed(event.get("text") or "")
    return text if text.strip() else "help"


async def _show_status(args: AsyncArgs, channel: str, thread: str) -> None:
    """Say that we are at it, where that takes a while; no answer waits for it."""
    await asyncio.sleep(LONG)
    try:
        await args.client.assistant_threads_setStatus(
            channel_id=channel, thread_ts=thread, status=wording.STATUS
        )
    except (SlackApiError, ClientError, TimeoutError):
        return
