"""Microsoft on loopback ports: keys that sign, a Bot Connector that records, and wires to them."""

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk import Desk
from bot.rulebook import Library
from bot.server import application
from bot.store.pseudonym import Alias
from bot.teams import calendar, calls, http
from bot.teams.builder import BuilderWire
from bot.teams.builder import Keys as MicrosoftsKeys
from bot.teams.calls import Connector, Tokens
from bot.teams.door import Door
from bot.teams.front import PLATFORM, TeamsFront
from bot.teams.hosts import is_loopback
from bot.teams.wire import Activity, Handler, Invoked, Turn, Wire
from tests.doubles import PSEUDONYMS
from tests.slack.conftest import NOW, Finder
from tests.teams.connector import RecordingConnector
from tests.teams.keys import APP_ID, Keys
from tests.teams.payloads import HASTINGS, SOUTHEND, Person

TOKEN = "the bot's own token"  # noqa: S105 - it opens nothing


class OwnTokens(Tokens):
    """One token; counts how often another was wanted."""

    def __init__(self) -> None:
        self.forgotten = 0

    async def get(self) -> str:
        return TOKEN

    def forget(self) -> None:
        self.forgotten += 1


@dataclass
class Pauses:
    """What waits between calls: not at all; remembers for how long it was asked to."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


Maker = Callable[[Keys, Connector], Wire]


def botbuilder(keys: Keys, connector: Connector) -> Wire:
    known = MicrosoftsKeys(connector.session, keys.url)
    return BuilderWire(APP_ID, known, connector, is_loopback)


# Each SDK that the door could stand on; the contract of test_wire.py holds for every row.
MAKERS: dict[str, Maker] = {"botbuilder": botbuilder}


@pytest.fixture
async def keys() -> AsyncIterator[Keys]:
    """Keys that sign for Teams."""
    async with Keys() as opened:
        yield opened


@pytest.fixture
async def connector() -> AsyncIterator[RecordingConnector]:
    """A Bot Connector; every story's calls are such as Teams takes."""
    async with RecordingConnector() as opened:
        yield opened
        assert not opened.refused


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """The one session over which Teams is called."""
    async with calls.session() as opened:
        yield opened


@pytest.fixture
def tokens() -> OwnTokens:
    """Our tokens, from nowhere."""
    return OwnTokens()


@pytest.fixture
def pauses() -> Pauses:
    """The waits between calls to Teams."""
    return Pauses()


@pytest.fixture
def teams(session: ClientSession, tokens: OwnTokens, pauses: Pauses) -> Connector:
    """Our side of the Bot Connector."""
    return Connector(session, tokens, pauses)


@pytest.fixture(params=list(MAKERS))
def wire(request: pytest.FixtureRequest, keys: Keys, teams: Connector) -> Wire:
    """A wire by each SDK."""
    return MAKERS[request.param](keys, teams)


def whose(person: Person) -> tuple[str, str, Alias]:
    """Under which platform, tenant and alias a person's traces stand in the store."""
    tenant = person.tenant.id
    return PLATFORM, tenant, PSEUDONYMS.person(PLATFORM, tenant, person.aad)


@pytest.fixture
def ann(connector: RecordingConnector) -> Person:
    """A person of Southend's tenant, in a personal chat."""
    return Person(SOUTHEND, "Ann", connector.url)


@dataclass(frozen=True)
class Reply:
    """What the door answered."""

    status: int
    body: str


@dataclass
class Doorstep:
    """The guarded door, with a handler behind it that remembers what got through.

    `answer` is what the handler says to an invoke; a message is answered with `words`. `fails` is
    run instead.
    """

    keys: Keys
    url: str = ""
    through: list[Activity] = field(default_factory=list)
    answer: Invoked | None = None
    words: str = "heard"
    fails: Handler | None = None

    async def handle(self, turn: Turn) -> Invoked | None:
        self.through.append(turn.activity)
        if self.fails:
            return await self.fails(turn)
        if turn.activity["type"] == "message":
            await turn.send({"type": "message", "text": self.words})
        return self.answer

    async def post(self, activity: Activity, authorization: str | None = None) -> Reply:
        """Post an activity as Teams does, or with another Authorization header ("" for none)."""
        async with ClientSession() as teams:
            signed = self.keys.bearer(activity["serviceUrl"])
            header = signed if authorization is None else authorization
            headers = {"Authorization": header} if header else {}
            async with teams.post(self.url, json=activity, headers=headers) as response:
                return Reply(response.status, await response.text())

    async def post_raw(self, body: bytes, headers: dict[str, str]) -> Reply:
        """Post bytes and headers as they are."""
        async with (
            ClientSession() as teams,
            teams.post(self.url, data=body, headers=headers) as response,
        ):
            return Reply(response.status, await response.text())


@pytest.fixture
async def doorstep(wire: Wire, keys: Keys) -> AsyncIterator[Doorstep]:
    """A door that lets in Southend's tenant."""
    step = Doorstep(keys)
    routes = http.routes(wire, step.handle, frozenset({SOUTHEND.id}))
    async with TestServer(application(routes)) as server:
        step.url = str(server.make_url("/api/messages"))
        yield step


# ------------------------------------------------------------- the whole door, over a real corpus
@dataclass
class Opened:
    """The door with everything behind it, and what it works with."""

    url: str
    keys: Keys
    front: TeamsFront
    finder: Finder

    async def post(self, activity: Activity) -> Any:  # noqa: ANN401 - JSON is whatever it is
        """Post an activity as Teams does; what it is answered with, which is never an error."""
        headers = {"Authorization": self.keys.bearer(activity["serviceUrl"])}
        async with (
            ClientSession() as teams,
            teams.post(self.url, json=activity, headers=headers) as response,
        ):
            body = await response.text()
            assert response.status == 200, body
            return json.loads(body) if body else None


OpenDoor = Callable[..., Coroutine[Any, Any, Opened]]


@pytest.fixture
def finder(library: Library) -> Finder:
    """What the door's search finds."""
    return Finder(library)


@pytest.fixture
async def open_door(
    wire: Wire, keys: Keys, store: AsyncEngine, finder: Finder, library: Library
) -> AsyncIterator[OpenDoor]:
    """Opens a door for two tenants; called twice, two replicas over one store."""
    async with AsyncExitStack() as stack:

        async def opened(**settings: Any) -> Opened:  # noqa: ANN401 - any of the front's
            known: dict[str, Any] = {
                "desk": Desk(library, finder),
                "store": store,
                "councils": ("southend",),
                "admins": frozenset({Person(SOUTHEND, "Bob", "").aad}),
                "now": lambda: NOW,
                "pseudonyms": PSEUDONYMS,
                "public_url": "https://bot.example.org",
                "patience": 2.0,
            }
            front = TeamsFront(**(known | settings))
            tenants = frozenset({SOUTHEND.id, HASTINGS.id})
            routes = http.routes(wire, Door(front).handle, tenants)
            server = TestServer(application([*routes, *calendar.routes(front.desk, front.now)]))
            await server.start_server()
            stack.push_async_callback(server.close)
            stack.push_async_callback(front.drain, 5.0)
            return Opened(str(server.make_url("/api/messages")), keys, front, finder)

        yield opened


@pytest.fixture
async def door(open_door: OpenDoor) -> Opened:
    """A door whose council is Southend."""
    return await open_door()
