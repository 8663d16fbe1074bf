"""`protocol-bot serve`: the doors that are configured, in one process, until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from aiohttp import ClientSession, ClientTimeout, web
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.catching_up import CatchingUp, catching_up
from bot.desk import Desk
from bot.errors import BadRequest
from bot.metrics import Edition, Metrics
from bot.notebook import Notebook
from bot.opened import Opened
from bot.readiness import Readiness, never, reachable
from bot.server import application
from bot.settings import Settings, listed
from bot.slack import configured, http, socket
from bot.slack.calls import client
from bot.slack.door import Keys, build
from bot.slack.front import SlackFront
from bot.slack.installed import installer_of
from bot.slack.oauth import oauth_settings
from bot.store.away import Visits
from bot.store.engine import scrub
from bot.store.retention import Retention, purge
from bot.store.user_key import pseudonyms_of
from bot.tally import SILENT, Tally
from bot.teams import calls, credentials, opening

PATIENCE = ClientTimeout(total=30)  # for a call to Slack, as slack_sdk has it
EVERY = 300.0  # seconds between purges
GRACE = 20.0  # seconds for answers under way when told to stop

log = logging.getLogger(__name__)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Shared:
    """What the doors of a process share, as Front has it."""

    bench: ThreadPoolExecutor
    tally: Tally
    visits: Visits = field(default_factory=Visits)
    notebook: Notebook = field(default_factory=Notebook)


def nameless() -> Edition:
    """The edition of an index that nobody has named."""
    return Edition("", "")


async def serve(
    settings: Settings,
    desk: Desk,
    store: AsyncEngine,
    say: Say,
    *,
    playground: bool = False,
    edition: Callable[[], Edition] = nameless,
) -> None:
    """Serve until SIGTERM or SIGINT, then finish the answers under way.

    `desk` is ready to be asked, `store` is open and stays so. `say` gets the start-up line.
    `playground` is Teams' door without tokens. `edition` says which index answers. What can be
    told beforehand is told by `startup.look`.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        metrics, readiness = Metrics(edition), Readiness()
        readiness.watch("store", reachable(store, metrics))
        await stack.enter_async_context(purged(store, retention_of(settings), metrics))
        doors = await _made(settings, desk, store, stack, metrics, playground=playground)
        await _open(settings, doors, stack, readiness, metrics)
        say(wording.DOORS_OPEN.format(doors=" and ".join(door.name for door in doors)))
        await stop.wait()
        readiness.draining = True
        stop.clear()
        with suppress(TimeoutError):  # told a second time, it waits no longer
            await asyncio.wait_for(stop.wait(), settings.drain_seconds)


def fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes uvloop's event loop; None, for Python's own, where there is no uvloop."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


@asynccontextmanager
async def purged(
    store: AsyncEngine, kept: Retention, tally: Tally = SILENT, every: float = EVERY
) -> AsyncIterator[None]:
    """Forget at once, and then every so many seconds, what has been kept for long enough."""

    async def forget() -> None:
        while True:
            try:
                await purge(store, datetime.now(UTC), kept)
                await scrub(store)
            except (SQLAlchemyError, OSError) as error:  # a store that is away comes back
                tally.unstored("purge")
                log.warning("what is old was not purged: %s", type(error).__name__)
            await asyncio.sleep(every)

    purging = asyncio.ensure_future(forget())
    try:
        yield
    finally:
        purging.cancel()
        await asyncio.wait([purging])


def retention_of(settings: Settings) -> Retention:
    """For how long what people said and did is kept, by these settings."""
    return Retention(
        questions=timedelta(days=settings.keep_questions_days),
        feedback=timedelta(days=settings.keep_feedback_days),
        events=timedelta(hours=settings.keep_events_hours),
    )


async def _made(
    settings: Settings,
    desk: Desk,
    store: AsyncEngine,
    stack: AsyncExitStack,
    tally: Tally,
    *,
    playground: bool,
) -> list[Opened]:
    """The doors that are configured, not open yet. They share the one thread that encodes."""
    bench = ThreadPoolExecutor(max_workers=1)
    stack.callback(bench.shutdown, wait=False)
    shared = Shared(bench, tally)
    in_step = CatchingUp(store, shared.visits, shared.notebook)
    await stack.enter_async_context(catching_up(in_step))
    doors = []
    if configured.wanted(settings):
        session = await stack.enter_async_context(ClientSession(timeout=PATIENCE))
        doors.append(await _slack(settings, desk, store, session, shared))
    if playground or credentials.given(settings):
        session = await stack.enter_async_context(calls.session())
        front = replace(opening.front_of(settings, desk, store, bench), **vars(shared))
        if playground:
            doors.append(opening.playground(settings, front, session))
        else:
            doors.append(await opening.opened(settings, front, session))
    return doors


async def _open(
    settings: Settings,
    doors: list[Opened],
    stack: AsyncExitStack,
    readiness: Readiness,
    metrics: Metrics,
) -> None:
    """Listen; at the end what was begun is finished, once nothing can come in any more."""
    metrics.watch({door.front.platform: door.front.answering for door in doors})
    for door in doors:
        readiness.watch(door.front.platform, never)
        stack.push_async_callback(door.front.drain, GRACE)
    routes = [route for door in doors for route in door.routes]
    app = application(routes, readiness, metrics)
    await stack.enter_async_context(_listening(settings, app))
    for door in doors:
        readiness.watch(door.front.platform, await stack.enter_async_context(door.line()))


async def _slack(
    settings: Settings,
    desk: Desk,
    store: AsyncEngine,
    session: ClientSession,
    shared: Shared,
) -> Opened:
    """Slack's door."""
    keys = keys_of(settings, store)
    known = front_of(settings, desk, store, keys)
    front = replace(known, session=session, **vars(shared))
    slack = build(front, keys)
    if settings.slack_over_socket:
        line = client(settings.slack_app_token.get_secret_value(), keys.base_url)
        over_socket = partial(socket.connected, slack, line)
        return Opened(front, http.install_pages(slack), wording.SLACK_OVER_SOCKET, over_socket)
    name = wording.SLACK_OVER_HTTP.format(host=settings.host, port=settings.port)
    return Opened(front, http.routes(slack, keys.signing_secret), name)


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
        pseudonyms=pseudonyms_of(settings.store, settings.user_key.get_secret_value()),
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


@asynccontextmanager
async def _listening(settings: Settings, app: web.Application) -> AsyncIterator[None]:
    runner = web.AppRunner(app, access_log=None)
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
