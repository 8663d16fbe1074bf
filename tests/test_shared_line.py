"""The line to the database: made again when it was cut, and no password in any error."""

import psycopg
import pytest

from retrieval.errors import IndexUnfit
from retrieval.shared_releases import SharedReleases
from tests.doubles import WordLengths
from tests.little_releases import opened, published


def test_a_connection_that_was_cut_is_made_again_unnoticed(database: str) -> None:
    releases = SharedReleases(database)
    index, asked = opened(releases, published(releases)), WordLengths()(["how long?"])[0]
    with psycopg.connect(database) as connection:
        cut = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'protocol-bot'"
        )
        assert cut.rowcount > 0
    assert index.similarities("marling", asked).any()


@pytest.mark.parametrize(
    "database_url",
    [
        "postgresql://ann:hush-hush@127.0.0.1:1/index",
        "postgresql://ann:hush-hush@127.0.0.1:1/index?sslmode=hush-hush",
        "postgresql://ann:hush-hush@127.0.0.1:hush-hush/index",
        "postgresql://ann:hush-hush@[127.0.0.1/index",
        "postgresql://ann:hush-hush%zz@127.0.0.1/index",
    ],
)
def test_no_error_holds_the_password_of_the_url(database_url: str) -> None:
    with pytest.raises(IndexUnfit) as refused:
        SharedReleases(database_url).current()
    assert "hush-hush@" not in str(refused.value)
    assert ":hush-hush" not in str(refused.value)
    assert "\n" not in str(refused.value)
