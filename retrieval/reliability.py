"""Whether a probability means what it says: of what is given 0.8, four in five should come true."""

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.evaluate import Outcome

BINS = 10


@dataclass(frozen=True)
class Forecast:
    """A probability (0 to 1) that was said, and whether it came true."""

    said: float
    right: bool


@dataclass(frozen=True)
class Bin:
    """The forecasts from `low` to under `high`: how many, the mean said, the share right.

    Both are None where there is no forecast; the last bin holds the forecasts of 1 too.
    """

    low: float
    high: float
    count: int
    said: float | None
    right: float | None


def of_confidence(outcomes: Sequence[Outcome]) -> list[Forecast]:
    """Of each question, the confidence of the clause shown first: right when it governs."""
    firsts = [(one.ranking.found[0], one.governing) for one in outcomes if one.ranking.found]
    return [
        Forecast(first.confidence, first.clause.label in governing) for first, governing in firsts
    ]


def of_answerable(outcomes: Sequence[Outcome]) -> list[Forecast]:
    """Of each question, how probable it was said to be that a clause governs it."""
    return [Forecast(one.ranking.answerable, one.asked.answerable) for one in outcomes]


def reliability(forecasts: Sequence[Forecast], bins: int = BINS) -> list[Bin]:
    """The forecasts in bins of equal width, from 0 to 1."""
    held: list[list[Forecast]] = [[] for _ in range(bins)]
    for one in forecasts:
        held[min(int(one.said * bins), bins - 1)].append(one)
    return [_bin(place / bins, (place + 1) / bins, some) for place, some in enumerate(held)]


def calibration_error(forecasts: Sequence[Forecast], bins: int = BINS) -> float:
    """The expected calibration error (0 to 1).

    How far the mean said is from the share right, over the bins, each as often as it is used.
    """
    away = (
        one.count * abs(one.said - one.right)
        for one in reliability(forecasts, bins)
        if one.said is not None and one.right is not None
    )
    return sum(away) / max(len(forecasts), 1)


def _bin(low: float, high: float, held: Sequence[Forecast]) -> Bin:
    if not held:
        return Bin(low, high, 0, None, None)
    said = sum(one.said for one in held) / len(held)
    return Bin(low, high, len(held), said, sum(one.right for one in held) / len(held))
