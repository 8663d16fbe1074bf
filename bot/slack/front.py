"""What Slack's listeners share: the front, and the session in which Slack is called."""

from dataclasses import dataclass

from aiohttp import ClientSession

from bot import wording
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

    async def out_of_date(self, tenant: str, council: str) -> str:
        """Why a form of a council is not acted on in a tenant, in a sentence; empty when it is."""
        known = await self.tenant(tenant)
        if known.off or not known.councils or council in known.councils:
            return ""
        return wording.FORM_OF_OTHER_COUNCIL


def dress(reply: Reply, *, private: bool, own: bool = True) -> tuple[Message, ...]:
    """A reply as Slack's messages; private ones can be shared.

    What was asked is in the asker's `own` words, or else in those of a message.
    """
    if isinstance(reply, Sentence):
        return (said(reply.words),)
    messages = render(
        reply.answer,
        reply.council,
        private=private,
        asker=reply.asker,
        on=reply.on,
        page=reply.page,
        own=own,
    )
    return (said(reply.note), *messages) if reply.note else messages
