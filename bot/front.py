"""Between a chat platform's door and the desk: who asks, of which council, and how often.

The same for every platform: a door reads what came in, calls `Front`, and dresses the `Reply`.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from bot import hearing, wording
from bot.answer import Answer, DueDate
from bot.asker import Asker
from bot.conversation import NOT_KEPT, is_courtesy, resolve
from bot.desk import Desk
from bot.errors import BadRequest, UnknownName
from bot.notebook import Notebook
from bot.offers import Carried, asker_of, day_of
from bot.privacy import personal_data
from bot.request import LONGEST, Ask, HelpWanted, read
from bot.store import people, rate, recent, tenants, threads
from bot.store.away import Away, Errand, Visits
from bot.store.events import LEASE
from bot.store.pseudonym import Alias, Pseudonyms
from bot.store.tenants import Tenant
from bot.store.within import Store
from bot.tally import SILENT, Tally
from bot.voice import Voice
from retrieval.council import Council

LONDON = ZoneInfo("Europe/London")  # every council is in the United Kingdom
HOLD = 0.4  # seconds; answers take 20 ms, and what has to wait longer does not wait unacknowledged

Found = TypeVar("Found")


@dataclass(frozen=True)
class Person:
    """A person in a workspace or a tenant; both are the platform's ids."""

    tenant: str
    user: str


@dataclass(frozen=True)
class Place:
    """A thread, or a conversation without one, by the name under which it is remembered."""

    key: str
    begins: bool = False  # whether this message is the thread's first


@dataclass(frozen=True)
class Sentence:
    """A sentence on its own: a refusal that says how to mend it, a word of thanks."""

    words: str


@dataclass(frozen=True)
class Answered:
    """An answer, and what a door needs to dress it; `note` is said before it, where it is not "".

    `asker` is who asked, if that is known; `on` the day it was worked out for; `page` which of its
    clauses are wanted.
    """

    answer: Answer
    council: Council
    asker: Asker | None
    on: date
    page: int = 0
    note: str = ""


Reply = Sentence | Answered


@dataclass(frozen=True)
class _Wanted:
    """What a text comes to in its tenant: of which council something is asked, and by whom."""

    council: str
    text: str
    asker: Asker | None
    on: date | None = None
    page: int = 0
    note: str = ""


