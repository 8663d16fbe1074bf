"""The tables of a shared index: the operator's to partition; refused when they are too new."""

import psycopg
import pytest

from retrieval.errors import IndexUnfit
from retrieval.shared_releases import SharedReleases
from retrieval.shared_schema import bring_up_to_date
from tests.doubles import WordLengths
from tests.little_releases import change, opened, published

BY_COUNCIL = """
    CREATE EXTENSION IF NOT EXISTS vector;
    CREATE TABLE index_rows (
        release text NOT NULL, council text NOT NULL, position integer NOT NULL,
        vector vector NOT NULL, PRIMARY KEY (release, council, position)
    ) PARTITION BY HASH (council);
    CREATE TABLE index_rows_0 PARTITION OF index_rows FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE index_rows_1 PARTITION OF index_rows FOR VALUES WITH (MODULUS 2, REMAINDER 1)
"""


def test_rows_may_be_partitioned_by_council_before_the_first_release(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(BY_COUNCIL)
    releases = SharedReleases(
        database, large=6
    )  # Marling's eight rows are searched in the database
    asked = WordLengths()(["must I be nice?"])[0]
    index = opened(releases, published(releases))
    assert index.similarities("marling", asked).max() > 1 - 1e-3
    for minute in range(1, 5):
        published(releases, minute)
    with psycopg.connect(database) as connection:
        made = connection.execute("SELECT count(DISTINCT release) FROM index_rows").fetchone()
    assert made == (3,)


def test_tables_of_a_later_version_are_refused(releases: SharedReleases, database: str) -> None:
    published(releases)
    change(database, "UPDATE index_schema SET version = version + 1")
    with pytest.raises(IndexUnfit, match="later version"):
        releases.current()
    with pytest.raises(IndexUnfit, match="later version"):
        published(releases, 1)


def test_a_database_without_pgvector_is_told_with_its_cure(releases: SharedReleases) -> None:
    line = releases._line
    with line.writing() as at:
        at.execute("DROP EXTENSION IF EXISTS vector CASCADE")
        at.execute("CREATE ROLE nobody_much")
        at.execute("GRANT ALL ON SCHEMA public TO nobody_much")
        at.execute("SET ROLE nobody_much")
        with pytest.raises(IndexUnfit, match="CREATE EXTENSION vector"):
            bring_up_to_date(at)
        at.rollback()
