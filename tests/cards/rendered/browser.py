"""Adaptive Cards drawn by their own renderer in a headless Chromium, and looked at.

Teams draws cards with a renderer of the same family: what it refuses, clips or takes for Markdown
is found here. One browser serves a whole run; it has no network, and what it asks for is a fault.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Theme = Literal["light", "dark", "contrast"]
Card = dict[str, Any]

HERE = Path(__file__).parent
THEMES: tuple[Theme, ...] = ("light", "dark", "contrast")
PHONE, DESK = 390, 1280  # pixels: a telephone held upright, and a wide window
AT_ONCE = 50  # cards a request
CURE = "`npm ci --prefix tests/cards` and Debian's chromium and nodejs (20 or later) provide them"


@dataclass(frozen=True)
class Seen:
    """What was seen of one card.

    `problems` are sentences; `words` those seen at first, `opened` once every folded part is open;
    `quoted` the words of each quotation, in order; `names` what a screen reader calls each control.
    """

    problems: tuple[str, ...]
    words: str
    opened: str
    quoted: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Browser:
    """A page in a browser that draws cards until it is closed."""

    process: subprocess.Popen[str]

    def look(
        self, cards: Iterable[Card], *, width: int = PHONE, theme: Theme = "light"
    ) -> list[Seen]:
        """Each card drawn and looked at, in order. AssertionError if the page has a fault."""
        batches = _batches(cards)
        asked = [self._ask(do="look", cards=some, width=width, theme=theme) for some in batches]
        return [_seen(one) for some in asked for one in some]

    def shoot(
        self, cards: Sequence[Card], path: Path, *, width: int, theme: Theme, opened: bool = False
    ) -> None:
        """A picture of the cards, one below the other, into the file `path` (PNG)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        how = {"width": width, "theme": theme, "opened": opened, "path": str(path.resolve())}
        self._ask(do="shoot", cards=cards, **how)

    def _ask(self, **request: object) -> list[dict[str, Any]]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{json.dumps(request)}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the browser has gone; its last words stand above"
        reply = json.loads(line)
        assert not reply["faults"], reply["faults"]
        assert not reply["asked"], f"the page asked for {reply['asked']}"
        seen: list[dict[str, Any]] = reply["seen"]
        return seen


def _seen(one: dict[str, Any]) -> Seen:
    lists = {name: tuple(one[name]) for name in ("problems", "quoted", "names")}
    return Seen(words=one["words"], opened=one["opened"], **lists)


def missing() -> str:
    """What is not there and is needed to draw cards, in words; empty if nothing is."""
    wanted = {
        "node": shutil.which("node"),
        "chromium": shutil.which("chromium"),
        "tests/cards/node_modules": (HERE.parent / "node_modules" / "playwright-core").is_dir(),
    }
    gone = ", ".join(name for name, there in wanted.items() if not there)
    return f"cards cannot be drawn without {gone}: {CURE}" if gone else ""


def must_draw() -> bool:
    """True where leaving these tests out would hide a fault: in continuous integration."""
    return bool(os.environ.get("CI"))


@contextmanager
def opened(profile: Path) -> Iterator[Browser]:
    """A browser with an empty profile, closed afterwards."""
    node, chromium = shutil.which("node"), shutil.which("chromium")
    assert node
    assert chromium
    command = [node, str(HERE / "render.js"), chromium, str(profile)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8") as process:  # noqa: S603
        try:
            yield Browser(process)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(timeout=30)


def _batches(cards: Iterable[Card]) -> Iterator[list[Card]]:
    """The cards in batches, so that no line between the two processes is huge."""
    held = list(cards)
    return (held[at : at + AT_ONCE] for at in range(0, len(held), AT_ONCE))
