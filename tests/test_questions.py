"""questions.jsonl: every question tied to a clause by words of it."""

import json
from pathlib import Path

import pytest

from retrieval.errors import CorpusError
from retrieval.protocols import Protocol
from retrieval.questions import question_lines, read_questions
from tests.doubles import clause

CLAUSES = (
    clause("little", "1.1", "The Clerk will reply within 7 working days."),
    clause("little", "1.2", "Members must be civil."),
)
GOOD = {"clause": "1.1", "anchor": "reply  within 7", "questions": ["when do I get an answer?"]}


def write(folder: Path, *lines: object) -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "questions.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_lines_of_one_clause_are_joined_and_no_question_stands_twice(tmp_path: Path) -> None:
    more = GOOD | {"questions": ["how long?", "when do I get an answer?"]}
    assert read_questions(write(tmp_path, GOOD, "", more), CLAUSES) == {
        "1.1": ("when do I get an answer?", "how long?")
    }


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (GOOD | {"clause": "9.9"}, "no clause 9.9"),
        (GOOD | {"anchor": "must be civil"}, "clause 1.1 does not hold the anchor"),
        (GOOD | {"questions": []}, "questions: "),
        (GOOD | {"questions": [" "]}, r"questions\.0: "),
        (GOOD | {"source": "a friend"}, "source: "),
        ({"clause": "1.1", "anchor": "reply"}, "questions: Field required"),
        ("{not json", "line: Invalid JSON"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: object, problem: str) -> None:
    with pytest.raises(CorpusError, match=problem) as caught:
        read_questions(write(tmp_path, GOOD, line), CLAUSES)
    assert caught.value.line == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"questions\.jsonl: the file is missing"):
        read_questions(tmp_path, CLAUSES)


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_bytes(b"\n\n{caf\xe9}")
    with pytest.raises(CorpusError, match=r"questions\.jsonl:3: .*save as UTF-8"):
        read_questions(tmp_path, CLAUSES)


def test_nearly_every_clause_of_the_corpus_has_been_asked_about(
    protocols: dict[str, Protocol],
) -> None:
    for protocol in protocols.values():
        asked = read_questions(protocol.folder, protocol.clauses)
        assert len(asked) >= 0.95 * len(protocol.clauses), protocol.slug


def test_lines_are_read_one_by_one_though_nothing_has_their_clause(tmp_path: Path) -> None:
    write(tmp_path, GOOD, GOOD | {"clause": "9.9"})
    read = list(question_lines(tmp_path / "questions.jsonl"))
    assert [(number, line.clause) for number, line in read] == [(1, "1.1"), (2, "9.9")]
