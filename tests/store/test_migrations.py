"""The steps in `versions` end where `schema` says, on both databases, without any alembic.ini."""

from importlib.resources import files

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.migrations import downgrade, upgrade
from bot.store.schema import metadata

pytestmark = pytest.mark.asyncio


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


def differences(connection: Connection) -> list[object]:
    """What alembic would change to make the database like the schema."""
    found: list[object] = compare_metadata(MigrationContext.configure(connection), metadata)
    return found


def tables(connection: Connection) -> set[str]:
    """The names of the tables that there are."""
    return set(inspect(connection).get_table_names())
