"""`protocol-bot serve`: the doors that are configured, in one process, until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from aiohttp import ClientSession, ClientTimeout, web
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.desk import Desk
from bot.errors import BadRequest
from bot.opened import Opened
from bot.server import application
from bot.settings import Settings, listed
from bot.slack import http, socket, tokens
from bot.slack.calls import client
from bot.slack.door import Keys, build
from bot.slack.front import SlackFront
from bot.slack.installed import installer_of
from bot.slack.oauth import oauth_settings
from bot.store import events, feedback
from bot.store.engine import open_store
from bot.store.feedback import Feedback
from bot.teams import calls, credentials, opening
from bot.teams.playground import refuse_open

PATIENCE = ClientTimeout(total=30)  # for a call to Slack, as slack_sdk has it
EVERY = 300.0  # seconds between purges
GRACE = 20.0  # seconds for answers under way when told to stop
STORE_KEYS = "PROTOCOL_BOT_STORE_KEYS"

log = logging.getLogger(__name__)

Say = Callable[[str], None]


async def serve(settings: Settings, desk: Desk, say: Say, *, playground: bool = False) -> None:
    """Serve until SIGTERM or SIGINT, then finish the answers under way.

    `say` gets the start-up line. `playground` is Teams' door without tokens.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        store = await open_store(settings.store)
        stack.push_async_callback(store.dispose)
        await stack.enter_async_context(purged(store))
        doors = await _made(settings, desk, store, stack, playground=playground)
        await _open(settings, doors, stack)
        say(wording.DOORS_OPEN.format(doors=" and ".join(door.name for door in doors)))
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


def refuse_half_open(settings: Settings, *, playground: bool = False) -> None:
    """Raise BadRequest, naming what is missing, unless each door that is begun is whole."""
    wanted = _slack_is_wanted(settings)
    if playground:
        refuse_open(settings)
    elif credentials.given(settings):
        credentials.refuse_half_open(settings)
    elif not wanted:
        raise BadRequest(wording.NO_DOOR)
    if wanted:
        _refuse_half_slack(settings)


def _slack_is_wanted(settings: Settings) -> bool:
    return any(_slack_values(settings).values())


def _slack_values(settings: Settings) -> dict[str, str]:
    """What is set of what Slack's door needs: the bot token, OAuth, app token and secrets."""
    return {
        "PROTOCOL_BOT_SLACK_BOT_TOKEN": settings.slack_bot_token.get_secret_value(),
        "PROTOCOL_BOT_SLACK_CLIENT_ID": settings.slack_client_id,
        "PROTOCOL_BOT_SLACK_APP_TOKEN": settings.slack_app_token.get_secret_value(),
        "PROTOCOL_BOT_SLACK_SIGNING_SECRET": settings.slack_signing_secret.get_secret_value(),
        "PROTOCOL_BOT_SLACK_CLIENT_SECRET": settings.slack_client_secret.get_secret_value(),
    }


def _refuse_half_slack(settings: Settings) -> None:
    values = _slack_values(settings)
    bot, oauth, app, signing, secret = values
    values[STORE_KEYS] = settings.store_keys.get_secret_value()
    needed = [app] if settings.slack_over_socket else [signing]
    needed += [oauth, secret, STORE_KEYS] if values[oauth] or values[secret] else [bot]
    if missing := [name for name in needed if not values[name]]:
        raise BadRequest(wording.SLACK_NEEDS.format(missing=" and ".join(missing)))


async def _made(
    settings: Settings,
    desk: Desk,
    store: AsyncEngine,
    stack: AsyncExitStack,
    *,
    playground: bool,
) -> list[Opened]:
    """The doors that are configured, not open yet. They share the one thread that encodes."""
    bench = ThreadPoolExecutor(max_workers=1)
    stack.callback(bench.shutdown, wait=False)
    doors = []
    if _slack_is_wanted(settings):
        session = await stack.enter_async_context(ClientSession(timeout=PATIENCE))
        doors.append(await _slack(settings, desk, store, session, bench))
    if playground or credentials.given(settings):
        session = await stack.enter_async_context(calls.session())
        front = opening.front_of(settings, desk, store, bench)
        if playground:
            doors.append(opening.playground(settings, front, session))
        else:
            doors.append(await opening.opened(settings, front, session))
    await asyncio.get_running_loop().run_in_executor(bench, _warm, desk)
    return doors


async def _open(settings: Settings, doors: list[Opened], stack: AsyncExitStack) -> None:
    """Listen; at the end what was begun is finished, once nothing can come in any more."""
    for door in doors:
        stack.push_async_callback(door.front.drain, GRACE)
    routes = [route for door in doors for route in door.routes]
    await stack.enter_async_context(_listening(settings, routes))
    for door in doors:
        await stack.enter_async_context(door.line())


async def _slack(
    settings: Settings,
    desk: Desk,
    store: AsyncEngine,
    session: ClientSession,
    bench: ThreadPoolExecutor,
) -> Opened:
    """Slack's door. Raises BadRequest for a token that Slack does not take."""
    keys = keys_of(settings, store)
    front = replace(front_of(settings, desk, store, keys), session=session, bench=bench)
    line = client(settings.slack_app_token.get_secret_value(), keys.base_url)
    await _refuse_tokens(settings, keys, line)
    slack = build(front, keys)
    if settings.slack_over_socket:
        over_socket = partial(socket.connected, slack, line)
        return Opened(front, http.install_pages(slack), wording.SLACK_OVER_SOCKET, over_socket)
    name = wording.SLACK_OVER_HTTP.format(host=settings.host, port=settings.port)
    return Opened(front, http.routes(slack, keys.signing_secret), name)


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

    async def installer(where: str) -> str | None:
        return await installer_of(store, keys.oauth.client_id, where) if keys.oauth else None

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
