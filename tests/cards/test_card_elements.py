"""Adaptive Card elements: literal words, headings, folded parts, buttons; and the schema bites."""

from typing import Any

import pytest

from bot import wording
from bot.card_elements import (
    bullets,
    buttons,
    card,
    container,
    execute,
    folded,
    heading,
    open_url,
    paragraph,
    paragraphs,
    rich,
    run,
    separated,
    set_in,
    small,
)
from bot.verbatim import inert
from tests.blocks.limits import nodes
from tests.blocks.test_quoting import HOSTILE, UNSEEN
from tests.cards.limits import check_card, faults, texts

# What Markdown, Teams or the templating of cards would read.
MARKED = (
    *HOSTILE,
    "[x](http://y)",
    "<at>Ana Lee</at>",
    "**must** __not__",
    "# a heading",
    "1. an item",
    "- an item",
    "1) an item",
    "![x](http://y/z.png)",
    "{{DATE(2026-11-22T00:00:00Z)}}",
    "${name}",
    "see www.evil.example",
    "a\\_b | c ~d~",
)


def of(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as card's
    return card(elements, **{"speak": "words", **more})


def every_element() -> dict[str, Any]:
    """A card with one of each."""
    return of(
        heading("Due Monday 4 January 2027", size="Large"),
        rich(run("bold", bold=True), run("small", small=True, subtle=True, italic=True)),
        paragraph("words", bold=True, italic=True),
        *paragraphs("one\ntwo"),
        *small(["small print"]),
        *bullets([[run("one")], [run("two")]]),
        separated(set_in([paragraph("quoted")])),
        *folded("workings", "How", "Show or hide how", [paragraph("one by one")]),
        buttons([open_url("Open", "https://bot.example/x", label="Open it")]),
        actions=[execute("more", "More", {"page": 1}, label="More clauses", inputs=True)],
    )


# ----------------------------------------------------------------------------------------- the card
def test_one_of_each_element_is_a_card_that_the_schema_takes() -> None:
    check_card(every_element())


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        ("a type that is none", {"type": "TextBlok", "text": "x"}),
        ("a property that is none", {"type": "TextBlock", "text": "x", "wrapp": True}),
        ("a size that is none", {"type": "TextBlock", "text": "x", "size": "Huge"}),
        ("a text that is a number", {"type": "TextBlock", "text": 1}),
        ("runs that are missing", {"type": "RichTextBlock"}),
        (
            "a run with a property that is none",
            {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "x", "bold": True}]},
        ),
        ("deep in a container", {"type": "Container", "items": [{"type": "TextRun", "text": "x"}]}),
        (
            "an action that is none",
            {"type": "ActionSet", "actions": [{"type": "Action.Run", "title": "x"}]},
        ),
        (
            "an address that is missing",
            {"type": "ActionSet", "actions": [{"type": "Action.OpenUrl", "title": "x"}]},
        ),
        (
            "in what stands in for an action",
            {
                "type": "ActionSet",
                "actions": [
                    {
                        "type": "Action.Execute",
                        "title": "x",
                        "fallback": {"type": "Action.Submit", "verb": "x"},
                    }
                ],
            },
        ),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_the_schema_refuses_what_is_wrong_however_deep(where: str, wrong: dict[str, Any]) -> None:
    assert faults(of(wrong)), where
    assert faults(of(container([container([wrong])]))), where


@pytest.mark.parametrize("missing", ["speak", "fallbackText"])
def test_a_card_that_nobody_could_hear_is_refused(missing: str) -> None:
    with pytest.raises(AssertionError):
        check_card(every_element() | {missing: " " if missing == "speak" else "*old*"})


def test_a_card_is_wide_english_and_of_the_version_that_teams_has() -> None:
    made = of(paragraph("x"))
    assert (made["version"], made["lang"], made["msteams"]) == ("1.5", "en", {"width": "Full"})
    assert "actions" not in made
    assert made["fallbackText"] == wording.CARD_TOO_NEW


