"""What `protocol-bot serve` needs, looked at before a door opens: all that is amiss, in one go.

Each fault is a sentence that says what is missing or wrong, and how to mend it.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from yarl import URL

from bot import wording
from bot.desk import Desk
from bot.errors import BadRequest
from bot.settings import Settings, listed
from bot.slack import configured as slack
from bot.store import events
from bot.store.engine import open_store
from bot.store.errors import StoreError
from bot.store.sealing import seal_with
from bot.store.user_key import pseudonyms_of
from bot.teams import credentials
from bot.teams.credentials import AppTokens, acquiring
from bot.teams.hosts import is_loopback
from bot.teams.playground import refuse_open
from retrieval.errors import Unfit

FAULTS = (BadRequest, StoreError, Unfit)


@dataclass(frozen=True)
class Found:
    """What start-up found: all that stands in the way of serving, and the store that will serve.

    There is no store where it cannot be opened or written to, which is then among the faults.
    """

    faults: list[str]
    store: AsyncEngine | None

    async def close(self) -> None:
        """Close the store; nobody may use it any more."""
        if self.store:
            await self.store.dispose()


async def look(settings: Settings, ready: Callable[[], Desk], *, playground: bool = False) -> Found:
    """What there is to serve with; close it at the end, whether or not anything is served.

    `ready` gives the desk, its corpus proved and its index open; it may take seconds. The store is
    made or brought up to date; nothing else is changed. Platforms are asked about tokens only
    where their doors are whole.
    """
    half_open = doors(settings, playground=playground)
    before = [*half_open, *_public_url(settings), *_sealing(settings)]
    before += await _desk(settings, ready)
    after = [*_user_key(settings), *_port(settings)]
    after += [] if half_open else await _refusals(settings, playground=playground)
    try:
        store = await _writable(settings)  # last, so that nothing else can fail while it is open
    except StoreError as error:
        return Found([*before, str(error), *after], None)
    return Found([*before, *after], store)


def doors(settings: Settings, *, playground: bool = False) -> list[str]:
    """What the doors that are begun lack, or that none is; none where each is whole."""
    found = slack.faults(settings) if slack.wanted(settings) else []
    if playground:
        return found + _raised(lambda: refuse_open(settings))
    if credentials.given(settings):
        return found + credentials.faults(settings)
    return found if slack.wanted(settings) else [wording.NO_DOOR]


async def _ended(work: Awaitable[object]) -> list[str]:
    """The sentence that some work ends with; none where it does as it should."""
    try:
        await work
    except FAULTS as error:
        return [str(error)]
    return []


def _raised(work: Callable[[], object]) -> list[str]:
    """The same, of work that nothing waits for."""
    try:
        work()
    except FAULTS as error:
        return [str(error)]
    return []


def _public_url(settings: Settings) -> list[str]:
    """A public address that no platform could use; on this machine it may be plain http."""
    url = settings.public_url
    try:
        parsed = URL(url)
    except ValueError:
        parsed = URL()
    fits = bool(parsed.host) and (parsed.scheme == "https" or is_loopback(url))
    return [] if fits or not url else [wording.PUBLIC_URL]


def _sealing(settings: Settings) -> list[str]:
    """Keys that would seal nothing."""
    keys = listed(settings.store_keys.get_secret_value())
    return _raised(lambda: seal_with(keys)) if keys else []


def _user_key(settings: Settings) -> list[str]:
    """The key under which people are known; beside SQLite's file, it is made there."""
    return _raised(lambda: pseudonyms_of(settings.store, settings.user_key.get_secret_value()))


async def _desk(settings: Settings, ready: Callable[[], Desk]) -> list[str]:
    """The corpus and the index; then the councils that settings name."""
    try:
        desk = await asyncio.to_thread(ready)
    except FAULTS as error:
        return [str(error)]
    names = (settings.council, settings.slack_councils, settings.teams_councils)
    slugs = dict.fromkeys(slug for name in names for slug in listed(name))
    return [fault for slug in slugs for fault in _raised(partial(desk.rulebook, slug))]


async def _writable(settings: Settings) -> AsyncEngine:
    """The store, open, which has been written to. Raises StoreError."""
    store = await open_store(settings.store)
    try:
        await _write(store)
    except BaseException:
        await store.dispose()
        raise
    return store


async def _write(store: AsyncEngine) -> None:
    """Write to the store, and take it back. Raises StoreError."""
    try:
        async with store.connect() as connection, connection.begin() as written:
            await events.claim(connection, "start-up", datetime.now(UTC))
            await written.rollback()
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        raise StoreError(wording.STORE_NOT_WRITABLE.format(reason=reason)) from None


def _port(settings: Settings) -> list[str]:
    """A port that somebody else listens on, or an address that is not this machine's."""
    host, port = settings.host, settings.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as aiohttp does
        try:
            tried.bind((host, port))
        except OSError as error:
            reason = error.strerror or error
            return [wording.CANNOT_LISTEN.format(host=host, port=port, reason=reason)]
    return []


async def _refusals(settings: Settings, *, playground: bool) -> list[str]:
    """What the platforms do not take."""
    found = await slack.refusals(settings) if slack.wanted(settings) else []
    if playground or not credentials.given(settings):
        return found
    return found + await _ended(credentials.refuse_unknown(AppTokens(acquiring(settings))))
