"""Questions as people type them, each tied to the clause that governs it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retrieval.clause import Clause, stands_in
from retrieval.errors import CorpusError
from retrieval.tables import read_text

FILE = "questions.jsonl"
Words = Annotated[str, Field(min_length=1)]
Questions = Mapping[str, tuple[str, ...]]


class QuestionLine(BaseModel):
    """A line of questions.jsonl: a clause, words of it that prove the tie, and its questions."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    clause: Words
    anchor: Words
    questions: tuple[Words, ...] = Field(min_length=1)


def read_questions(folder: Path, clauses: Sequence[Clause]) -> Questions:
    """The questions of a corpus folder by clause label, in file order, none twice in a clause.

    Several lines may name one clause. Raises CorpusError with file and line when the file is
    missing or not UTF-8, a line is not a `QuestionLine`, its clause is unknown, or its anchor is
    not in it.
    """
    path = folder / FILE
    known = {clause.label: clause for clause in clauses}
    asked: dict[str, dict[str, None]] = {}
    for number, line in question_lines(path):
        _refuse_stray(path, number, line, known.get(line.clause))
        asked.setdefault(line.clause, {}).update(dict.fromkeys(line.questions))
    return {label: tuple(questions) for label, questions in asked.items()}


def question_lines(path: Path) -> Iterator[tuple[int, QuestionLine]]:
    """The lines of a questions.jsonl with their 1-based numbers, not compared with any clause.

    Raises CorpusError with file and line when it is missing or a line is not a `QuestionLine`.
    """
    text = read_text(path, "add it, even if it is empty")
    for number, raw in enumerate(text.split("\n"), start=1):
        if raw.strip():
            yield number, _line(path, number, raw)


def _line(path: Path, number: int, raw: str) -> QuestionLine:
    try:
        return QuestionLine.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        raise CorpusError(path, number, f"{where}: {first['msg']}") from None


def _refuse_stray(path: Path, number: int, line: QuestionLine, clause: Clause | None) -> None:
    if clause is None:
        raise CorpusError(path, number, f"there is no clause {line.clause} in protocol.md")
    if not stands_in(line.anchor, clause):
        raise CorpusError(
            path, number, f'clause {line.clause} does not hold the anchor "{line.anchor}"'
        )