def test_what_is_spoken_is_no_markup() -> None:
    made = of(paragraph("x"), speak="R&D <audio src='x'/>\u202e <b>")
    assert made["speak"] == "R and D ‹audio src='x'/› ‹b›"


# -------------------------------------------------------------------------------------------- words
@pytest.mark.parametrize("text", [*MARKED, *UNSEEN.values()])
def test_words_of_others_stand_in_runs_alone_and_are_inert(text: str) -> None:
    made = of(
        heading(text),
        paragraph(text),
        *small([text]),
        *bullets([[run(text)]]),
        container(paragraphs(text)),
    )
    check_card(made)
    shown = {line.removeprefix("• ") for line in texts([made])}
    assert shown == {" ".join(inert(text).split())}


@pytest.mark.parametrize("text", MARKED)
def test_a_heading_that_markdown_would_read_is_bold_words_instead(text: str) -> None:
    made = heading(text)
    if made["type"] == "TextBlock":  # a mark that Markdown does not read where it stands
        assert text in {":tada:", "@channel"}
    else:
        assert made["inlines"][0]["weight"] == "Bolder"


@pytest.mark.parametrize(
    "text",
    ["Due Monday 4 January 2027", "This protocol does not say.", "Clause 9.1.5", "Clause 3)"],
)
def test_a_heading_of_ours_is_announced_as_one(text: str) -> None:
    assert (heading(text)["type"], heading(text)["style"]) == ("TextBlock", "heading")


def test_a_paragraph_stands_on_one_line_and_an_empty_line_is_none() -> None:
    assert list(texts([of(paragraph("one\n two"))])) == ["one two"]
    assert list(texts([of(*paragraphs("one\n\n two\n"))])) == ["one", "two"]


def test_a_style_that_is_not_set_is_left_out() -> None:
    assert run("a") == {"type": "TextRun", "text": "a"}
    assert rich(run("a")) == {"type": "RichTextBlock", "inlines": [run("a")]}
    assert container([]) == {"type": "Container", "items": []}


def test_a_line_stands_above_with_as_much_space_as_is_wanted() -> None:
    line = {"separator": True, "spacing": "Medium"}
    assert separated(paragraph("x")) == paragraph("x") | line
    assert separated(paragraph("x"), spacing="Large")["spacing"] == "Large"


def test_nothing_but_lines_stands_beside_a_quotation() -> None:
    quoted = [paragraph("x")]
    *bar, beside = set_in(quoted)["columns"]
    assert [one.get("separator", False) for one in bar] == [False, True, True]
    assert not any(one["items"] for one in bar)
    assert beside["items"] == [container(quoted, style="emphasis")]


# ------------------------------------------------------------------------------------------ actions
def test_a_folded_part_is_shown_and_hidden_by_one_button() -> None:
    shown_by, part = folded("workings", "How", "Show or hide how", [paragraph("x")])
    (toggle,) = shown_by["actions"]
    assert (toggle["type"], toggle["targetElements"]) == ("Action.ToggleVisibility", ["workings"])
    assert (toggle["title"], toggle["tooltip"]) == ("How", "Show or hide how")
    assert (part["id"], part["isVisible"]) == ("workings", False)


def test_a_button_brings_back_its_verb_and_data_in_old_clients_too() -> None:
    made = execute("more", "More clauses", {"page": 1}, label="Show more")
    submit = made["fallback"]
    assert (made["verb"], made["data"]) == ("more", {"page": 1, "verb": "more"})
    assert (submit["type"], submit["data"]) == ("Action.Submit", made["data"])
    for action in (made, submit):
        assert (action["title"], action["tooltip"]) == ("More clauses", "Show more")
        assert action["associatedInputs"] == "none"


def test_a_forms_button_brings_back_what_was_filled_in() -> None:
    made = execute("ask", "Ask", {}, inputs=True)
    found = {node.get("associatedInputs") for node in nodes(made) if "title" in node}
    assert found == {"auto"}
    assert "tooltip" not in made
