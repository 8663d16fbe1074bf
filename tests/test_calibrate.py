"""Learning what answers and when not to answer: nothing is judged by what it was learned from."""

from dataclasses import replace

import numpy as np
import pytest

from retrieval.adapter import Adapter
from retrieval.calibrate import (
    ANSWERABLE,
    FOLDS,
    Asked,
    HeldOut,
    Memory,
    Trial,
    fit_weights,
    hold_out,
    learn,
    lessons,
    recall,
    split,
    split_silence,
)
from retrieval.search import Weights
from retrieval.signals import Signals
from retrieval.silence import Unanswerable, texts
from tests.doubles import LONGEST, WordLengths, shelf

MARLING = shelf(
    "marling",
    {"1.1": "Replies are sent within seven days.", "1.2": "Be civil to one another."},
    {"1.1": tuple(f"how long {'x' * size}?" for size in range(1, 8)), "1.2": ("must I be nice?",)},
)
BARTON = shelf("barton", {"a-1": "Extraordinary acknowledgements."}, {"a-1": ("who do I ask?",)})
CORPUS = [BARTON, MARLING]


def unanswerable(question: str, council: str = "") -> Unanswerable:
    return Unanswerable(question=question, council=council, kind="beyond")


SILENCE = (
    *(unanswerable(f"bins {'y' * size}?") for size in range(1, 6)),
    unanswerable("fetch cat", "marling"),
    unanswerable("fetch cat", "barton"),
    unanswerable("wherefore", "barton"),
)
MEMORY = Memory(WordLengths(), CORPUS, SILENCE)
STILL = Adapter("still", *[np.eye(LONGEST, dtype=np.float32)] * 2)

folds = pytest.mark.parametrize("fold", range(FOLDS))


@pytest.fixture(scope="module")
def tried(one_thread: None) -> list[HeldOut]:  # noqa: ARG001 - slow without it
    return list(hold_out(CORPUS, SILENCE, MEMORY, "word lengths"))


def test_every_question_is_held_out_once() -> None:
    held = [label for fold in range(FOLDS) for label in split(MARLING, fold)[1]["1.1"]]
    assert sorted(held) == sorted(MARLING.questions["1.1"])


@folds
def test_a_held_out_question_does_not_stand_among_the_kept(fold: int) -> None:
    kept, held = split(MARLING, fold)
    for label, asked in MARLING.questions.items():
        assert set(kept.questions[label]) | set(held[label]) == set(asked)
        assert not set(kept.questions[label]) & set(held[label])


def test_every_unanswerable_question_is_held_out_once() -> None:
    held = [one for fold in range(FOLDS) for one in split_silence(SILENCE, fold)[1]]
    assert sorted(map(repr, held)) == sorted(map(repr, SILENCE))


@folds
def test_a_text_that_two_councils_are_silent_on_is_held_out_of_both_at_once(fold: int) -> None:
    kept, away = split_silence(SILENCE, fold)
    assert len(kept) + len(away) == len(SILENCE)
    assert not set(texts(kept)) & set(texts(away))


def test_each_question_is_put_to_the_councils_that_it_concerns(tried: list[HeldOut]) -> None:
    asked = sorted((one.council, one.question) for one in tried if one.gold is None)
    assert asked == sorted(
        (slug, one.question) for slug in ("barton", "marling") for one in SILENCE
        if one.concerns(slug)
    )  # fmt: skip
    answerable = [one for one in tried if one.kind == ANSWERABLE]
    assert len(answerable) == 9
    assert all(one.gold is not None for one in answerable)


def test_a_held_out_question_never_meets_itself(tried: list[HeldOut]) -> None:
    """No clause was asked it, and no question of silence is it; what turns vectors is not asked."""
    assert all(one.signals.asked_best.max() < 1 - 1e-4 for one in tried if one.gold is not None)
    assert all(one.silent.max() < 1 - 1e-4 for one in tried if one.gold is None)
    assert {len(one.silent) for one in tried} == {5, 6}  # of seven texts, without a fold's


