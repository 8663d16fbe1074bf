"""Marked places are filled, and everything else is left as it is."""

import pytest

from tests.governance.filling import cell, filled

FIGURES = {
    "clauses": 12557,
    "share": 0.8264,
    "by": {"recall@1": 0.5, "wrongly answered": 0.138},
    "faults": [{"fault": "kill", "asked": 9, "answered once": 9, "answered twice": 0, "lost": 0}],
    "unseen": None,
}


@pytest.mark.parametrize(
    ("mark", "held"),
    [
        ("figure: clauses", "12,557"),
        ("figure: share", "0.83"),
        ("figure: share as percent", "83%"),
        ("figure: by.recall@1", "0.50"),
        ("figure: by.wrongly answered as percent", "14%"),
        ("figure: unseen.recall@3", "not measured"),
    ],
)
def test_a_figure_is_put_in_its_place(mark: str, held: str) -> None:
    text = f"There are <!-- {mark} -->?<!-- / --> of them."
    assert filled(text, FIGURES) == f"There are <!-- {mark} -->{held}<!-- / --> of them."


def test_filling_twice_changes_nothing() -> None:
    text = "<!-- table: faults -->\nold\n<!-- / --> and <!-- figure: clauses -->1<!-- / -->"
    once = filled(text, FIGURES)
    assert filled(once, FIGURES) == once


def test_a_table_has_a_head_and_its_rows() -> None:
    made = filled("<!-- table: faults --><!-- / -->", FIGURES)
    assert "| fault | asked | answered once | answered twice | lost |\n| --- |" in made
    assert "| kill | 9 | 9 | 0 | 0 |\n" in made


def test_a_table_without_rows_says_so() -> None:
    assert "Not measured yet." in filled("<!-- table: unseen --><!-- / -->", FIGURES)


def test_a_figure_that_is_not_there_is_told() -> None:
    with pytest.raises(KeyError, match="nothing"):
        filled("<!-- figure: by.nothing -->1<!-- / -->", FIGURES)


def test_text_without_marks_stays_as_it_is() -> None:
    assert filled("<!-- a comment --> 1 of 2 <!-- / -->", FIGURES) == (
        "<!-- a comment --> 1 of 2 <!-- / -->"
    )


def test_words_and_what_was_not_measured_have_a_cell() -> None:
    assert [cell("all"), cell(None)] == ["all", "not measured"]
