"""The recipe that every tutorial gives, to be measured beside ours.

A document is cut into chunks of about `SIZE` characters that overlap; all-MiniLM-L6-v2 encodes
them, by sentence-transformers; a flat FAISS index finds the nearest. It is given more than most who
follow it have: the repaired text without page furniture, and an index a council.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

import faiss
import numpy as np

from retrieval.clause import Clause, Paragraph, stands_in
from retrieval.encoder import Encoder
from retrieval.evaluate import Outcome, SetQuestion, Steps, put_all
from retrieval.index import Shelf
from retrieval.search import Found, Ranking

SIZE, OVERLAP = 400, 80  # characters
WORD = re.compile(r"\S+")


class Tutorial:
    """Ranks a council's chunks for a question; each is dressed as a clause, so as to be measured.

    A chunk's gold words must stand in it whole. `encoder` is the reference, untuned.
    """

    def __init__(self, corpus: Sequence[Shelf], encoder: Encoder, steps: Steps) -> None:
        self._encoder = encoder
        self._chunks = {shelf.slug: tuple(_as_clauses(shelf)) for shelf in corpus}
        self._indexes: dict[str, Any] = {}
        for done, (slug, held) in enumerate(self._chunks.items()):
            steps("Encoding the recipe's chunks", done, len(corpus))
            vectors = encoder([chunk.text for chunk in held])
            self._indexes[slug] = faiss.IndexFlatIP(vectors.shape[1])
            self._indexes[slug].add(np.ascontiguousarray(vectors))

    def rank(self, council: str, question: str, k: int) -> Ranking:
        """The `k` nearest chunks; the top cosine says how answerable the question is."""
        known = self._chunks[council]
        scores, places = self._indexes[council].search(
            self._encoder([question]), min(k, len(known))
        )
        found = tuple(
            Found(known[place], float(score), float(score), ())
            for score, place in zip(scores[0], places[0], strict=True)
        )
        return Ranking(found, found[0].score, answers=True)

    def holds(self, council: str, words: str) -> bool:
        """Whether a chunk holds these words whole, so that they can be found at all."""
        return any(stands_in(words, chunk) for chunk in self._chunks[council])


def beside(
    questions: Sequence[SetQuestion], corpus: Sequence[Shelf], encoder: Encoder, steps: Steps
) -> tuple[list[Outcome], int]:
    """What the recipe makes of the questions, and how many gold words no chunk holds whole."""
    recipe = Tutorial(corpus, encoder, steps)
    cut = sum(not recipe.holds(one.council, words) for one in questions for words in one.gold)
    return put_all(questions, recipe.rank, steps), cut


def document(clauses: Sequence[Clause]) -> str:
    """A protocol as it is read: headings where they change, numbers as printed, and the text."""
    return "\n".join(_lines(clauses))


def chunks(text: str) -> Iterator[str]:
    """Pieces of whole words, at most `SIZE` long where words allow it, `OVERLAP` shared."""
    spans = [word.span() for word in WORD.finditer(text)]
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    first = after = 0
    while after < len(spans):
        after = max(bisect_right(ends, starts[first] + SIZE), first + 1)
        yield text[starts[first] : ends[after - 1]]
        first = max(bisect_left(starts, ends[after - 1] - OVERLAP), first + 1)


def _lines(clauses: Sequence[Clause]) -> Iterator[str]:
    above: tuple[str, ...] = ()
    for clause in clauses:
        known = [old == new for old, new in zip(above, clause.heading, strict=False)]
        shared = known.index(False) if False in known else len(known)
        yield from clause.heading[shared:]
        yield f"{clause.printed} {clause.text}".strip()
        above = clause.heading


def _as_clauses(shelf: Shelf) -> Iterator[Clause]:
    for number, text in enumerate(chunks(document(shelf.clauses)), start=1):
        yield Clause(shelf.slug, f"chunk {number}", "", (), (Paragraph(text),))
