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
        self._passages = tuple(_numbered(entries))
        self._text = _table(self._passages, Kind.WHOLE, Kind.PART)
        self._asked = _table(self._passages, Kind.QUESTION)
        self._stems = tuple(_stems(entry) for entry in entries)
        self._rarity = _rarity(self._stems)
        self._bm25 = bm25s.BM25()
        self._bm25.index(list(self._stems), show_progress=False)
        self._sets = tuple(frozenset(found) for found in self._stems)

    def signals(self, question: str, similarities: Vectors) -> Signals:
        """The signals for a question, given its inner product with each row of the partition."""
        held = np.append(similarities, NO_ROW)  # at -1, which stands where a clause has no row
        text = _present(held[self._text].max(axis=1), 0.0)
        asked = _highest(held[self._asked], NEAREST_QUESTIONS)
        return Signals(
            text=text,
            # A clause that nobody has asked about yet speaks for itself.
            asked=_present(_mean(asked), text),
            asked_best=_present(asked.max(axis=1), text),
            words=self._words(question),
        )

    def cover(self, question: str, positions: Iterable[int]) -> float:
        """How much of a question's words one of these clauses, with its questions, holds at most.

        From 0, none of them, to 1, all. Rare words count more, and a word that no clause of this
        council holds counts most.
        """
        asked = set(stems(question))
        weight = {word: self._rarity.get(word, self._unknown) for word in asked}
        held = (sum(weight[word] for word in asked & self._sets[one]) for one in positions)
        return max(held) / sum(weight.values()) if asked else 0.0

    def nearest_parts(self, position: int, similarities: Vectors) -> tuple[Span, ...]:
        """Where the parts of a clause that are nearest to the question stand in its text.

        A part that only leads to others ("Officers will:") is never the answer, unless alone.
        """
        parts = [(row, one.text, one.span) for row, one in self._passages[position] if one.span]
        says = [part for part in parts if not LEADS_ON.search(part[1])] or parts
        nearest = max((similarities[row] for row, _, _ in says), default=0.0)
        return tuple(span for row, _, span in says if similarities[row] >= nearest - NEAR_TIE)

    @property
    def _unknown(self) -> float:
        return _inverse_frequency(len(self._stems), 0)

    def _words(self, question: str) -> Vectors:
        known = [word for word in stems(question) if word in self._rarity]
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


def _mean(values: Vectors) -> Vectors:
    """The mean of each row's values (n,), of those that are there; NO_ROW where none is."""
    there = values > NO_ROW
    count = there.sum(axis=1)
    mean = np.where(there, values, 0).sum(axis=1) / np.maximum(count, 1)
    return np.where(count > 0, mean, NO_ROW)


def _present(values: Vectors, otherwise: Vectors | float) -> Vectors:
    """The values that are there; `otherwise` in place of the others."""
    return np.asarray(np.where(values > NO_ROW, values, otherwise), dtype=np.float32)
