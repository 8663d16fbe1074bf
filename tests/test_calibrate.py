"""Learning when not to answer: nothing is judged by what it was learned from."""

import numpy as np
import pytest

from retrieval.calibrate import (
    FOLDS,
    SHARES,
    Asked,
    HeldOut,
    Memory,
    Trial,
    fit_weights,
    foreign,
    hold_out,
    learn,
    neighbours,
    recall,
    split,
    without,
)
from retrieval.search import Weights
from retrieval.signals import Signals
from tests.doubles import WordLengths, shelf

MARLING = shelf(
    "marling",
    {"1.1": "Replies are sent within seven days.", "1.2": "Be civil to one another."},
    {"1.1": tuple(f"how long {'x' * size}?" for size in range(1, 8)), "1.2": ("must I be nice?",)},
)
BARTON = shelf("barton", {"a-1": "Extraordinary acknowledgements."}, {"a-1": ("who do I ask?",)})
MEMORY = Memory(WordLengths(), [MARLING, BARTON])


def test_every_question_is_held_out_once() -> None:
    held = [label for fold in range(FOLDS) for label in split(MARLING, fold)[1]["1.1"]]
    assert sorted(held) == sorted(MARLING.questions["1.1"])


@pytest.mark.parametrize("fold", range(FOLDS))
def test_a_held_out_question_does_not_stand_among_the_kept(fold: int) -> None:
    kept, held = split(MARLING, fold)
    for label, asked in MARLING.questions.items():
        assert set(kept.questions[label]) | set(held[label]) == set(asked)
        assert not set(kept.questions[label]) & set(held[label])


def test_a_held_out_question_never_meets_itself() -> None:
    tried = list(hold_out(MARLING, MEMORY))
    assert len(tried) == 8
    assert all(one.signals.asked_best.max() < 1 for one in tried)


def test_a_clause_taken_away_has_no_part_in_the_sum() -> None:
    signals = without(Asked(MARLING, MEMORY)("must I be nice?"), 1)
    fused = Weights().fuse(signals)
    assert fused[1] == -np.inf
    assert np.isfinite(fused[0])


def test_questions_about_clauses_unlike_ours_are_foreign() -> None:
    assert foreign(MARLING, [MARLING, BARTON], MEMORY) == ["who do I ask?"]
    twin = shelf("twin", {"9": "Be civil to one another."}, {"9": ("must I be polite?",)})
    memory = Memory(WordLengths(), [MARLING, twin])
    assert foreign(MARLING, [MARLING, twin], memory) == []


def test_the_fit_trusts_the_signal_that_tells_the_truth() -> None:
    chance = np.random.default_rng(7)
    tried = []
    for gold in chance.integers(0, 4, size=200):
        asked, text, words = chance.random((3, 4)).astype(np.float32)
        asked[gold] += 0.5
        signals = Signals(text=text, asked=asked, asked_best=asked, words=words)
        tried.append(HeldOut("marling", "?", int(gold), Asked(MARLING, MEMORY).stack, signals))
    weights = fit_weights(tried)
    assert weights.asked > 5 * max(abs(weights.text), abs(weights.words))
    assert recall(tried, weights, 1) > recall(tried, Weights(1, 0, 0), 1)


def test_the_regression_tells_kinds_apart_and_keeps_its_promise() -> None:
    chance = np.random.default_rng(7)
    trials = [
        Trial(kind, council, chance.normal(1.0 if kind == "answerable" else -1.0, 0.8, size=3))
        for kind in SHARES
        for council in ("barton", "marling")
        for _ in range(100)
    ]
    learned = learn(trials, WordLengths(), "digest")
    assert min(learned.coefficients.values()) > 0
    assert learned.figures["answerable_answered"] == pytest.approx(learned.answered, abs=0.01)
    assert learned.figures["foreign_answered"] < 0.5
    assert learned.figures["foreign_auc"] > 0.95


def test_neighbouring_subjects_are_many_and_none_stands_twice() -> None:
    assert len(neighbours()) == len(set(neighbours())) >= 60