def test_questions_and_clauses_are_turned_each_on_their_own_side() -> None:
    away = replace(STILL, clause=np.ascontiguousarray(np.eye(LONGEST, dtype=np.float32)[::-1]))
    still, turned = (Asked(MARLING, MEMORY, one, texts(SILENCE)) for one in (STILL, away))
    (before, silent), (after, silent_too) = still("must I be nice?"), turned("must I be nice?")
    assert (before.asked_best == after.asked_best).all()
    assert before.asked_best[1] == pytest.approx(1)
    assert (silent == silent_too).all()
    assert (before.text > after.text).all()


def test_a_text_that_was_not_encoded_has_no_vector() -> None:
    with pytest.raises(KeyError):
        MEMORY(["never heard of"])
    assert MEMORY([]).shape == (0, LONGEST)


def test_a_lesson_holds_what_is_said_and_what_is_asked_apart() -> None:
    barton, marling = lessons(CORPUS, SILENCE, MEMORY)
    assert marling.wholes.shape == (2, LONGEST)
    assert marling.of_passage.tolist() == [0, 0, 1, 1]
    assert marling.of_question.tolist() == [0] * 7 + [1]
    assert (marling.questions == MEMORY([*MARLING.questions["1.1"], "must I be nice?"])).all()
    known = np.array(texts(SILENCE))
    assert set(known[marling.silent]) == {*texts(SILENCE[:5]), "fetch cat"}
    assert set(known[barton.silent]) == set(known)


def test_the_fit_trusts_the_signal_that_tells_the_truth() -> None:
    chance = np.random.default_rng(7)
    tried = []
    stack = Asked(MARLING, MEMORY, STILL, ()).stack
    for gold in chance.integers(0, 4, size=300):
        asked, best, text, words = chance.random((4, 4)).astype(np.float32)
        asked[gold] += 0.5
        signals = Signals(text=text, asked=asked, asked_best=best, words=words)
        none = np.empty(0, dtype=np.float32)
        tried.append(HeldOut("marling", "?", ANSWERABLE, int(gold), stack, signals, none))
    weights = fit_weights(tried)
    others = (weights.text, weights.asked_best, weights.words)
    assert weights.asked > 5 * max(map(abs, others))
    assert recall(tried, weights, 1) > recall(tried, Weights(1, 0, 0, 0), 1)


def test_what_has_no_clause_counts_for_neither_fit_nor_recall(tried: list[HeldOut]) -> None:
    answerable = [one for one in tried if one.gold is not None]
    assert fit_weights(tried) == fit_weights(answerable)
    assert recall(tried, Weights(), 1) == recall(answerable, Weights(), 1)


def test_the_regression_tells_kinds_apart_and_keeps_its_promise() -> None:
    chance = np.random.default_rng(7)
    trials = [
        Trial(kind, council, chance.normal(1.0 if kind == ANSWERABLE else -1.0, 0.8, size=2))
        for kind in (ANSWERABLE, "beyond", "neighbour")
        for council in ("barton", "marling")
        for _ in range(100)
    ]
    learned = learn(trials, STILL, "digest")
    assert (learned.encoder, learned.adapter, learned.corpus) == ("still", STILL.digest, "digest")
    assert min(learned.coefficients.values()) > 0
    figures = learned.figures
    assert figures["answerable_answered"] == pytest.approx(learned.answered, abs=0.01)
    assert figures["beyond_count"] == figures["neighbour_count"] == 200
    both = (figures["beyond_answered"] + figures["neighbour_answered"]) / 2
    assert figures["unanswerable_answered"] == pytest.approx(both, abs=0.001)
    assert figures["unanswerable_answered"] < 0.5
    assert figures["area_under_curve"] > 0.95


def test_another_council_is_judged_without_its_own_questions() -> None:
    """What speaks for an answer in one council and against it in another helps in neither."""
    chance = np.random.default_rng(7)
    trials = [
        Trial(kind, council, chance.normal(side if kind == ANSWERABLE else -side, 0.5, size=2))
        for kind in (ANSWERABLE, "beyond")
        for council, side in (("barton", 1.0), ("marling", -1.0))
        for _ in range(100)
    ]
    assert learn(trials, STILL, "digest").figures["area_under_curve"] < 0.1
