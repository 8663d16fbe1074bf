"""What Slack's listeners share: the front, and the session in which Slack is called."""

from dataclasses import dataclass

from aiohttp import ClientSession

from bot.blocks import Message, render, said
from bot.front import Front, Reply, Sentence
from bot.voice import SLACK, Voice

PLATFORM = "slack"


@dataclass(frozen=True)
class SlackFront(Front):
    """The front as Slack's door has it; connections to Slack are kept in the `session`."""

    platform: str = PLATFORM
    voice: Voice = SLACK
    session: ClientSession | None = None


def dress(reply: Reply, *, private: bool) -> tuple[Message, ...]:
    """A reply as Slack's messages; private ones can be shared."""
    if isinstance(reply, Sentence):
        return (said(reply.words),)
    messages = render(
        reply.answer,
        reply.council,
        private=private,
        asker=reply.asker,
        on=reply.on,
        page=reply.page,
    )
    return (said(reply.note), *messages) if reply.note else messages
