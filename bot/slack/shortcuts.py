"""From somebody's message: which clause governs it, and when a reply to it is due."""

from datetime import UTC, date, datetime

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.blocks import said
from bot.front import LONDON, Reply
from bot.slack.front import SlackFront, dress
from bot.slack.once import once
from bot.slack.replies import person_of, whisper
from bot.slack.typed import as_typed

WHICH_CLAUSE = "which_clause"
REPLY_DUE_DATE = "reply_due_date"
SHORTCUTS = (WHICH_CLAUSE, REPLY_DUE_DATE)
REPLY_RULE = "enquiry-reply"


def register(app: AsyncApp, front: SlackFront) -> None:
    """Listen to the message shortcuts."""

    async def which_clause(args: AsyncArgs) -> None:
        await whisper(args, dress(await _governing(args, front), private=True, own=False))

    async def reply_due_date(args: AsyncArgs) -> None:
        day = _day(args.body["message"]["ts"])
        typed = f"deadline {REPLY_RULE} {day.isoformat()}"
        await whisper(args, dress(await front.reply(person_of(args), typed), private=True))

    async def apologise(args: AsyncArgs, words: str) -> None:
        await whisper(args, [said(words)])

    app.message_shortcut(WHICH_CLAUSE)(once(front, which_clause, apologise))
    app.message_shortcut(REPLY_DUE_DATE)(once(front, reply_due_date, apologise))


async def _governing(args: AsyncArgs, front: SlackFront) -> Reply:
    """What governs somebody's message. The words are not the asker's own, and are not kept."""
    text = as_typed(args.body["message"].get("text") or "")
    return await front.reply_about(person_of(args), text)


def _day(timestamp: str) -> date:
    """The day in London on which a message was sent; Slack's timestamps are seconds, UTC."""
    return datetime.fromtimestamp(float(timestamp), UTC).astimezone(LONDON).date()
