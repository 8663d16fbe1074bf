"""The Teams door by its settings: with Microsoft's tokens, or the Playground's without any."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from aiohttp import ClientSession
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.desk import Desk
from bot.opened import Opened
from bot.settings import Settings, listed
from bot.store.user_key import pseudonyms_of
from bot.teams import calendar, credentials, http
from bot.teams.builder import wired
from bot.teams.calls import Connector, Tokens
from bot.teams.credentials import AppTokens, acquiring
from bot.teams.door import Door
from bot.teams.front import TeamsFront
from bot.teams.playground import PlaygroundWire


def front_of(
    settings: Settings, desk: Desk, store: AsyncEngine, bench: ThreadPoolExecutor
) -> TeamsFront:
    """What Teams' listeners share, by these settings. Raises UnknownName for a mistyped council."""
    councils = listed(settings.teams_councils) or listed(settings.council)
    for slug in councils:
        desk.rulebook(slug)  # a slip in a setting is told at start-up
    return TeamsFront(
        desk=desk,
        store=store,
        now=lambda: datetime.now(UTC),
        pseudonyms=pseudonyms_of(settings.store, settings.user_key.get_secret_value()),
        councils=councils,
        admins=frozenset(one.lower() for one in listed(settings.teams_admins)),
        bench=bench,
        public_url=settings.public_url,
    )


async def opened(settings: Settings, front: TeamsFront, session: ClientSession) -> Opened:
    """The door; Teams is called over this session. Raises BadRequest where there is no token."""
    tokens = AppTokens(acquiring(settings))
    await credentials.refuse_unknown(tokens)
    wire, tenants = wired(settings, session, tokens), credentials.tenants(settings)
    routes = http.routes(wire, Door(front).handle, tenants)
    name = wording.TEAMS_OVER_HTTP.format(host=settings.host, port=settings.port)
    return Opened(front, [*routes, *calendar.routes(front.desk, front.now)], name)


def playground(settings: Settings, front: TeamsFront, session: ClientSession) -> Opened:
    """The Playground's door: for anybody on this machine, and nobody else."""
    wire = PlaygroundWire(Connector(session, Tokens()))
    routes = http.routes(wire, Door(front).handle, None)
    name = wording.PLAYGROUND_OPEN.format(host=settings.host, port=settings.port)
    return Opened(front, [*routes, *calendar.routes(front.desk, front.now)], name)
