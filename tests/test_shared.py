"""The index in PostgreSQL: proved row by row, there while the database is not, HNSW if large."""

from collections.abc import Iterator

import numpy as np
import psycopg
import pytest
from pgvector.psycopg import register_vector

from retrieval.encoder import Vectors
from retrieval.errors import IndexUnfit
from retrieval.index import Entry, Kind, Made, Manifest, Partition, Passage, counted
from retrieval.shared import NEAREST, SharedIndex
from retrieval.shared_line import Connection, Line
from retrieval.shared_releases import SharedReleases, _write_partition
from retrieval.shared_schema import bring_up_to_date
from tests.doubles import WordLengths
from tests.little_releases import SILENT, change, opened, published

WIDTH = 384


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM index_rows WHERE council = 'marling' AND position = 3",
        "UPDATE index_rows SET vector = -1 * vector WHERE council = 'marling' AND position = 3",
        "UPDATE index_rows SET vector = '[1, 2]' WHERE council = 'marling' AND position = 3",
        "UPDATE index_rows SET position = position + 100 WHERE council = 'marling' AND position=0",
        "DELETE FROM index_entries WHERE council = 'marling' AND position = 0",
        "UPDATE index_entries SET line = replace(line, 'seven', 'eight') WHERE council = 'marling'",
        "UPDATE index_entries SET council = 'marling', position = 9 WHERE council = 'barton'",
        "DELETE FROM index_partitions WHERE council = 'marling'",
        "UPDATE index_partitions SET lines = vectors WHERE council = 'marling'",
    ],
)
def test_a_council_whose_rows_are_damaged_is_refused_and_mended_by_a_build(
    releases: SharedReleases, database: str, harm: str
) -> None:
    name = published(releases)
    index = opened(releases, name)
    change(database, harm.replace("-1 * vector", f"'[{','.join(['0.5'] * 15)}]'"))
    with pytest.raises(IndexUnfit, match=r"\(marling\); run `protocol-bot index`"):
        index.similarities("marling", WordLengths()(["how long?"])[0])
    assert published(releases) == name
    assert opened(releases, name).similarities("marling", WordLengths()(["how long?"])[0]).any()


@pytest.fixture
def away(postgresql: str) -> Iterator[str]:
    """The URL of a database of its own, which `leave` takes away."""
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS away WITH (FORCE)")
        connection.execute("CREATE DATABASE away")
        yield postgresql.replace("/postgres?", "/away?")
        connection.execute("DROP DATABASE IF EXISTS away WITH (FORCE)")


def leave(postgresql: str, *, back: bool = False) -> None:
    """Cut every connection to the database and let nobody in; or let them in again."""
    allowed = "true" if back else "false"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE away WITH ALLOW_CONNECTIONS {allowed}".encode())
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'away'"
        )


def test_a_council_that_was_asked_about_is_answered_while_the_database_is_away(
    postgresql: str, away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = SharedReleases(away)
    index, asked = opened(releases, published(releases)), WordLengths()(["how long?"])[0]
    before = index.similarities("marling", asked)
    leave(postgresql)
    assert (index.similarities("marling", asked) == before).all()
    assert index.silent(asked).shape == (len(SILENT),)
    assert index.shelves["marling"]
    with pytest.raises(IndexUnfit, match=r"the database away on .* cannot be used"):
        index.similarities("barton", asked)
    with pytest.raises(IndexUnfit, match="a moment ago"):
        releases.current()
    leave(postgresql, back=True)
    monkeypatch.setattr("retrieval.shared_line.PAUSE", 0.0)
    assert index.similarities("barton", asked).any()
    assert releases.current()


LARGE_ROWS, SMALL_ROWS = 21_000, 300


def invented(council: str, rows: int, seed: int) -> Partition:
    """A partition of vectors that stand in clusters, as those of clauses do."""
    shuffle = np.random.default_rng(seed)
    middles = shuffle.normal(size=(200, WIDTH))
    vectors = middles[shuffle.integers(200, size=rows)] + shuffle.normal(size=(rows, WIDTH))
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    each = [Passage(kind=Kind.WHOLE, text=f"clause {row}") for row in range(rows)]
    entries = tuple(
        Entry(council=council, label=str(row), passages=(one,)) for row, one in enumerate(each)
    )
    return Partition(council, entries, np.asarray(unit, dtype=np.float32))


@pytest.fixture(scope="module")
def many(postgresql: str) -> tuple[SharedIndex, dict[str, Partition]]:
    """An index with a large council, another one of the same words, and a small one."""
    with psycopg.connect(postgresql) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    partitions = {
        "large": invented("large", LARGE_ROWS, 1),
        "small": invented("small", SMALL_ROWS, 2),
    }
    line = Line(postgresql)
    with line.writing() as at:
        bring_up_to_date(at)
        at.execute("SET LOCAL maintenance_work_mem = '256MB'")
        register_vector(at)
        for one in partitions.values():
            _write_partition(at, "invented", one, 20_000)
    entries = [entry for one in partitions.values() for entry in one.entries]
    manifest = Manifest(
        format=2,
        encoder=Made(name="invented", digest="invented"),
        dimension=WIDTH,
        corpus="invented",
        councils=counted(entries),
        silent=0,
        files={},
    )
    return SharedIndex(line, "invented", manifest), partitions


def asked_of(partition: Partition, number: int) -> Vectors:
    """A vector that is near a row, as a question's is."""
    noise = np.random.default_rng(number).normal(size=WIDTH) / np.sqrt(WIDTH)
    vector = partition.vectors[number * 17] + 0.5 * noise
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def test_of_a_large_council_the_nearest_rows_are_found(
    many: tuple[SharedIndex, dict[str, Partition]],
) -> None:
    index, partitions = many
    large, found = partitions["large"], []
    for number in range(20):
        asked = asked_of(large, number)
        exact, near = large.vectors @ asked, index.similarities("large", asked)
        assert near.shape == (LARGE_ROWS,)
        best = np.argsort(-exact)[:50]
        found.append(len({*best} & {*np.argsort(-near)[:50]}) / 50)
        told = near > near.min()
        assert told.sum() >= NEAREST - 1
        assert np.allclose(near[told], exact[told], atol=1e-5)
    assert np.mean(found) >= 0.95


def test_a_large_council_is_looked_up_by_its_own_index(
    many: tuple[SharedIndex, dict[str, Partition]],
) -> None:
    index, partitions = many
    before = index._line.read(scanned)
    index.similarities("large", asked_of(partitions["large"], 3))
    assert index._line.read(scanned) == before + 1


def scanned(at: Connection) -> int:
    """How often the large council's index has been scanned."""
    at.execute("SELECT pg_stat_force_next_flush()")
    counted = "SELECT sum(idx_scan) FROM pg_stat_user_indexes WHERE indexrelname LIKE 'index_near%'"
    found = at.execute(counted).fetchone()
    return int(found[0]) if found else 0


def test_a_small_council_beside_it_is_held_whole_and_exact(
    many: tuple[SharedIndex, dict[str, Partition]],
) -> None:
    index, partitions = many
    small = partitions["small"]
    asked = asked_of(small, 3)
    assert np.allclose(index.similarities("small", asked), small.vectors @ asked, atol=1e-6)


def test_partitions_hold_even_when_another_council_has_the_nearest_rows(
    many: tuple[SharedIndex, dict[str, Partition]],
) -> None:
    index, partitions = many
    asked = asked_of(partitions["small"], 3)
    assert index.similarities("large", asked).max() < index.similarities("small", asked).max()
