"""What was amended between two versions: clauses by their words, words by their order."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rulebook import Library
from retrieval.amendment import (
    Added,
    Change,
    Mark,
    Removed,
    compare,
    joined,
    runs,
)
from retrieval.clause import Clause, Paragraph
from retrieval.protocols import Protocol, read_protocol
from tests.little import amend, amend_little, write_little

LOG = "The log of enquiries is open to every Member on any working day."
CHAIR = "The Chair is told beforehand when the Clerk writes to the press."
LEAVE = "Staff on leave name somebody who answers in their place."


@pytest.fixture
def little(tmp_path: Path) -> Protocol:
    """The little council's protocol."""
    return read_protocol(write_little(tmp_path))


def protocol_of(little: Protocol, *clauses: tuple[str, str]) -> Protocol:
    """A protocol of these labels and words alone."""
    made = tuple(
        Clause(little.slug, label, label, ("Enquiries",), (Paragraph(text),))
        for label, text in clauses
    )
    return replace(little, clauses=made)


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    """Each change as its name and both labels."""
    return [
        (
            type(one).__name__,
            "" if isinstance(one, Added) else one.old.label,
            "" if isinstance(one, Removed) else one.new.label,
        )
        for one in changes
    ]


def test_each_kind_of_amendment_is_told_in_the_order_of_the_document(tmp_path: Path) -> None:
    folder = write_little(tmp_path)
    before = read_protocol(folder)
    amend_little(folder)
    assert told(compare(before, read_protocol(folder))) == [
        ("Changed", "2.2", "2.2"),
        ("Removed", "2.4", ""),
        ("Renumbered", "2.5", "2.4"),
        ("Added", "", "2.5"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        pytest.param([("1", LOG)], [("1", LOG)], [], id="nothing"),
        pytest.param([("1", LOG)], [("1", LOG.replace(" ", "  "))], [], id="white space"),
        pytest.param(
            [("1", LOG), ("2", CHAIR)],
            [("1", LEAVE), ("2", LOG), ("3", CHAIR)],
            [("Added", "", "1"), ("Renumbered", "1", "2"), ("Renumbered", "2", "3")],
            id="a clause put in moves those below",
        ),
        pytest.param(
            [("1", LOG), ("2", CHAIR)],
            [("1", LEAVE), ("2", LOG.replace("any", "every")), ("3", CHAIR)],
            [("Added", "", "1"), ("Changed", "1", "2"), ("Renumbered", "2", "3")],
            id="moved and changed at once",
        ),
        pytest.param(
            [("1", LOG), ("2", CHAIR)],
            [("1", CHAIR)],
            [("Removed", "1", ""), ("Renumbered", "2", "1")],
            id="a clause taken out moves those below",
        ),
        pytest.param(
            [("1", LOG)], [("1", LEAVE)], [("Added", "", "1"), ("Removed", "1", "")],
            id="the number of a clause given to another",
        ),
        pytest.param(
            [("1", LOG), ("2", LOG)], [("1", LOG), ("3", LOG)], [("Renumbered", "2", "3")],
            id="words that stand twice",
        ),
        pytest.param(
            [("1", LOG), ("2", CHAIR)], [("1", CHAIR), ("2", LOG)],
            [("Renumbered", "2", "1"), ("Renumbered", "1", "2")],
            id="two that changed places",
        ),
        pytest.param(
            [("1", LOG)], [("1", LOG.replace("any working day", "Mondays")), ("2", LOG + " Ask.")],
            [("Added", "", "1"), ("Changed", "1", "2")],
            id="the likest, though another has its number",
        ),
    ],
)  # fmt: skip
def test_a_clause_is_followed_by_its_words(
    little: Protocol,
    old: list[tuple[str, str]],
    new: list[tuple[str, str]],
    changes: list[tuple[str, str, str]],
) -> None:
    found = compare(protocol_of(little, *old), protocol_of(little, *new))
    assert sorted(told(found)) == sorted(changes)
    in_order = [one.new.label for one in found if not isinstance(one, Removed)]
    assert in_order == sorted(in_order)


def test_a_lead_in_that_changes_changes_each_clause_below_it(tmp_path: Path) -> None:
    folder = write_little(tmp_path)
    before = read_protocol(folder)
    for path in (folder / "source.txt", folder / "protocol.md"):
        amend(path, "In meetings, Members will:", "In meetings, Members must:")
    assert told(compare(before, read_protocol(folder))) == [
        ("Changed", f"members-{number}", f"members-{number}") for number in (1, 2, 3)
    ]


def test_a_protocol_has_not_changed_against_itself_and_wholly_against_another(
    library: Library,
) -> None:
    books = [book.protocol for book in library.rulebooks.values()]
    for one in books:
        assert compare(one, one) == ()
    first, *_, last = books
    found = compare(first, last)
    assert {one.old.label for one in found if not isinstance(one, Added)} == {
        one.label for one in first.clauses
    }
    assert {one.new.label for one in found if not isinstance(one, Removed)} == {
        one.label for one in last.clauses
    }


# ------------------------------------------------------------------------------------ word by word
def test_words_that_are_gone_stand_before_those_that_came() -> None:
    found = runs("reply within 7 working days", "reply within 10 days")
    assert [(one.mark, one.text) for one in found] == [
        (Mark.SAME, "reply within"),
        (Mark.GONE, "7 working"),
        (Mark.CAME, "10"),
        (Mark.SAME, "days"),
    ]


def test_a_bullet_comes_with_its_line() -> None:
    found = runs("will:\n- log it", "will:\n- log it\n  - at once")
    assert [(one.mark, one.text) for one in found] == [
        (Mark.SAME, "will:\n- log it"),
        (Mark.CAME, "\n  - at once"),
    ]


TEXTS = st.lists(st.sampled_from(["a", "b", "c", "\n- a", "\nb", "  - c"]), max_size=12).map(
    " ".join
)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back_from_their_runs(old: str, new: str) -> None:
    found = runs(old, new)
    for text, other in ((old, Mark.CAME), (new, Mark.GONE)):
        words = [word for one in found if one.mark is not other for word in one.words]
        assert joined(words).split() == text.split()
    assert all(one.words for one in found)


def test_every_clause_of_a_real_protocol_is_read_back(library: Library) -> None:
    for book in library.rulebooks.values():
        for one in book.protocol.clauses:
            (run,) = runs(one.text, one.text)
            assert (run.mark, run.text.split()) == (Mark.SAME, one.text.split())
            if "\t" not in one.text:
                assert [line.split() for line in run.text.split("\n")] == [
                    line.split() for line in one.text.split("\n")
                ]
