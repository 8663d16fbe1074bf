"""Cards as people see them: whole, literal, readable in every theme, on a telephone and at a desk.

Pictures of the specimens are kept in `tests/cards/output`, which git ignores: look at them.
"""

from pathlib import Path

import pytest

from bot import card_forms, cards
from bot.answer import Quotation, Quote
from bot.card_elements import Element
from bot.rulebook import Library, Rulebook
from retrieval.clause import Clause
from tests.blocks.test_quoting import HOSTILE, plain_words
from tests.cards.forms import all_forms
from tests.cards.rendered.browser import DESK, PHONE, THEMES, Browser, Seen, Theme
from tests.cards.specimens import messages
from tests.doubles import clause
from tests.test_desk import SLUGS

OUTPUT = Path(__file__).parent.parent / "output"
WIDTHS = (PHONE, DESK)
MARKDOWN = (
    *HOSTILE,
    "**must not**",
    "__never__",
    "[the protocol](https://evil.example)",
    "![seen](https://evil.example/seen.png)",
    "# Title",
    "- item",
    "1. item",
    "<at>Everybody</at>",
    "<b>bold</b> &amp; more",
    "a\\*b",
)

Drawn = dict[str, tuple[Element, ...]]


@pytest.fixture(scope="session")
def drawn(little: Library) -> Drawn:
    """The cards of each specimen, by name."""
    answers = {name: tuple(one.card for one in some) for name, some in messages(little).items()}
    return answers | {f"form_{name}": (one,) for name, one in all_forms(little).items()}


def every_clause(book: Rulebook) -> Drawn:
    """The cards that quote each clause of a council, by label."""
    return {one.label: quoting(book, one) for one in book.protocol.clauses}


def quoting(book: Rulebook, quoted: Clause) -> tuple[Element, ...]:
    """The cards of an answer that quotes one clause, its first half in bold."""
    bold = ((0, len(quoted.text) // 2),)
    quote = Quote(quoted, book.council.citation(quoted.label), 0.9, bold)
    answer = Quotation(book.protocol.slug, "who may see it?", (quote,), version=book.version)
    return tuple(one.card for one in cards.render(answer, book.council, private=True))


def look(
    browser: Browser, shown: Drawn, *, width: int = PHONE, theme: Theme = "light"
) -> dict[str, list[Seen]]:
    """What was seen of cards, by name."""
    seen = iter(
        browser.look([card for some in shown.values() for card in some], width=width, theme=theme)
    )
    return {name: [next(seen) for _ in some] for name, some in shown.items()}


def faults(seen: dict[str, list[Seen]]) -> dict[str, list[str]]:
    """The problems by name, where there are any."""
    found = {name: [fault for one in some for fault in one.problems] for name, some in seen.items()}
    return {name: problems for name, problems in found.items() if problems}


# ---------------------------------------------------------------------------------------- specimens
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_specimen_is_sound(browser: Browser, drawn: Drawn, theme: Theme, width: int) -> None:
    assert faults(look(browser, drawn, theme=theme, width=width)) == {}


@pytest.mark.parametrize("name", ["due_date", "due_date_provisional"])
def test_the_workings_of_a_date_are_behind_a_button(
    browser: Browser, drawn: Drawn, name: str
) -> None:
    (seen,) = look(browser, {name: drawn[name]})[name]
    assert "Day 1 is" not in seen.words
    assert "Day 1 is" in seen.opened
    assert ("Provisional: " in seen.words) == (name == "due_date_provisional")


def test_every_control_of_a_form_has_a_name_and_no_two_the_same(
    browser: Browser, drawn: Drawn
) -> None:
    for name, some in look(browser, drawn).items():
        for seen in some:
            assert all(seen.names), name
            assert len(set(seen.names)) == len(seen.names), (name, seen.names)


@pytest.mark.parametrize(
    ("width", "theme"),
    [(PHONE, "light"), (PHONE, "dark"), (PHONE, "contrast"), (DESK, "light"), (DESK, "dark")],
)
def test_pictures_of_the_specimens_are_kept(
    browser: Browser, drawn: Drawn, theme: Theme, width: int
) -> None:
    for name, some in drawn.items():
        path = OUTPUT / f"{name}-{width}-{theme}.png"
        browser.shoot(some, path, width=width, theme=theme, opened=True)
        assert path.stat().st_size > 0


# ------------------------------------------------------------------------------------------ clauses
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("council", SLUGS)
def test_every_clause_is_seen_word_for_word(
    browser: Browser, library: Library, council: str, width: int
) -> None:
    book = library.rulebooks[council]
    clauses = {one.label: one for one in book.protocol.clauses}
    seen = look(browser, every_clause(book), width=width)
    assert faults(seen) == {}
    for label, some in seen.items():
        words = "\n".join(quoted for one in some for quoted in one.quoted)
        assert plain_words(words) == plain_words(clauses[label].text), label
        assert book.council.citation(label) in some[-1].words


@pytest.mark.parametrize("theme", ["dark", "contrast"])
@pytest.mark.parametrize("council", SLUGS)
def test_every_clause_is_readable_in_every_theme(
    browser: Browser, library: Library, council: str, theme: Theme
) -> None:
    book = library.rulebooks[council]
    assert faults(look(browser, every_clause(book), theme=theme)) == {}


@pytest.mark.parametrize("council", SLUGS)
def test_the_forms_of_every_council_are_sound(
    browser: Browser, library: Library, council: str
) -> None:
    book = library.rulebooks[council]
    books = list(library.rulebooks.values())
    councils = [one.council for one in books]
    shown: Drawn = {
        "deadline": (card_forms.deadline_form(book, public=True),),
        "route": (card_forms.route_form(library.matters, public=True),),
        "clause": (card_forms.clause_form([book]),),
        "question of several": (card_forms.protocol_form(councils),),
        "rules of several": (card_forms.whose_rules_form(books, public=True),),
        "deadline of several": (card_forms.deadline_form(book, among=books),),
        "route of several": (card_forms.route_form(library.matters, councils),),
        "clause of several": (card_forms.clause_form(books),),
        "welcome": (card_forms.welcome_card([one.name for one in councils]),),
        "councils": (card_forms.council_card(councils, [council]),),
    }
    for width in WIDTHS:
        assert faults(look(browser, shown, width=width)) == {}


# ---------------------------------------------------------------------------------- words of others
@pytest.mark.parametrize("text", MARKDOWN)
def test_words_of_others_stay_words(browser: Browser, library: Library, text: str) -> None:
    book = library.rulebooks["southend"]
    hostile = clause("southend", "9.9", f"Officers {text} must", f"so {text}", heading=text)
    quote = Quote(hostile, f"Council, {text}, clause 9.9", 0.9, ((0, 9),))
    answer = Quotation("southend", f"may I {text}?", (quote,), text, version=book.version)
    drawn = tuple(message.card for message in cards.render(answer, book.council, private=True))
    seen = look(browser, {"hostile": drawn})
    assert faults(seen) == {}
    (one,) = seen["hostile"]
    assert plain_words(one.quoted[0]) == plain_words(hostile.text)
    places = ("question", "next step", "heading", "clause", "clause again", "citation")
    assert one.words.count(text) == len(places)
