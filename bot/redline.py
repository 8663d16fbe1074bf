"""What was amended between two versions, as lines for a terminal and as JSON.

What was taken out stands in [-...-], what was put in in {+...+}: nothing is said by colour alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

from rich.console import Group, RenderableType
from rich.text import Text

from bot import notes, wording
from bot.answer import version_to_json
from bot.errors import BadRequest
from bot.resting import Kind, Touch, resting, touches
from bot.terminal import Hanging
from retrieval.amendment import (
    Added,
    Change,
    Changed,
    Mark,
    Removed,
    Renumbered,
    Run,
    compare,
    joined,
    runs,
)
from retrieval.clause import Clause
from retrieval.protocols import Protocol, read_protocol
from retrieval.version import Version
from retrieval.versions import read_all_kept

INDENT = 4
SIGNS = {Added: "+", Removed: "-", Changed: "~", Renumbered: "="}
STYLES = {Mark.SAME: "", Mark.GONE: "red", Mark.CAME: "green"}
BRACKETS = {Mark.SAME: ("", ""), Mark.GONE: ("[-", "-]"), Mark.CAME: ("{+", "+}")}
TITLES = {
    Added: wording.CLAUSE_ADDED,
    Removed: wording.CLAUSE_REMOVED,
    Changed: wording.CLAUSE_CHANGED,
    Renumbered: wording.CLAUSE_RENUMBERED,
}
RESTING = {
    Kind.RULE: wording.RULE_RESTS,
    Kind.MISSED: wording.MISSED_RESTS,
    Kind.STEP: wording.STEP_RESTS,
    Kind.TERM: wording.TERM_RESTS,
    Kind.SILENT: wording.SILENT_RESTS,
    Kind.QUESTIONS: wording.QUESTIONS_REST,
}


@dataclass(frozen=True)
class Amended:
    """A change, and the rows that it touches."""

    change: Change
    touched: tuple[Touch, ...]


@dataclass(frozen=True)
class Redline:
    """An older and the current version of a protocol, and what was amended between them."""

    old: Protocol
    new: Protocol
    amended: tuple[Amended, ...]

    @property
    def to_mend(self) -> int:
        """How many rows rest on words that are gone."""
        return sum(not touch.stands for one in self.amended for touch in one.touched)


def redline(council: Path, version: str = "") -> Redline:
    """What was amended in a council's folder since a kept version.

    `version` is the beginning of its digest; empty for the newest that is not the current one.
    Raises BadRequest where none is kept, or none or several begin so; CorpusError where the
    corpus holds a fault.
    """
    new = read_protocol(council)
    old = _former(council, version, new)
    rows = resting(new.council, council)
    changes = compare(old, new)
    return Redline(old, new, tuple(Amended(one, touches(one, rows, new)) for one in changes))


def _former(council: Path, typed: str, new: Protocol) -> Protocol:
    kept = read_all_kept(council)
    if not kept:
        raise BadRequest(wording.NONE_KEPT.format(slug=council.name))
    begins = typed.strip().casefold()
    if not begins:
        return next((one for one in kept if one.digest != new.digest), kept[0])
    found = [one for one in kept if one.digest.startswith(begins)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.version.short for one in kept)
    sentence = wording.SEVERAL_KEPT if found else wording.NOT_KEPT
    raise BadRequest(sentence.format(typed=typed, kept=known))


# ------------------------------------------------------------------------------------- for people
def render(made: Redline) -> Group:
    """The redline, a block a change, and what to do next."""
    return Group(*_lines(made))


def _lines(made: Redline) -> Iterator[RenderableType]:
    yield Hanging(Text(made.new.council.name, style="bold"), 0, INDENT)
    for sentence, protocol in ((wording.DIFF_FROM, made.old), (wording.DIFF_TO, made.new)):
        yield Hanging(Text(sentence.format(version=_named(protocol.version))), 0, INDENT)
    yield Hanging(Text(_summary(made)), 0, INDENT)
    yield Text()
    for one in made.amended:
        yield from _block(one)
    if made.amended:
        yield Hanging(Text(_what_next(made), style="bold"), 0, INDENT)


def _named(version: Version) -> str:
    stated = notes.version_named(version)
    return f"{version.short} ({stated})" if stated else version.short


def _summary(made: Redline) -> str:
    if made.old.digest == made.new.digest:
        return wording.DIFF_NOTHING
    if not made.amended:
        return wording.DIFF_NO_CLAUSE
    counts = [
        wording.DIFF_COUNTS[kind.__name__].format(count=count)
        for kind in (Added, Removed, Changed, Renumbered)
        if (count := sum(isinstance(one.change, kind) for one in made.amended))
    ]
    return wording.DIFF_SUMMARY.format(counts=", ".join(counts))


def _what_next(made: Redline) -> str:
    if made.to_mend:
        return wording.DIFF_TO_MEND.format(count=made.to_mend)
    return wording.DIFF_ALL_STANDS


def _block(one: Amended) -> Iterator[RenderableType]:
    change = one.change
    title = TITLES[type(change)].format(label=_label(change), was=_was(change))
    head = Text.assemble((f"{SIGNS[type(change)]} {title}", "bold"))
    path = _clause(change).heading_path
    yield Hanging(head.append(f"  {path}", style="dim") if path else head, 0, 2 * INDENT)
    for line in _marked(change).split("\n", allow_blank=True):
        yield Hanging(line, INDENT, INDENT + 2)
    for sentence, stands in _sentences(one.touched):
        yield Hanging(Text(sentence, style="dim" if stands else "bold"), INDENT, INDENT + 2)
    yield Text()


def _clause(change: Change) -> Clause:
    """The clause as it is; as it was where it was removed."""
    return change.old if isinstance(change, Removed) else change.new


def _label(change: Change) -> str:
    return _clause(change).label


def _was(change: Change) -> str:
    """The label that a clause had, if it had another; as words of a title."""
    match change:
        case Changed() | Renumbered() if change.old.label != change.new.label:
            return wording.FORMERLY.format(label=change.old.label)
        case Changed() | Renumbered() | Added() | Removed():
            return ""
        case _:
            assert_never(change)


def _marked(change: Change) -> Text:
    """The clause's words, those that are gone or came in their brackets."""
    match change:
        case Added():
            return _bracketed([Run(Mark.CAME, (change.new.text,))])
        case Removed():
            return _bracketed([Run(Mark.GONE, (change.old.text,))])
        case Changed():
            return _bracketed(runs(change.old.text, change.new.text))
        case Renumbered():
            return Text(change.new.text.replace("\t", wording.CELLS))
        case _:
            assert_never(change)


