"""The tutorial recipe at its best: chunks, MiniLM, a flat FAISS index, BM25, rank fusion."""

from collections.abc import Iterator, Sequence

import bm25s

from retrieval.encoder import Encoder
from retrieval.index import Shelf
from retrieval.tutorial import Tutorial, chunks, document

CONSTANT = 60  # of reciprocal rank fusion, the usual one
NEAREST = 20  # of each of the two rankings that are fused


class Recipe:
    """A council and a question -> the numbers of its best chunks, by vectors and by words."""

    def __init__(self, corpus: Sequence[Shelf], encoder: Encoder) -> None:
        self._near = Tutorial(corpus, encoder, lambda _what, _done, _total: None)
        self._words = {
            shelf.slug: _words(list(chunks(document(shelf.clauses)))) for shelf in corpus
        }

    def rank(self, council: str, question: str, k: int = 5) -> list[int]:
        """The `k` best chunks of a council, best first. Raises KeyError for an unknown council."""
        near = self._near.rank(council, question, NEAREST).found
        asked = bm25s.tokenize([question], show_progress=False)
        words, most = self._words[council]
        held, _ = words.retrieve(asked, k=min(NEAREST, most), show_progress=False)
        by_meaning = (int(found.clause.label.removeprefix("chunk ")) for found in near)
        return fused([*by_meaning], [int(place) + 1 for place in held[0]])[:k]


def fused(*rankings: Sequence[int]) -> list[int]:
    """Rankings as one, best first: a place counts 1 / (60 + its rank) in each that holds it."""
    score: dict[int, float] = {}
    for ranking in rankings:
        for place, share in zip(ranking, _shares(), strict=False):
            score[place] = score.get(place, 0.0) + share
    return sorted(score, key=lambda place: -score[place])


def _shares() -> Iterator[float]:
    return (1 / (CONSTANT + rank) for rank in range(1, NEAREST + 1))


def _words(texts: list[str]) -> tuple[bm25s.BM25, int]:
    words = bm25s.BM25()
    words.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
    return words, len(texts)
