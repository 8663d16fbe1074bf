"""Opens the store: SQLite in a file, or PostgreSQL by its URL, with its tables up to date."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from alembic.util import CommandError
from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store import migrations
from bot.store.errors import StoreError
from bot.store.lock import alone
from bot.store.quiet import ENGINE, keep_quiet

Done = TypeVar("Done")

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
PATIENCE = 30  # seconds that a write to SQLite waits for another process's write
CONNECTING = "5"  # seconds to reach PostgreSQL, unless the URL says otherwise
UNHEARD = "10000"  # milliseconds until a connection over which nothing comes back is given up


async def open_store(url: str) -> AsyncEngine:
    """The store at this URL, made or brought up to date; dispose of it at the end.

    `sqlite:///FILE` (its folder is made too) or `postgresql://USER:PASSWORD@HOST/DATABASE`; drivers
    are filled in. Any number of processes may open one store at once. Raises StoreError for a URL
    that names neither, for a database that cannot be reached, and for a store of a later version.
    """
    address = address_of(url)
    keep_quiet()
    engine = _sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address)
    try:
        await _bring_up_to_date(engine)
    except BaseException:
        await engine.dispose()
        raise
    return engine


async def visited(url: str, work: Callable[[AsyncEngine], Awaitable[Done]]) -> Done:
    """What comes of work in the store of this URL, which is closed again. Raises StoreError."""
    engine = await open_store(url)
    try:
        return await work(engine)
    except DBAPIError as error:  # its text may hold what stands in a row
        name = type(error.orig).__name__
        raise StoreError(
            f"The store {_shown(engine.url)} failed in the middle ({name}), and nothing was "
            "changed; try again."
        ) from None
    finally:
        await engine.dispose()


async def scrub(engine: AsyncEngine) -> None:
    """Leave nothing of what was deleted in the file that SQLite writes ahead.

    PostgreSQL's rows are gone for every reader at once, and from its files with the next vacuum.
    """
    if engine.dialect.name == "sqlite":
        async with engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


async def _bring_up_to_date(engine: AsyncEngine) -> None:
    try:
        async with alone(engine) as connection:
            await connection.run_sync(migrations.upgrade)
    except DBAPIError as error:
        raise _closed(engine.url, error.orig) from error
    except CommandError as error:
        raise StoreError(
            f"The store {_shown(engine.url)} was made by a later version of Protocol Bot: {error}. "
            "Run that version, or name another store."
        ) from error


def address_of(url: str) -> URL:
    """The parts of a store's URL, its driver filled in. Raises StoreError for an unknown one."""
    try:
        address = make_url(url)
    except ArgumentError:  # its text may hold a password
        address = URL.create("nothing")
    driver = DRIVERS.get(address.get_backend_name())
    if driver is None:
        raise StoreError(
            "The store's URL names no database that is known; write sqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST/DATABASE."
        )
    return address.set(drivername=driver)


def _sqlite(address: URL) -> AsyncEngine:
    """An engine for a file, with one connection: this process's statements queue in order.

    With more, writes would wait for each other by polling the file's lock: two processes at 50
    questions a second each claimed 99 in 100 within 2.2 s with fifteen connections, within 0.04 s
    with one. So nothing that holds a connection may ask for another.
    """
    file_of(address)
    engine = create_async_engine(
        address,
        hide_parameters=True,
        logging_name=ENGINE,
        pool_size=1,
        max_overflow=0,
        connect_args={"timeout": PATIENCE},
    )
    event.listen(engine.sync_engine, "connect", _set_up)
    return engine


def file_of(address: URL) -> Path:
    """SQLite's file; it and its folder are made for their owner alone: it holds what people asked.

    A file that is there is not opened: to close it would drop SQLite's locks in this process.
    Raises StoreError.
    """
    file = Path(address.database or ":memory:")
    if str(file) == ":memory:" or str(file).startswith("file:"):
        raise StoreError("The store must outlive a restart: name a file, sqlite:///FILE.")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise _closed(address, error) from error
    if not file.is_file() or not os.access(file, os.R_OK | os.W_OK):
        raise _closed(address, "it is no file that can be read and written")
    return file


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Write ahead, so that reads go on while another process writes; fsync at checkpoints only.

    What is deleted is written over with zeros: what is forgotten does not linger in the file.
    """
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _postgresql(address: URL) -> AsyncEngine:
    """An engine for a server; a connection that the server dropped is renewed unnoticed."""
    wanted = {"connect_timeout": CONNECTING, "tcp_user_timeout": UNHEARD}
    address = address.set(query={**wanted, **address.query})
    return create_async_engine(
        address, hide_parameters=True, logging_name=ENGINE, pool_pre_ping=True
    )


def _closed(address: URL, reason: object) -> StoreError:
    in_one_line = " ".join(str(reason).split())
    return StoreError(f"The store {_shown(address)} cannot be opened: {in_one_line}")


def _shown(address: URL) -> str:
    """The URL without its password and its query, which may hold one too."""
    return address.set(query={}).render_as_string(hide_password=True)
