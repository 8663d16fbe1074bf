"""Question -> ranked clauses, how sure we are of each, and whether they answer it at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.answerability import Answerability, read_answerability, signs
from retrieval.clause import Clause
from retrieval.encoder import Encoder, Vectors
from retrieval.index import OpenIndex, Shelf, Span
from retrieval.signals import Signals, Stack
from retrieval.words import stems

# Councils whose clauses stand ready, those asked last; each takes about 6 MB.
AT_HAND = 64

Scores = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Weights:
    """How much each signal counts; `words` is first taken as a share of the best clause's.

    Fitted by maximum likelihood on the corpus questions, each held out in one of five folds
    (`python -m retrieval.calibrate` prints the fit), so that the softmax of the weighted sum is
    the probability that a clause governs the question.
    """

    text: float = 12.5
    asked: float = 4.1
    asked_best: float = 4.8
    words: float = 4.1

    def fuse(self, signals: Signals) -> Vectors:
        """The weighted sum of the signals (n,)."""
        weights = np.array([self.text, self.asked, self.asked_best, self.words])
        return np.asarray(weights @ signals.table, dtype=np.float32)


@dataclass(frozen=True)
class Found:
    """A clause, its weighted score, and the parts of its text that are nearest to the question.

    `confidence` is the probability (0 to 1) that the question has a governing clause and that it
    is this one. `highlight` holds character spans of `clause.text`, in order.
    """

    clause: Clause
    score: float
    confidence: float
    highlight: tuple[Span, ...]


@dataclass(frozen=True)
class Ranking:
    """The best clauses, best first, and how probable it is that any clause governs the question.

    `answers` is False when that is under the threshold below which a desk should say that the
    protocol does not answer.
    """

    found: tuple[Found, ...]
    answerable: float
    answers: bool


class Search:
    """Ranks a council's clauses for a question; made once, from an open index and its corpus."""

    def __init__(
        self,
        index: OpenIndex,
        corpus: Sequence[Shelf],
        encoder: Encoder,
        weights: Weights | None = None,
        answerability: Answerability | None = None,
    ) -> None:
        self._index = index
        self._clauses = {shelf.slug: shelf.clauses for shelf in corpus}
        self._encoder = encoder
        self._weights = weights or Weights()
        self._answerability = answerability or read_answerability()
        self._stack = lru_cache(AT_HAND)(self._stacked)

    @property
    def index(self) -> OpenIndex:
        """The index that is searched."""
        return self._index

    @property
    def encoder(self) -> Encoder:
        """What encodes the questions."""
        return self._encoder

    def search(self, council: str, question: str, k: int = 5) -> tuple[Found, ...]:
        """The `k` best clauses, best first, each once. Raises KeyError for an unknown council."""
        return self.rank(council, question, k).found

    def rank(self, council: str, question: str, k: int = 5) -> Ranking:
        """The `k` best clauses and whether they answer. Raises KeyError for an unknown council."""
        vector = self._encoder([question])[0]
        near, silent = self._index.similarities(council, vector), self._index.silent(vector)
        stack = self._stack(council)
        said = stems(question)
        signals = stack.signals(said, near)
        fused = self._weights.fuse(signals)
        best = np.argsort(-fused, kind="stable")
        answerable = self._answerability.probability(signs(said, stack, signals, best, silent))
        shares = answerable * softmax(fused)
        found = tuple(
            Found(
                clause=self._clauses[council][position],
                score=float(fused[position]),
                confidence=float(shares[position]),
                highlight=stack.nearest_parts(int(position), near),
            )
            for position in best[:k]
        )
        return Ranking(found, answerable, answerable >= self._answerability.threshold)

    def _stacked(self, council: str) -> Stack:
        return Stack(self._index.shelves[council])


def softmax(scores: Scores) -> Scores:
    """Probabilities that add up to 1, in the proportion of the scores' exponentials."""
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())
