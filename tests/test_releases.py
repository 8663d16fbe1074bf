"""Releases, in a folder and in PostgreSQL: built beside, switched at once, gone back to."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import IndexUnfit
from retrieval.index import corpus_digest, open_index
from retrieval.release import CORPUS, corpus_state
from retrieval.release_folder import ReleaseFolder
from retrieval.releases import KEPT, Releases, earlier, outlived, releases_at
from retrieval.shared_releases import SharedReleases
from tests.doubles import WordLengths
from tests.little_releases import (
    BARTON,
    BOTH,
    MARLING,
    SILENT,
    built,
    opened,
    published,
    write_corpus,
)

Replica = Callable[[], Releases]


@pytest.fixture(params=["folder", "postgresql"])
def replica(request: pytest.FixtureRequest, tmp_path: Path) -> Replica:
    """What opens the same, empty place again, as another process does."""
    if request.param == "folder":
        return lambda: releases_at(str(tmp_path / "index"))
    database: str = request.getfixturevalue("database")
    return lambda: releases_at(database)


@pytest.fixture
def releases(replica: Replica) -> Releases:
    """An empty place for releases."""
    return replica()


def test_a_place_is_a_folder_or_a_database(postgresql: str, tmp_path: Path) -> None:
    assert isinstance(releases_at(str(tmp_path)), ReleaseFolder)
    assert isinstance(releases_at("~/index"), ReleaseFolder)
    assert isinstance(releases_at(postgresql), SharedReleases)
    assert isinstance(releases_at(postgresql.replace("postgresql:", "postgres:")), SharedReleases)


def test_where_nothing_was_released_nothing_answers(releases: Releases) -> None:
    assert (releases.current(), releases.listed(), releases.kept()) == (None, (), None)
    assert releases.known(WordLengths.digest) == {}
    with pytest.raises(IndexUnfit, match=r"there is no release.*--list"):
        releases.release("20261122T120000Z-0a1b2c3d")
    with pytest.raises(IndexUnfit, match="no earlier release"):
        earlier(releases)


def test_what_is_published_answers_with_the_corpus_it_was_made_from(releases: Releases) -> None:
    name = published(releases)
    assert releases.current() == name
    (listed,) = releases.listed()
    assert (listed.name, listed.councils, listed.clauses) == (name, 2, 3)
    release = releases.release(name)
    assert release.name == name
    assert corpus_state(release.corpus) == release.record.corpus
    assert (release.corpus / "marling" / "council.toml").is_file()


def test_its_index_gives_the_very_numbers_of_one_in_a_folder(
    releases: Releases, tmp_path: Path
) -> None:
    index = opened(releases, published(releases))
    own = open_index(built(tmp_path / "own"), corpus_digest(BOTH, SILENT), WordLengths.digest)
    assert index.manifest.councils == own.manifest.councils
    assert {**index.shelves} == {**own.shelves}
    for question in ("when do I hear back?", "who mends the road?", "must I be nice?"):
        asked = WordLengths()([question])[0]
        for slug in ("marling", "barton"):
            assert (index.similarities(slug, asked) == own.similarities(slug, asked)).all()
        assert (index.silent(asked) == own.silent(asked)).all()


def test_a_question_meets_the_rows_of_its_own_council_only(releases: Releases) -> None:
    index = opened(releases, published(releases))
    for text, slug in (("Ask the Chair.", "barton"), ("must I be nice?", "marling")):
        asked = WordLengths()([text])[0]
        near = {one: index.similarities(one, asked).max() for one in index.shelves}
        assert [one for one, most in near.items() if most > 1 - 1e-6] == [slug]
    asked = WordLengths()([SILENT[0]])[0]
    assert index.silent(asked).max() > 1 - 1e-6
    assert max(index.similarities(one, asked).max() for one in index.shelves) < 1 - 1e-6


@pytest.mark.parametrize("council", ["atlantis", ""])
def test_an_unknown_council_is_no_partition(releases: Releases, council: str) -> None:
    index = opened(releases, published(releases))
    with pytest.raises(KeyError):
        index.similarities(council, WordLengths()(["who?"])[0])
    with pytest.raises(KeyError):
        _ = index.shelves[council]


def test_a_vector_of_another_encoder_is_no_question(releases: Releases) -> None:
    index = opened(releases, published(releases))
    with pytest.raises(ValueError, match="a vector of"):
        index.similarities("marling", np.ones(3, dtype=np.float32))


@pytest.mark.parametrize(
    ("corpus", "encoder", "problem"),
    [
        ("another", WordLengths.digest, "another corpus"),
        (corpus_digest(BOTH, SILENT), "another", r"another encoder \(word lengths\)"),
    ],
)
def test_an_index_of_another_corpus_or_encoder_is_refused(
    releases: Releases, corpus: str, encoder: str, problem: str
) -> None:
    release = releases.release(published(releases))
    with pytest.raises(IndexUnfit, match=f"{problem}.*run `protocol-bot index`"):
        release.opened(corpus, encoder)


def test_only_new_words_are_encoded_for_the_next_release(releases: Releases) -> None:
    published(releases)
    encoder = WordLengths()
    asked = {**MARLING.questions, "1.1": ("how long?", "by which day?")}
    published(releases, 1, shelves=[replace(MARLING, questions=asked), BARTON], encoder=encoder)
    assert encoder.read == ["by which day?"]


def test_another_encoder_knows_none_of_the_vectors(releases: Releases) -> None:
    published(releases)
    assert releases.known("another") == {}
    assert len(releases.known(WordLengths.digest)) == 13


def test_the_newest_are_kept_and_so_is_the_one_that_answers(releases: Releases) -> None:
    names = [published(releases, minute) for minute in range(KEPT + 1)]
    assert [one.name for one in releases.listed()] == names[1:]
    releases.switch(names[1])
    assert releases.current() == names[1]
    names.append(published(releases, KEPT + 1))
    assert [one.name for one in releases.listed()] == names[2:]


def test_of_many_names_the_newest_and_the_current_outlive_the_others() -> None:
    assert outlived(["d", "a", "c", "b", "e"], "a") == ["b"]
    assert outlived(["d", "a", "c", "b", "e"], "e") == ["a", "b"]
    assert outlived(["a", "b"], "b") == []


def test_to_go_back_is_to_the_release_before_again_and_again(releases: Releases) -> None:
    names = [published(releases, minute) for minute in range(3)]
    for name in reversed(names[:-1]):
        releases.switch(earlier(releases))
        assert releases.current() == name
        assert opened(releases, name).manifest.silent == len(SILENT)
    with pytest.raises(IndexUnfit, match=r"no earlier release.*--list"):
        earlier(releases)


def test_a_release_that_is_not_there_is_not_switched_to(releases: Releases) -> None:
    name = published(releases)
    for other in ("20261122T120000Z-0a1b2c3d", "../../elsewhere", "", name.upper()):
        with pytest.raises(IndexUnfit, match="there is no release"):
            releases.switch(other)
    assert releases.current() == name


def test_another_process_sees_the_switch_and_the_old_index_goes_on(
    releases: Releases, replica: Replica
) -> None:
    first = published(releases)
    other = replica()
    old = opened(other, other.current() or "")
    second = published(releases, 1, shelves=[MARLING])
    assert other.current() == second
    assert [*opened(other, second, [MARLING]).shelves] == ["marling"]
    asked = WordLengths()(["who do I ask?"])[0]
    assert old.similarities("barton", asked).max() > 1 - 1e-6
    releases.switch(first)
    assert other.current() == first


def test_what_was_altered_after_it_was_built_is_not_published(releases: Releases) -> None:
    name = published(releases)
    with releases.building() as folder:
        built(folder, after=1)
        (folder / CORPUS / "barton" / "council.toml").write_text("altered", encoding="utf-8")
        with pytest.raises(IndexUnfit, match="not what was written"):
            releases.publish(folder)
    assert [one.name for one in releases.listed()] == [name]
    assert releases.current() == name


def test_to_publish_the_same_again_mends_what_is_there(
    releases: Releases, replica: Replica, tmp_path: Path
) -> None:
    name = published(releases)
    write_corpus(tmp_path / "other")
    assert published(releases) == name
    assert opened(replica(), name).manifest.councils.keys() == {"barton", "marling"}
    assert [one.name for one in releases.listed()] == [name]


def test_a_build_leaves_nothing_behind(releases: Releases) -> None:
    with releases.building() as folder:
        beside = folder.parent
        built(folder)
    assert not beside.exists()
    assert releases.current() is None
