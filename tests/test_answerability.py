"""Whether to answer: two signs, a regression, a threshold, and where they came from."""

import numpy as np
import pytest

from retrieval.adapter import read_adapter
from retrieval.answerability import NEAREST_SILENT, SIGNS, read_answerability, signs
from retrieval.encoder import load_encoder
from retrieval.index import entries_of
from retrieval.quantised import digest_of
from retrieval.search import Weights
from retrieval.signals import Stack
from retrieval.words import stems
from tests.doubles import WordLengths, shelf

SHELF = shelf(
    "marling",
    {"1.1": "Reply within seven days.", "1.2": "Be civil to one another.", "1.3": "Use ink."},
    {"1.1": ("how many days until a reply?",), "1.2": ("must I be civil?",)},
)


def signs_of(question: str, *silence: str) -> dict[str, float]:
    entries = tuple(entries_of([SHELF]))
    stack = Stack(entries)
    encoder = WordLengths()
    rows = encoder([passage.text for entry in entries for passage in entry.passages])
    vector = encoder([question])[0]
    signals, silent = stack.signals(stems(question), rows @ vector), encoder(silence) @ vector
    best = np.argsort(-Weights().fuse(signals))
    found = signs(stems(question), stack, signals, best, silent)
    return dict(zip(SIGNS, found, strict=True))


def test_a_question_that_was_asked_before_has_every_sign() -> None:
    found = signs_of("how many days until a reply?")
    assert found["asked"] == pytest.approx(1, abs=1e-5)
    assert found["cover"] == pytest.approx(1)


def test_a_question_of_strange_words_is_not_covered() -> None:
    assert signs_of("xylophone")["cover"] == 0


def test_a_question_that_silence_asked_before_is_as_near_to_it_as_to_a_clause() -> None:
    again = ("how many days until a reply?",) * NEAREST_SILENT
    assert signs_of(again[0], *again)["asked"] == pytest.approx(0, abs=1e-5)


def test_silence_speaks_by_its_three_nearest_questions_or_by_fewer() -> None:
    question, far = "how many days until a reply?", "xylophones notwithstanding"
    one, two = signs_of(question, question)["asked"], signs_of(question, far)["asked"]
    assert signs_of(question, question, far)["asked"] == pytest.approx((one + two) / 2)
    near = [question] * NEAREST_SILENT
    assert signs_of(question, *near, far, far)["asked"] == pytest.approx(one, abs=1e-6)


def test_a_question_asked_twice_over_has_the_signs_of_once() -> None:
    once, twice = (signs_of(" ".join(["must I be civil?"] * times)) for times in (1, 2))
    assert twice == pytest.approx(once, abs=0.01)


def test_each_sign_speaks_for_an_answer() -> None:
    model = read_answerability()
    least = model.probability(np.array([-0.2, 0.0]))
    assert least < model.threshold
    for sign in ([-0.1, 0.0], [-0.2, 0.1]):
        assert model.probability(np.array(sign)) > least


def test_the_coefficients_say_where_they_came_from() -> None:
    model = read_answerability()
    assert tuple(model.coefficients) == SIGNS
    assert model.encoder == digest_of(load_encoder())
    assert model.adapter == read_adapter().digest
    assert model.made_by == "python -m retrieval.calibrate"


def test_at_least_95_percent_of_the_answerable_are_answered() -> None:
    model = read_answerability()
    assert model.figures["answerable_answered"] >= 0.95
    assert model.answered >= 0.95
