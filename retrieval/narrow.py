"""Vectors of fewer coordinates: a smaller index, read sooner, that ranks the same.

What the adapter turns lies mostly in some directions: of the turned vectors' squared length, 97 %
is along 256 of 384. What is left out costs next to no recall (retrieval/tried.md).
"""

from dataclasses import replace

import numpy as np

from retrieval.adapter import Adapter
from retrieval.encoder import Vectors

WIDTH = 256


def narrowed(adapter: Adapter, questions: Vectors, clauses: Vectors, width: int = WIDTH) -> Adapter:
    """The adapter, giving vectors of `width` coordinates at most.

    They are along the directions that hold the most of the squared length of the turned
    `questions` (n, d) and `clauses` (m, d): the first right singular vectors, by which a matrix is
    approached most nearly (Eckart and Young, 1936).
    """
    turned = np.vstack([adapter.questions(questions), adapter.clauses(clauses)]).astype(np.float64)
    if turned.shape[1] <= width:
        return adapter
    _, directions = np.linalg.eigh(turned.T @ turned)  # the longest last
    widest = directions[:, : -width - 1 : -1].astype(np.float32)
    return replace(adapter, question=adapter.question @ widest, clause=adapter.clause @ widest)
