"""What a person sees in Slack (messages, modals, the Home tab), and what can be done with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.slack.workspace import Workspace

Given = dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """A message on the screen: `to` one person only, or to all (None).

    `replaces` is the `ts` of the message in whose place it stands, if it does. `marked` says
    whether Slack reads `*` and the like in its text, `unfurled` whether it previews links.
    """

    home: Workspace
    channel: str
    ts: str
    text: str
    blocks: list[Given]
    thread: str | None = None
    to: str | None = None
    replaces: str | None = None
    marked: bool = True
    unfurled: bool = True

    @property
    def literal(self) -> bool:
        """Whether nothing in it is read as a mark; blocks of ours have their own tests for that."""
        return not self.unfurled and (bool(self.blocks) or not self.marked)

    @property
    def words(self) -> str:
        """All that can be read in the blocks, else the text."""
        return " ".join(texts(self.blocks)) or self.text


@dataclass(frozen=True)
class View:
    """A modal or a Home tab as `user` sees it; `body` is the view that the app gave."""

    id: str
    home: Workspace
    user: str
    body: Given

    @property
    def blocks(self) -> list[Given]:
        return list(self.body["blocks"])

    @property
    def words(self) -> str:
        """All that can be read in the blocks."""
        return " ".join(texts(self.blocks))


@dataclass(frozen=True)
class File:
    """A file as it was shared."""

    name: str
    content: bytes
    channel: str | None
    thread: str | None


def elements(blocks: list[Given]) -> list[tuple[Given, Given]]:
    """Everything that can be pressed or filled in, each with the block it stands in."""
    return [(block, node) for block in blocks for node in nodes(block) if "action_id" in node]


def acted(element: Given, chosen: str | None) -> Given:
    """What Slack sends for an element when `chosen` is its state: a value, a date, typed text.

    Of a select that takes several it is their values in order, with spaces between them.
    """
    kind = element["type"]
    if kind == "button":
        return {"text": element["text"], "value": element.get("value", "")}
    if kind == "feedback_buttons":
        button = element[f"{chosen}_button"]
        return {"text": button["text"], "value": button["value"]}
    groups = [element, *element.get("option_groups", [])]
    options = {one["value"]: one for group in groups for one in group.get("options", [])}
    if kind == "multi_static_select":
        return {"selected_options": [options[value] for value in (chosen or "").split()]}
    if kind in ("static_select", "radio_buttons"):
        return {"selected_option": options[chosen] if chosen is not None else None}
    held = {"datepicker": "selected_date", "plain_text_input": "value"}
    return {held[kind]: chosen}


def initial(element: Given) -> str | None:
    """What an element holds before anybody touches it."""
    option = element.get("initial_option", {})
    several = " ".join(one["value"] for one in element.get("initial_options", []))
    held = (option.get("value"), several, element.get("initial_date"), element.get("initial_value"))
    return next((one for one in held if one), None)


def nodes(value: object) -> Iterator[Given]:
    """Every object in a block or blocks, from the outside in."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from nodes(child)


def texts(blocks: list[Given]) -> list[str]:
    return [node["text"] for node in nodes(blocks) if isinstance(node.get("text"), str)]
