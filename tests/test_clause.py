"""A clause: quoted whole, and the one rule of what it means that words stand in it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.clause import (
    MARKDOWN,
    Block,
    Clause,
    Item,
    Paragraph,
    Row,
    fold,
    letter_span_of,
    span_of,
    stands_in,
    without_marks,
)

BLOCKS: tuple[Block, ...] = (
    Paragraph("An enquiry goes to “the Clerk’s” office, who will:"),
    Item("log it;"),
    Item("pass it on to", (Item("the Surveyor; or", (Item("his deputy"),)), Item("the Treasurer"))),
    Row(("Days", "10 working days")),
    Paragraph("The log is open (to Members)."),
)
TEXT = """\
An enquiry goes to “the Clerk’s” office, who will:
- log it;
- pass it on to
  - the Surveyor; or
    - his deputy
  - the Treasurer
Days\t10 working days
The log is open (to Members)."""


def clause(*blocks: Block, label: str = "2.1", printed: str = "2.1", lead_in: str = "") -> Clause:
    """A clause of no council in particular."""
    return Clause("little", label, printed, ("Enquiries", "By letter"), blocks, lead_in=lead_in)


def test_text_is_every_paragraph_bullet_and_row_on_its_own_line() -> None:
    assert clause(*BLOCKS).text == TEXT


def test_text_begins_with_the_lead_in() -> None:
    assert clause(Item("log it;"), lead_in="The Clerk will:").text == "The Clerk will:\n- log it;"


def test_heading_path_runs_from_the_outermost_title() -> None:
    assert clause(*BLOCKS).heading_path == "Enquiries › By letter"


@pytest.mark.parametrize(
    ("label", "printed", "repaired"),
    [
        pytest.param("7.1.2", "7.1.2", False, id="printed as it is"),
        pytest.param("7.1.2", "7.12", True, id="misprinted"),
        pytest.param("5.6", "", True, id="lost"),
        pytest.param("casework-1", "", False, id="never numbered"),
    ],
)
def test_a_label_is_repaired_when_the_source_does_not_print_it(
    label: str, printed: str, repaired: bool
) -> None:
    assert clause(*BLOCKS, label=label, printed=printed).repaired is repaired


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Two\n words\t here ", "two words here"),
        ("“Need” to ‘know’", "\"need\" to 'know'"),
        ("the Council`s", "the council's"),
        ("**2.2** The <u>Act</u>", "2.2 the act"),
        ("- log it\n  - twice\n❖ * · thrice\n- o four times", "log it twice thrice four times"),
        ("well-known - or not", "well-known - or not"),
        ("- ", ""),
    ],
)
def test_folding_drops_space_case_quote_marks_markdown_and_bullets(text: str, folded: str) -> None:
    assert fold(text) == folded


BACKTRACKING = re.compile(r"^\s*(?:[-❖*·]\s+|o\s+)+", re.MULTILINE)
CHARACTERS = st.sampled_from("-o*·❖x \n\n\t\r\u000b\u0085\u00a0\u2028")


@settings(max_examples=500)
@given(st.text(CHARACTERS, max_size=30))
def test_what_goes_as_a_bullet_is_what_the_plain_pattern_says(text: str) -> None:
    """The plain pattern looks at each blank line once more for every blank line above it."""
    assert without_marks(text) == BACKTRACKING.sub("", MARKDOWN.sub("", text))


@pytest.mark.parametrize("line", ["\n", " \n", "-\n", "o \n", "\n\u00a0"])
def test_a_million_lines_without_words_are_folded_while_one_waits(line: str) -> None:
    """The plain pattern would take hours over those that are blank."""
    assert fold(f"{line * 1_000_000}- words") == "words"
    assert fold(f"{line * 1_000_000}words") == "words"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("log it;", id="a bullet"),
        pytest.param("OPEN\n(to  members)", id="other case and space"),
        pytest.param('"the Clerk\'s" office', id="plain quote marks for curly ones"),
        pytest.param("who will: log it; pass it on to the Surveyor", id="on from bullet to bullet"),
        pytest.param("who will:\n- log it;\n- pass it on", id="bullets as they stand"),
        pytest.param("his deputy the Treasurer Days 10 working", id="on into a table"),
        pytest.param("(to Members).", id="from bracket to stop"),
    ],
)
def test_words_stand_in_a_clause_however_they_are_set(words: str) -> None:
    assert stands_in(words, clause(*BLOCKS))


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("", id="no words"),
        pytest.param(" - ", id="a bullet without words"),
        pytest.param("0 working days", id="half a number"),
        pytest.param("10 work", id="half a word at the end"),
        pytest.param("An en", id="half a word at the very beginning"),
        pytest.param("The log is (to Members)", id="a word left out"),
        pytest.param("the Treasurer; the Surveyor", id="another order"),
        pytest.param("pass . on", id="not a pattern"),
    ],
)
def test_words_that_differ_do_not_stand_in_a_clause(words: str) -> None:
    assert not stands_in(words, clause(*BLOCKS))


def test_a_dash_between_words_is_a_word_and_not_a_bullet() -> None:
    assert stands_in("promptly - or not", clause(Paragraph("Reply promptly - or not at all.")))
    assert not stands_in("promptly or not", clause(Paragraph("Reply promptly - or not at all.")))


@given(st.data())
def test_a_span_holds_the_words_that_were_looked_for_and_no_others(data: st.DataObject) -> None:
    """Any run of a clause's words is found, and its span folds back to that run."""
    words = fold(TEXT).split()
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    run = " ".join(words[start:end])
    span = span_of(run, TEXT)
    assert span is not None
    assert fold(TEXT[slice(*span)]) == run


@pytest.mark.parametrize(
    ("words", "stand"),
    [
        ("pass it on to the Surveyor", True),
        ("pass  it\non to\n- the Surveyor", True),
        ('"the Clerk\'s" office', True),
        ("Pass it on to the Surveyor", False),
        ("pass it on to the surveyor", False),
        ("pass it on to the Surv", False),
    ],
)
def test_where_letters_are_compared_capitals_count_and_blanks_and_quote_marks_do_not(
    words: str, stand: bool
) -> None:
    assert (letter_span_of(words, TEXT) is not None) == stand
    assert span_of(words, TEXT) is not None or words.endswith("Surv")


def test_a_span_counts_characters_of_the_text_as_it_stands() -> None:
    assert span_of("PASS it on", TEXT) == (TEXT.index("pass"), TEXT.index(" to\n"))
    assert span_of("pass it by", TEXT) is None
