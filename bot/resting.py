"""What rests on a clause: rules, steps, terms, whom to ask, questions; and whether it still may.

The tables are read as they are and not proved: between two versions, some of their words are
looked for in a clause that no longer has them, and this says which.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, repeat
from pathlib import Path

from bot.deadlines import load_rules
from bot.escalation import load_matters, load_steps
from retrieval.amendment import Added, Change, Removed
from retrieval.clause import Clause, stands_in
from retrieval.council import Council
from retrieval.protocols import Protocol
from retrieval.questions import FILE, question_lines
from retrieval.tables import row_line, row_lines


class Kind(StrEnum):
    """What a row is."""

    RULE = "rule"
    MISSED = "missed"  # what a rule says to do when it is late
    STEP = "step"
    TERM = "term"
    SILENT = "silent"
    QUESTIONS = "questions"


@dataclass(frozen=True)
class Resting:
    """A row that cites a clause, and the words that must stand there: any one of them will do.

    `file` and `line` (1-based, 0 where it is not known) say where the row is; `questions` how many
    questions it holds.
    """

    kind: Kind
    name: str
    clause: str
    words: tuple[str, ...]
    file: str
    line: int
    questions: int = 0

    def stands_on(self, clause: Clause | None) -> bool:
        """Whether the row cites this clause, and its words stand there."""
        return clause is not None and clause.label == self.clause and self.stands_in(clause)

    def stands_in(self, clause: Clause) -> bool:
        """Whether the row's words stand in a clause, whatever its label."""
        return any(stands_in(words, clause) for words in self.words)


@dataclass(frozen=True)
class Touch:
    """A row that a change touches: whether it still stands, and if not, where its words do."""

    row: Resting
    stands: bool
    elsewhere: str = ""


def resting(council: Council, folder: Path) -> tuple[Resting, ...]:
    """Every row of a council's tables, in the order of its files.

    Raises CorpusError, with file and line, for a table that cannot be read.
    """
    return (*_rules(folder), *_steps(folder), *_council(council, folder), *_questions(folder))


def touches(change: Change, rows: Iterable[Resting], new: Protocol) -> tuple[Touch, ...]:
    """The rows that rest on a clause that was amended, as it was or as it is."""
    old = None if isinstance(change, Added) else change.old
    came = None if isinstance(change, Removed) else change.new
    touched = (row for row in rows if row.stands_on(old) or row.stands_on(came))
    return tuple(_touch(row, new) for row in touched)


def _touch(row: Resting, new: Protocol) -> Touch:
    if any(row.stands_on(clause) for clause in new.clauses):
        return Touch(row, stands=True)
    found = (clause.label for clause in new.clauses if row.stands_in(clause))
    # A term's own word stands in every other clause: where it is defined cannot be guessed.
    return Touch(row, stands=False, elsewhere="" if row.kind is Kind.TERM else next(found, ""))


def _rules(folder: Path) -> Iterator[Resting]:
    path = folder / "deadlines.toml"
    for rule, line in zip(load_rules(path), _lines(path, "rule"), strict=False):
        yield Resting(Kind.RULE, rule.id, rule.clause, (rule.evidence,), path.name, line)
        if late := rule.missed:
            yield Resting(Kind.MISSED, rule.id, late.clause, (late.evidence,), path.name, line)


def _steps(folder: Path) -> Iterator[Resting]:
    path = folder / "escalation.toml"
    steps = load_steps(path, load_matters(folder.parent / "matters.toml"))
    for step, line in zip(steps, _lines(path, "step"), strict=False):
        name = f"{step.matter}, {step.asker}, {step.order}"
        yield Resting(Kind.STEP, name, step.clause, (step.evidence,), path.name, line)


def _council(council: Council, folder: Path) -> Iterator[Resting]:
    path = folder / "council.toml"
    silent, line = council.silent, row_line(path, "silent", 0)
    yield Resting(Kind.SILENT, silent.ask, silent.clause, (silent.evidence,), path.name, line)
    for term, line in zip(council.term, _lines(path, "term"), strict=False):
        if term.clause:
            yield Resting(Kind.TERM, term.term, term.clause, term.says, path.name, line)


def _questions(folder: Path) -> Iterator[Resting]:
    for line, row in question_lines(folder / FILE):
        count = len(row.questions)
        yield Resting(Kind.QUESTIONS, row.anchor, row.clause, (row.anchor,), FILE, line, count)


def _lines(path: Path, kind: str) -> Iterator[int]:
    """The line of each row; 0 for rows that are written in another way."""
    return chain(row_lines(path, kind), repeat(0))
