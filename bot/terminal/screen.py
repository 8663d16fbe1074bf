"""A person's screen, or what it is piped to: how paragraphs hang, and how wide they may be."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.text import Text

WIDEST = 100  # columns: longer lines are hard to read, however wide the screen is
PAPER = 20_000  # columns: wider than the longest paragraph of any protocol


@dataclass(frozen=True)
class Hanging:
    """A paragraph whose first line starts at column `left`, the lines below it at `hang`.

    Lines break between words and carry no blanks at their end.
    """

    words: Text
    left: int = 0
    hang: int = 0

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> Iterator[Text]:
        room = max(options.max_width - max(self.left, self.hang), 1)
        for number, line in enumerate(self.words.wrap(screen, room)):
            line.rstrip()
            yield Text(" " * (self.hang if number else self.left)).append_text(line)


def console(*, stderr: bool = False) -> Console:
    """A console that takes words as they are: no markup, no emoji codes, nothing highlighted."""
    return Console(stderr=stderr, highlight=False, emoji=False, markup=False)


def show(renderable: RenderableType) -> None:
    """Print for a person at a terminal; plain, and with no line broken or cut, when piped."""
    screen = console()
    if screen.is_terminal:
        screen.print(renderable, width=min(screen.width, WIDEST))
    else:
        print(plain(renderable))  # noqa: T201 - this is our voice


def plain(renderable: RenderableType) -> str:
    """The renderable as text without colour, each paragraph on one line."""
    paper = Console(
        file=StringIO(), width=PAPER, color_system=None, highlight=False, emoji=False, markup=False
    )
    with paper.capture() as captured:
        paper.print(renderable)
    return "\n".join(line.rstrip() for line in captured.get().rstrip().split("\n"))


def say(text: RenderableType, made: object, *, as_json: bool) -> None:
    """Print what was made: as JSON for a program, else its text for a person."""
    if as_json:
        typer.echo(json.dumps(made, ensure_ascii=False, indent=2))
    else:
        show(text)