def _bracketed(parts: Iterable[Run]) -> Text:
    text = Text()
    for part in parts:
        first, last = BRACKETS[part.mark]
        words = f"{first}{part.text}{last}".replace("\t", wording.CELLS)
        if text.plain and not (words.startswith("\n") or text.plain.endswith((" ", "\n"))):
            text.append(" ")
        text.append(words, style=STYLES[part.mark])
    return text


def _sentences(touched: Sequence[Touch]) -> Iterator[tuple[str, bool]]:
    """What rests on the clause, a sentence each, and whether it stands; questions as one."""
    standing = sum(one.row.questions for one in touched if one.stands)
    for one in touched:
        if not (one.stands and one.row.kind is Kind.QUESTIONS):
            yield _sentence(one), one.stands
    if standing:
        yield wording.QUESTIONS_LEAD.format(count=standing), True


def _sentence(touch: Touch) -> str:
    row = touch.row
    what = RESTING[row.kind].format(name=row.name)
    if touch.stands:
        return wording.RESTS_STILL.format(what=what, clause=row.clause)
    sentence = wording.RESTS_ELSEWHERE if touch.elsewhere else wording.RESTS_NOWHERE
    return sentence.format(
        what=what, clause=row.clause, file=row.file, line=row.line, elsewhere=touch.elsewhere
    )


# ------------------------------------------------------------------------------------ for programs
def to_json(made: Redline) -> dict[str, Any]:
    """The object that other programs read: both versions, and a row a change."""
    return {
        "council": made.new.slug,
        "from": version_to_json(made.old.version),
        "to": version_to_json(made.new.version),
        "changes": [_to_json(one) for one in made.amended],
    }


def _to_json(one: Amended) -> dict[str, Any]:
    change = one.change
    old = None if isinstance(change, Added) else change.old
    new = None if isinstance(change, Removed) else change.new
    return {
        "kind": type(change).__name__.lower(),
        "old": old and {"clause": old.label, "text": old.text},
        "new": new and {"clause": new.label, "text": new.text},
        "heading": list(_clause(change).heading),
        "words": _words_to_json(change),
        "touches": [_touch_to_json(touch) for touch in one.touched],
    }


def _words_to_json(change: Change) -> list[dict[str, str]]:
    """What is the same, gone and come, in order; empty where no word of a clause changed."""
    if not isinstance(change, Changed):
        return []
    found = runs(change.old.text, change.new.text)
    return [{"mark": run.mark.value, "text": joined(run.words)} for run in found]


def _touch_to_json(touch: Touch) -> dict[str, Any]:
    row = touch.row
    return {
        "kind": row.kind.value,
        "name": row.name,
        "clause": row.clause,
        "file": row.file,
        "line": row.line,
        "questions": row.questions,
        "stands": touch.stands,
        "elsewhere": touch.elsewhere or None,
    }
