"""Question -> ranked clauses, how sure we are of each, and whether they answer it at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.answerability import Answerability, read_answerability, signs
from retrieval.clause import Clause
from retrieval.encoder import Encoder, Vectors
from retrieval.index import Index, Shelf, Span
from retrieval.signals import Signals, Stack

Scores = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Weights:
    """How much each signal counts; `words` is first taken as a share of the best clause's.

    Fitted by maximum likelihood on the corpus questions, each held out in one of five folds
    (`python -m retrieval.calibrate` prints the fit), so that the softmax of the weighted sum is
    the probability that a clause governs the question. Held-out recall@1 and @3 of a signal alone:
    text 0.47, 0.67; asked 0.40, 0.62; words 0.56, 0.77; of all three so weighted 0.66, 0.86.
    """

    text: float = 13.4
    asked: float = 8.3
    words: float = 5.3

    def fuse(self, signals: Signals) -> Vectors:
        """The weighted sum of the signals (n,)."""
        fused = self.text * signals.text + self.asked * signals.asked + self.words * signals.share
        return np.asarray(fused, dtype=np.float32)


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
        index: Index,
        corpus: Sequence[Shelf],
        encoder: Encoder,
        weights: Weights | None = None,
        answerability: Answerability | None = None,
    ) -> None:
        self._index = index
        self._clauses = {shelf.slug: tuple(shelf.clauses) for shelf in corpus}
        self._encoder = encoder
        self._weights = weights or Weights()
        self._answerability = answerability or read_answerability()
        self._stacks: dict[str, Stack] = {}

    def search(self, council: str, question: str, k: int = 5) -> tuple[Found, ...]:
        """The `k` best clauses, best first, each once. Raises KeyError for an unknown council."""
        return self.rank(council, question, k).found

    def rank(self, council: str, question: str, k: int = 5) -> Ranking:
        """The `k` best clauses and whether they answer. Raises KeyError for an unknown council."""
        near = self._index.similarities(council, self._encoder([question])[0])
        stack = self._stack(council)
        signals = stack.signals(question, near)
        fused = self._weights.fuse(signals)
        answerable = self._answerability.probability(signs(question, stack, signals, fused))
        shares = answerable * softmax(fused)
        found = tuple(
            Found(
                clause=self._clauses[council][position],
                score=float(fused[position]),
                confidence=float(shares[position]),
                highlight=stack.nearest_parts(int(position), near),
            )
            for position in np.argsort(-fused, kind="stable")[:k]
        )
        return Ranking(found, answerable, answerable >= self._answerability.threshold)

    def _stack(self, council: str) -> Stack:
        if council not in self._stacks:
            self._stacks[council] = Stack(self._index.shelves[council])
        return self._stacks[council]


def softmax(scores: Scores) -> Scores:
    """Probabilities that add up to 1, in the proportion of the scores' exponentials."""
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())
