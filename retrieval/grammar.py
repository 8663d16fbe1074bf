"""The lines of a protocol.md, each with what it is and which words of the source it holds.

How a line begins says what it is:

    # 9. Support for Councillors      a heading, as printed (## and ### for deeper ones)
    ~ Appendix 1                      page furniture: declared, never quoted
    > Officers must:                  a lead-in, quoted with each clause below it that is a bullet
    [9.1.5]                           opens a clause by its printed number
    [7.1.2 printed 7.12]              ... whose number is misprinted in the source
    [5.6 unprinted]                   ... whose number the source has lost
    [6.6 unprinted damaged]           ... and some of whose words, too
    [1.1 in heading]                  ... whose number stands in the heading above
    [correspondence-2]                ... that the source does not number
    - a bullet, two spaces more for each level
    | a | b |                         a row of a table
    anything else                     a paragraph of the clause
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from retrieval.clause import INDENT, without_marks
from retrieval.errors import CorpusError
from retrieval.tables import read_text

NUMBER = r"\d+(?:\.\d+)*"
LABEL = r"\d{1,4}(?:\.\d{1,4})*"  # a longer number is a slip of the keyboard
NAME = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
OPENING = re.compile(
    rf"\[(?P<label>{LABEL}|{NAME})"
    rf"(?P<how> printed (?P<printed>[\w.]+)| unprinted| in heading)?(?P<damaged> damaged)?\]"
)


class Kind(StrEnum):
    """What a line of protocol.md is."""

    HEADING = "heading"
    FURNITURE = "furniture"
    LEAD_IN = "lead-in"
    OPENING = "opening"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


MARKS = {"~": Kind.FURNITURE, ">": Kind.LEAD_IN, "-": Kind.ITEM}
DEEPEST = 9  # levels of bullets; documents have two or three


@dataclass(frozen=True)
class Opening:
    """How a clause begins: its label, and the number that the source prints for it, if any."""

    label: str
    printed: str
    in_heading: bool = False
    damaged: bool = False


@dataclass(frozen=True)
class Line:
    """One line: `text` without its marks, `depth` of a heading (from 1) or bullet (from 0)."""

    kind: Kind
    number: int
    text: str
    depth: int = 0
    opening: Opening | None = None

    @property
    def source_words(self) -> list[str]:
        """The words of this line that stand in the source, in order."""
        if self.opening:
            shown = self.opening.printed and not self.opening.in_heading
            return [self.opening.printed] if shown else []
        return self.text.split()


def read_lines(path: Path) -> tuple[Line, ...]:
    """The lines of a protocol.md, blank ones left out. Raises CorpusError with its line."""
    text = read_text(path, "corpus/README.md says how to write it")
    numbered = enumerate(text.split("\n"), start=1)
    return tuple(_read(path, number, raw) for number, raw in numbered if raw.strip())


def source_words(text: str) -> Iterator[tuple[int, str]]:
    """The words of a published source with their 1-based lines, less Markdown and bullet marks."""
    for number, line in enumerate(text.split("\n"), start=1):
        for word in without_marks(line).split():
            yield number, word


def _read(path: Path, number: int, raw: str) -> Line:
    text = raw.strip()
    if len(text.splitlines()) > 1:
        problem = "some editors show a line break here that is none; put a space, or begin a line"
        raise CorpusError(path, number, problem)
    if text.startswith("["):
        return _opening(path, number, text)
    if text.startswith("|"):
        cells = text.removeprefix("|").removesuffix("|").replace("|", "\t")
        return _worded(path, Line(Kind.ROW, number, cells))
    mark, _, rest = text.partition(" ")
    kind = MARKS.get(mark, Kind.HEADING if set(mark) == {"#"} else Kind.PARAGRAPH)
    if kind is Kind.PARAGRAPH:
        return Line(kind, number, text)
    depth = _depth(path, number, raw) if kind is Kind.ITEM else mark.count("#")
    return _worded(path, Line(kind, number, rest.strip(), depth))


def _worded(path: Path, line: Line) -> Line:
    if not line.text.strip():
        problem = f"this {line.kind} has no words; write them on the same line, or take it out"
        raise CorpusError(path, line.number, problem)
    return line


def _depth(path: Path, number: int, raw: str) -> int:
    indent = raw[: len(raw) - len(raw.lstrip())]
    if indent.strip(" ") or len(indent) % len(INDENT):
        problem = "a bullet is indented by two spaces a level; mend the spaces"
        raise CorpusError(path, number, problem)
    depth = len(indent) // len(INDENT)
    if depth > DEEPEST:
        raise CorpusError(path, number, "this bullet is deeper than any is; mend the spaces")
    return depth


def _opening(path: Path, number: int, text: str) -> Line:
    found = OPENING.fullmatch(text)
    if found is None and re.match(r"\[[\w.-]+[ \]]", text) and text.endswith("]"):
        raise CorpusError(
            path,
            number,
            f"{text[:60]} is no opening of a clause; write [9.1.5] or [7.1.2 printed 7.12]",
        )
    if found is None:
        return Line(Kind.PARAGRAPH, number, text)
    label, how = found["label"], (found["how"] or "").split(" ")[1:2]
    numbered = label[0].isdigit() and how != ["unprinted"]
    printed = found["printed"] or (label if numbered else "")
    opening = Opening(label, printed, how == ["in"], bool(found["damaged"]))
    return Line(Kind.OPENING, number, "", opening=opening)
