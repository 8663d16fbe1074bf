"""The real index in PostgreSQL ranks as the one in a folder, and is released in the same way."""

from pathlib import Path

import pytest

from bot.__main__ import Wiring
from bot.errors import BadRequest
from bot.settings import Settings
from retrieval.evaluate import by_council, put_all, read_question_set
from retrieval.search import Search
from retrieval.shared import SharedIndex
from retrieval.shared_releases import SharedReleases
from tests.test_releasing import OTHER, QUESTION, WORDS, Place, place, quoted, reword

pytestmark = pytest.mark.model
__all__ = ["place"]  # a fixture

DEV = Path(__file__).with_name("dev.jsonl")


def nothing(_what: str, _done: int, _of: int) -> None:
    """Nobody looks on."""


def test_every_question_of_dev_is_ranked_as_by_the_index_in_a_folder(
    database: str, real_release: Path, real_search: Search, corpus: Path
) -> None:
    name = SharedReleases(database).publish(real_release)
    wiring = Wiring(Settings(corpus=corpus, index=database))
    assert wiring.release.name == name
    assert isinstance(wiring.search.index, SharedIndex)
    asked = read_question_set(DEV, wiring.library.rulebooks)
    here, there = (put_all(asked, one.rank, nothing) for one in (real_search, wiring.search))
    assert [one.ranked for one in here] == [one.ranked for one in there]
    assert [one.ranking.answers for one in here] == [one.ranking.answers for one in there]
    recall = [by_council(one).figures[-1].shares["recall@3"] or 0.0 for one in (here, there)]
    assert abs(recall[0] - recall[1]) <= 0.005
    with pytest.raises(BadRequest, match="name a folder"):
        wiring.scale(500)


def test_commands_release_to_the_database_and_go_back_there(database: str, place: Place) -> None:
    place.wiring.build_index()
    SharedReleases(database).publish(place.wiring.release.folder)  # so that nothing is encoded anew
    shared = Settings(corpus=place.corpus, index=database)
    first = Wiring(shared).build_index()
    assert (first.is_new, first.report.encoded) == (False, 0)
    live = Wiring(shared).live
    reword(place.corpus)
    second = Wiring(shared).build_index()
    assert 0 < second.report.encoded < 5
    assert WORDS in quoted(live)
    live.renew()
    assert OTHER in quoted(live)
    kept, current = Wiring(shared).releases_kept()
    assert ([one.name for one in kept], current) == ([first.name, second.name], second.name)
    assert Wiring(shared).roll_back("") == first.name
    live.renew()
    assert WORDS in quoted(live)
    assert Wiring(shared).live.search("southend", QUESTION).answers
