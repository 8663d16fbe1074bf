"""Words that somebody else wrote, on their way to any platform: whole, in order, inert.

A clause is cut into lines and runs, which a platform dresses; nothing is taken away but what is
unseen: marks that turn the direction of writing, and tag characters, in which text can hide.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

Span = tuple[int, int]
Run = tuple[str, bool]  # words, and whether they are bold

UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e0fff]")
ITEM = re.compile(r"(?P<indent> *)- ")
MARKED = re.compile(r"\(?(?:[ivxlc]+|[a-z]|\d{1,2})[.)]\s", re.IGNORECASE)  # i)  (ii)  a.  1.
BULLETS = ("• ", "◦ ")  # the second for bullets below a bullet
STEP_IN = "\u2003"  # an em space: ordinary spaces at the start of a line may be dropped
CELL_BORDER = "\n| "  # for a tab between the cells of a table: a telephone has no room for columns


def inert(text: str) -> str:
    """The text without marks that turn its direction or hide words in it."""
    return UNSEEN.sub("", text)


def shortened(text: str, longest: int) -> str:
    """Words of the bot's own for a place that holds `longest` characters; never a clause's."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - 1].rpartition(' ')[0] or text[: longest - 1]}…"


def quoted(text: str, highlight: Sequence[Span], longest: int) -> Iterator[tuple[Run, ...]]:
    """A clause's text in pieces of at most `longest` characters, each as runs, in order.

    Every word is there, in its order; `highlight`, [start, end) characters of the text, is bold. A
    bullet is shown as one, unless the source marks it itself: i), a., 1.
    """
    parts = [run for run in _runs(text, highlight) if run[0]]
    whole = "".join(part for part, _ in parts)
    for start, end in spans(whole, longest):
        yield tuple(_joined(_between(parts, start, end)))


def lines(parts: Iterable[Run]) -> Iterator[tuple[Run, ...]]:
    """Runs cut into lines at their line breaks; an empty one where a line stands apart."""
    line: list[Run] = []
    for text, bold in parts:
        first, *others = text.split("\n")
        line.append((first, bold))
        for other in others:
            yield tuple(run for run in line if run[0])
            line = [(other, bold)]
    yield tuple(run for run in line if run[0])


# ------------------------------------------------------------------------------ lines and bold runs
def _runs(text: str, highlight: Sequence[Span]) -> Iterator[Run]:
    """The text line by line, cut where bold begins or ends; what stands before a line is not."""
    start, before = 0, None
    for line in text.split("\n"):
        item = ITEM.match(line)
        yield _break(before, line) + (_bullet(line, item) if item else ""), False
        begins = item.end() if item else 0
        yield from _styled(line[begins:], start + begins, highlight)
        start, before = start + len(line) + 1, line


def _break(before: str | None, line: str) -> str:
    """The line break before a line: paragraphs and rows of a table stand apart, bullets do not."""
    if before is None:
        return ""
    return "\n" if ITEM.match(line) else "\n\n"


def _bullet(line: str, item: re.Match[str]) -> str:
    """The indent and the bullet of an item; no bullet where the source has its own mark."""
    depth = len(item["indent"]) // 2
    bullet = "" if MARKED.match(line, item.end()) else BULLETS[min(depth, 1)]
    return STEP_IN * depth + bullet


def _styled(line: str, start: int, highlight: Sequence[Span]) -> Iterator[Run]:
    """Runs of a line that begins at character `start` of the clause, bold or not."""
    edges = {min(max(edge - start, 0), len(line)) for span in highlight for edge in span}
    for begin, end in pairwise(sorted({0, *edges, len(line)})):
        bold = any(first <= start + begin < last for first, last in highlight)
        yield line[begin:end].replace("\t", CELL_BORDER), bold


# ------------------------------------------------------------------------------------ what must fit
def spans(text: str, longest: int) -> Iterator[Span]:
    """[start, end) of pieces of at most `longest` characters, without the line breaks between."""
    start = 0
    while start < len(text):
        cut = _cut(text, start, longest)
        yield start, start + len(text[start:cut].rstrip("\n"))
        start = cut


def _cut(text: str, start: int, longest: int) -> int:
    """Where a piece ends: where the text does, else after a line, else after a word."""
    if len(text) - start <= longest:
        return len(text)
    for mark in ("\n", " "):
        found = text.rfind(mark, start + longest // 2, start + longest)
        if found >= 0:
            return found + 1
    return start + longest


def _between(parts: Sequence[Run], start: int, end: int) -> list[Run]:
    """The part of the runs from character `start` to `end`."""
    part, at = [], 0
    for text, bold in parts:
        part.append((text[max(start - at, 0) : max(end - at, 0)], bold))
        at += len(text)
    return part


def _joined(parts: Iterable[Run]) -> Iterator[Run]:
    """Inert runs: neighbours of one style as one, and none empty."""
    seen = [(inert(text), bold) for text, bold in parts]
    for bold, some in groupby((run for run in seen if run[0]), key=lambda run: run[1]):
        yield "".join(text for text, _ in some), bold
