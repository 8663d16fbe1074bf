"""What Slack takes, and how to look into what it is given.

The lengths are slack_sdk's own models', which check each object that is turned back into a
dictionary; what they do not count stands here.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.blocks import Message

BLOCKS = 50
CHARACTERS = 13_000
TEXT = 4_000
LABEL = 75
TEXT_OBJECT = 3_000
OPTION = 75
OPTIONS = 100


def nodes(given: object) -> Iterator[dict[str, Any]]:
    """Every object in a block, a view or a list of them, from the outside in."""
    if isinstance(given, dict):
        yield given
    if isinstance(given, dict | list | tuple):
        for child in given.values() if isinstance(given, dict) else given:
            yield from nodes(child)


def check_message(message: Message) -> None:
    """Fails where Slack would refuse the message, or a part of it would be nobody's to hear."""
    blocks = list(message.blocks)
    assert message.text.strip()
    assert len(message.text) <= TEXT
    assert 0 < len(blocks) < BLOCKS, "and one is left for who shared it"
    assert len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) <= CHARACTERS
    assert [parsed.to_dict() for parsed in Block.parse_all(blocks)] == blocks
    _check_nodes(blocks)


def check_view(view: dict[str, Any]) -> None:
    """Fails where Slack would refuse the modal or the App Home."""
    empty = {key: value for key, value in view.items() if not value}  # the model leaves them out
    assert View(**view).to_dict() | empty == view
    for block in view["blocks"]:
        assert block["type"] in HEARD, block["type"]
    _check_nodes(view["blocks"])


# Where a control may stand: under the label of an input, or as a button with a label of its own.
HEARD = {"rich_text", "header", "context", "section", "actions", "divider", "input"}
INPUTS = {
    "static_select",
    "multi_static_select",
    "radio_buttons",
    "datepicker",
    "plain_text_input",
}


def _check_nodes(blocks: Sequence[dict[str, Any]]) -> None:
    for block in blocks:
        ids = [node["action_id"] for node in nodes(block) if "action_id" in node]
        assert len(ids) == len(set(ids)), "an action_id is unique in its block"
        for node in nodes(block):
            _check_node(block, node)


def _check_node(block: dict[str, Any], node: dict[str, Any]) -> None:
    kind = node.get("type")
    assert kind != "mrkdwn"
    if isinstance(node.get("text"), str):
        assert 0 < len(node["text"]) <= TEXT_OBJECT
    if kind == "button" or "positive_button" in block:
        assert 0 < len(node["accessibility_label"]) <= LABEL
        assert 0 < len(node["text"]["text"]) <= LABEL
    if kind == "feedback_buttons":
        for button in (node["positive_button"], node["negative_button"]):
            assert 0 < len(button["accessibility_label"]) <= LABEL
    if kind in INPUTS:
        assert block["type"] == "input"
        assert block["label"]["text"]
    if kind and kind.startswith("rich_text_"):
        assert node["elements"]
    assert len(node.get("options", [])) <= OPTIONS
    assert len(node.get("option_groups", [])) <= OPTIONS
    for option in node.get("options", []):
        assert 0 < len(option["value"]) <= OPTION
        assert len(option["text"]["text"]) <= OPTION
        assert len(option.get("description", {"text": ""})["text"]) <= OPTION
