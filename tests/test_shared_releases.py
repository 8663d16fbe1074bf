"""Releases in PostgreSQL: files proved, all or nothing, and read without a word written."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from retrieval.errors import IndexUnfit
from retrieval.shared_releases import SharedReleases
from tests.doubles import WordLengths
from tests.little_releases import MARLING, SILENT, built, change, opened, published


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM index_files WHERE name = 'manifest.json'",
        "UPDATE index_files SET octets = 'x' WHERE name = 'release.json'",
        "UPDATE index_files SET octets = 'x' WHERE name = 'corpus/marling/council.toml'",
        "DELETE FROM index_files WHERE name = 'corpus/marling/council.toml'",
        "UPDATE index_files SET name = 'corpus/../../x' WHERE name = 'corpus/matters.toml'",
        "UPDATE index_files SET name = '/x' WHERE name = 'corpus/matters.toml'",
    ],
)
def test_a_release_whose_files_are_damaged_is_refused_and_mended_by_a_build(
    releases: SharedReleases, database: str, harm: str
) -> None:
    name = published(releases)
    change(database, harm)
    with pytest.raises(IndexUnfit, match="run `protocol-bot index`"):
        SharedReleases(database).release(name)
    assert published(SharedReleases(database)) == name
    assert opened(SharedReleases(database), name)


def test_the_folder_of_a_release_goes_when_nobody_needs_it(
    releases: SharedReleases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = published(releases)
    (tmp_path / "private").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "private"))
    release = SharedReleases.release(releases, name)
    assert release.folder.parent == tmp_path / "private"
    assert release.folder.stat().st_mode & 0o077 == 0
    index = opened(releases, name)
    del release
    assert list((tmp_path / "private").iterdir()) == []
    assert index.silent(WordLengths()(["how long?"])[0]).shape == (len(SILENT),)


PUBLISH = """
import sys
from pathlib import Path
from retrieval.shared_releases import SharedReleases
SharedReleases(sys.argv[1]).publish(Path(sys.argv[2]))
"""


def test_a_publisher_that_is_killed_half_way_leaves_the_old_release(
    releases: SharedReleases, database: str, tmp_path: Path
) -> None:
    name, folder = published(releases), built(tmp_path / "release", after=1)
    with psycopg.connect(database) as other:
        other.execute("LOCK TABLE index_rows IN SHARE MODE")  # readers go on, a writer waits
        command = [sys.executable, "-c", PUBLISH, database, str(folder)]
        with subprocess.Popen(command) as publisher:  # noqa: S603 - our own interpreter
            wait_until_it_waits(database)
            publisher.send_signal(signal.SIGKILL)
    assert publisher.returncode == -signal.SIGKILL
    assert releases.current() == name
    assert [one.name for one in releases.listed()] == [name]
    for table in ("index_files", "index_entries", "index_rows", "index_partitions"):
        count = sql.SQL("SELECT DISTINCT release FROM {}").format(sql.Identifier(table))
        with psycopg.connect(database) as connection:
            assert connection.execute(count).fetchall() == [(name,)]
    assert releases.publish(folder) > name


def wait_until_it_waits(database: str) -> None:
    """Until some other connection waits for a lock."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with psycopg.connect(database, autocommit=True) as connection:
        until = time.monotonic() + 30
        while not connection.execute(waiting).fetchone():
            assert time.monotonic() < until
            time.sleep(0.02)


def test_a_reader_writes_nothing_so_that_it_may_read_a_replica(
    releases: SharedReleases, database: str
) -> None:
    reader = SharedReleases(f"{database}&options=-c%20default_transaction_read_only%3Don")
    assert reader.current() is None
    name = published(releases)
    assert reader.current() == name
    assert opened(reader, name).similarities("marling", WordLengths()(["how long?"])[0]).any()
    with pytest.raises(IndexUnfit, match="read-only transaction"):
        reader.switch(name)


def test_the_index_of_a_large_council_goes_with_its_release(database: str) -> None:
    releases = SharedReleases(database, large=6)
    for minute in range(5):
        published(releases, minute, shelves=[MARLING])
    with psycopg.connect(database) as connection:
        named = "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'index_nearest_%'"
        assert connection.execute(named).fetchone() == (3,)
