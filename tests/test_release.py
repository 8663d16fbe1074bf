"""A release: a name that sorts by time, a corpus of its own, and nothing that was not written."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from retrieval.errors import CorpusError, IndexUnfit
from retrieval.index import MANIFEST
from retrieval.release import (
    CORPUS,
    NAME,
    RECORD,
    Record,
    copy_corpus,
    corpus_state,
    files_of,
    listed,
    prove,
    seal,
)
from tests.little_releases import MADE, built, write_corpus


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole release."""
    return built(tmp_path / "release")


def test_a_release_is_named_by_when_it_was_made_and_what_it_is(folder: Path) -> None:
    record = prove(folder)
    assert record.name == f"20261122T120000Z-{record.digest[:8]}"
    assert NAME.fullmatch(record.name)
    later = seal(folder, MADE + timedelta(days=365))
    assert later.digest == record.digest
    assert later.name > record.name


def test_a_release_is_listed_with_its_councils_and_clauses(folder: Path) -> None:
    found = listed(folder)
    assert (found.made, found.councils, found.clauses) == (MADE, 2, 3)


def test_a_corpus_is_copied_with_all_that_its_councils_hold_and_nothing_else(
    corpus: Path, tmp_path: Path
) -> None:
    source = write_corpus(tmp_path / "source")
    kept = source / "marling" / "versions" / "0a1b2c3d4e5f" / "protocol.md"
    kept.parent.mkdir(parents=True)
    kept.write_text("as it was", encoding="utf-8")
    (source / "README.md").write_text("for people", encoding="utf-8")
    (source / "marling" / ".protocol.md.swp").write_text("an editor's", encoding="utf-8")
    (source / "drafts").mkdir()
    (source / "drafts" / "protocol.md").write_text("of no council", encoding="utf-8")
    copy_corpus(source, tmp_path / "copy")
    assert [name for name, _ in files_of(tmp_path / "copy")] == [
        "barton/council.toml",
        "marling/council.toml",
        "marling/versions/0a1b2c3d4e5f/protocol.md",
        "matters.toml",
    ]
    assert corpus_state(tmp_path / "copy") == corpus_state(source)
    copy_corpus(corpus, tmp_path / "real")
    assert {name for name, _ in files_of(corpus)} - {
        name for name, _ in files_of(tmp_path / "real")
    } == {"README.md"}


@pytest.mark.parametrize(
    "change",
    [
        lambda corpus: (corpus / "matters.toml").write_text("# new", encoding="utf-8"),
        lambda corpus: (corpus / "barton" / "council.toml").rename(corpus / "barton" / "old.toml"),
        lambda corpus: (corpus / "barton" / "source.txt").touch(),
        lambda corpus: (corpus / "unanswerable.jsonl").touch(),
    ],
)
def test_any_other_file_is_another_state_of_the_corpus(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    before = corpus_state(corpus)
    change(corpus)
    assert corpus_state(corpus) != before


def test_a_new_readme_is_the_same_state_of_the_corpus(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    before = corpus_state(corpus)
    (corpus / "README.md").write_text("for people", encoding="utf-8")
    assert corpus_state(corpus) == before


def lose_record(folder: Path) -> None:
    (folder / RECORD).unlink()


def cut_record(folder: Path) -> None:
    (folder / RECORD).write_bytes((folder / RECORD).read_bytes()[:40])


def lose_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def alter_manifest(folder: Path) -> None:
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(text.replace("word lengths", "another"), encoding="utf-8")


def alter_corpus(folder: Path) -> None:
    (folder / CORPUS / "barton" / "council.toml").write_text("slug = 1", encoding="utf-8")


def add_to_corpus(folder: Path) -> None:
    (folder / CORPUS / "barton" / "deadlines.toml").touch()


def swap_record(folder: Path) -> None:
    record = Record.model_validate_json((folder / RECORD).read_bytes())
    other = record.model_copy(update={"corpus": record.index})
    (folder / RECORD).write_text(other.model_dump_json(), encoding="utf-8")


@pytest.mark.parametrize(
    "harm",
    [
        lose_record,
        cut_record,
        lose_manifest,
        alter_manifest,
        alter_corpus,
        add_to_corpus,
        swap_record,
    ],
)
def test_a_release_that_is_not_what_was_written_is_refused_with_its_cure(
    folder: Path, harm: Callable[[Path], None]
) -> None:
    harm(folder)
    with pytest.raises(IndexUnfit, match="run `protocol-bot index`"):
        prove(folder)


def age_record(folder: Path) -> None:
    record = json.loads((folder / RECORD).read_bytes())
    (folder / RECORD).write_text(json.dumps(record | {"format": 0}), encoding="utf-8")


def test_a_file_whose_name_is_not_utf_8_is_no_part_of_a_release(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    (corpus / "barton" / os.fsdecode(b"notes-\xff.txt")).touch()
    for read in (corpus_state, lambda corpus: copy_corpus(corpus, tmp_path / "copy")):
        with pytest.raises(CorpusError, match="name is not UTF-8; give it another"):
            read(corpus)


def test_a_release_in_which_such_a_file_has_come_to_lie_is_refused(folder: Path) -> None:
    (folder / CORPUS / "barton" / os.fsdecode(b"\xff")).touch()
    with pytest.raises(IndexUnfit, match="run `protocol-bot index`"):
        prove(folder)


@pytest.mark.parametrize("harm", [lose_record, cut_record, lose_manifest, age_record])
def test_a_release_that_cannot_be_read_is_not_listed(
    folder: Path, harm: Callable[[Path], None]
) -> None:
    harm(folder)
    with pytest.raises(IndexUnfit):
        listed(folder)
