"""The steps in `versions` end where `schema` says, on both databases, without any alembic.ini."""

from dataclasses import asdict
from importlib.resources import files
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, insert, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import schema
from bot.store.engine import open_store
from bot.store.feedback import Feedback
from bot.store.migrations import downgrade, upgrade
from bot.store.schema import metadata
from tests.store.contender import NOW
from tests.store.traces import everything, filled

pytestmark = pytest.mark.asyncio

USER = "U012ABCDEF"


async def test_the_migrated_tables_are_those_of_the_schema(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_difference_would_be_seen(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE people DROP COLUMN asker")
    async with engine.connect() as connection:
        assert len(await connection.run_sync(differences)) == 1


async def test_every_step_can_be_taken_back_and_again(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(downgrade, "base")
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == {"alembic_version"}
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    async with engine.connect() as connection:
        assert await connection.run_sync(tables) == {"alembic_version", *metadata.tables}


async def test_upgrading_what_is_up_to_date_changes_nothing(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        assert await connection.run_sync(differences) == []


async def test_the_steps_are_inside_the_package() -> None:
    folder = files("bot.store.migrations")
    assert folder.joinpath("env.py").is_file()
    assert folder.joinpath("versions", "m0001_first_tables.py").is_file()


async def test_what_stood_under_user_ids_is_forgotten_and_feedback_stays(
    url: str, engine: AsyncEngine
) -> None:
    whose = {"platform": "slack", "tenant": "T1"}
    one = {**whose, "user": USER}
    asked = {"question": "why?", "council": "southend", "asked_at": NOW}
    about = {"council": "southend", "question": "why?", "shown": ()}
    rows: list[tuple[Table[Any], dict[str, object]]] = [
        (schema.rates, {**one, "asked": [NOW.timestamp()], "last_at": NOW}),
        (schema.questions, {**one, **asked}),
        (schema.said, {**one, "thread": f"D{USER}:17", "text": "why?", "at": NOW}),
        (schema.answers, {**whose, "message": f"D{USER}:17", "at": NOW, **about}),
        (schema.feedback, {**whose, **asdict(Feedback("f1", NOW, "s", "why?", (), "up"))}),
    ]
    people = text("INSERT INTO people VALUES ('slack', 'T1', :user, 'officer')")
    async with engine.begin() as connection:
        await connection.run_sync(downgrade, "0002")
        await connection.execute(people, {"user": USER})
        for table, row in rows:
            await connection.execute(insert(table), row)
    assert set(await filled(engine)) == {"people", *(table.name for table, _ in rows)}
    assert USER in await everything(engine)
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    assert set(await filled(engine)) == {"feedback"}
    await engine.dispose()  # SQLite writes ahead until it is closed
    again = await open_store(url)
    assert USER not in await everything(again)
    await again.dispose()


def differences(connection: Connection) -> list[object]:
    """What alembic would change to make the database like the schema."""
    found: list[object] = compare_metadata(MigrationContext.configure(connection), metadata)
    return found


def tables(connection: Connection) -> set[str]:
    """The names of the tables that there are."""
    return set(inspect(connection).get_table_names())
