"""Leave one council out: how well a protocol is answered that nobody has written questions for.

For each council, an adapter is tuned on the questions of the others alone, and its clauses are
ranked in three ways: by their text alone; by text and words, as our search ranks clauses that
nobody has asked about; and by everything, with the council's own questions. The weights are those
of the search.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from retrieval.calibrate import Asked, Memory, lessons
from retrieval.clause import Clause
from retrieval.encoder import Encoder, Vectors
from retrieval.errors import Unfit
from retrieval.evaluate import Evaluation, Outcome, SetQuestion, Steps, by_council, put
from retrieval.index import Shelf
from retrieval.search import Found, Ranking, Weights
from retrieval.signals import Signals
from retrieval.silence import Unanswerable, texts
from retrieval.tune import tune

TEXT, WORDS, QUESTIONS = "text alone", "text and words, no questions", "with its questions"
SHARES = ("recall@1", "recall@3", "recall@5")


@dataclass(frozen=True)
class Ranker:
    """Ranks the clauses of a council by one way of weighing their signals."""

    clauses: Sequence[Clause]
    ask: Asked
    weigh: Callable[[Signals], Vectors]

    def __call__(self, _council: str, question: str, k: int) -> Ranking:
        """The `k` best clauses; whether they answer is not asked here."""
        scores = self.weigh(self.ask(question)[0])
        best = np.argsort(-scores, kind="stable")[:k]
        found = (Found(self.clauses[place], float(scores[place]), 1.0, ()) for place in best)
        return Ranking(tuple(found), 1.0, answers=True)


def unseen(
    questions: Sequence[SetQuestion],
    corpus: Sequence[Shelf],
    silence: Sequence[Unanswerable],
    encoder: Encoder,
    steps: Steps,
) -> Mapping[str, Evaluation]:
    """The figures of the answerable questions by TEXT, WORDS and QUESTIONS.

    `encoder` is the exported one, untuned. Raises Unfit where there is no other council to learn
    from, or nothing to ask.
    """
    asked = [one for one in questions if one.answerable]
    if not asked or len(corpus) < 2:  # noqa: PLR2004 - one to learn from, one to leave out
        raise Unfit("leaving a council out takes two councils and a question that a clause governs")
    also = [one.question for one in asked]
    vectors = Memory(encoder, corpus, silence, also, lambda *done: steps("Encoding", *done))
    councils = sorted({one.council for one in asked})
    outcomes: dict[str, list[Outcome]] = {TEXT: [], WORDS: [], QUESTIONS: []}
    for done, council in enumerate(councils):
        steps(f"Learning without {council}", done, len(councils))
        ways = rankers(council, corpus, silence, vectors, encoder.digest)
        for way, rank in ways.items():
            outcomes[way] += [put(one, rank) for one in asked if one.council == council]
    return {way: by_council(some) for way, some in outcomes.items()}


def rankers(
    council: str,
    corpus: Sequence[Shelf],
    silence: Sequence[Unanswerable],
    vectors: Memory,
    encoder: str,
) -> Mapping[str, Ranker]:
    """The three ways of ranking a council, by an adapter that has seen nothing of it."""
    (own,) = (shelf for shelf in corpus if shelf.slug == council)
    others = [shelf for shelf in corpus if shelf.slug != council]
    known = [one for one in silence if one.council != council]
    taught = lessons(others, known, vectors)
    adapter = tune(taught, vectors(texts(tuple(known))), encoder)
    bare = Asked(replace(own, questions={}), vectors, adapter, ())
    full = Asked(own, vectors, adapter, ())
    return {
        TEXT: Ranker(own.clauses, bare, lambda signals: signals.text),
        WORDS: Ranker(own.clauses, bare, Weights().fuse),
        QUESTIONS: Ranker(own.clauses, full, Weights().fuse),
    }


def table(found: Mapping[str, Evaluation]) -> str:
    """The recalls as plain text: a table a way of ranking, under its name."""
    return "\n\n".join(f"{way}\n{one.table(*SHARES)}" for way, one in found.items())
