"""Opening a store: which URLs do, that it may be done again and at once, and what a fault says."""

from pathlib import Path

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engine import open_store
from bot.store.errors import StoreError
from bot.store.migrations import downgrade
from bot.store.tenants import bind, tenant_of
from tests.store.contender import race

pytestmark = pytest.mark.asyncio


async def test_what_is_stored_outlives_the_engine(url: str) -> None:
    first = await open_store(url)
    await bind(first, "slack", "T1", ("southend",))
    await first.dispose()
    second = await open_store(url)
    assert await tenant_of(second, "slack", "T1")
    await second.dispose()


async def test_four_processes_open_an_empty_store_at_once(url: str) -> None:
    assert race(4, "claims", url) == [[], [], [], []]


async def test_a_file_and_its_folder_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    engine = await open_store(f"sqlite:///{tmp_path}/var/store.db")
    await engine.dispose()
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "var/store.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///{}/store.db", "aiosqlite"),
        ("sqlite+aiosqlite:///{}/store.db", "aiosqlite"),
        ("sqlite+pysqlite:///{}/store.db", "aiosqlite"),
    ],
)
async def test_a_sqlite_url_needs_no_driver(given: str, driver: str, tmp_path: Path) -> None:
    engine = await open_store(given.format(tmp_path))
    assert engine.driver == driver
    await engine.dispose()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
async def test_a_postgresql_url_needs_no_driver(scheme: str, postgresql: str) -> None:
    engine = await open_store(postgresql.replace("postgresql", scheme, 1))
    assert engine.driver == "psycopg"
    await engine.dispose()


@pytest.mark.parametrize(
    "given", ["", "store.db", "mysql://root:secret@db/x", "http://x", "postgresql:secret@db"]
)
async def test_another_url_is_refused_without_its_password(given: str) -> None:
    with pytest.raises(StoreError, match="write sqlite:///FILE or") as refused:
        await open_store(given)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "given", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"]
)
async def test_a_store_in_memory_is_refused(given: str) -> None:
    with pytest.raises(StoreError, match="must outlive a restart"):
        await open_store(given)


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://bot:secret@127.0.0.1:1/bot",
        "postgresql://bot:secret@127.0.0.1:1/bot?connect_timeout=1",
        "postgresql://bot@127.0.0.1:1/bot?password=secret",
        "sqlite:////dev/null/store.db",
        "sqlite:////",
    ],
)
async def test_a_store_that_cannot_be_reached_is_named_without_its_password(given: str) -> None:
    with pytest.raises(StoreError, match="cannot be opened") as refused:
        await open_store(given)
    assert "secret" not in str(refused.value)


async def test_a_store_of_a_later_version_is_refused(url: str, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"later version of Protocol Bot.*9999"):
        await open_store(url)


async def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    file.write_text("a letter to the Monitoring Officer\n" * 100)
    with pytest.raises(StoreError, match="file is not a database"):
        await open_store(f"sqlite:///{file}")
    assert file.read_text().startswith("a letter")


async def test_a_step_that_fails_leaves_nothing_behind(url: str, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(downgrade, "base")
        await connection.exec_driver_sql("CREATE TABLE slack_oauth_states (id INTEGER)")
    with pytest.raises(StoreError, match="already exists"):
        await open_store(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(lambda known: inspect(known).get_table_names())
    assert set(found) == {"alembic_version", "slack_oauth_states"}


async def test_a_fault_in_a_row_does_not_tell_the_row(engine: AsyncEngine) -> None:
    with pytest.raises(StatementError) as told:
        await bind(engine, "slack", "a secret", None)  # type: ignore[arg-type]
    assert "a secret" not in str(told.value)
