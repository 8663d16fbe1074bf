"""What an invoke that opens a dialog is answered with: a card in it, or a sentence."""

from bot.card_elements import Element
from bot.cards import CARD
from bot.teams.wire import Invoked


def dialog(title: str, card: Element, *, height: str = "large") -> Invoked:
    """A dialog that shows a card; `height` is small, medium or large."""
    attachment = {"contentType": CARD, "content": card}
    value = {"title": title, "height": height, "width": "medium", "card": attachment}
    return Invoked(body={"task": {"type": "continue", "value": value}})


def remark(words: str) -> Invoked:
    """A dialog that says a sentence."""
    return Invoked(body={"task": {"type": "message", "value": words}})
