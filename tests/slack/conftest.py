"""A door of ours before a recording Slack: real signed requests in, real Web API calls out."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk import Desk
from bot.rulebook import Library
from bot.server import application
from bot.slack import http
from bot.slack.door import Keys, build
from bot.slack.front import PLATFORM, SlackFront
from bot.store.pseudonym import Alias
from retrieval.search import Found, Ranking
from tests.doubles import PSEUDONYMS
from tests.slack.payloads import Member
from tests.slack.recording import RecordingSlack
from tests.slack.workspace import ANN, BOB, HASTINGS, SOUTHEND, Person, Workspace

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # a Sunday


@dataclass
class Finder:
    """A search that finds what a story says; remembers what was asked, of which council.

    `labels` are found for every question, best first (none: the council's first five clauses).
    """

    library: Library
    labels: tuple[str, ...] = ()
    answers: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)
    before: Callable[[], None] = lambda: None  # what happens before a search is done

    def __call__(self, council: str, question: str) -> Ranking:
        self.before()
        self.asked.append((council, question))
        protocol = self.library.rulebooks[council].protocol
        known = [protocol.by_label[one] for one in self.labels if one in protocol.by_label]
        found = tuple(
            Found(clause, 1.0 - rank / 10, 0.9 - rank / 10, ())
            for rank, clause in enumerate(known or protocol.clauses[:5])
        )
        return Ranking(found, 0.9 if self.answers else 0.1, answers=self.answers)


def dawdle(finder: Finder, seconds: float) -> asyncio.Event:
    """Have each search take so long; the event is set when one has begun."""
    loop, begun = asyncio.get_running_loop(), asyncio.Event()

    def before() -> None:
        loop.call_soon_threadsafe(begun.set)
        time.sleep(seconds)

    finder.before = before
    return begun


def stall(finder: Finder) -> tuple[asyncio.Event, Event]:
    """Have each search wait for the second event; the first is set when one has begun."""
    loop, begun, go_on = asyncio.get_running_loop(), asyncio.Event(), Event()

    def before() -> None:
        loop.call_soon_threadsafe(begun.set)
        assert go_on.wait(10.0)

    finder.before = before
    return begun, go_on


@dataclass
class Door:
    """An open door: where to send, and what it works with."""

    url: str
    front: SlackFront
    finder: Finder


OpenDoor = Callable[..., Coroutine[Any, Any, Door]]


@pytest.fixture
async def slack() -> AsyncIterator[RecordingSlack]:
    """A Slack with two workspaces; every story's calls are such as Slack takes."""
    async with RecordingSlack(SOUTHEND, HASTINGS) as opened:
        opened.issued.skip(NOW.timestamp() - time.time())
        yield opened
        assert not opened.refused
        assert all(shown.literal for shown in opened.shown)


def whose(person: Person, home: Workspace = SOUTHEND) -> tuple[str, str, Alias]:
    """Under which platform, tenant and alias a person's traces stand in the store."""
    return PLATFORM, home.team, PSEUDONYMS.person(PLATFORM, home.team, person.id)


@pytest.fixture
def ann(slack: RecordingSlack) -> Member:
    """A person in Southend's workspace, who is no admin."""
    return slack.member(SOUTHEND, ANN)


@pytest.fixture
def finder(library: Library) -> Finder:
    """What the door's search finds."""
    return Finder(library)


@pytest.fixture
async def open_door(
    slack: RecordingSlack, store: AsyncEngine, finder: Finder, library: Library
) -> AsyncIterator[OpenDoor]:
    """Opens a door over HTTP for one workspace; called twice, two replicas over one store."""
    async with AsyncExitStack() as stack:

        async def opened(
            slowest: float = http.SLOWEST,
            **settings: Any,  # noqa: ANN401 - any of Front's
        ) -> Door:
            known: dict[str, Any] = {
                "desk": Desk(library, finder),
                "store": store,
                "councils": ("southend",),
                "admins": frozenset({BOB.id}),
                "now": lambda: NOW,
                "pseudonyms": PSEUDONYMS,
            }
            front = SlackFront(**(known | settings))
            keys = Keys(slack.signing_secret, SOUTHEND.bot_token, base_url=slack.api_url)
            routes = http.routes(build(front, keys), slack.signing_secret, slowest)
            app = application(routes)
            server = TestServer(app)
            await server.start_server()
            stack.push_async_callback(server.close)
            stack.push_async_callback(front.drain, 5.0)
            return Door(str(server.make_url("/slack/events")), front, finder)

        yield opened


@pytest.fixture
async def door(open_door: OpenDoor) -> Door:
    """A door for one workspace, whose council is Southend."""
    return await open_door()
