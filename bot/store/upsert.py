"""INSERT or UPDATE in one statement, which SQLite and PostgreSQL both decide without a race."""

from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

Upsert = sqlite.Insert | postgresql.Insert | ReturningInsert[Any]


def upsert(
    connection: AsyncConnection,
    table: Table[Any],
    renew: tuple[str, ...],
    only_if: ColumnElement[bool] | None = None,
    returning: Column[Any] | None = None,
) -> Upsert:
    """Insert the row that it is executed with; where its key stands, take over `renew` from it.

    With `only_if` a row that stands is changed only if that holds for it; when it does not,
    RETURNING returns nothing. Give the same objects each time: a statement is built once.
    """
    return _built(connection.dialect.name, table, renew, only_if, returning)


@cache
def _built(
    dialect: str,
    table: Table[Any],
    renew: tuple[str, ...],
    only_if: ColumnElement[bool] | None,
    returning: Column[Any] | None,
) -> Upsert:
    """The statement. It takes SQLAlchemy longer to build than a database to execute."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: statement.excluded[name] for name in renew},
        where=only_if,
    )
    return statement if returning is None else statement.returning(returning)
