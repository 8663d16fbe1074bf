"""The smallest thing that may be quoted, whole and unedited."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

INDENT = "  "


@dataclass(frozen=True)
class Paragraph:
    """Running words of a clause; `line` is its 1-based line in protocol.md."""

    text: str
    line: int = 0


@dataclass(frozen=True)
class Item:
    """A bullet of a clause: its own words, a printed mark such as `i)` too, and those below it."""

    text: str
    items: tuple["Item", ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells, left to right."""

    cells: tuple[str, ...]
    line: int = 0


Block = Paragraph | Item | Row


@dataclass(frozen=True)
class Reference:
    """Words of a clause that point elsewhere, and where they lead.

    Exactly one of `clause` (a label), `section` (a heading as printed) and `document` (the name of
    an outside document) is set.
    """

    words: str
    clause: str = ""
    section: str = ""
    document: str = ""


@dataclass(frozen=True)
class Clause:
    """One clause of one council's protocol.

    `label` is how people ask for it (repaired where the source is misprinted); `printed` is the
    number that stands in the source, empty where none does; `heading` is the path of titles above
    it, outermost first; `lead_in` the words that it shares with its neighbours.
    """

    council: str
    label: str
    printed: str
    heading: tuple[str, ...]
    blocks: tuple[Block, ...]
    lead_in: str = ""
    damaged: bool = False
    line: int = 0
    terms: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    @cached_property
    def text(self) -> str:
        """The whole clause word for word: a line for each paragraph, bullet and table row."""
        return "\n".join(self._lines())

    @property
    def repaired(self) -> bool:
        """True when the label differs from what the source prints where a number belongs."""
        return self.label[0].isdigit() and self.label != self.printed

    @property
    def heading_path(self) -> str:
        """The titles above the clause, outermost first, for one line."""
        return " › ".join(self.heading)

    def _lines(self) -> Iterator[str]:
        if self.lead_in:
            yield self.lead_in
        for block in self.blocks:
            yield from _lines_of(block)


def _lines_of(block: Block, depth: int = 0) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Row):
        yield "\t".join(block.cells)
    else:
        yield f"{INDENT * depth}- {block.text}"
        for item in block.items:
            yield from _lines_of(item, depth + 1)


QUOTE_MARKS = str.maketrans("“”‘’`", "\"\"'''")
MARKDOWN = re.compile(r"\*\*|</?u>")
# Blank lines are matched too: no character is looked at from one line start after another, so that
# a page of blank lines takes no longer than a page of words.
BULLETS = re.compile(r"^(?:\s*(?:[-❖*·]\s+|o\s+)+|(?P<blank>\s+))", re.MULTILINE)
BETWEEN = r"(?:\s*\n\s*-\s+|\s+)"  # words of a clause: white space, or the next line's bullet
EDGE = r"(?:(?<!\w)|(?!\w))"  # anywhere but inside a word
AT_EDGE = re.compile(EDGE)


def fold(text: str) -> str:
    """`text` for comparing words: white space, bullets, Markdown, case and quote marks folded."""
    return _unmarked(text).casefold()


def without_marks(text: str) -> str:
    """`text` less Markdown and the bullets that lines begin with, and the white space by these."""
    return BULLETS.sub(r"\g<blank>", MARKDOWN.sub("", text))


def _unmarked(text: str) -> str:
    bare = without_marks(text)
    return " ".join(bare.translate(QUOTE_MARKS).split())


def stands_in(words: str, clause: Clause) -> bool:
    """True when `words`, whole, stand in the clause's text, folded as in `fold`."""
    return _stands_as_typed(words, clause.text) or span_of(words, clause.text) is not None


def _stands_as_typed(words: str, text: str) -> bool:
    """Whether `words`, to the letter, stand in `text`: so nearly always, and no pattern is made.

    A corpus has thousands of such words to prove, and making the patterns took most of a start.
    """
    start = text.find(words)
    if start < 0 or not words[:1].isalnum() or MARKDOWN.search(words):
        return False
    end = start + len(words)
    return bool(AT_EDGE.match(text, start) and AT_EDGE.match(text, end))


def span_of(words: str, text: str) -> tuple[int, int] | None:
    """Where `words` first stand in a clause's `text`, as [start, end) characters; None if nowhere.

    Folded as in `fold`, and whole: "0 working days" do not stand in "10 working days".
    """
    return _found(fold(words), text, re.IGNORECASE)


def letter_span_of(words: str, text: str) -> tuple[int, int] | None:
    """As `span_of`, but capitals count: only white space, bullets and quote marks are folded."""
    return _found(_unmarked(words), text)


def _found(words: str, text: str, flags: re.RegexFlag = re.NOFLAG) -> tuple[int, int] | None:
    parts = [re.escape(part) for part in words.split()]
    pattern = BETWEEN.join(parts).replace("'", "['‘’`]").replace('"', '["“”]')
    found = re.search(EDGE + pattern + EDGE, text, flags) if parts else None
    return found.span() if found else None
