"""Slash commands, and the modals that they open when called bare; answers are private."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import wording
from bot.blocks import said
from bot.front import Person
from bot.slack.front import SlackFront, dress
from bot.slack.once import once
from bot.slack.replies import asked_of, person_of, way_back, whisper
from bot.slack.typed import as_typed
from bot.views import (
    CLAUSE_MODAL,
    DEADLINE_MODAL,
    PROTOCOL_MODAL,
    ROUTE_MODAL,
    View,
    clause_modal,
    deadline_modal,
    filled,
    protocol_modal,
    route_modal,
)


@dataclass(frozen=True)
class Command:
    """A slash command: the word of our grammar that it stands for, and what its help says."""

    verb: str
    usage: str


COMMANDS = {
    "/protocol": Command("", wording.PROTOCOL_USAGE),
    "/deadline": Command("deadline", wording.DEADLINE_USAGE),
    "/route": Command("route", wording.ROUTE_USAGE),
    "/clause": Command("clause", wording.CLAUSE_USAGE),
}
ASKING = (PROTOCOL_MODAL, DEADLINE_MODAL, ROUTE_MODAL, CLAUSE_MODAL)


def register(app: AsyncApp, front: SlackFront) -> None:
    """Listen to the commands, and to the modals that ask something."""

    async def command(args: AsyncArgs) -> None:
        await _command(args, front)

    async def submitted(args: AsyncArgs) -> None:
        await _submitted(args, front)

    async def apologise(args: AsyncArgs, words: str) -> None:
        await whisper(args, [said(words)])

    for name in COMMANDS:
        app.command(name)(once(front, command, apologise))
    for name in ASKING:
        app.view(name)(once(front, submitted, apologise))


async def _command(args: AsyncArgs, front: SlackFront) -> None:
    body = args.body
    command, text = COMMANDS[body["command"]], as_typed(body.get("text", "")).strip()
    person = person_of(args)
    if text.casefold() == "help":
        await whisper(args, [said(command.usage)])
    elif text:
        typed = f"{command.verb} {text}".strip()
        await whisper(args, dress(await front.reply(person, typed), private=True))
    elif closed := await front.closed(person.tenant):
        await whisper(args, [said(closed)])
    else:
        await _open(args, front, body["command"])


async def _open(args: AsyncArgs, front: SlackFront, command: str) -> None:
    body = args.body
    view = await modal(front, person_of(args), command, body)
    await args.client.views_open(trigger_id=body["trigger_id"], view=view)


async def modal(front: SlackFront, person: Person, command: str, body: Mapping[str, Any]) -> View:
    """The modal of a command that was called bare; it holds the way back."""
    slugs = (await front.tenant(person.tenant)).councils
    books = [front.desk.rulebook(slug) for slug in slugs]
    councils = [book.council for book in books]
    metadata = way_back(body, slugs[0] if len(slugs) == 1 else "")
    if command == "/deadline":
        return deadline_modal(books, metadata=metadata)
    if command == "/route":
        matters, role = front.desk.library.matters, await front.role(person)
        return route_modal(matters, councils, asker=role, metadata=metadata)
    if command == "/clause":
        return clause_modal(books, metadata=metadata)
    return protocol_modal(councils, metadata=metadata)


async def _submitted(args: AsyncArgs, front: SlackFront) -> None:
    asked = filled(args.body["view"])
    person = person_of(args)
    council = asked.council or asked_of(args.body["view"])
    if council and (refusal := await front.out_of_date(person.tenant, council)):
        await whisper(args, [said(refusal)])
        return
    reply = await front.reply(person, asked.ask, asker=asked.asker, council=council)
    await whisper(args, dress(reply, private=True))
