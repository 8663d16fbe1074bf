"""The types of columns: what a value must be before a database sees it.

A value that is missing is refused here and not by a NOT NULL constraint, because PostgreSQL writes
the whole failing row, question and all, into its error and its log.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

Value = TypeVar("Value")


class Words(TypeDecorator[str]):
    """Text that both databases can hold: without NUL, a lone surrogate replaced by "?".

    Raises TypeError for None.
    """

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str:
        return present(value).replace("\0", "").encode(errors="replace").decode()


class Digest(TypeDecorator[str]):
    """A text known by its SHA-256 only, in hexadecimal: it can be found again but not read.

    Raises TypeError for None.
    """

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str:
        return sha256(present(value).encode(errors="surrogatepass")).hexdigest()


class Names(TypeDecorator[tuple[str, ...]]):
    """A few names in order, as a JSON array. Raises TypeError for None."""

    impl = JSON
    cache_ok = True

    @override
    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str]:
        return list(present(value))

    @override
    def process_result_value(
        self,
        value: list[str] | None,
        dialect: Dialect,
    ) -> tuple[str, ...]:
        return tuple(value or ())


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, to the microsecond; it comes back aware from SQLite too.

    Raises TypeError for None and ValueError for a datetime without a time zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime:
        moment = present(value)
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment.astimezone(UTC)

    @override
    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,
    ) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps what astimezone left, digits in UTC, and forgets the zone.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def present(value: Value | None) -> Value:
    """The value. Raises TypeError for None, before a database can complain of the whole row."""
    if value is None:
        raise TypeError("a value is missing")
    return value