@dataclass(frozen=True)
class Front:
    """What the listeners of one platform's door work with.

    `councils` are those of a tenant that is not bound to any yet: empty where an admin has to
    choose. `admins` are user ids; `installer` gives that of whoever installed the app in a tenant.
    One thread encodes questions: two cores have no room for more, and a queue is kinder than a
    crowd. `answering` are the answers under way. An event that another process is answering is
    looked at again after `second_look` seconds: that process may have died. An event is
    acknowledged when it is answered, or after `hold` seconds. While the store is away, to which
    `visits` are made, the `notebook` stands in for it.
    What is stored of a person stands under an alias that `pseudonyms` makes. `tally` counts.
    """

    desk: Desk
    store: AsyncEngine
    now: Callable[[], datetime]
    pseudonyms: Pseudonyms
    platform: str
    voice: Voice
    councils: tuple[str, ...] = ()
    admins: frozenset[str] = frozenset()
    installer: Callable[[str], Coroutine[Any, Any, str | None]] | None = None
    bench: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))
    answering: set[asyncio.Task[bool]] = field(default_factory=set)
    going: set[asyncio.Task[None]] = field(default_factory=set)
    second_look: float = LEASE.total_seconds() + 1.0
    hold: float = HOLD
    visits: Visits = field(default_factory=Visits)
    notebook: Notebook = field(default_factory=Notebook)
    tally: Tally = SILENT

    @property
    def today(self) -> date:
        """The day in London."""
        return self.now().astimezone(LONDON).date()

    # ---------------------------------------------------------------------------------- the store
    async def visit(self, errand: Errand, visit: Coroutine[Any, Any, Found]) -> Found:
        """What a visit to the store brings. Raises Away, which is counted, within two seconds."""
        try:
            return await self.visits.make(errand, visit)
        except Away:
            self.tally.unstored(errand)
            raise

    async def _asking(
        self, errand: Errand, ask: Callable[[Store | None], Coroutine[Any, Any, Found]]
    ) -> Found:
        """What comes of asking the store, in one transaction; while it is away, without it.

        Raises Away where that cannot be told without it.
        """

        async def visit() -> Found:
            async with self.store.begin() as at:
                return await ask(at)

        try:
            return await self.visit(errand, visit())
        except Away:
            return await ask(None)

    # ------------------------------------------------------------------------- tenants and people
    async def tenant(self, tenant: str) -> Tenant:
        """The tenant as the store has it; one that nobody has bound has the front's councils.

        While the store is away, as it was last. Raises Away where that is not known.
        """
        return await self._asking("tenant", partial(self._tenant, tenant))

    def alias(self, person: Person) -> Alias:
        """What the store knows a person by; no user id goes there."""
        return self.pseudonyms.person(self.platform, person.tenant, person.user)

    def veiled(self, tenant: str, name: str) -> Alias:
        """What the store knows a thread or a message by, whose own name could tell who talks."""
        return self.pseudonyms.place(self.platform, tenant, name)

    async def role(self, person: Person) -> Asker | None:
        """The role that a person chose to have kept."""
        return await self._asking("role", partial(self._role, person))

    async def keep_role(self, person: Person, role: Asker) -> None:
        """Keep the role that a person chose. Raises Away."""
        whose = (self.platform, person.tenant, self.alias(person))
        await self.visit("role", people.keep_role(self.store, *whose, role, self.now()))

    async def is_admin(self, person: Person) -> bool:
        """Whether this person may bind the tenant to a council, and switch the bot off there.

        Raises Away where only the store could tell.
        """
        if person.user in self.admins:
            return True
        if self.installer is None:
            return False
        return await self.visit("settings", self.installer(person.tenant)) == person.user

    async def closed(self, tenant: str) -> str:
        """Why nobody gets an answer in a tenant, in a sentence; empty when they do."""
        return self._closed(await self.tenant(tenant))

    async def refusal(self, person: Person) -> str:
        """Why a person's search is not done now, in a sentence; empty when it is, and it counts."""

        async def ask(at: Store | None) -> str:
            return await self._refusal(await self._tenant(person.tenant, at), person, at)

        return await self._asking("question", ask)

    # ------------------------------------------------------------------------ answers under way
    async def see_through(self, answer: Coroutine[Any, Any, bool]) -> bool:
        """Work on an answer that `drain` waits for."""
        task = asyncio.ensure_future(answer)
        self.answering.add(task)
        task.add_done_callback(self.answering.discard)
        return await task

    def keep_going(self, work: Coroutine[Any, Any, None]) -> None:
        """Work on something that nobody waits for."""
        task = asyncio.ensure_future(work)
        self.going.add(task)
        task.add_done_callback(self.going.discard)

    async def drain(self, seconds: float) -> None:
        """Let the answers under way be finished, for so many seconds at most."""
        if self.answering:
            await asyncio.wait(self.answering, timeout=seconds)

    # ------------------------------------------------------------------------------------ replies
    async def reply(
        self,
        person: Person,
        text: str,
        *,
        asker: Asker | None = None,
        council: str = "",
        own: bool = True,
    ) -> Reply:
        """What is said to a text that stands alone.

        `asker` and `council` are those that were chosen. The text joins the person's recent
        questions, if it is in their `own` words.
        """

        async def ask(at: Store | None) -> _Wanted | Sentence:
            tenant = await self._tenant(person.tenant, at)
            if refusal := await self._refusal(tenant, person, at):
                return Sentence(refusal)
            slug, note = self._council(tenant, text, council)
            if own:
                await self._keep(person, text, slug, at)
            return _Wanted(slug, text, asker or await self._role(person, at), note=note)

        return await self._replied(await self._asking("question", ask))

    async def reply_in(self, person: Person, text: str, place: Place) -> Reply:
        """What is said to a text in a thread, which may lean on the thread's earlier question."""
        if is_courtesy(text):
            return Sentence(await self.closed(person.tenant) or wording.WELCOME)

        async def ask(at: Store | None) -> _Wanted | Sentence:
            tenant = await self._tenant(person.tenant, at)
            if refusal := await self._refusal(tenant, person, at):
                return Sentence(refusal)
            resolved = resolve(text, await self._earlier(person, place, at))
            slug, note = self._council(tenant, resolved.question)
            asker = resolved.asker or await self._role(person, at)
            await self._remember(person, text, place, at)
            await self._keep(person, resolved.question, slug, at)
            return _Wanted(slug, resolved.question, asker, page=resolved.page, note=note)

        return await self._replied(await self._asking("question", ask))

    async def reply_about(self, person: Person, message: str) -> Reply:
        """What governs somebody's message. The words are not the asker's own, and are not kept."""
        text = " ".join(message.split())
        cut = text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0] or text[:LONGEST]
        reply = await self.reply(person, cut, own=False)
        if cut == text or isinstance(reply, Sentence):
            return reply
        note = wording.LONG_MESSAGE.format(longest=LONGEST)
        return replace(reply, note=f"{note} {reply.note}".strip())

    async def again(self, person: Person, what: Carried, page: int = 0) -> Reply:
        """The answer that a button stood under, worked out again for the day it was given for.

        A button answers in its own tenant only, and only of a council that is still the tenant's.
        Where it has to search again, it counts as a question; what a command brings, it only shows.
        """
        slug, text = what["council"], what["ask"]

        async def ask(at: Store | None) -> _Wanted | Sentence:
            tenant = await self._tenant(person.tenant, at)
            refusal = self._not_here(tenant, what)
            if not refusal and self._is_question(text):
                refusal = await self._refusal(tenant, person, at)
            if refusal:
                return Sentence(refusal)
            note = "" if page else self._elsewhere(tenant, text, slug)
            return _Wanted(slug, text, asker_of(what), day_of(what), page, note)

        return await self._replied(await self._asking("question", ask))

    async def due_date(self, what: Carried) -> DueDate:
        """The due date that a button stood under. Raises BadRequest when it is one no longer."""
        answer = await self.answer(what["council"], what["ask"], asker_of(what), day_of(what))
        if isinstance(answer, DueDate):
            return answer
        raise BadRequest(wording.NO_LONGER_DUE)

    async def refused(self, person: Person, what: Carried) -> str:
        """Why a button's press is not acted on here, in a sentence; empty when it is."""
        return self._not_here(await self.tenant(person.tenant), what)

    async def _replied(self, wanted: _Wanted | Sentence) -> Reply:
        if isinstance(wanted, Sentence):
            return wanted
        return await self.shown(
            wanted.council,
            wanted.text,
            wanted.asker,
            on=wanted.on,
            page=wanted.page,
            note=wanted.note,
        )

    async def shown(
        self,
        council: str,
        text: str,
        asker: Asker | None,
        *,
        on: date | None = None,
        page: int = 0,
        note: str = "",
    ) -> Reply:
        """The reply to a text; what cannot be answered as typed is said in a sentence."""
        day, desk = on or self.today, self.desk.now  # the answer and the council's name are of one
        try:
            answer = await self._answer(desk, council, text, asker, day)
        except UnknownName as error:
            listing = self.voice.listings.get(error.noun, error.listing)
            return Sentence(f"{error.told} {listing}".strip())
        except BadRequest as error:
            return Sentence(str(error))
        if answer is None:
            return Sentence(wording.HELP)
        hearing.answered(answer)
        named = desk.library.rulebooks[council].council
        return Answered(answer, named, asker, day, page, note)

    async def answer(
        self, council: str, text: str, asker: Asker | None, on: date | None = None
    ) -> Answer | None:
        """The desk's answer to what was typed, worked out off the event loop; None for "help".

        Raises BadRequest for what cannot be answered as typed.
        """
        return await self._answer(self.desk.now, council, text, asker, on or self.today)

    async def _answer(
        self, desk: Desk, council: str, text: str, asker: Asker | None, day: date
    ) -> Answer | None:
        wanted = read(text, desk.known)
        if isinstance(wanted, HelpWanted):
            return None
        loop = asyncio.get_running_loop()
        work = partial(desk.answer, wanted, council, asker, day)
        return await loop.run_in_executor(self.bench, hearing.timed(work))

    # -------------------------- within a visit's transaction; without one while the store is away
    async def _tenant(self, tenant: str, at: Store | None) -> Tenant:
        """As `tenant` has it."""
        notebook, platform = self.notebook, self.platform
        if at is not None:
            notebook.note(platform, tenant, await tenants.tenant_of(at, platform, tenant))
        known = notebook.tenant(platform, tenant)
        return known or Tenant(platform, tenant, self.councils, off=False)

    def _closed(self, tenant: Tenant) -> str:
        """Why nobody gets an answer in this tenant, in a sentence; empty when they do."""
        if tenant.off:
            return self.voice.switched_off
        return "" if tenant.councils else self.voice.no_council

    def _not_here(self, tenant: Tenant, what: Carried) -> str:
        """Why a button does nothing in this tenant, in a sentence; empty when it does."""
        if why := self._closed(tenant):
            return why
        return "" if what["council"] in tenant.councils else self.voice.other_council

    async def _refusal(self, tenant: Tenant, person: Person, at: Store | None) -> str:
        """Why this person gets no answer now, in a sentence; empty when they do get one."""
        if why := self._closed(tenant):
            return why
        who = (self.platform, person.tenant, self.alias(person), self.now())
        may = self.notebook.allowed(*who) if at is None else await rate.allowed(at, *who)
        return "" if may else wording.TOO_MANY

    async def _role(self, person: Person, at: Store | None) -> Asker | None:
        if at is None:
            return None
        return await people.role_of(at, self.platform, person.tenant, self.alias(person))

    async def _earlier(self, person: Person, place: Place, at: Store | None) -> tuple[str, ...]:
        """What the person asked in a thread; in one that they begin, nothing."""
        if place.begins or at is None:
            return ()
        thread = self.veiled(person.tenant, place.key)
        return await threads.earlier(
            at, self.platform, person.tenant, thread, self.alias(person), self.now()
        )

    async def _remember(self, person: Person, text: str, place: Place, at: Store | None) -> None:
        """Remember what was said in a thread; of personal data, only that something was."""
        if at is not None and len(text) <= LONGEST:
            kept = NOT_KEPT if personal_data(text) else text
            thread = self.veiled(person.tenant, place.key)
            await threads.remember(
                at, self.platform, person.tenant, thread, self.alias(person), kept, self.now()
            )

    async def _keep(self, person: Person, question: str, council: str, at: Store | None) -> None:
        """Remember a question for its own asker, unless it holds somebody's personal data."""
        if at is not None and self._is_question(question) and not personal_data(question):
            whose = (self.platform, person.tenant, self.alias(person))
            await recent.remember(at, *whose, question, council, self.now())

    def _is_question(self, text: str) -> bool:
        """Whether a text is in a person's own words, so that the protocol is searched."""
        try:
            return isinstance(read(text, self.desk.known), Ask)
        except BadRequest:
            return False

    # ------------------------------------------------------------------------------ which council
    def _council(self, tenant: Tenant, text: str, chosen: str = "") -> tuple[str, str]:
        """The tenant's council that a text names, else its first; and what to say of that.

        One that was `chosen` before is kept to, while it is the tenant's. Tenants never meet.
        """
        named = self.desk.library.named_in(text)
        own = (one for one in tenant.councils if one in named)
        slug = chosen if chosen in tenant.councils else next(own, tenant.councils[0])
        return slug, self._elsewhere(tenant, text, slug)

    def _elsewhere(self, tenant: Tenant, text: str, slug: str) -> str:
        """What is said where a text names a council that is not the tenant's; else nothing.

        Of that council's protocol nothing is said.
        """
        if not self.desk.library.names_another(text, tenant.councils):
            return ""
        several = len(tenant.councils) > 1
        sentence = wording.ONLY_OWN_COUNCILS if several else wording.ONLY_OWN_COUNCIL
        return sentence.format(council=self.desk.library.rulebooks[slug].council.name)
