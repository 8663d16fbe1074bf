"""What people write to the bot: questions, follow-ups, commands.

Questions are answered where they were asked. Commands in a channel or a group chat, and whatever
was written to the bot alone there, are answered to the person alone.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.card_forms import help_card
from bot.cards import CardMessage
from bot.teams import admins, commands, forms
from bot.teams.act import Act
from bot.teams.commands import SETTINGS
from bot.teams.front import TeamsFront
from bot.teams.names import HELP
from bot.teams.replies import NotPrivate, answer, post, tell, whisper
from bot.teams.typed import as_typed
from bot.teams.wire import NotSent


def is_ours(act: Act) -> bool:
    """Whether a message is meant for the bot, and is a person's."""
    return not act.is_bots and (act.is_personal or act.is_targeted or act.is_mention)


async def talk(act: Act, front: TeamsFront) -> None:
    """Answer a message. Raises NotSent."""
    text = as_typed(act.activity)
    name = commands.bare(text)
    if name == SETTINGS:
        await admins.show(act, front)
    elif name == HELP:
        await _help(act, front)
    elif name:
        if why := await forms.offer(act, front, forms.FORMS[name]):
            await tell(act, front, why)
    else:
        await _answer(act, front, text)


async def _answer(act: Act, front: TeamsFront, text: str) -> None:
    private = not act.is_personal and (
        act.is_targeted or commands.is_command(text, front.desk.known)
    )
    asked = commands.asked(text)
    async with typing(act, front.long, shown=not private):
        reply = await front.reply_in(act.person, asked, act.place(private=private))
        await answer(act, front, reply, private=private, typed=asked)


async def _help(act: Act, front: TeamsFront) -> None:
    """How to ask: what anybody may read, but in a channel it is for whoever wants to know."""
    if why := await front.closed(act.person.tenant):
        await tell(act, front, why)
        return
    card = help_card()
    message = CardMessage(card["speak"], card)
    try:
        await whisper(act, front, [message])
    except NotPrivate:
        await post(act, front, [message])


@asynccontextmanager
async def typing(act: Act, after: float, *, shown: bool) -> AsyncIterator[None]:
    """Show that the bot is typing, where an answer takes a while; no answer waits for it."""
    showing = asyncio.ensure_future(_show_typing(act, after))
    if not shown:
        showing.cancel()
    try:
        yield
    finally:
        showing.cancel()


async def _show_typing(act: Act, after: float) -> None:
    await asyncio.sleep(after)
    try:
        await act.turn.send({"type": "typing"})
    except NotSent:
        return
