"""What speaks for each clause of a council when a question is asked: three signals a clause."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
import numpy.typing as npt

from retrieval.encoder import Vectors
from retrieval.index import Entry, Kind, Passage, Span
from retrieval.words import stems

Positions = npt.NDArray[np.intp]

# A clause is asked about in about eight ways; the mean of its three nearest questions finds it
# better than its single nearest (cross-validated recall@1 0.40 against 0.37).
NEAREST_QUESTIONS = 3

NO_ROW = np.float32(-np.inf)

LEADS_ON = re.compile(r":[\s-]*$")

# Parts that are this near (cosine) to the nearest part are shown with it.
NEAR_TIE = 0.02


@dataclass(frozen=True)
class Signals:
    """What speaks for each of a council's n clauses; every array is (n,) in the clauses' order.

    `text`: the nearest of the whole, its sentences and bullets (cosine). `asked`: the mean of the
    three nearest questions tied to it (cosine); `asked_best`: the nearest one. `words`: BM25 over
    its headings, text and questions.
    """

    text: Vectors
    asked: Vectors
    asked_best: Vectors
    words: Vectors

    @property
    def share(self) -> Vectors:
        """`words` as a share of the best clause's: 1 for that one, 0 where no word is held."""
        most = self.words.max()
        return self.words / most if most > 0 else self.words

    @property
    def table(self) -> Vectors:
        """All four (4, n), `words` as a share."""
        return np.stack([self.text, self.asked, self.asked_best, self.share])


class Stack:
    """A council's clauses as questions meet them; made from the entries of one partition."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        numbered = tuple(_numbered(entries))
        self._says = tuple(tuple(_says(clause)) for clause in numbered)
        self._text = _table(numbered, Kind.WHOLE, Kind.PART)
        self._asked = _table(numbered, Kind.QUESTION)
        asked = (self._asked >= 0).sum(axis=1)
        self._unasked = asked == 0
        self._counted = np.clip(asked, 1, NEAREST_QUESTIONS).astype(np.float32)
        self._stems = tuple(_stems(entry) for entry in entries)
        self._rarity = _rarity(self._stems)
        self._bm25 = bm25s.BM25()
        self._bm25.index(list(self._stems), show_progress=False)
        self._sets = tuple(frozenset(found) for found in self._stems)

    def signals(self, said: Sequence[str], similarities: Vectors) -> Signals:
        """The signals for a question, given its stems and inner products with the partition's rows.

        `similarities` is (rows,), in the order of the rows.
        """
        held = np.append(similarities, NO_ROW)  # at -1, which stands where a clause has no row
        text = held[self._text].max(axis=1)
        nearest = _highest(held[self._asked], NEAREST_QUESTIONS)
        mean = np.where(nearest > NO_ROW, nearest, 0).sum(axis=1) / self._counted
        return Signals(
            text=text,
            # A clause that nobody has asked about yet speaks for itself.
            asked=np.where(self._unasked, text, mean),
            asked_best=np.where(self._unasked, text, nearest.max(axis=1)),
            words=self._words(said),
        )

    def cover(self, said: Iterable[str], positions: Iterable[int]) -> float:
        """How much of a question's stems one of these clauses, with its questions, holds at most.

        From 0, none of them, to 1, all. Rare words count more, and a word that no clause of this
        council holds counts most.
        """
        weight = {word: self._rarity.get(word, self._unknown) for word in said}
        held = (sum(weight[word] for word in weight.keys() & self._sets[one]) for one in positions)
        return max(held) / sum(weight.values()) if weight else 0.0

    def nearest_parts(self, position: int, similarities: Vectors) -> tuple[Span, ...]:
        """Where the parts of a clause that are nearest to the question stand in its text."""
        near = [(similarities[row], span) for row, span in self._says[position]]
        nearest = max((cosine for cosine, _ in near), default=0.0)
        return tuple(span for cosine, span in near if cosine >= nearest - NEAR_TIE)

    @property
    def _unknown(self) -> float:
        return _inverse_frequency(len(self._stems), 0)

    def _words(self, said: Sequence[str]) -> Vectors:
        known = [word for word in said if word in self._rarity]
        if not known:
            return np.zeros(len(self._stems), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)


def _stems(entry: Entry) -> list[str]:
    """The stems of a clause's headings, text and questions; parts would only repeat the text."""
    return [
        stem
        for passage in entry.passages
        if passage.kind is not Kind.PART
        for stem in stems(passage.text)
    ]


def _rarity(documents: Sequence[Sequence[str]]) -> Mapping[str, float]:
    holding = Counter(word for document in documents for word in set(document))
    return {word: _inverse_frequency(len(documents), count) for word, count in holding.items()}


def _inverse_frequency(documents: int, holding: int) -> float:
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def _numbered(entries: Sequence[Entry]) -> Iterator[tuple[tuple[int, Passage], ...]]:
    """The passages of each entry, each with its row."""
    first = 0
    for entry in entries:
        yield tuple(enumerate(entry.passages, start=first))
        first += len(entry.passages)


def _says(clause: Sequence[tuple[int, Passage]]) -> Iterator[tuple[int, Span]]:
    """The rows of a clause's parts, and where they stand in its text.

    A part that only leads to others ("Officers will:") is never the answer, unless alone.
    """
    parts = [(row, part, part.span) for row, part in clause if part.span]
    says = [one for one in parts if not LEADS_ON.search(one[1].text)] or parts
    return ((row, span) for row, _, span in says)


def _table(numbered: Sequence[Sequence[tuple[int, Passage]]], *kinds: Kind) -> Positions:
    """The rows of each clause's passages of some kinds: (n, most), filled up with -1."""
    rows = [[row for row, passage in clause if passage.kind in kinds] for clause in numbered]
    table = np.full((len(rows), max([1, *map(len, rows)])), -1, dtype=np.intp)
    for position, places in enumerate(rows):
        table[position, : len(places)] = places
    return table


def _highest(values: Vectors, most: int) -> Vectors:
    """The `most` highest of each row (n, most), in any order."""
    return values if most >= values.shape[1] else np.partition(values, -most, axis=1)[:, -most:]
