"""The adapter, learned from questions: what governs them, and that nothing does.

A question is put to all clauses of its council. Each clause speaks by the nearest of its whole, its
sentences and its bullets, and by the nearest other question that was tied to it; beside the clauses
stands silence, which speaks by the nearest other question that no clause answers. The matrices are
turned until the right one of these is likeliest. Clauses that say nearly the same do not count
against each other, and the matrices are held near to those that turn nothing, so that what is
learned carries over to other protocols. The encoder's vectors are made once: a minute on two cores.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from retrieval.adapter import Adapter
from retrieval.encoder import Vectors
from retrieval.narrow import narrowed

if TYPE_CHECKING:
    from torch import Tensor

STEPS = 500
BATCH = 256  # questions of one council
SILENT = 77  # of them, that no clause answers
RATE = 1e-3
HOLD = 0.003  # on the squared distance from the matrix that turns nothing
TWINS = 0.88  # clauses whose wholes are this near (cosine) say the same
SEED = 3
# By what cosines are multiplied before the softmax: with clauses, with questions, with silence.
BY_TEXT, BY_QUESTION, BY_SILENCE = 18.0, 6.0, 24.0
NOTHING = -1e4

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lesson:
    """A council's unit vectors: wholes (n, d), passages and questions with their clauses.

    `silent` are the rows, of the vectors of silence that all lessons share, that this council's
    protocol is known to be silent on.
    """

    wholes: Vectors
    passages: Vectors
    of_passage: Positions
    questions: Vectors
    of_question: Positions
    silent: Positions


def tune(lessons: Sequence[Lesson], silence: Vectors, encoder: str, seed: int = SEED) -> Adapter:
    """The adapter that the lessons teach; the same for the same seed.

    `silence` (m, d) are the vectors of questions that no clause answers, `encoder` the digest of
    the encoder of all these vectors.
    """
    import torch

    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    turning = _Turning(lessons[0].wholes.shape[1])
    boards = [_Board(one, silence) for one in lessons]
    shares = np.array([len(one.questions) for one in lessons], dtype=float)
    learning = torch.optim.AdamW(turning.all, lr=RATE, weight_decay=0.0)
    for _ in range(STEPS):
        board = boards[rng.choice(len(boards), p=shares / shares.sum())]
        loss = board.loss(turning, rng) + HOLD * turning.turned()
        learning.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call] # torch's
        learning.step()
    question, clause = (one.detach().numpy() for one in (turning.question, turning.clause))
    asked = np.vstack([silence, *(one.questions for one in lessons)])
    said = np.vstack([one.passages for one in lessons])
    return narrowed(Adapter(encoder, question, clause), asked, said)


class _Turning:
    """The matrices on their way, and how readily silence is believed."""

    def __init__(self, width: int) -> None:
        import torch

        self._still = torch.eye(width)
        self.question = torch.eye(width, requires_grad=True)
        self.clause = torch.eye(width, requires_grad=True)
        self.readily = torch.zeros(1, requires_grad=True)
        self.all = [self.question, self.clause, self.readily]

    def turned(self) -> "Tensor":
        """The squared distance from the matrices that turn nothing."""
        question, clause = (
            ((one - self._still) ** 2).sum() for one in (self.question, self.clause)
        )
        return question + clause


class _Board:
    """A council's lesson as tensors."""

    def __init__(self, lesson: Lesson, silence: Vectors) -> None:
        import torch

        self._passages, self._of_passage = map(
            torch.from_numpy, (lesson.passages, lesson.of_passage)
        )
        self._questions, self._of_question = map(
            torch.from_numpy, (lesson.questions, lesson.of_question)
        )
        self._silence, self._silent = torch.from_numpy(silence), lesson.silent
        near = lesson.wholes @ lesson.wholes.T
        self._twins = torch.from_numpy((near > TWINS) & ~np.eye(len(near), dtype=bool))

    def loss(self, turning: _Turning, rng: np.random.Generator) -> "Tensor":
        """How unlikely the right ones are, for a batch of questions."""
        import torch
        from torch.nn.functional import cross_entropy

        count = min(SILENT, len(self._silent))
        asked = torch.from_numpy(rng.integers(len(self._questions), size=BATCH - count))
        silent = torch.from_numpy(rng.choice(self._silent, count)) if count else asked[:0]
        gold = self._of_question[asked]
        vectors = torch.cat([self._questions[asked], self._silence[silent]])
        questions = _unit(vectors @ turning.question)
        text = BY_TEXT * self._by_text(questions, turning)
        text[: len(asked)] = text[: len(asked)].masked_fill(self._twins[gold], NOTHING)
        clauses = text + BY_QUESTION * self._by_question(questions, asked, turning)
        still = self._by_silence(questions, silent, len(asked), turning)
        right = torch.cat([gold, torch.full((count,), len(self._twins))])
        return cross_entropy(text[: len(asked)], gold) + cross_entropy(
            torch.cat([clauses, still[:, None]], dim=1), right
        )

    def _by_text(self, questions: "Tensor", turning: _Turning) -> "Tensor":
        """The nearest passage of each clause (batch, n)."""
        near = questions @ _unit(self._passages @ turning.clause).T
        return self._nearest(near, self._of_passage)

    def _by_question(self, questions: "Tensor", asked: "Tensor", turning: _Turning) -> "Tensor":
        """The nearest question of each clause, but not the question itself (batch, n)."""
        near = questions @ _unit(self._questions @ turning.question).T
        return self._nearest(_without(near, 0, asked), self._of_question)

    def _by_silence(
        self, questions: "Tensor", silent: "Tensor", first: int, turning: _Turning
    ) -> "Tensor":
        """How loudly silence speaks, by its nearest question, but not the question itself."""
        near = questions @ _unit(self._silence @ turning.question).T
        nearest = _without(near, first, silent).max(dim=1).values
        return BY_SILENCE * nearest + 10 * turning.readily

    def _nearest(self, near: "Tensor", clauses: "Tensor") -> "Tensor":
        import torch

        none = torch.full((len(near), len(self._twins)), -1.0)
        return none.scatter_reduce(1, clauses.expand(len(near), -1), near, "amax")


def _without(near: "Tensor", first: int, own: "Tensor") -> "Tensor":
    """The cosines (batch, rows) without those of the questions from `first` on to themselves."""
    import torch

    others = near.clone()
    others[torch.arange(first, first + len(own)), own] = -1.0
    return others


def _unit(vectors: "Tensor") -> "Tensor":
    from torch.nn.functional import normalize

    return normalize(vectors, dim=-1)
