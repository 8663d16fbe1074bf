"""A corpus folder as it is read, once: the rulebooks, the clauses and their questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.rulebook import Library, load_library
from retrieval.questions import Questions, read_questions
from retrieval.silence import Unanswerable, read_unanswerable, texts

if TYPE_CHECKING:  # it comes with FAISS, which is slow to load, and the corpus check needs none
    from retrieval.index import Shelf


@dataclass(frozen=True)
class Stock:
    """The rulebooks; the questions of each council's clauses, by slug; those that none answers.

    `corpus` is the folder that was read.
    """

    corpus: Path
    library: Library
    questions: Mapping[str, Questions]
    unanswerable: tuple[Unanswerable, ...]

    @cached_property
    def shelves(self) -> "tuple[Shelf, ...]":
        """What each council brings to the index."""
        from retrieval.index import Shelf

        books = self.library.rulebooks.items()
        return tuple(Shelf(slug, one.protocol.clauses, self.questions[slug]) for slug, one in books)

    @property
    def silence(self) -> tuple[str, ...]:
        """What the questions that none answers bring to the index: their texts, each once."""
        return texts(self.unanswerable)

    @property
    def digest(self) -> str:
        """By which an index tells whether it was made from this corpus."""
        from retrieval.index import corpus_digest

        return corpus_digest(self.shelves, self.silence)


def read_stock(corpus: Path, library: Library | None = None) -> Stock:
    """The stock of a corpus folder, whose `library` may have been read. Raises CorpusError."""
    library = library or load_library(corpus)
    protocols = [book.protocol for book in library.rulebooks.values()]
    questions = {one.slug: read_questions(one.folder, one.clauses) for one in protocols}
    return Stock(corpus, library, questions, read_unanswerable(corpus))
