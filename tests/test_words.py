"""Stems: what people type meets what protocols say."""

import pytest

from retrieval.words import stem, stems


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("cllrs' enquiries", "Councillor enquiry"),
        ("the MO", "Monitoring Officer"),
        ("members’ meetings", "councillors meeting"),
        ("replied", "reply"),
        ("is advised", "advising"),
        ("the journalist's mtg", "press meeting"),
        ("planning stopped promptly", "plan stop prompt"),
        ("addresses", "address"),
    ],
)
def test_what_is_typed_has_the_stems_of_what_is_written(typed: str, written: str) -> None:
    assert stems(typed) == stems(written)


def test_words_that_turn_a_rule_round_are_kept() -> None:
    assert len(stems("who must not, only when")) == 5


@pytest.mark.parametrize("text", ["", "the of and", "?!", "a"])
def test_nothing_is_left_of_empty_words(text: str) -> None:
    assert stems(text) == []


@pytest.mark.parametrize("word", ["press", "bus", "sing", "red", "need"])
def test_short_words_and_double_s_keep_their_endings(word: str) -> None:
    assert stem(word) == word
