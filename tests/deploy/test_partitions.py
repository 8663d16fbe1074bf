"""deploy/postgresql/partitions.sql: the shared index in tables that PostgreSQL partitions."""

import psycopg
import pytest

from bot.settings import HOME
from retrieval.shared_releases import SharedReleases
from tests.doubles import WordLengths
from tests.little_releases import opened, published

PARTITIONS = HOME / "deploy" / "postgresql" / "partitions.sql"
PARTS = """
    SELECT count(DISTINCT tableoid) FROM index_rows
    WHERE council IN ('marling', 'barton')
"""


@pytest.fixture
def database(postgresql: str) -> str:
    """An empty database in which the two large tables are partitioned by council."""
    with psycopg.connect(postgresql) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
        connection.execute("CREATE EXTENSION vector")
        connection.execute(PARTITIONS.read_text(encoding="utf-8").encode())
    return postgresql


@pytest.mark.parametrize("large", [1, 1_000], ids=["by an index", "exactly"])
def test_a_release_is_published_in_parts_and_answers(database: str, large: int) -> None:
    releases = SharedReleases(database, large)
    index = opened(releases, published(releases))
    asked = WordLengths()(["Ask the Chair."])[0]
    assert index.similarities("barton", asked).max() > 0.99
    with psycopg.connect(database) as connection:
        assert connection.execute(PARTS).fetchone() == (2,)


def test_an_earlier_release_can_be_gone_back_to_and_goes_when_it_is_old(database: str) -> None:
    releases = SharedReleases(database, 1)
    names = [published(releases, after) for after in range(5)]
    assert [one.name for one in releases.listed()] == names[-3:]
    releases.switch(names[-2])
    assert releases.current() == names[-2]
