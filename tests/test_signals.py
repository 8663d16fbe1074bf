"""Signals: the nearest text, the nearest questions, the rarest words, a number a clause."""

import numpy as np
import pytest

from retrieval.encoder import Vectors
from retrieval.index import entries_of
from retrieval.signals import Signals, Stack
from retrieval.words import stems
from tests.doubles import shelf

# Rows: 1.1 whole, part, 4 questions (0-5); 1.2 whole, 2 parts (6-8); 1.3 whole, part, question.
STACK = Stack(
    tuple(
        entries_of(
            [
                shelf(
                    "marling",
                    {"1.1": "Reply soon.", "1.2": "Be civil. Be fair.", "1.3": "Reply in ink."},
                    {"1.1": ("when?", "how soon?", "which day?", "by when?"), "1.3": ("biro?",)},
                )
            ]
        )
    )
)
NEAR = np.array([0.1, 0.3, 0.2, 0.8, 0.6, 0.7, 0.4, 0.5, 0.45, 0.0, -0.2, 0.9], dtype=np.float32)


def signals(question: str = "reply in ink") -> Signals:
    return STACK.signals(stems(question), NEAR)


def test_text_is_the_nearest_of_the_whole_and_its_parts() -> None:
    assert signals().text == pytest.approx([0.3, 0.5, 0.0])


def test_asked_is_the_mean_of_the_three_nearest_questions_or_of_fewer() -> None:
    assert signals().asked[[0, 2]] == pytest.approx([0.7, 0.9])


def test_a_clause_that_nobody_has_asked_about_speaks_for_itself() -> None:
    assert signals().asked[1] == signals().asked_best[1] == signals().text[1]


def test_words_are_those_of_text_headings_and_questions() -> None:
    assert signals().words.argmax() == 2
    assert signals("biro").words.argmax() == 2
    assert (signals("conduct").words > 0).all()


@pytest.mark.parametrize("question", ["", "of the", "xylophone", "💥"])
def test_a_question_of_unknown_words_has_no_share(question: str) -> None:
    assert (signals(question).share == 0).all()


def test_the_best_clause_has_the_whole_share() -> None:
    assert signals().share.max() == 1


def test_the_table_holds_every_signal_and_words_as_a_share() -> None:
    found = signals()
    assert found.table.shape == (4, 3)
    assert (found.table == [found.text, found.asked, found.asked_best, found.share]).all()


def test_a_stack_without_questions_rests_on_its_text() -> None:
    stack = Stack(tuple(entries_of([shelf("marling", {"1.1": "Reply soon."}, {})])))
    found = stack.signals(["soon"], np.array([0.25, 0.5], dtype=np.float32))
    assert found.asked == found.text == pytest.approx([0.5])


@pytest.mark.parametrize(
    ("question", "position", "held"),
    [("reply in ink", 2, 1.0), ("xylophone", 2, 0.0), ("", 2, 0.0), ("biro", 0, 0.0)],
)
def test_cover_is_the_share_of_a_questions_words(question: str, position: int, held: float) -> None:
    assert STACK.cover(stems(question), [position]) == pytest.approx(held)


def test_a_rare_word_covers_more_than_a_common_one() -> None:
    assert STACK.cover(["repli", "biro"], [0]) < 0.5 < STACK.cover(["ink", "conduct"], [2])
    assert STACK.cover(["ink", "xylophon"], [2]) < 0.5


def test_cover_does_not_grow_with_repetition() -> None:
    assert STACK.cover(["ink", "of", "ink"], [2]) == STACK.cover(["ink", "of"], [2])


@pytest.mark.parametrize(
    ("rows", "spans"),
    [({7: 0.5, 8: 0.4}, ((0, 9),)), ({7: 0.5, 8: 0.495}, ((0, 9), (10, 18)))],
)
def test_the_nearest_parts_and_near_ties_are_shown(
    rows: dict[int, float], spans: tuple[tuple[int, int], ...]
) -> None:
    near: Vectors = NEAR.copy()
    near[list(rows)] = list(rows.values())
    assert STACK.nearest_parts(1, near) == spans


@pytest.mark.parametrize(
    ("text", "near", "shown"),
    [
        ("See below. It says:", [0.9, 0.1, 0.8], "See below."),
        ("Officers will:-", [0.9, 0.8], "Officers will:-"),
    ],
)
def test_words_that_only_lead_on_are_shown_when_there_are_no_others(
    text: str, near: list[float], shown: str
) -> None:
    stack = Stack(tuple(entries_of([shelf("marling", {"1": text}, {})])))
    spans = stack.nearest_parts(0, np.array(near, dtype=np.float32))
    assert [text[slice(*span)] for span in spans] == [shown]
