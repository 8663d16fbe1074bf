"""Whether to answer: three signs, a regression, a threshold, and where they came from."""

import numpy as np
import pytest

from retrieval.answerability import SIGNS, read_answerability, signs
from retrieval.encoder import load_encoder
from retrieval.index import entries_of
from retrieval.quantised import digest_of
from retrieval.search import Weights
from retrieval.signals import Stack
from tests.doubles import WordLengths, shelf

SHELF = shelf(
    "marling",
    {"1.1": "Reply within seven days.", "1.2": "Be civil to one another.", "1.3": "Use ink."},
    {"1.1": ("how many days until a reply?",), "1.2": ("must I be civil?",)},
)


def signs_of(question: str, texts: int = 3) -> dict[str, float]:
    entries = tuple(entries_of([SHELF]))[:texts]
    stack = Stack(entries)
    encoder = WordLengths()
    rows = encoder([passage.text for entry in entries for passage in entry.passages])
    signals = stack.signals(question, rows @ encoder([question])[0])
    return dict(zip(SIGNS, signs(question, stack, signals, Weights().fuse(signals)), strict=True))


def test_a_question_that_was_asked_before_has_every_sign() -> None:
    found = signs_of("how many days until a reply?")
    assert found["asked"] == pytest.approx(1, abs=1e-5)
    assert found["cover"] == pytest.approx(1)
    assert found["margin"] > signs_of("which pub is the best?")["margin"]


def test_a_question_of_strange_words_is_not_covered() -> None:
    assert signs_of("xylophone")["cover"] == 0


def test_a_single_clause_stands_above_none() -> None:
    assert signs_of("must I reply?", texts=1)["margin"] == 0


def test_each_sign_speaks_for_an_answer() -> None:
    model = read_answerability()
    least = model.probability(np.zeros(3))
    assert least < model.threshold
    for sign in np.eye(3):
        assert model.probability(sign) > least


def test_the_coefficients_say_where_they_came_from() -> None:
    model = read_answerability()
    assert tuple(model.coefficients) == SIGNS
    assert model.encoder == digest_of(load_encoder())
    assert model.made_by == "python -m retrieval.calibrate"


def test_at_least_95_percent_of_the_answerable_are_answered() -> None:
    model = read_answerability()
    assert model.figures["answerable_answered"] >= 0.95
    assert model.answered >= 0.95
