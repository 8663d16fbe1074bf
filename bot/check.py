"""The corpus, proved: every word accounted for, every row's evidence in its clause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.rulebook import Rulebook, load_library
from retrieval.errors import CorpusError
from retrieval.proof import Account, prove
from retrieval.questions import read_questions
from retrieval.silence import FILE, read_unanswerable
from retrieval.version import Version
from retrieval.versions import read_all_kept


@dataclass(frozen=True)
class Checked:
    """A council whose corpus holds: its words, clauses, rows and questions, counted.

    `kept` are its kept versions, newest first, each proved like the current one.
    """

    account: Account
    rules: int
    steps: int
    questions: int
    version: Version
    kept: tuple[Version, ...]


def check(corpus: Path) -> Iterator[Checked]:
    """Each council in turn, proved. Raises CorpusError at the first fault, with file and line."""
    books = load_library(corpus).rulebooks
    _refuse_strangers(corpus, books)
    for book in books.values():
        _prove_references(book)
        questions = read_questions(book.protocol.folder, book.protocol.clauses)
        yield Checked(
            account=prove(book.protocol),
            rules=len(book.rules),
            steps=len(book.steps),
            questions=sum(len(asked) for asked in questions.values()),
            version=book.version,
            kept=tuple(one.version for one in read_all_kept(book.protocol.folder)),
        )


def _refuse_strangers(corpus: Path, books: Mapping[str, Rulebook]) -> None:
    """Raise CorpusError for a question that names no council here."""
    for one in read_unanswerable(corpus):
        if one.council and one.council not in books:
            problem = f'"{one.question}" names the council {one.council}, which is not here'
            raise CorpusError(corpus / FILE, 0, problem)


def _prove_references(book: Rulebook) -> None:
    for clause in book.protocol.clauses:
        for one in clause.references:
            if not (one.clause or one.section or one.document):
                raise CorpusError(
                    book.protocol.folder / "protocol.md",
                    clause.line,
                    f'clause {clause.label} points to "{one.words}", which is no clause, '
                    "heading or [[document]] of council.toml",
                )
