"""What rests on a clause is found by its words, and told whether they still stand."""

import shutil
from pathlib import Path

import pytest

from bot.resting import Kind, Resting, Touch, resting, touches
from bot.rulebook import Library
from retrieval.amendment import Change, Changed, Removed, compare
from retrieval.errors import CorpusError
from retrieval.protocols import Protocol, read_protocol
from tests.little import amend, amend_little, line_of, mend_little, write_little


@pytest.fixture
def council(tmp_path: Path, corpus: Path) -> Path:
    """The little council's folder, in a corpus."""
    shutil.copy(corpus / "matters.toml", tmp_path)
    return write_little(tmp_path)


def rows_of(council: Path) -> tuple[Resting, ...]:
    return resting(read_protocol(council).council, council)


def touched(council: Path, before: Protocol) -> dict[str, list[Touch]]:
    """What each change since `before` touches, by the label that the clause had, or has."""
    after = read_protocol(council)
    rows = resting(after.council, council)
    found = compare(before, after)
    return {_label(one): list(touches(one, rows, after)) for one in found}


def _label(change: Change) -> str:
    return change.old.label if isinstance(change, Changed | Removed) else change.new.label


def test_every_row_is_read_with_its_file_and_line(council: Path) -> None:
    assert [(one.kind, one.name, one.clause, one.file, one.line) for one in rows_of(council)] == [
        (Kind.RULE, "enquiry-reply", "2.2", "deadlines.toml", 1),
        (Kind.MISSED, "enquiry-reply", "2.2", "deadlines.toml", 1),
        (Kind.RULE, "log-open", "2.1", "deadlines.toml", 17),
        (Kind.STEP, "officer-conduct, councillor, 1", "members-3", "escalation.toml", 1),
        (Kind.STEP, "officer-conduct, councillor, 2", "members-3", "escalation.toml", 12),
        (Kind.STEP, "general, councillor, 1", "2.1", "escalation.toml", 22),
        (Kind.STEP, "general, officer, 1", "2.5", "escalation.toml", 33),
        (Kind.SILENT, "the Chair", "2.5", "council.toml", line_of(council / "council.toml", "[si")),
        (Kind.TERM, "Clerk", "1.1.1", "council.toml", 18),
        (Kind.TERM, "Member", "1.1.2", "council.toml", 24),
        (Kind.QUESTIONS, "within 7 working days", "2.2", "questions.jsonl", 1),
        (Kind.QUESTIONS, "take up a complaint", "members-3", "questions.jsonl", 2),
        (Kind.QUESTIONS, "Clerk means the person", "1.1.1", "questions.jsonl", 3),
    ]


def test_every_row_of_every_council_stands_on_a_clause(library: Library, corpus: Path) -> None:
    for slug, book in library.rulebooks.items():
        rows = resting(book.council, corpus / slug)
        kinds = {one.kind for one in rows}
        assert {Kind.RULE, Kind.STEP, Kind.SILENT, Kind.TERM, Kind.QUESTIONS} <= kinds
        for row in rows:
            assert any(row.stands_on(clause) for clause in book.protocol.clauses), row
        assert all(row.line for row in rows)


def test_before_the_tables_are_mended_each_row_says_where_its_words_went(council: Path) -> None:
    before = read_protocol(council)
    amend_little(council)
    found = touched(council, before)
    assert [(one.row.kind, one.stands) for one in found["2.2"]] == [
        (Kind.RULE, False), (Kind.MISSED, True), (Kind.QUESTIONS, False)
    ]  # fmt: skip
    assert found["2.4"] == [
        Touch(row, stands=False, elsewhere="2.4") for row in rows_of(council) if row.clause == "2.5"
    ]
    assert found["2.5"] == []


def test_once_the_tables_are_mended_every_row_stands(council: Path) -> None:
    before = read_protocol(council)
    amend_little(council)
    mend_little(council)
    found = touched(council, before)
    assert {label: [one.row.kind for one in some] for label, some in found.items()} == {
        "2.2": [Kind.RULE, Kind.MISSED, Kind.QUESTIONS],
        "2.4": [Kind.STEP, Kind.SILENT],
        "2.5": [],
    }
    assert all(one.stands for some in found.values() for one in some)


def test_a_term_whose_clause_is_removed_stands_nowhere_else(council: Path) -> None:
    before = read_protocol(council)
    amend(council / "source.txt", "- 11.2 Member means anybody who sits on the Council, as "
          "Standing Order 7 has it.\n", "")  # fmt: skip
    amend(council / "protocol.md", "[1.1.2 printed 11.2]\nMember means anybody who sits on the "
          "Council, as Standing Order 7 has it.\n", "")  # fmt: skip
    (touch,) = touched(council, before)["1.1.2"]
    assert (touch.row.name, touch.stands, touch.elsewhere) == ("Member", False, "")


def test_a_table_that_cannot_be_read_is_told_with_its_line(council: Path) -> None:
    amend(council / "deadlines.toml", "value = 7", "value = = 7")
    with pytest.raises(CorpusError, match=r"deadlines\.toml:4: not valid TOML"):
        rows_of(council)
