"""Kept versions: kept whole or not at all, never changed, proved whenever they are read."""

import os
import shutil
from pathlib import Path

import pytest

from bot.rulebook import load_library
from retrieval.errors import CorpusError
from retrieval.index import Shelf, corpus_digest
from retrieval.version import digest_of
from retrieval.versions import (
    KEPT,
    find_version,
    keep,
    kept_folders,
    read_all_kept,
    read_kept,
)
from tests.little import amend, amend_little, mend_little, write_little


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """The little council's folder."""
    return write_little(tmp_path)


@pytest.fixture
def kept(council: Path) -> Path:
    """The folder of its kept version."""
    return keep(council).folder


def test_what_is_kept_is_what_was_there_octet_for_octet(council: Path) -> None:
    made = keep(council)
    assert made.folder == council / "versions" / digest_of(council)[:12]
    assert not made.before
    assert sorted(one.name for one in made.folder.iterdir()) == sorted(KEPT)
    for name in KEPT:
        assert (made.folder / name).read_bytes() == (council / name).read_bytes()
    assert list((council / "versions").iterdir()) == [made.folder], "nothing else is left behind"


def test_keeping_again_changes_nothing(council: Path, kept: Path) -> None:
    times = {name: (kept / name).stat().st_mtime_ns for name in KEPT}
    assert keep(council).before
    assert {name: (kept / name).stat().st_mtime_ns for name in KEPT} == times


@pytest.mark.parametrize("name", ["council.toml", "deadlines.toml", "escalation.toml"])
def test_the_same_words_with_another_table_are_not_kept_over_the_first(
    council: Path, kept: Path, name: str
) -> None:
    before = (kept / name).read_bytes()
    with (council / name).open("a", encoding="utf-8") as file:
        file.write("# A remark.\n")
    with pytest.raises(CorpusError, match=f"kept already, with another {name}"):
        keep(council)
    assert (kept / name).read_bytes() == before


def test_a_version_with_a_lost_word_is_not_kept(council: Path) -> None:
    amend(council / "protocol.md", "must be civil to one another", "must be civil to another")
    with pytest.raises(CorpusError, match='has "another" where'):
        keep(council)
    assert not (council / "versions").exists()


def test_a_version_without_a_table_is_not_kept_in_part(council: Path) -> None:
    (council / "escalation.toml").unlink()
    with pytest.raises(CorpusError, match=r"escalation\.toml: the file is missing"):
        keep(council)
    assert list((council / "versions").iterdir()) == []


def test_a_version_that_is_just_being_kept_is_passed_over(council: Path, kept: Path) -> None:
    (council / "versions" / ".keeping-x").mkdir()
    assert kept_folders(council) == (kept,)


@pytest.mark.parametrize("name", ["draft", "0123456789abcdef", "0123456789aG"])
def test_a_stranger_among_the_versions_is_told(council: Path, kept: Path, name: str) -> None:
    (kept.parent / name).mkdir()
    with pytest.raises(CorpusError, match=f"{name}: is no kept version; move it away"):
        read_all_kept(council)


@pytest.mark.parametrize("name", ["source.txt", "protocol.md"])
def test_a_kept_version_of_other_words_is_refused(kept: Path, name: str) -> None:
    amend(kept / name, "give advice", "give no advice")
    with pytest.raises(CorpusError, match="is not what it was when it was kept"):
        read_kept(kept)


def test_a_kept_version_of_another_council_is_refused(kept: Path) -> None:
    amend(kept / "council.toml", 'slug = "little-marling"', 'slug = "atlantis"')
    with pytest.raises(CorpusError, match="is of another council: atlantis"):
        read_kept(kept)


def test_a_version_is_found_whether_current_or_kept(council: Path, kept: Path) -> None:
    old = digest_of(council)
    amend_little(council)
    new = digest_of(council)
    for digest, folder in ((old, kept), (new, council)):
        for typed in (digest[:12], digest[:40], digest):
            found = find_version(council, typed)
            assert found
            assert (found.folder, found.digest) == (folder, digest)
    assert find_version(council, "0" * 12) is None
    assert find_version(council, old[:12] + "0" * 52) is None


def test_a_kept_version_is_found_while_the_current_one_holds_a_fault(
    council: Path, kept: Path
) -> None:
    old = digest_of(council)
    (council / "protocol.md").write_text("[2.1\n", encoding="utf-8")
    found = find_version(council, old)
    assert found
    assert found.folder == kept


def test_the_newest_is_the_one_that_was_amended_last_then_the_one_that_was_kept_last(
    council: Path, kept: Path
) -> None:
    amend_little(council)
    second = keep(council).folder
    os.utime(second, (1, 1))
    assert [one.folder for one in read_all_kept(council)] == [second, kept]
    for path in (council / "source.txt", council / "protocol.md"):
        amend(path, "10 working days", "11 working days")
    third = keep(council).folder
    assert [one.folder for one in read_all_kept(council)] == [third, second, kept]


def test_versions_are_neither_councils_nor_part_of_what_is_indexed(
    council: Path, corpus: Path
) -> None:
    shutil.copy(corpus / "matters.toml", council.parent)

    def indexed() -> str:
        books = load_library(council.parent).rulebooks
        assert list(books) == [council.name]
        return corpus_digest([Shelf(one, book.protocol.clauses, {}) for one, book in books.items()])

    before = indexed()
    keep(council)
    assert indexed() == before
    amend_little(council)
    mend_little(council)
    assert indexed() != before
