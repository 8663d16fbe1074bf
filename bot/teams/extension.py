"""The message extension: clauses to quote in a message, and what governs somebody's message.

It works also where the bot is no member: so everything is in the response, which Teams waits five
seconds for, and nothing is posted.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot import wording
from bot.answer import Quote
from bot.card_elements import Element, card, paragraph
from bot.card_forms import found
from bot.cards import MOST_BYTES, CardMessage, activity, quotation, size
from bot.desk import Desk
from bot.front import LONDON, Reply, Sentence
from bot.request import LONGEST
from bot.rulebook import Rulebook
from bot.teams.act import Act
from bot.teams.dialogs import dialog, remark
from bot.teams.front import TeamsFront
from bot.teams.names import REPLY_DUE_DATE, SEARCH, SEARCH_WORDS, WHICH_CLAUSE
from bot.teams.typed import in_words
from bot.teams.wire import Invoked
from retrieval.clause import Clause

REPLY_RULE = "enquiry-reply"
MOST = 10  # clauses in a list: enough to look through, small enough to come in time
KEPT = {"Action.OpenUrl", "Action.ToggleVisibility"}  # what works in a dialog and on others' cards


# ---------------------------------------------------------------------------------------- searching
async def searched(act: Act, front: TeamsFront) -> Invoked:
    """Clauses for the words in the search box, each with the card that is inserted.

    A search counts as a question does.
    """
    value = _dict(act.activity.get("value"))
    words = _words(value) if value.get("commandId") == SEARCH else ""
    if not any(char.isalnum() for char in words):
        return told(await front.closed(act.person.tenant) or wording.TYPE_TO_SEARCH)
    if why := await front.refusal(act.person):
        return told(why)
    skip = _skipped(value)
    results = [one async for one in _all_results(act, front, words)][skip : skip + MOST]
    return _listed(results) if results or skip else told(wording.NOTHING_FOUND)


def told(words: str) -> Invoked:
    """A sentence in the place of results."""
    return Invoked(body={"composeExtension": {"type": "message", "text": words}})


async def _all_results(act: Act, front: TeamsFront, words: str) -> AsyncIterator[dict[str, Any]]:
    """What is found in each of the tenant's councils, which are named where they are several."""
    councils, loop = (await front.tenant(act.person.tenant)).councils, asyncio.get_running_loop()
    desk = front.desk.now
    for book in map(desk.rulebook, councils):
        for clause in await loop.run_in_executor(front.bench, _clauses, desk, book, words):
            yield _result(book, clause, named=len(councils) > 1)


def _clauses(desk: Desk, book: Rulebook, words: str) -> list[Clause]:
    """The clause of this number; else those that govern; else those that hold every word."""
    if named := book.protocol.clause(words):
        return [named]
    ranking = desk.search(book.protocol.slug, words)
    if ranking.answers:
        return [one.clause for one in ranking.found]
    typed = words.casefold().split()
    return [one for one in book.protocol.clauses if _holds(one, typed)]


def _holds(clause: Clause, typed: Iterable[str]) -> bool:
    text = f"{clause.heading_path} {clause.text}".casefold()
    return all(word in text for word in typed)


def _result(book: Rulebook, clause: Clause, *, named: bool) -> dict[str, Any]:
    quote = Quote(clause, book.council.citation(clause.label), 1.0)
    inserted = quotation(quote, book.council, book.version).card
    return found(quote, inserted, council=book.council.short_name if named else "")


def _listed(results: list[dict[str, Any]]) -> Invoked:
    listed = {"type": "result", "attachmentLayout": "list", "attachments": results}
    return Invoked(body={"composeExtension": listed})


def _words(value: dict[str, Any]) -> str:
    given = value.get("parameters")
    for one in given if isinstance(given, list) else []:
        if _dict(one).get("name") == SEARCH_WORDS:
            return " ".join(str(one.get("value") or "")[:LONGEST].split())
    return ""


def _skipped(value: dict[str, Any]) -> int:
    """How many results the person has seen already."""
    skip = _dict(value.get("queryOptions")).get("skip")
    return max(0, skip) if isinstance(skip, int) else 0


# ------------------------------------------------------------------------------------- on a message
async def used(act: Act, front: TeamsFront) -> Invoked:
    """What governs a message, or when a reply to it is due, in a dialog."""
    value = _dict(act.activity.get("value"))
    message = _dict(value.get("messagePayload"))
    if value.get("commandId") == WHICH_CLAUSE:
        reply = await front.reply_about(act.person, in_words(_body(message)))
        return _dialog(front, wording.WHICH_CLAUSE_TITLE, reply)
    if value.get("commandId") == REPLY_DUE_DATE:
        return _dialog(front, wording.REPLY_DUE_TITLE, await _due(act, front, message))
    return remark(wording.NO_LONGER_HERE)


async def closed(_act: Act, _front: TeamsFront) -> Invoked:
    """A dialog of ours has nothing to submit; it closes."""
    return Invoked()


async def _due(act: Act, front: TeamsFront, message: dict[str, Any]) -> Reply:
    day = _day(message.get("createdDateTime"))
    if day is None:
        return Sentence(wording.NO_DATE_ON_MESSAGE)
    return await front.reply(act.person, f"deadline {REPLY_RULE} {day.isoformat()}")


def _body(message: dict[str, Any]) -> str:
    content = _dict(message.get("body")).get("content")
    return content if isinstance(content, str) else ""


def _day(moment: object) -> date | None:
    """The day in London of a moment as Teams writes it, in UTC unless it says otherwise."""
    try:
        at = datetime.fromisoformat(str(moment))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(LONDON).date()


def _dialog(front: TeamsFront, title: str, reply: Reply) -> Invoked:
    if isinstance(reply, Sentence):
        return remark(reply.words)
    return dialog(title, _one_card(front.dress(reply, private=False)))


def _one_card(messages: Iterable[CardMessage]) -> Element:
    """The cards of an answer as one, without what cannot be pressed; what does not fit is left."""
    body: list[Element] = []
    speak = ""
    for message in messages:
        more = [*body, *_still(message.card["body"])]
        shown = card(more, speak=speak or message.text)
        if body and size(activity(replace(message, card=shown))) > MOST_BYTES:
            body.append(paragraph(wording.MORE_IN_A_CHAT, bold=True))
            break
        body, speak = more, speak or message.text
    return card(body, speak=speak)


def _still(body: Iterable[Element]) -> Iterator[Element]:
    """The elements without buttons that would need the bot in the conversation."""
    for element in body:
        if element["type"] != "ActionSet":
            yield element
        elif actions := [one for one in element["actions"] if one["type"] in KEPT]:
            yield element | {"actions": actions}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
