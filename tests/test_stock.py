"""The stock of a corpus: what each council brings to the index, and the digest of it all."""

import shutil
from pathlib import Path

import pytest

from bot.rulebook import Library
from bot.stock import read_stock
from retrieval.errors import CorpusError
from tests.little import amend


@pytest.fixture
def copied(corpus: Path, tmp_path: Path) -> Path:
    """A copy of the corpus, which a test may change."""
    return Path(shutil.copytree(corpus, tmp_path / "corpus"))


def test_every_council_brings_its_clauses_and_their_questions(
    corpus: Path, library: Library
) -> None:
    stock = read_stock(corpus, library)
    assert stock.library is library
    assert [shelf.slug for shelf in stock.shelves] == [*library.rulebooks]
    for shelf in stock.shelves:
        assert shelf.clauses == library.rulebooks[shelf.slug].protocol.clauses
        assert shelf.questions
    assert len(stock.silence) > 1000


def test_a_copy_brings_the_same_and_another_word_is_another_digest(
    corpus: Path, copied: Path
) -> None:
    before = read_stock(corpus).digest
    assert read_stock(copied).digest == before
    amend(copied / "southend" / "protocol.md", "This Protocol has been", "This Protocol was")
    assert read_stock(copied).digest != before


def test_a_question_tied_to_no_clause_is_told_with_its_line(copied: Path) -> None:
    line = '{"clause": "none", "anchor": "x", "questions": ["y"]}\n'
    (copied / "brixton" / "questions.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"brixton/questions\.jsonl:1: there is no clause"):
        read_stock(copied)
