"""A corpus folder as it is read for the index: the rulebooks, the clauses and their questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.rulebook import Library, load_library
from retrieval.index import Shelf, corpus_digest
from retrieval.questions import read_questions
from retrieval.silence import read_unanswerable, texts


@dataclass(frozen=True)
class Stock:
    """The rulebooks; what each council brings to the index; the questions that none answers."""

    library: Library
    shelves: Sequence[Shelf]
    silence: tuple[str, ...]

    @property
    def digest(self) -> str:
        """By which an index tells whether it was made from this corpus."""
        return corpus_digest(self.shelves, self.silence)


def read_stock(corpus: Path, library: Library | None = None) -> Stock:
    """The stock of a corpus folder, whose `library` may have been read. Raises CorpusError."""
    library = library or load_library(corpus)
    protocols = [book.protocol for book in library.rulebooks.values()]
    shelves = [
        Shelf(one.slug, one.clauses, read_questions(one.folder, one.clauses)) for one in protocols
    ]
    return Stock(library, shelves, texts(read_unanswerable(corpus)))
