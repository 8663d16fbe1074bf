"""`protocol-bot serve`: the doors that are configured, in one process, until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

from aiohttp import ClientSession, ClientTimeout, web
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.desk import Desk
from bot.errors import BadRequest
from bot.server import application
from bot.settings import Settings, listed
from bot.slack import http, socket, tokens
from bot.slack.calls import client
from bot.slack.door import Keys, build
from bot.slack.front import SlackFront
from bot.slack.oauth import oauth_settings
from bot.store import events, feedback
from bot.store.engine import open_store
from bot.store.feedback import Feedback

PATIENCE = ClientTimeout(total=30)  # for a call to Slack, as slack_sdk has it
EVERY = 300.0  # seconds between purges
GRACE = 20.0  # seconds for answers under way when told to stop
STORE_KEYS = "PROTOCOL_BOT_STORE_KEYS"

log = logging.getLogger(__name__)

Say = Callable[[str], None]


async def serve(settings: Settings, desk: Desk, say: Say) -> None:
    """Serve until SIGTERM or SIGINT, then finish the answers under way.

    `say` gets the start-up line.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        store = await open_store(settings.store)
        stack.push_async_callback(store.dispose)
        await stack.enter_async_context(purged(store))
        for door in await _open(settings, desk, store, stack):
            say(door)
        await stop.wait()


def fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes uvloop's event loop; None, for Python's own, where there is no uvloop."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def listed_feedback(url: str) -> tuple[Feedback, ...]:
    """All feedback in the store of this URL, oldest first. Raises StoreError."""
    store = await open_store(url)
    try:
        return await feedback.listed(store)
    finally:
        await store.dispose()


@asynccontextmanager
async def purged(store: AsyncEngine, every: float = EVERY) -> AsyncIterator[None]:
    """Forget at once, and then every so many seconds, which events were answered long ago."""

    async def purge() -> None:
        while True:
            try:
                await events.purge(store, datetime.now(UTC))
            except DBAPIError as error:  # a store that is away comes back, or the doors say so
                log.warning("old events were not purged: %s", type(error).__name__)
            await asyncio.sleep(every)

    purging = asyncio.ensure_future(purge())
    try:
        yield
    finally:
        purging.cancel()
        await asyncio.wait([purging])


def refuse_half_open(settings: Settings) -> None:
    """Raise BadRequest, naming what is missing, unless a door is configured whole."""
    values = {
        "PROTOCOL_BOT_SLACK_BOT_TOKEN": settings.slack_bot_token.get_secret_value(),
        "PROTOCOL_BOT_SLACK_CLIENT_ID": settings.slack_client_id,
        "PROTOCOL_BOT_SLACK_APP_TOKEN": settings.slack_app_token.get_secret_value(),
        "PROTOCOL_BOT_SLACK_SIGNING_SECRET": settings.slack_signing_secret.get_secret_value(),
        "PROTOCOL_BOT_SLACK_CLIENT_SECRET": settings.slack_client_secret.get_secret_value(),
    }
    if not any(values.values()):
        raise BadRequest(wording.NO_DOOR)
    bot, oauth, app, signing, secret = values
    values[STORE_KEYS] = settings.store_keys.get_secret_value()
    needed = [app] if settings.slack_over_socket else [signing]
    needed += [oauth, secret, STORE_KEYS] if values[oauth] or values[secret] else [bot]
    if missing := [name for name in needed if not values[name]]:
        raise BadRequest(wording.SLACK_NEEDS.format(missing=" and ".join(missing)))


