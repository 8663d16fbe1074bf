"""What Slack refuses to show. The lengths of each block's parts are those of slack_sdk's models."""

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.slack.issued import Refused
from tests.slack.shown import Given, nodes, texts

BLOCKS = 50
ALL_BLOCKS = 13_200  # characters in the blocks of a message, as users have measured it
TEXT = 40_000
KINDS = {getattr(kind, "type", None) for kind in Block.__subclasses__()}


def check_message(given: Given) -> None:
    """Raises Refused where Slack would not post this."""
    text, blocks = given.get("text") or "", given.get("blocks") or []
    if not text and not blocks:
        raise Refused("no_text")
    if len(blocks) > BLOCKS:
        raise Refused("invalid_blocks", f"no more than {BLOCKS} items allowed")
    if fault := _fault(blocks):
        raise Refused("invalid_blocks", fault)
    if len("".join(texts(blocks))) > ALL_BLOCKS:
        raise Refused("msg_blocks_too_long")
    if len(text) > TEXT:
        raise Refused("msg_too_long")


def check_view(view: Given, kind: str) -> None:
    """Raises Refused where Slack would not show this modal or Home tab."""
    blocks = view.get("blocks") or []
    if view.get("type") != kind:
        raise Refused("invalid_arguments", f"type must be {kind}")
    if kind == "modal" and "title" not in view:
        raise Refused("invalid_arguments", "missing required field: title")
    if kind == "modal" and "submit" not in view and any(one["type"] == "input" for one in blocks):
        raise Refused("invalid_arguments", "an input block needs submit")
    if fault := _fault(blocks, view):
        raise Refused("invalid_arguments", fault)


def _fault(blocks: list[Given], view: Given | None = None) -> str:
    """The first thing wrong with blocks, and with the view around them; "" when nothing is."""
    if unknown := {one.get("type") for one in blocks} - KINDS:
        return f"unsupported type: {unknown}"
    if any(node.get("text") == "" for node in nodes(blocks)):
        return "must be more than 0 characters"
    try:
        for part in [*Block.parse_all(blocks), *([View(**view)] if view else [])]:
            part.to_dict()
    except SlackObjectFormationError as wrong:
        return str(wrong)
    return ""
