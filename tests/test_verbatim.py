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


def test_words_are_bold_to_the_letter_wherever_they_stand() -> None:
    (piece,) = quoted("one\ntwo\nofficers will answer in writing to them", ((21, 41),), 100)
    assert list(lines(piece))[-1] == (
        ("officers will", False),
        (" answer in writing t", True),
        ("o them", False),
    )


def test_a_bullet_is_shown_by_its_depth_unless_the_source_marks_it() -> None:
    text = "- log it\n  - with i) a stamp\n    - of ink\n- i) There is a problem"
    (piece,) = quoted(text, (), 100)
    assert [text_of(line) for line in lines(piece)] == [
        "• log it",
        "\u2003◦ with i) a stamp",
        "\u2003\u2003◦ of ink",
        "i) There is a problem",
    ]


def test_a_dash_inside_a_paragraph_makes_no_bullet_of_it() -> None:
    (piece,) = quoted("Clerk - the person\nChair - another", (), 100)
    assert [text_of(line) for line in lines(piece)] == ["Clerk - the person", "", "Chair - another"]


def test_cells_of_a_row_stand_below_one_another_with_a_border() -> None:
    (piece,) = quoted("Members\tClerk", (), 100)
    assert list(lines(piece)) == [(("Members", False),), (("| Clerk", False),)]


def test_a_line_has_no_run_without_words() -> None:
    assert list(lines([("", True), ("one\n", False), ("", True)])) == [(("one", False),), ()]


def test_no_run_is_empty_and_neighbours_of_one_style_are_one() -> None:
    (piece,) = quoted("one \u202etwo three", ((0, 5), (3, 8)), 100)
    assert piece == (("one two", True), (" three", False))
    assert list(quoted("officers will answer", ((0, 8),), 12)) == [
        (("officers", True), (" ", False)),
        (("will answer", False),),
    ]


@pytest.mark.parametrize(
    ("text", "longest", "pieces"),
    [
        ("", 10, []),
        ("reply to a letter", 17, ["reply to a letter"]),
        ("officers will answer in writing", 12, ["officers ", "will answer ", "in writing"]),
        ("officers will reply to me", 16, ["officers will ", "reply to me"]),
        ("ask\n\nthe Clerk, or me", 11, ["ask\n\nthe ", "Clerk, or ", "me"]),
        ("log it\n\nask the Clerk", 12, ["log it", "ask the ", "Clerk"]),
        ("abcd efghijklmnop", 12, ["abcd efghijk", "lmnop"]),  # half empty it would say too little
    ],
)
def test_text_is_cut_after_a_line_or_a_word_and_never_too_early(
    text: str, longest: int, pieces: list[str]
) -> None:
    assert [text[start:end] for start, end in spans(text, longest)] == pieces


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_what_is_unseen_is_taken_away_and_nothing_else(text: str) -> None:
    assert inert(text).isascii()
    assert inert(inert(text)) == inert(text)


def test_letters_accents_and_joined_emoji_are_left_alone() -> None:
    text = "Gŵyl y Banc, São, שלום, 👩‍⚖️, “quoted” – dashed"
    assert inert(text) == text


def test_what_is_shortened_ends_with_a_word() -> None:
    assert shortened("a reply to an enquiry", 21) == "a reply to an enquiry"
    assert shortened("a reply to an enquiry", 20) == "a reply to an…"
    assert shortened("antidisestablishmentarianism", 5) == "anti…"
