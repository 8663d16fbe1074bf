"""Words for Slack, literal: a clause word for word, split where it does not fit, never cut.

Slack reads no markup in the `text` elements of a `rich_text` block, so `<!channel>`, `<@U1>`,
`*must not*` and links in them stay words. Only this page makes such elements. What it takes away
is unseen: marks that turn the direction of writing, and tag characters, in which text can hide.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from retrieval.clause import Clause

Element = dict[str, Any]
Span = tuple[int, int]
Run = tuple[str, bool]  # words, and whether they are bold

LONGEST = 3_000  # characters: Slack's limit for one text; a quotation that is longer is split
UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e0fff]")
ITEM = re.compile(r"(?P<indent> *)- ")
MARKED = re.compile(r"\(?(?:[ivxlc]+|[a-z]|\d{1,2})[.)]\s", re.IGNORECASE)  # i)  (ii)  a.  1.
BULLETS = ("• ", "◦ ")  # the second for bullets below a bullet
STEP_IN = "\u2003"  # an em space: ordinary spaces at the start of a line may be dropped
CELL_BORDER = "\n| "  # for a tab between the cells of a table: a telephone has no room for columns


def quotation(clause: Clause, highlight: Sequence[Span] = ()) -> tuple[Element, ...]:
    """The clause as `rich_text_quote` elements of at most LONGEST characters, in order.

    Every word of `clause.text` is there, in its order; `highlight`, [start, end) characters of that
    text, is bold. A bullet is shown as one, unless the source marks it itself: i), a., 1.
    """
    runs = [run for run in _runs(clause.text, highlight) if run[0]]
    text = "".join(part for part, _ in runs)
    return tuple(_quote(_between(runs, start, end)) for start, end in _spans(text))


def words(text: str, *, bold: bool = False, italic: bool = False) -> Element:
    """A literal `text` element."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return {"type": "text", "text": inert(text)} | ({"style": style} if style else {})


def section(*elements: Element) -> Element:
    """A paragraph of a `rich_text` block."""
    return {"type": "rich_text_section", "elements": list(elements)}


def bullets(items: Iterable[Element]) -> Element:
    """A list of sections, each with a bullet."""
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items)}


def numbered(items: Iterable[Element], first: int = 1) -> Element:
    """A list of sections, numbered from `first`."""
    return {
        "type": "rich_text_list",
        "style": "ordered",
        "offset": first - 1,
        "elements": list(items),
    }


def rich(*elements: Element) -> Element:
    """A `rich_text` block."""
    return {"type": "rich_text", "elements": list(elements)}


def plain(text: str) -> Element:
    """A `plain_text` object: no markup, and `:tada:` stays seven characters."""
    return {"type": "plain_text", "text": inert(text), "emoji": False}


def small(lines: Iterable[str]) -> Iterator[Element]:
    """`context` blocks, small and grey: a line each, in as few blocks as hold them."""
    for piece in pieces("\n".join(lines)):
        yield {"type": "context", "elements": [plain(piece)]}


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of at most LONGEST characters, each ended by a line or a word."""
    return (text[start:end] for start, end in _spans(text))


def heading(text: str) -> Element:
    """A `header` block."""
    return {"type": "header", "text": plain(text)}


def inert(text: str) -> str:
    """The text without marks that turn its direction or hide words in it."""
    return UNSEEN.sub("", text)


def escaped(text: str) -> str:
    """The text for a message's own `text`, where Slack reads <...> as a mention or a link."""
    return inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shortened(text: str, longest: int) -> str:
    """Words of the bot's own for a place that holds `longest` characters; never a clause's."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - 1].rpartition(' ')[0] or text[: longest - 1]}…"


def written(quote: Element) -> str:
    """The words of an element, without their style, as people see them."""
    return "".join(one["text"] for one in quote["elements"])


# ------------------------------------------------------------------------------ lines and bold runs
def _runs(text: str, highlight: Sequence[Span]) -> Iterator[Run]:
    """The clause line by line, cut where bold begins or ends; what stands before a line is not."""
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

    def bold(place: tuple[int, str]) -> bool:
        return any(begin <= place[0] < end for begin, end in highlight)

    for is_bold, run in groupby(enumerate(line, start), key=bold):
        yield "".join(char for _, char in run).replace("\t", CELL_BORDER), is_bold


# ------------------------------------------------------------------------------------ what must fit
def _spans(text: str) -> Iterator[Span]:
    """[start, end) of pieces of at most LONGEST characters, without the line breaks between."""
    start = 0
    while start < len(text):
        cut = _cut(text, start)
        yield start, start + len(text[start:cut].rstrip("\n"))
        start = cut


def _cut(text: str, start: int) -> int:
    """Where a piece ends: where the text does, else after a line, else after a word."""
    if len(text) - start <= LONGEST:
        return len(text)
    for mark in ("\n", " "):
        found = text.rfind(mark, start + LONGEST // 2, start + LONGEST)
        if found >= 0:
            return found + 1
    return start + LONGEST


def _between(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    """The part of the runs from character `start` to `end`."""
    part, at = [], 0
    for text, bold in runs:
        part.append((text[max(start - at, 0) : max(end - at, 0)], bold))
        at += len(text)
    return part


def _quote(runs: Iterable[Run]) -> Element:
    """The runs as one quotation; neighbours of one style are one element, and none is empty."""
    seen = [(inert(text), bold) for text, bold in runs]
    styles = groupby((run for run in seen if run[0]), key=lambda run: run[1])
    return {
        "type": "rich_text_quote",
        "elements": [words("".join(text for text, _ in run), bold=bold) for bold, run in styles],
    }
