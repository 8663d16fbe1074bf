"""Words of others on their way to a platform: whole, cut into lines and runs, and inert."""

import pytest

from bot.rulebook import Library
from bot.verbatim import Run, inert, lines, quoted, shortened, spans
from tests.blocks.test_quoting import UNSEEN, plain_words
from tests.test_desk import SLUGS


def text_of(runs: tuple[Run, ...]) -> str:
    return "".join(text for text, _ in runs)


@pytest.mark.parametrize("council", SLUGS)
def test_the_lines_of_every_clause_hold_its_words_in_order(council: str, library: Library) -> None:
    for one in library.rulebooks[council].protocol.clauses:
        pieces = list(quoted(one.text, (), 1_000))
        shown = "\n".join(text_of(line) for piece in pieces for line in lines(piece))
        assert plain_words(shown) == plain_words(one.text.replace("\t", "\n"))
        assert all(0 < len(text_of(piece)) <= 1_000 for piece in pieces)


def test_lines_keep_what_is_bold_and_an_empty_one_stands_between_paragraphs() -> None:
    (piece,) = quoted("Officers will:\n- answer\n- say why\nThat is all.", ((9, 23),), 100)
    assert list(lines(piece)) == [
        (("Officers ", False), ("will:", True)),
        (("• ", False), ("answer", True)),
        (("• say why", False),),
        (),
        (("That is all.", False),),
    ]


def test_no_run_is_empty_and_neighbours_of_one_style_are_one() -> None:
    (piece,) = quoted("one \u202etwo three", ((0, 5), (3, 8)), 100)
    assert piece == (("one two", True), (" three", False))


def test_spans_are_of_any_length() -> None:
    text = "officers will answer in writing"
    pieces = [text[start:end] for start, end in spans(text, 12)]
    assert pieces == ["officers ", "will answer ", "in writing"]
    assert list(spans("", 10)) == []


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_what_is_unseen_is_taken_away_and_nothing_else(text: str) -> None:
    assert inert(text).isascii()
    assert inert(inert(text)) == inert(text)


def test_letters_accents_and_joined_emoji_are_left_alone() -> None:
    text = "Gŵyl y Banc, São, שלום, 👩‍⚖️, “quoted” – dashed"
    assert inert(text) == text


def test_what_is_shortened_ends_with_a_word() -> None:
    assert shortened("a reply to an enquiry", 75) == "a reply to an enquiry"
    assert shortened("a reply to an enquiry", 20) == "a reply to an…"
    assert shortened("antidisestablishmentarianism", 5) == "anti…"
