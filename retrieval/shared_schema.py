"""The tables in which replicas share releases of the index.

index_releases     a row a release
index_files        its files but for clauses and vectors: record, manifest, encoder, corpus
index_partitions   a row a council ("" for what no clause answers), with digests of its content
index_entries      the lines of clauses.jsonl
index_rows         the vectors
index_current      one row: the release that answers

Every table names release and council in its key, so that an operator may have PostgreSQL partition
the two large ones by council before the first release is published: what is there is left alone.
"""

from psycopg.errors import FeatureNotSupported, InsufficientPrivilege

from retrieval.errors import IndexUnfit
from retrieval.shared_line import Connection

VERSION = 1
NO_PGVECTOR = (
    "the database has no pgvector; have its administrator install it and run "
    "`CREATE EXTENSION vector` there"
)
LOCK = 0x496E646578  # "Index": the number of our lock within the database

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS index_schema (version integer PRIMARY KEY)
    """,
    """
    CREATE TABLE IF NOT EXISTS index_releases (name text PRIMARY KEY)
    """,
    """
    CREATE TABLE IF NOT EXISTS index_files (
        release text NOT NULL,
        name text NOT NULL,
        octets bytea NOT NULL,
        PRIMARY KEY (release, name)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS index_partitions (
        release text NOT NULL,
        council text NOT NULL,
        lines text NOT NULL,
        vectors text NOT NULL,
        nearest text NOT NULL,
        PRIMARY KEY (release, council)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS index_entries (
        release text NOT NULL,
        council text NOT NULL,
        position integer NOT NULL,
        line text NOT NULL,
        PRIMARY KEY (release, council, position)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS index_rows (
        release text NOT NULL,
        council text NOT NULL,
        position integer NOT NULL,
        vector vector NOT NULL,
        PRIMARY KEY (release, council, position)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS index_current (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        release text NOT NULL
    )
    """,
)
OF_A_RELEASE = ("index_rows", "index_entries", "index_partitions", "index_files")


def bring_up_to_date(connection: Connection) -> None:
    """Make what is missing, within a transaction that no other of ours overlaps.

    Raises IndexUnfit for a database without pgvector, and for tables of a later version.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    except (FeatureNotSupported, InsufficientPrivilege) as error:
        raise IndexUnfit(NO_PGVECTOR) from error
    for table in TABLES:
        connection.execute(table)
    connection.execute("INSERT INTO index_schema VALUES (%s) ON CONFLICT DO NOTHING", [VERSION])
    refuse_later(connection)


def refuse_later(connection: Connection) -> None:
    """Raise IndexUnfit where the tables are of a later version than we know."""
    found = connection.execute("SELECT max(version) FROM index_schema").fetchone()
    if found and found[0] and found[0] > VERSION:
        raise IndexUnfit(
            "the index in the database was made by a later version of Protocol Bot; run that "
            "version, or name another database"
        )


def is_there(connection: Connection) -> bool:
    """Whether the tables were ever made; a reader makes none, so that it may be on a replica."""
    found = connection.execute("SELECT to_regclass('index_current') IS NOT NULL").fetchone()
    return bool(found and found[0])
