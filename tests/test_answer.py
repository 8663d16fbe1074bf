"""An answer as JSON: the contract that other programs read."""

from datetime import date

import pytest

from bot.answer import (
    Answer,
    DueDate,
    NoAnswer,
    Quotation,
    Quote,
    Route,
    Silence,
    reference,
    to_json,
)
from bot.asker import Side
from bot.deadlines import due
from bot.escalation import ladder
from bot.rulebook import Library
from tests.specimens import VERSION

KEYS = [
    *("council", "question", "kind", "why", "quotes", "deadline", "route", "next_step"),
    "protocol",
]
QUOTE_KEYS = ["clause", "printed", "heading", "text", "highlight", "citation", "confidence"]


@pytest.fixture
def answers(library: Library) -> dict[str, Answer]:
    """An answer of each kind, of real law."""
    book = library.rulebooks["southend"]
    rule, clause = book.rule("enquiry-reply"), book.protocol.by_label["7.1.2"]
    steps = ladder(book.steps, library.matter("officer-conduct"), Side.COUNCILLOR)
    assert rule is not None
    assert steps is not None
    quotes = (Quote(clause, "cited", 0.91239, ((0, 16),)),)
    worked = due(rule, date(2026, 11, 20), book.calendar)
    return {
        "quotation": Quotation("southend", "q", quotes, version=VERSION),
        "due_date": DueDate("southend", "q", quotes, worked, version=VERSION),
        "route": Route("southend", "q", quotes, steps, version=VERSION),
        "no_answer": NoAnswer(
            "southend", "q", quotes, Silence.NOT_COVERED, "Ask somebody.", version=VERSION
        ),
    }


@pytest.mark.parametrize("kind", ["quotation", "due_date", "route", "no_answer"])
def test_every_kind_has_the_same_keys_in_the_same_order(
    answers: dict[str, Answer], kind: str
) -> None:
    written = to_json(answers[kind])
    assert list(written) == KEYS
    assert written["kind"] == kind
    assert list(written["quotes"][0]) == QUOTE_KEYS
    assert (written["deadline"] is not None) == (kind == "due_date")
    assert (written["route"] is not None) == (kind == "route")
    assert (written["why"] is not None) == (kind == "no_answer")


def test_a_repaired_clause_shows_both_numbers_and_its_whole_text(
    answers: dict[str, Answer], library: Library
) -> None:
    quote = to_json(answers["quotation"])["quotes"][0]
    clause = library.rulebooks["southend"].protocol.by_label["7.1.2"]
    assert (quote["clause"], quote["printed"]) == ("7.1.2", "7.12")
    assert quote["heading"] == ["Conduct", "Behaviour and Attitude"]
    assert quote["text"] == clause.text
    assert quote["highlight"] == [[0, 16]]
    assert quote["confidence"] == 0.9124


def test_a_clause_that_prints_no_number_has_printed_null(library: Library) -> None:
    clause = library.rulebooks["brixton"].protocol.by_label["correspondence-1"]
    written = to_json(Quotation("brixton", "q", (Quote(clause, "cited", 1.0),), version=VERSION))
    assert written["quotes"][0]["printed"] is None


def test_an_answer_names_its_version_and_refers_to_all_that_it_quotes(library: Library) -> None:
    one, other = library.rulebooks["southend"].protocol.clauses[:2]
    quotes = tuple(Quote(clause, "cited", 1.0) for clause in (other, one))
    answer = Quotation("southend", "q", quotes, version=VERSION)
    short = VERSION.digest[:12]
    assert to_json(answer)["protocol"] == {
        "version": "first edition",
        "date": "",
        "amended": None,
        "digest": VERSION.digest,
        "reference": f"southend@{short}:{other.label}+{one.label}",
    }
    assert str(reference(answer, ())) == f"southend@{short}"


def test_a_due_date_is_written_in_iso_form(answers: dict[str, Answer]) -> None:
    deadline = to_json(answers["due_date"])["deadline"]
    assert (deadline["start"], deadline["due"]) == ("2026-11-20", "2026-12-04")
    assert (deadline["length"], deadline["unit"]) == (10, "working days")


def test_each_step_of_a_route_has_its_clause_and_evidence(answers: dict[str, Answer]) -> None:
    route = to_json(answers["route"])["route"]
    assert (route["matter"], route["asker"]) == ("officer-conduct", "councillor")
    for step in route["steps"]:
        assert set(step) == {"order", "to", "action", "when", "clause", "evidence"}
        assert step["clause"]
        assert step["evidence"]
