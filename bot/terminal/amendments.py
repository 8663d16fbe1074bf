"""What was amended between two versions, as lines for a terminal.

What was taken out stands in [-...-], what was put in in {+...+}: nothing is said by colour alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from rich.console import Group, RenderableType
from rich.text import Text

from bot import notes, wording
from bot.redline import Amended, Redline
from bot.resting import Kind, Touch
from bot.terminal.screen import Hanging
from retrieval.amendment import Added, Change, Changed, Mark, Removed, Renumbered, Run, runs
from retrieval.version import Version

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
    title = TITLES[type(change)].format(label=one.clause.label, was=_was(change))
    head = Text.assemble((f"{SIGNS[type(change)]} {title}", "bold"))
    path = one.clause.heading_path
    yield Hanging(head.append(f"  {path}", style="dim") if path else head, 0, 2 * INDENT)
    for line in _marked(change).split("\n", allow_blank=True):
        yield Hanging(line, INDENT, INDENT + 2)
    for sentence, stands in _sentences(one.touched):
        yield Hanging(Text(sentence, style="dim" if stands else "bold"), INDENT, INDENT + 2)
    yield Text()


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
