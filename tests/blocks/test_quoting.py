"""A clause in Slack: word for word, bold where it governs, split and never cut, and inert."""

import re

import pytest

from bot.quoting import (
    LONGEST,
    Element,
    escaped,
    pieces,
    quotation,
    words,
    written,
)
from bot.rulebook import Library
from bot.verbatim import inert
from retrieval.clause import Clause, Item, Paragraph, Row
from tests.doubles import clause
from tests.test_desk import SLUGS

BULLET = re.compile(r"^\s*(?:[-•◦|]\s+)", re.MULTILINE)

# What people paste, and what must not become a mention, a link, a style or an unseen word.
HOSTILE = (
    "<!channel>",
    "<!here|here>",
    "<@U1>",
    "<#C1|general>",
    "<https://evil.example|the protocol>",
    "https://evil.example/?a=1&b=2",
    "*must not*",
    "_never_ ~always~ `code` ```block```",
    "> quoted",
    ":tada:",
    "@channel",
    "&lt;!channel&gt;",
)
UNSEEN = {
    "right-to-left override": "within \u202esyad 01\u202c of receipt",
    "right-to-left isolate": "within \u2067syad 01\u2069 of receipt",
    "right-to-left mark": "within\u200f 10 days",
    "Arabic letter mark": "within\u061c 10 days",
    "tag characters": "within 10 days\U000e0020\U000e006e\U000e006f\U000e0074",
}


def plain_words(text: str) -> list[str]:
    """The words of a clause or of its quotation, without the bullets and borders we set."""
    return BULLET.sub("", text).split()


def bold_words(quotes: tuple[Element, ...]) -> list[str]:
    runs = [run for quote in quotes for run in quote["elements"] if "style" in run]
    return " ".join(run["text"] for run in runs).split()


@pytest.mark.parametrize("council", SLUGS)
def test_every_clause_of_every_council_is_quoted_word_for_word(
    council: str, library: Library
) -> None:
    for one in library.rulebooks[council].protocol.clauses:
        quotes = quotation(one)
        text = "\n".join(written(quote) for quote in quotes)
        assert plain_words(text) == plain_words(one.text.replace("\t", "\n"))
        assert all(quote["type"] == "rich_text_quote" for quote in quotes)
        assert not bold_words(quotes)


@pytest.mark.parametrize("council", SLUGS)
def test_the_governing_words_are_bold_and_no_others(council: str, library: Library) -> None:
    book = library.rulebooks[council]
    for one in book.protocol.clauses:
        spans = [match.span() for match in re.finditer(r"\S+ \S+", one.text)][::3]
        marked = " ".join(one.text[start:end] for start, end in spans)
        found = bold_words(quotation(one, spans))
        assert [word for word in found if word != "-"] == [w for w in marked.split() if w != "-"]


def test_spans_that_touch_or_overlap_are_bold_once() -> None:
    (quote,) = quotation(clause("x", "1", "one two three four"), ((0, 7), (4, 13)))
    assert [(run["text"], "style" in run) for run in quote["elements"]] == [
        ("one two three", True),
        (" four", False),
    ]


def test_bullets_are_bullets_unless_the_source_marks_them_itself() -> None:
    one = Clause(
        "x",
        "1",
        "1",
        ("Conduct",),
        (
            Paragraph("Officers will:"),
            Item("answer", (Item("in writing"), Item("in full"))),
            Item("i) say why"),
            Item("(b) say when"),
            Item("inwriting"),
            Paragraph("That is all."),
            Paragraph("Or nearly."),
        ),
        lead_in="In all cases:",
    )
    (quote,) = quotation(one)
    assert written(quote) == (
        "In all cases:\n\nOfficers will:\n• answer\n\u2003◦ in writing\n\u2003◦ in full"
        "\ni) say why\n(b) say when\n• inwriting\n\nThat is all.\n\nOr nearly."
    )


def test_the_cells_of_a_table_stand_below_one_another_and_its_rows_apart() -> None:
    rows = (Row(("Members", "Clerk")), Row(("Set the budget", "Keeps the accounts")))
    (quote,) = quotation(Clause("x", "roles-1", "", ("Roles",), rows))
    assert written(quote) == "Members\n| Clerk\n\nSet the budget\n| Keeps the accounts"


@pytest.mark.parametrize(
    "paragraphs",
    [
        tuple(f"Paragraph {number}: " + "officers will answer. " * 20 for number in range(30)),
        ("officers will answer in writing " * 400,),
        ("x" * 10_000,),
        ("a" * (LONGEST - 1), "b"),
        ("a" * LONGEST,),
    ],
    ids=["paragraphs", "one long paragraph", "one long word", "just over", "just not over"],
)
def test_a_long_clause_is_split_and_never_cut(paragraphs: tuple[str, ...]) -> None:
    one = clause("x", "1", *(text.strip() for text in paragraphs))
    quotes = quotation(one, ((0, len(one.text)),))
    texts = [written(quote) for quote in quotes]
    assert "".join("".join(texts).split()) == "".join(one.text.split())
    assert all(0 < len(text) <= LONGEST for text in texts)
    assert (len(texts) == 1) == (len("\n\n".join(paragraphs)) <= LONGEST)
    assert not any(text.endswith("\n") for text in texts)


def test_a_split_falls_between_lines_else_between_words() -> None:
    lines = tuple("officers will answer" for _ in range(300))
    texts = [written(quote) for quote in quotation(clause("x", "1", *lines))]
    assert all(text.startswith("officers") and text.endswith("answer") for text in texts)
    one_line = [written(quote) for quote in quotation(clause("x", "1", " ".join(lines)))]
    assert all(re.fullmatch(r"\S+( \S+)* ?", text) for text in one_line)
    assert {text.split()[0] for text in one_line} <= {"officers", "will", "answer"}


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_clause_stays_words(text: str) -> None:
    (quote,) = quotation(clause("x", "1", f"Officers {text} will answer."), ((9, 9 + len(text)),))
    assert written(quote) == f"Officers {text} will answer."
    assert {run["type"] for run in quote["elements"]} == {"text"}


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_what_is_unseen_turns_nothing_and_hides_nothing(text: str) -> None:
    (quote,) = quotation(clause("x", "1", text))
    shown = written(quote)
    assert shown != text
    assert shown == inert(text)
    assert re.fullmatch(r"[\w ]+", shown, re.ASCII)


def test_a_run_of_unseen_characters_alone_is_no_element() -> None:
    (quote,) = quotation(clause("x", "1", "before\u202e after"), ((6, 7),))
    assert [run["text"] for run in quote["elements"]] == ["before after"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_messages_own_text_holds_no_mention_and_no_link(text: str) -> None:
    assert not {"<", ">"} & set(escaped(text))
    assert escaped("R&D <!channel>") == "R&amp;D &lt;!channel&gt;"


def test_a_style_that_is_not_set_is_left_out() -> None:
    assert words("a") == {"type": "text", "text": "a"}
    assert words("a", italic=True)["style"] == {"italic": True}


def test_pieces_of_a_text_fit_and_lose_no_word() -> None:
    text = "\n".join(f"line {number}" for number in range(1_000))
    assert " ".join(pieces(text)).split() == text.split()
    assert all(len(piece) <= LONGEST for piece in pieces(text))
    assert list(pieces("")) == []
