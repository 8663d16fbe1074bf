"""Many questions: every line is answered, in order and with all it holds, or none is."""

import json
from datetime import date
from typing import Any

import pytest

from bot.errors import BadRequest
from bot.terminal.batch import answer_lines
from tests.conftest import Given

TODAY = date(2026, 11, 22)
GOOD = {"council": "southend", "question": "may I?"}
MARKER = "zebra-crossing"  # stands for words that nobody but the person who typed them may see


def answered(given: Given, *rows: object) -> list[dict[str, Any]]:
    """The rows, each as a line, answered."""
    return answer_lines([json.dumps(row) for row in rows], given.desk, TODAY)


def refused(given: Given, *lines: str) -> str:
    """What is said when the lines are refused; nothing has been asked of the search by then."""
    with pytest.raises(BadRequest) as caught:
        answer_lines(lines, given.desk, TODAY)
    return str(caught.value)


def test_order_and_other_keys_are_kept_and_the_answer_comes_last(given: Given) -> None:
    rows = [{"z": [1, None], **GOOD, "question": f"is it {n}?", "a": {"b": n}} for n in range(9)]
    lines = answered(given, *rows)
    assert given.asked == [f"is it {n}?" for n in range(9)]
    assert [list(line) for line in lines] == [["z", "council", "question", "a", "answer"]] * 9
    assert [{**line, "answer": 0} for line in lines] == [{**row, "answer": 0} for row in rows]


def test_an_answer_that_was_there_before_is_replaced(given: Given) -> None:
    (line,) = answered(given, {"answer": "none yet", **GOOD})
    assert line["answer"]["kind"] == "quotation"


def test_blank_lines_are_passed_over_and_no_lines_are_no_answers(given: Given) -> None:
    assert answer_lines(["", "  ", "\r"], given.desk, TODAY) == []
    assert len(answer_lines(["", json.dumps(GOOD), "", ""], given.desk, TODAY)) == 1


@pytest.mark.parametrize("end", ["\r", " ", "\t"])
def test_lines_may_end_as_other_systems_end_them(given: Given, end: str) -> None:
    assert len(answer_lines([json.dumps(GOOD) + end], given.desk, TODAY)) == 1


@pytest.mark.parametrize(
    ("asker", "side"),
    [
        ("officer", "officer"),
        ("hub", "officer"),
        ("clerk", "officer"),
        ("councillor", "councillor"),
    ],
)
@pytest.mark.parametrize("key", ["as", "asker"])
def test_each_line_says_who_asks(given: Given, key: str, asker: str, side: str) -> None:
    (line,) = answered(given, {**GOOD, "question": "route press", key: asker})
    assert line["answer"]["route"]["asker"] == side


def test_nobody_need_say_who_asks(given: Given) -> None:
    silent, null = answered(given, GOOD, {**GOOD, "as": None})
    assert silent["answer"] == null["answer"]


def test_a_line_may_hold_any_command_and_a_call_for_help_is_a_question(given: Given) -> None:
    texts = ("clause 9.2.12", "deadline enquiry-reply yesterday", "route press", "help")
    lines = answered(given, *({**GOOD, "question": text} for text in texts))
    kinds = [line["answer"]["kind"] for line in lines]
    assert kinds == ["quotation", "due_date", "route", "quotation"]
    assert lines[1]["answer"]["deadline"]["start"] == "2026-11-21"
    assert given.asked == ["help"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{" + MARKER, "no JSON object"),
        (json.dumps([MARKER]), "it is a list"),
        (json.dumps(MARKER), "it is a str"),
        ("[" * 100_000, "nested too deeply"),
        ('{"council": "southend", "question": "?", "n": ' + "9" * 5000 + "}", "too long"),
        ('{"question": "may I?"}', 'no "council"'),
        ('{"council": "southend"}', 'no "question"'),
        ('{"council": "southend", "question": 7}', 'no "question"'),
        ('{"council": null, "question": "may I?"}', 'no "council"'),
        ('{"council": "southand", "question": "may I?"}', "Did you mean southend"),
        ('{"council": "southend", "question": ""}', "Nothing was asked"),
        ('{"council": "southend", "question": " ?! "}', "Nothing was asked"),
        (json.dumps({**GOOD, "question": MARKER + "x" * 1000}), "ask it in 1,000 or fewer"),
        (json.dumps({**GOOD, "question": MARKER + "\x07"}), "control characters"),
        (json.dumps({**GOOD, "as": "boss"}), '"as" is "boss"; it is one of officer'),
        (json.dumps({**GOOD, "as": ["hub"]}), '"as" is ["hub"]; it is one of officer'),
        (json.dumps({**GOOD, "as": 1}), '"as" is 1; it is one of officer'),
    ],
)
def test_one_bad_line_is_named_and_nothing_is_answered(given: Given, line: str, said: str) -> None:
    problem = refused(given, json.dumps(GOOD), "", line, json.dumps(GOOD))
    assert problem.startswith("Line 3: ")
    assert said in problem
    assert problem.endswith(".")
    assert MARKER not in problem
    assert given.asked == []


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("clause 99.99", 'There is no clause "99.99"'),
        ("clause 8.3.3", "leaves that number out"),
        ("deadline enquiry-reply 5/6/7", "not a date"),
        ("deadline enquiry-repyl 20 Nov", "Did you mean enquiry-reply"),
        ("route officer-conducct", "Did you mean officer-conduct"),
    ],
)
def test_a_command_that_cannot_be_answered_names_its_line_and_leaves_no_half_file(
    given: Given, question: str, said: str
) -> None:
    problem = refused(given, json.dumps(GOOD), json.dumps({**GOOD, "question": question}))
    assert problem.startswith("Line 2: ")
    assert said in problem
    assert given.asked == []
