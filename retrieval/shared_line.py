"""The line to the PostgreSQL database in which replicas share an index."""

import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from retrieval.errors import IndexUnfit

Connection = psycopg.Connection[tuple[Any, ...]]
Found = TypeVar("Found")

# A database that is away is told within seconds, unless the URL says otherwise.
PATIENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
    "application_name": "protocol-bot",
}
PAUSE = 5.0  # seconds between tries: questions that need no database do not wait behind others
LONGEST = "20s"  # that a question's own statement may take


class Line:
    """Connections to the database of a URL, made when they are needed. Safe between threads."""

    def __init__(self, url: str) -> None:
        """Raises IndexUnfit, without a word of it, for a URL that is none."""
        try:
            given = conninfo_to_dict(url)
        except psycopg.Error:
            raise IndexUnfit(
                "PROTOCOL_BOT_INDEX is no URL of a database; write "
                "postgresql://USER:PASSWORD@HOST/DATABASE"
            ) from None
        database, host = given.get("dbname", ""), given.get("host", "this machine")
        self.place = f"the database {database} on {host}"
        self._conninfo = make_conninfo(**{**PATIENCE, **given})
        self._away = float("-inf")
        self._held: Connection | None = None
        self._turn = threading.Lock()

    def read(self, work: Callable[[Connection], Found]) -> Found:
        """What work on a connection that is held open gives; a lost one is made again, once.

        Raises IndexUnfit where the database is away.
        """
        with self._turn, self._told():
            if self._held is not None:
                try:
                    return work(self._held)
                except (psycopg.OperationalError, psycopg.InterfaceError):
                    self._drop()
            return work(self._made())

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection of its own and a transaction on it. Raises IndexUnfit as `read` does."""
        with self._told(), psycopg.connect(self._conninfo) as connection:
            yield connection

    def _made(self) -> Connection:
        """A new connection to hold; while the database is away, one try in so many seconds."""
        if time.monotonic() < self._away + PAUSE:
            raise psycopg.OperationalError("it was away a moment ago")
        try:
            # Statements are planned for the values at hand: a plan for any council knows no index
            # of one.
            made = psycopg.connect(self._conninfo, autocommit=True, prepare_threshold=None)
            weakref.finalize(self, made.close)
            made.execute(f"SET statement_timeout = '{LONGEST}'")
        except psycopg.OperationalError:
            self._away = time.monotonic()
            raise
        self._held = made
        return made

    def _drop(self) -> None:
        if self._held is not None:
            self._held.close()
        self._held = None

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in one line what the database says."""
        try:
            yield
        except psycopg.Error as error:
            # Not the whole of it: PostgreSQL would repeat the statement.
            reason = error.diag.message_primary or " ".join(str(error).split())
            raise IndexUnfit(f"the index in {self.place} cannot be used: {reason}") from error
