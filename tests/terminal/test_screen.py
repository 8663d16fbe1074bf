"""Paragraphs at a screen: they hang, break between words, and end no line with blanks."""

import re
from io import StringIO

from rich.console import Console, Group
from rich.text import Text

from bot.terminal.screen import Hanging

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def at_screen(shown: Group | Hanging, width: int = 60) -> str:
    """What a real terminal of this width is sent, without the escape codes."""
    screen = Console(file=StringIO(), width=width, force_terminal=True, highlight=False)
    with screen.capture() as captured:
        screen.print(shown)
    assert "\x1b[" in captured.get()
    return ESCAPE.sub("", captured.get())


def squeezed(text: str) -> str:
    """The text without its white space: what no line break can change."""
    return "".join(text.split())


def test_a_hanging_paragraph_breaks_between_words_and_ends_no_line_with_blanks() -> None:
    lines = at_screen(Hanging(Text("aa bb cc dd ee ff", style="bold"), 2, 4), 10).split("\n")
    assert lines == ["  aa bb", "    cc dd", "    ee ff", ""]


def test_a_word_longer_than_the_line_is_folded_and_not_cut() -> None:
    lines = at_screen(Hanging(Text("abcdefghij", style="bold"), 2, 4), 8).split("\n")
    assert squeezed("".join(lines)) == "abcdefghij"
    assert max(map(len, lines)) <= 8
