"""The corpus, proved: every word accounted for, every row's evidence in its clause."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.rulebook import Rulebook
from bot.stock import Stock
from retrieval.errors import CorpusError
from retrieval.proof import Account, prove
from retrieval.silence import FILE
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


def check(stock: Stock) -> Iterator[Checked]:
    """Each council in turn, proved. Raises CorpusError at the first fault, with file and line."""
    _refuse_strangers(stock)
    for slug, book in stock.library.rulebooks.items():
        _prove_references(book)
        yield Checked(
            account=prove(book.protocol),
            rules=len(book.rules),
            steps=len(book.steps),
            questions=sum(len(asked) for asked in stock.questions[slug].values()),
            version=book.version,
            kept=tuple(one.version for one in read_all_kept(book.protocol.folder)),
        )


def _refuse_strangers(stock: Stock) -> None:
    """Raise CorpusError for a question that names no council here."""
    for one in stock.unanswerable:
        if one.council and one.council not in stock.library.rulebooks:
            problem = f'"{one.question}" names the council {one.council}, which is not here'
            raise CorpusError(stock.corpus / FILE, 0, problem)


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
