"""INSERT or UPDATE in one statement, which SQLite and PostgreSQL both decide without a race."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine

Upsert = sqlite.Insert | postgresql.Insert


def upsert(
    engine: AsyncEngine,
    table: Table[Any],
    row: Mapping[str, Any],
    renew: Iterable[str],
    only_if: ColumnElement[bool] | None = None,
) -> Upsert:
    """Insert the row; where its primary key stands already, take over the columns of `renew`.

    With `only_if` a row that stands is changed only if that holds for it; when it does not,
    RETURNING returns nothing.
    """
    dialect = sqlite if engine.dialect.name == "sqlite" else postgresql
    statement: Upsert = dialect.insert(table).values(**row)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: statement.excluded[name] for name in renew},
        where=only_if,
    )
