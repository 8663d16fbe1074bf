"""Adaptive Card 1.5 for Teams: elements and actions as plain dictionaries, nothing of any SDK.

Teams reads Markdown in a `TextBlock`, and none in the `TextRun`s of a `RichTextBlock`: so the words
that somebody else wrote stand in runs, where `*must not*`, `[x](http://y)` and `<at>` stay words.
Colours are named by meaning alone, so that light, dark and high contrast each choose their own; and
nothing stands side by side, because a telephone has no room for it, but the bar by a quotation.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot import wording
from bot.verbatim import inert

Element = dict[str, Any]
Action = dict[str, Any]

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"
BAR = 3  # lines, each a pixel wide or so
VERB = "verb"  # also in an action's data, where `Action.Submit` and its like have no verb

# Where Markdown would see more than words: its marks, the start of a list, an address.
MARKDOWN = re.compile(r"[\\`*_\[\]<>#~|{}&!]|^\s*(?:[-+]|\d+[.)])\s|://|www\.", re.IGNORECASE)
AMPERSAND = re.compile(r"[^\S\n]*&[^\S\n]*")


# ------------------------------------------------------------------------------------------- cards
def card(
    body: Sequence[Element],
    actions: Sequence[Action] = (),
    *,
    speak: str,
    fallback: str = wording.CARD_TOO_NEW,
) -> Element:
    """A card as wide as the conversation.

    `speak` says the same in words, for those who hear it. `fallback` is shown by a client that is
    too old for cards like this; it may read Markdown there, so put nobody else's words in it.
    """
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "lang": "en",
        "speak": _spoken(speak),
        "fallbackText": fallback,
        "msteams": {"width": "Full"},
        "body": list(body),
        **({"actions": list(actions)} if actions else {}),
    }


# -------------------------------------------------------------------------------------------- words
def run(
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    subtle: bool = False,
    small: bool = False,
) -> Element:
    """Literal words, for `rich`."""
    style = {
        **({"weight": "Bolder"} if bold else {}),
        **({"italic": True} if italic else {}),
        **({"isSubtle": True} if subtle else {}),
        **({"size": "Small"} if small else {}),
    }
    return {"type": "TextRun", "text": inert(text), **style}


def rich(*runs: Element, spacing: str = "") -> Element:
    """A paragraph of literal words; `spacing` above it is None, Small, Medium ... or as usual."""
    return {
        "type": "RichTextBlock",
        "inlines": list(runs),
        **({"spacing": spacing} if spacing else {}),
    }


def paragraph(text: str, *, bold: bool = False, italic: bool = False) -> Element:
    """A paragraph in one style: on one line, for a card shows no line breaks alike everywhere."""
    return rich(run(_on_one_line(text), bold=bold, italic=italic))


def paragraphs(text: str) -> list[Element]:
    """A paragraph for each line of a text."""
    return [paragraph(line) for line in text.splitlines() if line.strip()]


def heading(text: str, *, size: str = "Medium") -> Element:
    """A heading, which screen readers announce as one; in plain bold words if Markdown reads it."""
    line = _on_one_line(inert(text))
    if MARKDOWN.search(line):
        return rich(run(line, bold=True) | {"size": size})
    return {
        "type": "TextBlock",
        "style": "heading",
        "text": line,
        "size": size,
        "weight": "Bolder",
        "wrap": True,
    }


def small(lines: Iterable[str]) -> list[Element]:
    """Small print: a paragraph for each line."""
    return [
        rich(run(_on_one_line(line), subtle=True, small=True), spacing="Small") for line in lines
    ]


def bullets(items: Iterable[Sequence[Element]]) -> list[Element]:
    """A list of items, each some runs, with a bullet each."""
    return [rich(run("• "), *runs, spacing="Small") for runs in items]


# --------------------------------------------------------------------------------------- containers
def container(
    items: Sequence[Element], *, style: str = "", name: str = "", shown: bool = True
) -> Element:
    """Elements that belong together; `style` "emphasis" is for what others say (`set_in`)."""
    return {
        "type": "Container",
        **({"id": name} if name else {}),
        **({"style": style} if style else {}),
        **({} if shown else {"isVisible": False}),
        "items": list(items),
    }


def set_in(items: Sequence[Element]) -> Element:
    """Somebody else's words, told apart at a glance: on a shade, with a bar beside them.

    The shade of `emphasis` is next to nothing in a dark theme, and nothing in high contrast. The
    bar is made of the lines that stand between columns, which each theme has a colour for.
    """
    empty: Element = {"type": "Column", "width": "auto", "items": []}
    line = {"separator": True, "spacing": "None"}
    quoted = {"type": "Column", "width": "stretch", "items": [container(items, style="emphasis")]}
    bar = [empty, *(empty | line for _ in range(BAR - 1))]
    return {"type": "ColumnSet", "spacing": "Small", "columns": [*bar, quoted | line]}


def separated(element: Element, *, spacing: str = "Medium") -> Element:
    """The element with a line above it, and so much space on each side of the line."""
    return element | {"separator": True, "spacing": spacing}


def folded(name: str, button: str, label: str, items: Sequence[Element]) -> list[Element]:
    """A part that a button shows and hides; `name` is its id, `label` what a screen reader says.

    One button for both, which stays where it is, so that nobody's focus is lost with it.
    """
    toggle = {
        "type": "Action.ToggleVisibility",
        "title": button,
        "tooltip": label,
        "targetElements": [name],
    }
    return [buttons([toggle]), container(items, name=name, shown=False)]


# ------------------------------------------------------------------------------------------ actions
def buttons(actions: Sequence[Action]) -> Element:
    """Buttons among the elements of a card's body."""
    return {"type": "ActionSet", "actions": list(actions)}


def execute(
    verb: str, title: str, data: Mapping[str, Any], *, label: str = "", inputs: bool = False
) -> Action:
    """A button that brings `verb` and `data` back to the bot, and what was filled in if `inputs`.

    `label` is what a screen reader says, and what stands by a mouse that rests on the button.
    Clients that know no `Action.Execute` send the same as an `Action.Submit`.
    """
    common = {
        "title": title,
        **({"tooltip": label} if label else {}),
        "associatedInputs": "auto" if inputs else "none",
        "data": {**data, VERB: verb},
    }
    submit = {"type": "Action.Submit", **common}
    return {"type": "Action.Execute", VERB: verb, **common, "fallback": submit}


def open_url(title: str, url: str, *, label: str = "") -> Action:
    """A button that opens an address."""
    tooltip = {"tooltip": label} if label else {}
    return {"type": "Action.OpenUrl", "title": title, **tooltip, "url": url}


def _spoken(text: str) -> str:
    """The text without what would be markup to a client that reads `speak` as SSML."""
    return AMPERSAND.sub(" and ", inert(text)).replace("<", "‹").replace(">", "›")


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
