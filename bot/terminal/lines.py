"""Answer -> lines for a terminal: the clause whole, governing words marked; plain when piped."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import assert_never

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot import notes, wording
from bot.answer import Answer, DueDate, NoAnswer, Quotation, Quote, Route, paged
from bot.dates import in_words
from bot.deadlines import Due
from bot.escalation import Ladder
from bot.outline import proof
from bot.terminal.screen import Hanging
from bot.verify import Verified
from retrieval.council import Council
from retrieval.version import Version

INDENT = 4
STEP_INDENT = 5
AT_ONCE = "first"  # the condition of a step that waits for nothing
BULLET = re.compile(r" *- ")


def render(answer: Answer, council: Council) -> Group:
    """The answer as rich renderables, top to bottom; pure."""
    return Group(*_parts(answer, council))


def render_verified(verified: Verified) -> Group:
    """What a reference names, proved: its version, then each clause and where it stands."""
    return Group(*_verified(verified))


def _parts(answer: Answer, council: Council) -> Iterator[RenderableType]:
    yield Hanging(Text(f"{council.name}: {council.protocol.title}", style="bold"), 0, INDENT)
    yield Hanging(Text(answer.question, style="italic"), 0, INDENT)
    yield Text()
    match answer:
        case Quotation():
            pass
        case DueDate():
            yield from _due(answer.deadline)
        case Route():
            yield from _ladder(answer.ladder, council)
        case NoAnswer():
            yield from _silence(answer, council)
        case _:
            assert_never(answer)
    yield from _quotes(answer, council)
    if answer.next_step and not isinstance(answer, NoAnswer):
        yield Hanging(Text(answer.next_step))
    yield Hanging(Text(proof(answer), style="dim"), 0, INDENT)


def _verified(verified: Verified) -> Iterator[RenderableType]:
    protocol, document = verified.protocol, verified.protocol.council.protocol
    yield Hanging(Text(f"{protocol.council.name}: {document.title}", style="bold"), 0, INDENT)
    yield Hanging(Text(str(verified.reference), style="italic"), 0, INDENT)
    yield Text()
    yield Hanging(Text(wording.VERIFIED, style="bold green"), 0, INDENT)
    for line in _about_version(verified):
        yield _note(line)
    yield Text()
    for standing in verified.clauses:
        citation = protocol.council.citation(standing.clause.label)
        stands = wording.STANDS.format(document=_document(protocol.version), line=standing.line)
        yield from _quote(Quote(standing.clause, citation, 1.0), protocol.council, stands)
    if verified.match:
        found = wording.TO_THE_LETTER if verified.match.exact else wording.WORD_FOR_WORD
        yield Hanging(Text(found.format(label=verified.match.label), style="bold"), 0, INDENT)


def _about_version(verified: Verified) -> Iterator[str]:
    version = verified.protocol.version
    if named := notes.version_named(version):
        yield wording.VERSION.format(version=named)
    yield wording.DIGEST.format(digest=version.digest)
    replaced = wording.REPLACED.format(slug=verified.protocol.slug, digest=version.short)
    yield wording.CURRENT if verified.current else replaced


def _document(version: Version) -> str:
    """Title and version, as far as the document names one."""
    return ", ".join(filter(None, (version.document.title, notes.version_named(version))))


def _silence(answer: NoAnswer, council: Council) -> Iterator[RenderableType]:
    yield Text(notes.SILENCE[answer.why], style="bold yellow")
    yield Hanging(Text(answer.next_step))
    yield Text()
    if answer.ladder:
        yield Text(wording.GENERAL_ROUTE)
        yield from _ladder(answer.ladder, council)
    elif answer.quotes:
        yield Text(wording.NEAREST, style="dim")
        yield Text()


def _quotes(answer: Answer, council: Council) -> Iterator[RenderableType]:
    shown, rest = paged(answer, page=0)
    for quote in shown:
        yield from _quote(quote, council)
    if rest:
        labels = ", ".join(quote.clause.label for quote in rest)
        yield Hanging(Text(wording.ALSO_SEE.format(labels=labels), style="dim"))
        yield Text()


def _quote(quote: Quote, council: Council, *below: str) -> Iterator[RenderableType]:
    yield Hanging(_title(quote), 0, 2 * INDENT)  # clear of the clause's own words
    yield from _words(quote)
    if quote.clause.damaged:
        yield _note(wording.DAMAGED, "yellow")
    for note in (quote.citation, *below, *notes.below_clause(quote.clause, council)):
        yield _note(note, "dim")
    yield Text()


def _note(note: str, style: str = "") -> Hanging:
    return Hanging(Text(note, style=style), INDENT, INDENT + 2)


def _title(quote: Quote) -> Text:
    title = Text.assemble((f"Clause {quote.clause.label}", "bold cyan"))
    if quote.clause.heading:
        title.append(f"  {quote.clause.heading_path}", style="dim")
    return title


def _words(quote: Quote) -> Iterator[RenderableType]:
    """The clause word for word; the governing words stand out."""
    words = Text(quote.clause.text)
    for start, end in quote.highlight:
        words.stylize("bold underline", start, end)
    lines = words.split("\n", allow_blank=True)
    for tabular, some in groupby(lines, key=lambda line: "\t" in line.plain):
        if tabular:
            yield Padding(_table(some), (0, 0, 0, INDENT))
        else:
            yield from (_line(line) for line in some)


def _table(rows: Iterable[Text]) -> Table:
    # A blank line between rows, for a cell may take several.
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 3, 1, 0))
    for row in rows:
        table.add_row(*row.split("\t", allow_blank=True))
    return table


def _line(line: Text) -> Hanging:
    """A paragraph, or a bullet whose words stand clear of its mark."""
    bullet = BULLET.match(line.plain)
    return Hanging(line, INDENT, INDENT + (bullet.end() if bullet else 0))


def _due(due: Due) -> Iterator[RenderableType]:
    yield Hanging(Text(due.rule.title, style="bold"), 0, INDENT)
    if due.due:
        yield Text(wording.DUE.format(day=in_words(due.due)), style="bold green")
    elif due.why:
        yield Hanging(Text(due.why, style="bold yellow"))
    for line in (*due.workings, *notes.below_due(due.rule)):
        yield _note(line)
    yield Text()


def _ladder(ladder: Ladder, council: Council) -> Iterator[RenderableType]:
    title = ladder.matter.title[:1].upper() + ladder.matter.title[1:]
    side = ladder.asker.article
    yield Hanging(Text(wording.STEPS_FOR.format(matter=title, side=side), style="bold"), 0, INDENT)
    for step, below in notes.below_steps(ladder.steps, council):
        condition = "" if step.when == AT_ONCE else f" ({step.when})"
        first = Text.assemble((f"{step.order:>3}. {step.to}", "bold"), condition)
        action = Text(wording.STEP.format(action=step.action, clause=step.clause))
        yield Hanging(first, 0, STEP_INDENT)
        for line in (action, *(Text(note, style="dim") for note in below)):
            yield Hanging(line, STEP_INDENT, STEP_INDENT)
    yield Text()
