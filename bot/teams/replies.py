"""Messages go out to Teams: to all or, where Teams can, to one; a card it rejects, as plain text.

Nothing that was to be private is shown to all before the person who asked has said so.
"""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from bot import wording
from bot.card_elements import card, execute, paragraph
from bot.cards import Activity, CardMessage, activity, said
from bot.front import Answered, Reply
from bot.hearing import rejected
from bot.offers import Asked
from bot.privacy import personal_data
from bot.store import answers
from bot.store.answers import About
from bot.store.away import Away
from bot.teams.act import Act
from bot.teams.front import TeamsFront
from bot.teams.wire import MESSAGE, NotSent

UNFIT = frozenset({400, 413})  # Teams takes no such card, or none as large
# What Teams answers where it shows nothing to one person alone: the parameter or the person is
# unknown there, or the bot is no member.
UNHEARD_OF = frozenset({400, 403, 404, 405, 501})

SHOW_HERE, WHOSE = "show_here", "whose"

log = logging.getLogger(__name__)


class NotPrivate(Exception):
    """Teams does not show a message to one person alone here."""


async def post(act: Act, front: TeamsFront, messages: Iterable[CardMessage]) -> None:
    """Send messages in order, for all who read here. Raises NotSent."""
    for one in messages:
        await _remember(act, front, one, await _sent(act, one))


async def whisper(act: Act, front: TeamsFront, messages: Iterable[CardMessage]) -> None:
    """Send messages in order, for the person who acted alone. Raises NotPrivate and NotSent."""
    for one in messages:
        try:
            key = await _sent(act, one, private=not act.is_personal)
        except NotSent as error:
            if act.is_personal or error.status not in UNHEARD_OF:
                raise
            raise NotPrivate from None
        await _remember(act, front, one, key)


async def answer(
    act: Act, front: TeamsFront, reply: Reply, *, private: bool, typed: str = ""
) -> None:
    """Send a reply. One that Teams cannot show to one person alone is shown when they say so.

    `typed` is what a sentence was said to. Raises NotSent.
    """
    alone = private and not act.is_personal
    messages = front.dress(reply, private=alone)
    if not alone:
        await post(act, front, messages)
        return
    try:
        await whisper(act, front, messages)
    except NotPrivate:
        log.info("Teams shows nothing to one person alone in a conversation")
        await post(act, front, [await _asking_first(act, front, reply, typed)])


async def tell(act: Act, front: TeamsFront, words: str) -> None:
    """Say a sentence that gives nothing away: to the person alone if possible. Raises NotSent."""
    try:
        await whisper(act, front, [said(words)])
    except NotPrivate:
        await post(act, front, [said(words)])


async def _asking_first(act: Act, front: TeamsFront, reply: Reply, typed: str) -> CardMessage:
    """Whether to show a reply to all. A button holds what was asked, but no personal data."""
    if isinstance(reply, Answered):
        asked = Asked(reply.answer.council, reply.answer.question, reply.asker, reply.on)
    else:
        if why := await front.closed(act.person.tenant):
            return said(why)  # that gives nothing away
        first, *_ = (await front.tenant(act.person.tenant)).councils
        asked = Asked(first, typed, None, front.today)
    if not asked.ask or personal_data(asked.ask):
        return said(wording.ASK_ALONE)
    page = reply.page if isinstance(reply, Answered) else 0
    data = asked.known(page=page) | {WHOSE: act.person.user}
    button = execute(SHOW_HERE, wording.SHOW_HERE_BUTTON, data, label=wording.SHOW_HERE_LABEL)
    words = wording.NOT_PRIVATE
    return CardMessage(words, card([paragraph(words)], [button], speak=words))


async def _sent(act: Act, message: CardMessage, *, private: bool = False) -> str:
    """Send a message, as plain text if Teams takes no card; its id comes back. Raises NotSent."""
    try:
        return await act.turn.send(activity(message), private=private)
    except NotSent as error:
        if error.status not in UNFIT:
            raise
    rejected()
    log.warning("Teams took no card; sent as plain text")
    return await act.turn.send(plain(message), private=private)


def plain(message: CardMessage) -> Activity:
    """A message without its card."""
    return {"type": MESSAGE, "text": message.text, "textFormat": "plain"}


async def _remember(act: Act, front: TeamsFront, message: CardMessage, key: str) -> None:
    """Remember what an opinion on a message would be about; no question with personal data."""
    if message.feedback is None or not key:
        return
    what = message.feedback
    about = About(what["council"], _kept(what["ask"]), _labels(what["shown"]))
    tenant = act.person.tenant
    name = front.veiled(tenant, act.message(key))
    keeping = answers.remember(front.store, front.platform, tenant, name, about, front.now())
    with suppress(Away):  # the answer is out; an opinion on it will say no more than the council
        await front.visit("answers", keeping)


def _kept(text: str) -> str:
    return "" if personal_data(text) else text


def _labels(shown: Sequence[Any]) -> tuple[str, ...]:
    return tuple(str(label) for label in shown)
