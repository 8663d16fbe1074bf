"""A reference is read back as it was written, however it was pasted."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadRequest
from bot.reference import QuoteReference, read_reference
from bot.rulebook import Library

DIGEST = "3f9a1c2b7d04"


@pytest.mark.parametrize(
    ("reference", "written"),
    [
        (QuoteReference("southend", DIGEST, ("9.2.12",)), "southend@3f9a1c2b7d04:9.2.12"),
        (
            QuoteReference("south-ribble", DIGEST, ("9.2.12", "roles-table-2")),
            "south-ribble@3f9a1c2b7d04:9.2.12+roles-table-2",
        ),
        (QuoteReference("southend", DIGEST), "southend@3f9a1c2b7d04"),
    ],
)
def test_a_reference_is_written_on_one_line_and_read_back(
    reference: QuoteReference, written: str
) -> None:
    assert str(reference) == written
    assert read_reference(written) == reference


@pytest.mark.parametrize(
    "typed",
    [
        " southend@3f9a1c2b7d04:9.2.12+9.2.2 ",
        "southend@3f9a1c2b7d04:9.2.12+9.2.2.",
        "Southend@3F9A1C2B7D04:9.2.12+9.2.2;",
        "southend@3f9a1c2b7d04:9.2.12\n  +9.2.2",
        "southend@3f9a1c2b7d04:9.2.12+9.2.2+9.2.12",
    ],
)
def test_blanks_capitals_and_the_end_of_a_sentence_change_nothing(typed: str) -> None:
    assert read_reference(typed) == QuoteReference("southend", DIGEST, ("9.2.12", "9.2.2"))


def test_a_whole_digest_is_read_too() -> None:
    assert read_reference(f"southend@{'a' * 64}:1").digest == "a" * 64


@pytest.mark.parametrize(("digits"), [1, 11, 65, 100])
def test_a_digest_that_is_cut_short_or_too_long_is_told(digits: int) -> None:
    with pytest.raises(BadRequest, match=f"12 to 64 digits, and this one has {digits}; copy"):
        read_reference(f"southend@{'a' * digits}:1.1")


@pytest.mark.parametrize(
    "typed",
    ["", "9.2.12", "southend", "southend:9.2.12", f"@{DIGEST}:1", f"southend@{DIGEST}:",
     f"southend@{DIGEST}:1++2", f"southend@{DIGEST}:+1", "southend@xyz:1", f"../x@{DIGEST}:1",
     f"southend@{DIGEST}:../1"],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(BadRequest, match="no reference; type it as it stands below an answer"):
        read_reference(typed)


@given(st.text(max_size=300))
def test_no_text_does_worse_than_being_refused(typed: str) -> None:
    with suppress(BadRequest):
        assert str(read_reference(typed)).startswith(typed.strip()[:1].casefold())


def test_every_label_of_every_council_can_stand_in_a_reference(library: Library) -> None:
    for slug, book in library.rulebooks.items():
        labels = tuple(one.label for one in book.protocol.clauses)
        reference = QuoteReference(slug, book.version.short, labels)
        assert read_reference(str(reference)) == reference
