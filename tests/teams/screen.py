"""What stands on Teams' screen: the words of a card, its buttons, and what a press sends."""

from collections.abc import Iterator
from typing import Any

from tests.blocks.limits import nodes
from tests.cards import limits
from tests.teams.connector import RecordingConnector, Shown
from tests.teams.payloads import Given, Person


async def settled(connector: RecordingConnector, count: int = 1) -> list[Shown]:
    """All that is shown, once there is so much and nothing more comes. Raises TimeoutError."""
    if count:
        await connector.shown.until(count)
    await connector.calls.quiet(0.15)
    return list(connector.shown)


def read(card: Given) -> str:
    """All that can be read in a card but the buttons, a paragraph a line."""
    return "\n".join(limits.texts([card]))


def words(shown: Shown) -> str:
    """All that can be read in a message: its cards, or its text where it has none."""
    return "\n".join(read(card) for card in shown.cards) or shown.text


def buttons(card: Given) -> dict[str, Given]:
    """The buttons of a card by what stands on them."""
    return {one["title"]: one for one in limits.buttons([card])}


def inputs(card: Given) -> Iterator[Given]:
    """The inputs of a card, in order."""
    return (node for node in nodes(card) if str(node.get("type")).startswith("Input."))


def press(who: Person, shown: Shown, title: str, filled: Given | None = None) -> Given:
    """Presses a button on a message, having filled in its inputs."""
    button = _button(shown, title)
    held = {**button["data"], **(filled or {})}
    return who.executes(button["verb"], held, on=shown.id)


def press_in_an_old_client(
    who: Person, shown: Shown, title: str, filled: Given | None = None
) -> Given:
    """The same where the client knows no Action.Execute."""
    spare = _button(shown, title)["fallback"]
    return who.submits({**spare["data"], **(filled or {})}, on=shown.id)


def _button(shown: Shown, title: str) -> dict[str, Any]:
    (card,) = shown.cards
    return buttons(card)[title]
