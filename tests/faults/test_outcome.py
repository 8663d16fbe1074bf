"""The table says what was asked, answered once, oftener, and not at all."""

import json

import pytest
from rich.console import Console

from tests.faults.outcome import HEADINGS, Outcome, as_json, markdown, outcome, screen

SENT = {"1": 10.0, "2": 10.0, "3": 11.0, "4": 12.0}
ANSWERS = {"1": [10.5], "2": [10.1, 40.0], "3": [11.2], "another": [1.0]}


@pytest.fixture
def found() -> Outcome:
    return outcome("killed", "one is killed", SENT, ANSWERS, [0.1, 0.2], 3, "started again")


def test_each_question_is_counted_once(found: Outcome) -> None:
    assert (found.asked, found.once, found.twice, found.lost) == (4, 2, 1, 1)


def test_times_run_from_the_first_sending_to_the_first_answer(found: Outcome) -> None:
    assert found.p95 == pytest.approx(0.5)
    assert found.ack_p99 == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("answers", "well"),
    [
        ({key: [99.0] for key in SENT}, True),
        (ANSWERS, False),
        ({}, False),
        ({key: [99.0, 99.1] for key in SENT}, False),
    ],
)
def test_all_is_well_where_each_was_answered_once(
    answers: dict[str, list[float]], well: bool
) -> None:
    assert outcome("a", "a", SENT, answers, [], 0).is_well is well


def test_the_table_stands_in_markdown_and_in_json(found: Outcome) -> None:
    heading, line, row = markdown([found]).splitlines()
    assert heading.split(" | ")[1:5] == ["asked", "once", "twice", "lost"]
    assert set(line) == set("|- ")
    assert row == "| one is killed | 4 | 2 | 1 | 1 | 500 ms | 3 | 200 ms | started again |"
    (read,) = json.loads(as_json([found]))
    assert (read["name"], read["lost"], read["resent"]) == ("killed", 1, 3)


def test_the_screen_shows_every_cell_but_the_remark(found: Outcome) -> None:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(screen([found]))
    assert all(cell in captured.get() for cell in (*HEADINGS[:-1], *found.row()[:-1]))
    assert found.remark not in captured.get()
