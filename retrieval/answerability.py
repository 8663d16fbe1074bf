"""Whether the best clauses answer the question at all: a logistic regression over two signs.

Its coefficients are data (answerability.json), learned by `python -m retrieval.calibrate`.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from retrieval.encoder import Vectors
from retrieval.signals import Positions, Signals, Stack

FILE = Path(__file__).with_name("answerability.json")
Signs = npt.NDArray[np.float64]

SIGNS = ("asked", "cover")
NEAREST_SILENT = 3  # questions
# How many of the best clauses may cover the words of the question.
COVERING = 5


class Answerability(BaseModel):
    """The coefficients of the signs, and the probability under which a desk should not answer.

    `threshold` lets `answered` of the answerable corpus questions through, each held out and
    scored by coefficients learned from the other councils. `made_by`, `encoder`, `adapter` and
    `corpus` say what they were learned with; `figures` how well that went.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_by: str
    encoder: str
    adapter: str
    corpus: str
    coefficients: dict[str, float]
    intercept: float
    threshold: float
    answered: float
    figures: dict[str, float]

    def probability(self, signs: Signs) -> float:
        """How probable it is (0 to 1) that a question with these signs has a governing clause.

        Learned on as many answerable questions as unanswerable ones.
        """
        weights = np.array([self.coefficients[name] for name in SIGNS])
        return 1 / (1 + math.exp(-self.intercept - float(signs @ weights)))


def read_answerability(path: Path = FILE) -> Answerability:
    """The model that the repository carries."""
    return Answerability.model_validate_json(path.read_bytes())


def signs(
    said: Sequence[str], stack: Stack, signals: Signals, best: Positions, silent: Vectors
) -> Signs:
    """What tells an answerable question from another, in the order of `SIGNS`.

    `asked`: how much nearer it is to questions that a clause answers (the mean of the three nearest
    of one clause, cosine) than to questions that none does (the mean of the three nearest).
    `cover`: the share of its words that one of the best clauses holds, rare words counting more.
    Neither grows with the length of the question. `said` holds its stems, `best` the positions of
    the clauses, best first, `silent` (m,) the cosines with the questions that no clause answers.
    """
    cover = stack.cover(said, best[:COVERING].tolist())
    still = _highest(silent).mean() if len(silent) else 0.0
    return np.array([signals.asked.max() - still, cover])


def _highest(silent: Vectors) -> Vectors:
    """The `NEAREST_SILENT` highest, in any order."""
    return (
        np.partition(silent, -NEAREST_SILENT)[-NEAREST_SILENT:]
        if len(silent) > NEAREST_SILENT
        else silent
    )
