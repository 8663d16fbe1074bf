"""The key comes from the settings or from a file that is made once; without one nothing opens."""

from pathlib import Path

import pytest

from bot.store.errors import StoreError
from bot.store.pseudonym import Pseudonyms
from bot.store.user_key import _make, pseudonyms_of
from tests.store.contender import race

GIVEN = "k" * 32
POSTGRESQL = "postgresql://bot:hush@db/bot"  # nobody listens there


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a store is to be."""
    return tmp_path / "var" / "store.db"


def test_a_key_that_is_given_is_the_one_whatever_the_store(file: Path) -> None:
    assert pseudonyms_of(f"sqlite:///{file}", GIVEN) == Pseudonyms(GIVEN.encode())
    assert pseudonyms_of(POSTGRESQL, GIVEN) == Pseudonyms(GIVEN.encode())
    assert not file.parent.exists()


def test_beside_sqlite_a_key_is_made_once_for_its_owner_alone(file: Path) -> None:
    made = pseudonyms_of(f"sqlite:///{file}", "")
    key = file.with_name("store.db.key")
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text() == f"{made.key.decode()}\n"
    assert len(bytes.fromhex(made.key.decode())) == 32
    assert pseudonyms_of(f"sqlite:///{file}", "") == made
    assert {one.name for one in file.parent.iterdir()} == {"store.db", "store.db.key"}


def test_two_stores_have_two_keys(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}" for name in ("one.db", "other.db")]
    assert len({pseudonyms_of(url, "").key for url in urls}) == 2


def test_four_processes_that_start_at_once_make_one_key(file: Path) -> None:
    url = f"sqlite:///{file}"
    aliases = race(4, "makes-an-alias", url, url)
    assert aliases == [pseudonyms_of(url, "").person("slack", "T1", "U1")] * 4
    assert [one.name for one in file.parent.glob("*.key*")] == ["store.db.key"]


def test_where_another_process_was_first_its_key_is_left_alone(file: Path) -> None:
    key = file.with_name("store.db.key")
    key.parent.mkdir()
    key.write_text(GIVEN)
    _make(key)
    assert key.read_text() == GIVEN
    assert [one.name for one in file.parent.iterdir()] == ["store.db.key"]


def test_blanks_around_a_key_do_not_count(file: Path) -> None:
    url = f"sqlite:///{file}"
    assert pseudonyms_of(url, f"{GIVEN}\n") == pseudonyms_of(url, GIVEN)


def test_with_postgresql_a_key_is_needed_and_the_line_says_how_to_make_one() -> None:
    with pytest.raises(StoreError, match="With PostgreSQL, PROTOCOL_BOT_USER_KEY is needed") as no:
        pseudonyms_of(POSTGRESQL, "")
    assert "secrets.token_hex(32)" in str(no.value)
    assert "hush" not in str(no.value)


@pytest.mark.parametrize("short", ["hush", "k" * 31])
def test_a_key_that_could_be_guessed_is_refused_and_not_told(file: Path, short: str) -> None:
    with pytest.raises(StoreError, match="PROTOCOL_BOT_USER_KEY is shorter") as refused:
        pseudonyms_of(f"sqlite:///{file}", short)
    assert short not in str(refused.value)


@pytest.mark.parametrize("held", [b"", b"\xff" * 64, b"k" * 31])
def test_a_file_without_a_key_is_refused_and_left_as_it_is(file: Path, held: bytes) -> None:
    key = file.with_name("store.db.key")
    key.parent.mkdir()
    key.write_bytes(held)
    with pytest.raises(StoreError, match=r"store\.db\.key"):
        pseudonyms_of(f"sqlite:///{file}", "")
    assert key.read_bytes() == held


def test_a_key_that_cannot_be_made_is_told_in_one_line(file: Path) -> None:
    key = file.with_name("store.db.key")
    key.mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be read or made") as refused:
        pseudonyms_of(f"sqlite:///{file}", "")
    assert "\n" not in str(refused.value)


def test_a_url_that_names_no_database_is_refused() -> None:
    with pytest.raises(StoreError, match="names no database"):
        pseudonyms_of("mysql://db", "")
