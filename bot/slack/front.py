"""What Slack's listeners share: the desk, the store, the clock; who asks, and of which council."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientSession
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.answer import Answer
from bot.asker import Asker
from bot.blocks import Message, render, said
from bot.conversation import NOT_KEPT, Resolved, is_courtesy, resolve
from bot.desk import Desk
from bot.errors import BadRequest
from bot.privacy import personal_data
from bot.request import LONGEST, Ask, HelpWanted, read
from bot.store import people, rate, recent, tenants, threads
from bot.store.events import LEASE
from bot.store.tenants import Tenant

PLATFORM = "slack"
LONDON = ZoneInfo("Europe/London")  # every council is in the United Kingdom


@dataclass(frozen=True)
class Person:
    """A person in a workspace; both are Slack's ids."""

    team: str
    user: str


@dataclass(frozen=True)
class Place:
    """A thread, or a conversation without one: `thread` is its first message's timestamp."""

    channel: str
    thread: str
    begins: bool = False  # whether this message is the thread's first

    @property
    def key(self) -> str:
        """The name under which the thread is remembered."""
        return f"{self.channel}:{self.thread}"


@dataclass(frozen=True)
class Front:
    """What the listeners work with.

    `councils` are those of a workspace that is not bound to any yet: empty where an admin has to
    choose. `admins` are Slack user ids; `installer` gives that of whoever installed the app in a
    workspace. One thread encodes questions: two cores have no room for more, and a queue is kinder
    than a crowd. `answering` are the answers under way. An event that another process is answering
    is looked at again after `second_look` seconds: that process may have died.
    """

    desk: Desk
    store: AsyncEngine
    now: Callable[[], datetime]
    councils: tuple[str, ...] = ()
    admins: frozenset[str] = frozenset()
    installer: Callable[[str], Awaitable[str | None]] | None = None
    bench: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))
    answering: set[asyncio.Task[bool]] = field(default_factory=set)
    second_look: float = LEASE.total_seconds() + 1.0
    session: ClientSession | None = None  # for calls to Slack, so that connections are kept

    @property
    def today(self) -> date:
        """The day in London."""
        return self.now().astimezone(LONDON).date()

    async def tenant(self, team: str) -> Tenant:
        """The workspace as the store has it; one that nobody has bound has the front's councils."""
        known = await tenants.tenant_of(self.store, PLATFORM, team)
        return known or Tenant(PLATFORM, team, self.councils, off=False)

    async def role(self, person: Person) -> Asker | None:
        """The role that a person chose to have kept."""
        return await people.role_of(self.store, PLATFORM, person.team, person.user)

    async def is_admin(self, person: Person) -> bool:
        """Whether this person may bind the workspace to a council, and switch the bot off there."""
        if person.user in self.admins:
            return True
        return self.installer is not None and await self.installer(person.team) == person.user

    async def see_through(self, answer: Coroutine[Any, Any, bool]) -> bool:
        """Work on an answer that `drain` waits for."""
        task = asyncio.ensure_future(answer)
        self.answering.add(task)
        task.add_done_callback(self.answering.discard)
        return await task

    async def drain(self, seconds: float) -> None:
        """Let the answers under way be finished, for so many seconds at most."""
        if self.answering:
            await asyncio.wait(self.answering, timeout=seconds)

    async def closed(self, team: str) -> str:
        """Why nobody gets an answer in a workspace, in a sentence; empty when they do."""
        tenant = await self.tenant(team)
        if tenant.off:
            return wording.SWITCHED_OFF
        return "" if tenant.councils else wording.NO_COUNCIL_YET

    async def refusal(self, person: Person) -> str:
        """Why this person gets no answer now, in a sentence; empty when they do get one."""
        if closed := await self.closed(person.team):
            return closed
        if not await rate.allowed(self.store, PLATFORM, person.team, person.user, self.now()):
            return wording.TOO_MANY
        return ""

    async def council(self, team: str, text: str = "", chosen: str = "") -> str:
        """The workspace's council that a text names; else its first. Tenants never meet.

        One that was `chosen` before is kept to, while it is the workspace's.
        """
        councils = (await self.tenant(team)).councils
        if chosen in councils:
            return chosen
        typed = " ".join(text.casefold().replace("-", " ").split())
        named = (slug for slug in councils if any(name in typed for name in self._names(slug)))
        return next(named, councils[0])

    async def answer(
        self, council: str, text: str, asker: Asker | None, on: date | None = None
    ) -> Answer | None:
        """The desk's answer to what was typed, worked out off the event loop; None for "help".

        Raises BadRequest for what cannot be answered as typed.
        """
        wanted = read(text, self.desk.known)
        if isinstance(wanted, HelpWanted):
            return None
        loop = asyncio.get_running_loop()
        day = on or self.today
        return await loop.run_in_executor(self.bench, self.desk.answer, wanted, council, asker, day)

    async def reply(
        self,
        person: Person,
        text: str,
        *,
        asker: Asker | None = None,
        council: str = "",
        own: bool = True,
    ) -> tuple[Message, ...]:
        """What is said, privately, to a text that stands alone.

        `asker` and `council` are those that were chosen. The text joins the person's recent
        questions, if it is in their `own` words.
        """
        if refusal := await self.refusal(person):
            return (said(refusal),)
        council = await self.council(person.team, text, council)
        messages = await self._answered(person, Resolved(text, asker=asker), council, private=True)
        if own:
            await self._keep(person, text, council)
        return messages

    async def reply_in(self, person: Person, text: str, place: Place) -> tuple[Message, ...]:
        """What is said to a text in a thread, which may lean on the thread's earlier question."""
        if is_courtesy(text):
            return (said(await self.closed(person.team) or wording.WELCOME),)
        if refusal := await self.refusal(person):
            return (said(refusal),)
        resolved = resolve(text, await self._earlier(person, place))
        if len(text) <= LONGEST:
            kept = NOT_KEPT if personal_data(text) else text
            await threads.remember(
                self.store, PLATFORM, person.team, place.key, person.user, kept, self.now()
            )
        council = await self.council(person.team, resolved.question)
        messages = await self._answered(person, resolved, council, private=False)
        await self._keep(person, resolved.question, council)
        return messages

    async def shown(
        self,
        council: str,
        text: str,
        asker: Asker | None,
        *,
        private: bool,
        on: date | None = None,
        page: int = 0,
    ) -> tuple[Message, ...]:
        """The messages of an answer; what cannot be answered as typed is said in a sentence."""
        try:
            answer = await self.answer(council, text, asker, on)
        except BadRequest as error:
            return (said(_here(str(error), council)),)
        if answer is None:
            return (said(wording.HELP),)
        named = self.desk.library.rulebooks[council].council
        day = on or self.today
        return render(answer, named, private=private, asker=asker, on=day, page=page)

    async def _earlier(self, person: Person, place: Place) -> tuple[str, ...]:
        """What the person asked in a thread; in one that they begin, nothing."""
        if place.begins:
            return ()
        return await threads.earlier(self.store, PLATFORM, person.team, place.key, person.user)

    async def _answered(
        self, person: Person, resolved: Resolved, council: str, *, private: bool
    ) -> tuple[Message, ...]:
        asker, page = resolved.asker or await self.role(person), resolved.page
        return await self.shown(council, resolved.question, asker, private=private, page=page)

    async def _keep(self, person: Person, question: str, council: str) -> None:
        """Remember a question for its own asker, unless it holds somebody's personal data."""
        try:
            asked = read(question, self.desk.known)
        except BadRequest:
            return
        if isinstance(asked, Ask) and not personal_data(question):
            await recent.remember(
                self.store, PLATFORM, person.team, person.user, question, council, self.now()
            )

    def _names(self, slug: str) -> tuple[str, ...]:
        """What people call a council: by its short name, and by that of its folder."""
        short = self.desk.library.rulebooks[slug].council.short_name
        return tuple(name.casefold().replace("-", " ") for name in (short, slug))


def _here(words: str, council: str) -> str:
    """A refusal that names a command of the terminal's, with Slack's own instead."""
    words = words.replace(wording.RULES_LISTED.format(slug=council), wording.RULES_LISTED_HERE)
    return words.replace(wording.MATTERS_LISTED, wording.MATTERS_LISTED_HERE)
