"""Answer -> lines for a terminal: the clause whole, governing words marked; plain when piped."""

from collections.abc import Iterator
from io import StringIO
from typing import assert_never

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot import notes, wording
from bot.answer import Answer, DueDate, NoAnswer, Quotation, Quote, Route
from bot.dates import in_words
from bot.deadlines import Due
from bot.escalation import Ladder, Step
from retrieval.council import Council

SHOWN = 3  # clauses printed whole; the rest are named under "See also"
INDENT = (0, 0, 0, 4)  # top, right, bottom, left
STEP_INDENT = (0, 0, 0, 5)
AT_ONCE = "first"  # the condition of a step that waits for nothing
PAPER = 20_000  # columns: wider than the longest paragraph of any protocol


def render(answer: Answer, council: Council) -> Group:
    """The answer as rich renderables, top to bottom; pure."""
    return Group(*_parts(answer, council))


def console(*, stderr: bool = False) -> Console:
    """A console that takes words as they are: no markup, no emoji codes, nothing highlighted."""
    return Console(stderr=stderr, highlight=False, emoji=False, markup=False)


def show(renderable: RenderableType) -> None:
    """Print for a person at a terminal; plain, and with no line broken or cut, when piped."""
    screen = console()
    if screen.is_terminal:
        screen.print(renderable)
    else:
        print(plain(renderable))  # noqa: T201 - this is our voice


def plain(renderable: RenderableType) -> str:
    """The renderable as text without colour, each paragraph on one line."""
    paper = Console(
        file=StringIO(), width=PAPER, color_system=None, highlight=False, emoji=False, markup=False
    )
    with paper.capture() as captured:
        paper.print(renderable)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def _parts(answer: Answer, council: Council) -> Iterator[RenderableType]:
    yield Text(f"{council.name}: {council.protocol.title}", style="bold")
    yield Text(answer.question, style="italic")
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
    yield from _quotes(answer.quotes, council)
    if answer.next_step and not isinstance(answer, NoAnswer):
        yield Text(answer.next_step)


def _silence(answer: NoAnswer, council: Council) -> Iterator[RenderableType]:
    yield Text(notes.SILENCE[answer.why], style="bold yellow")
    yield Text(answer.next_step)
    yield Text()
    if answer.ladder:
        yield Text(wording.GENERAL_ROUTE)
        yield from _ladder(answer.ladder, council)
    elif answer.quotes:
        yield Text(wording.NEAREST, style="dim")
        yield Text()


def _quotes(quotes: tuple[Quote, ...], council: Council) -> Iterator[RenderableType]:
    for quote in quotes[:SHOWN]:
        yield _title(quote)
        yield Padding(_words(quote), INDENT)
        if quote.clause.damaged:
            yield Padding(Text(wording.DAMAGED, style="yellow"), INDENT)
        for note in (quote.citation, *notes.below_clause(quote.clause, council)):
            yield Padding(Text(note, style="dim"), INDENT)
        yield Text()
    if rest := quotes[SHOWN:]:
        labels = ", ".join(quote.clause.label for quote in rest)
        yield Text(wording.ALSO_SEE.format(labels=labels), style="dim")
        yield Text()


def _title(quote: Quote) -> Text:
    title = Text.assemble((f"Clause {quote.clause.label}", "bold cyan"))
    if quote.clause.heading:
        title.append(f"  {quote.clause.heading_path}", style="dim")
    return title


def _words(quote: Quote) -> Text:
    """The clause word for word; the governing words stand out."""
    words = Text(quote.clause.text)
    for start, end in quote.highlight:
        words.stylize("bold underline", start, end)
    return words


def _due(due: Due) -> Iterator[RenderableType]:
    yield Text(due.rule.title, style="bold")
    if due.due:
        yield Text(wording.DUE.format(day=in_words(due.due)), style="bold green")
    elif due.why:
        yield Text(due.why, style="bold yellow")
    for line in (*due.workings, *notes.below_due(due.rule)):
        yield Padding(Text(line), INDENT)
    yield Text()


def _ladder(ladder: Ladder, council: Council) -> Iterator[RenderableType]:
    title = ladder.matter.title[:1].upper() + ladder.matter.title[1:]
    side = ladder.asker.article
    yield Text(wording.STEPS_FOR.format(matter=title, side=side), style="bold")
    for step in ladder.steps:
        yield from _step(step, council)
    yield Text()


def _step(step: Step, council: Council) -> Iterator[RenderableType]:
    condition = "" if step.when == AT_ONCE else f" ({step.when})"
    yield Text.assemble((f"{step.order:>3}. ", "bold"), (step.to, "bold"), condition)
    yield Padding(Text(wording.STEP.format(action=step.action, clause=step.clause)), STEP_INDENT)
    for note in notes.below_step(step, council):
        yield Padding(Text(note, style="dim"), STEP_INDENT)
