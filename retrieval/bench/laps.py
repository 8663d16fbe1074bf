"""Questions answered one after the other, each timed: one side of a race, in its own process."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, cycle, islice

from retrieval.bench.memory import resident
from retrieval.index import Shelf

LAPS = 250  # questions timed
WARM_UP = 25  # questions before them

Asked = tuple[str, str]


@dataclass(frozen=True)
class Laps:
    """How long a question takes (the median, in ms) and how much memory the process holds (MiB)."""

    median: float
    slowest: float  # of 20, the one
    questions: int
    peak: float
    now: float

    def to_json(self) -> str:
        """As a line that `read_laps` reads."""
        return json.dumps(asdict(self))


def read_laps(line: str) -> Laps:
    """What a process printed of its laps. Raises ValueError when it is no such line."""
    return Laps(**json.loads(line))


def together(rounds: Sequence[Laps]) -> Laps:
    """Rounds of one side as one: of times the middle one, of memory the most."""
    return Laps(
        median=statistics.median(one.median for one in rounds),
        slowest=statistics.median(one.slowest for one in rounds),
        questions=sum(one.questions for one in rounds),
        peak=max(one.peak for one in rounds),
        now=max(one.now for one in rounds),
    )


def some_questions(corpus: Sequence[Shelf], many: int = LAPS + WARM_UP) -> list[Asked]:
    """As many of the corpus's questions, with their councils: every so many-th, in turn."""
    every = [
        (shelf.slug, question)
        for shelf in corpus
        for question in chain.from_iterable(shelf.questions.values())
    ]
    step = max(len(every) // many, 1)
    return list(islice(cycle(every[::step]), many)) if every else []


def run_laps(rank: Callable[[str, str], object], asked: Sequence[Asked]) -> Laps:
    """Ask all in turn, one at a time; the first `WARM_UP` are not counted."""
    taken: list[float] = []
    for council, question in asked:
        start = time.perf_counter()
        rank(council, question)
        taken.append((time.perf_counter() - start) * 1000)
    counted = sorted(taken[WARM_UP:] or taken)
    held = resident()
    return Laps(
        median=statistics.median(counted),
        slowest=counted[int(len(counted) * 0.95)],
        questions=len(counted),
        peak=held["peak"],
        now=held["now"],
    )