async def _open(
    settings: Settings, desk: Desk, store: AsyncEngine, stack: AsyncExitStack
) -> list[str]:
    """Open the doors; what each is called, for the start-up line."""
    keys = keys_of(settings, store)
    session = await stack.enter_async_context(ClientSession(timeout=PATIENCE))
    front = replace(front_of(settings, desk, store, keys), session=session)
    line = client(settings.slack_app_token.get_secret_value(), keys.base_url)
    await _refuse_tokens(settings, keys, line)
    await asyncio.get_running_loop().run_in_executor(front.bench, _warm, desk)
    slack = build(front, keys)
    over_socket = settings.slack_over_socket
    pages = http.install_pages(slack)
    routes = pages if over_socket else http.routes(slack, keys.signing_secret)
    stack.push_async_callback(front.drain, GRACE)  # once nothing can come in any more
    await stack.enter_async_context(_listening(settings, routes))
    if over_socket:
        await stack.enter_async_context(socket.connected(slack, line))
        return [wording.DOORS_OPEN.format(doors=wording.SLACK_OVER_SOCKET)]
    door = wording.SLACK_OVER_HTTP.format(host=settings.host, port=settings.port)
    return [wording.DOORS_OPEN.format(doors=door)]


async def _refuse_tokens(settings: Settings, keys: Keys, line: AsyncWebClient) -> None:
    """Raise BadRequest, naming the setting, for a token that Slack does not take."""
    asked = []
    if keys.bot_token:
        bot = client(keys.bot_token, keys.base_url)
        asked.append(("PROTOCOL_BOT_SLACK_BOT_TOKEN", await tokens.refusal(bot)))
    if settings.slack_over_socket:
        asked.append(("PROTOCOL_BOT_SLACK_APP_TOKEN", await tokens.refusal(line, socket=True)))
    for setting, error in asked:
        if error:
            raise BadRequest(wording.SLACK_REFUSES.format(setting=setting, error=error))


def front_of(settings: Settings, desk: Desk, store: AsyncEngine, keys: Keys) -> SlackFront:
    """What Slack's listeners share, by these settings."""
    councils = listed(settings.slack_councils) or listed(settings.council)
    for slug in councils:
        desk.rulebook(slug)  # a slip in a setting is told at start-up
    installations = keys.oauth.installation_store if keys.oauth else None

    async def installer(team: str) -> str | None:
        found = installations and await installations.async_find_installation(
            enterprise_id=None, team_id=team
        )
        return found.user_id if found else None

    return SlackFront(
        desk=desk,
        store=store,
        now=lambda: datetime.now(UTC),
        councils=councils,
        admins=frozenset(listed(settings.slack_admins)),
        installer=installer,
    )


def keys_of(settings: Settings, store: AsyncEngine) -> Keys:
    """What Slack gave us, by these settings. Raises StoreError where tokens cannot be sealed."""
    oauth = settings.slack_client_id and oauth_settings(
        settings.slack_client_id,
        settings.slack_client_secret.get_secret_value(),
        store,
        listed(settings.store_keys.get_secret_value()),
        settings.public_url,
        settings.slack_authorize_url,
    )
    return Keys(
        signing_secret=settings.slack_signing_secret.get_secret_value(),
        bot_token=settings.slack_bot_token.get_secret_value(),
        oauth=oauth or None,
        base_url=settings.slack_api_url,
    )


def _warm(desk: Desk) -> None:
    """Open the index and load the encoder, so that the first question does not wait for them."""
    for slug in desk.library.rulebooks:
        desk.search(slug, wording.PROMPTS[0])


@asynccontextmanager
async def _listening(settings: Settings, routes: list[web.RouteDef]) -> AsyncIterator[None]:
    runner = web.AppRunner(application(routes), access_log=None)
    await runner.setup()
    try:
        await _bind(runner, settings)
        yield
    finally:
        await runner.cleanup()


async def _bind(runner: web.AppRunner, settings: Settings) -> None:
    """Listen on the host and port of the settings. Raises BadRequest where that cannot be done."""
    host, port = settings.host, settings.port
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        reason = error.strerror or error
        told = wording.CANNOT_LISTEN.format(host=host, port=port, reason=reason)
        raise BadRequest(told) from None
