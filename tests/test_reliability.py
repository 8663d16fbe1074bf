"""Probabilities against what came true, worked out by hand."""

import pytest

from retrieval.evaluate import Outcome, SetQuestion
from retrieval.reliability import (
    Bin,
    Forecast,
    calibration_error,
    of_answerable,
    of_confidence,
    reliability,
)
from retrieval.search import Found, Ranking
from tests.doubles import clause


def said(probability: float, *rights: bool) -> list[Forecast]:
    return [Forecast(probability, right) for right in rights]


def test_forecasts_fall_into_bins_of_equal_width_and_1_into_the_last() -> None:
    low, high = reliability([*said(0.25, True, False), *said(1.0, True)], bins=2)
    assert low == Bin(0.0, 0.5, 2, 0.25, 0.5)
    assert high == Bin(0.5, 1.0, 1, 1.0, 1.0)


def test_a_bin_without_forecasts_says_nothing() -> None:
    assert reliability(said(0.9, True), bins=2)[0] == Bin(0.0, 0.5, 0, None, None)


@pytest.mark.parametrize(
    ("forecasts", "error"),
    [
        (said(0.75, True, True, True, False), 0.0),
        (said(0.75, True, True, True, True), 0.25),
        ([*said(0.25, True, False, False, False), *said(1.0, False, False)], 2 / 6),
        ([], 0.0),
    ],
)
def test_the_error_is_the_mean_distance_of_the_bins(
    forecasts: list[Forecast], error: float
) -> None:
    assert calibration_error(forecasts) == pytest.approx(error)


def outcome(kind: str, governing: str) -> Outcome:
    asked = SetQuestion(
        id="a", council="marling", question="?", kind=kind, gold=("x",) * (kind != "none")
    )
    found = (Found(clause("marling", "1.1", "Be civil."), 1.0, 0.7, ()),)
    return Outcome(asked, Ranking(found, 0.9, answers=True), frozenset({governing}))


def test_confidence_is_right_when_the_first_clause_governs() -> None:
    some = [outcome("question", "1.1"), outcome("question", "1.2"), outcome("none", "")]
    assert of_confidence(some) == said(0.7, True, False, False)


def test_answerable_is_right_when_a_clause_governs_whichever_was_found() -> None:
    some = [outcome("question", "1.1"), outcome("question", "1.2"), outcome("none", "")]
    assert of_answerable(some) == said(0.9, True, True, False)
