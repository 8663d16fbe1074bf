"""Answer -> parts, in the order in which every chat platform shows them: what is said, never how.

`bot.blocks` dresses the parts for Slack, `bot.cards` for Teams: so they say the same. A part also
says itself in words (`in_words`), for screen readers, notifications and old clients.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from bot import notes, wording
from bot.answer import (
    Answer,
    DueDate,
    NoAnswer,
    Quotation,
    Quote,
    Quotes,
    Route,
    Silence,
    paged,
    reference,
)
from bot.dates import in_words as day_in_words
from bot.escalation import Ladder, Step
from bot.offers import CALENDAR, MORE, PICK_DATE, REMIND, ROLES, SHARE, Asked
from retrieval.council import Council

AT_ONCE = "first"  # the condition of a step that waits for nothing


# --------------------------------------------------------------------------------- kinds of parts
@dataclass(frozen=True)
class Restated:
    """What was asked, on one line: a command's own words are not shown to anybody."""

    question: str


@dataclass(frozen=True)
class Headline:
    """What comes of it: a day, the name of a route, that the protocol does not say."""

    text: str


@dataclass(frozen=True)
class Line:
    """A sentence."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Small:
    """Small print, line by line."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Workings:
    """How a day was counted, and what follows if it is missed; no count where there is no day."""

    count: tuple[str, ...]
    late: tuple[str, ...]
    provisional: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it, in order."""
        return (*self.count, *self.late)


@dataclass(frozen=True)
class Rung:
    """A step: to whom and on what condition, what to do, then what stands below it."""

    step: Step
    action: str
    below: tuple[str, ...]

    @property
    def condition(self) -> str:
        """When it is due, to follow the name of whom to go to; empty if it waits for nothing."""
        return "" if self.step.when == AT_ONCE else wording.CONDITION.format(when=self.step.when)


@dataclass(frozen=True)
class Steps:
    """Steps of a route, in order, under a title."""

    title: str
    rungs: tuple[Rung, ...]


@dataclass(frozen=True)
class Divider:
    """The border between what we worked out and the protocol's own words."""


@dataclass(frozen=True)
class Quoted:
    """A clause, word for word, with what stands below it: how it is cited, where it refers to."""

    quote: Quote
    below: tuple[str, ...]

    def name(self, piece: int = 0) -> str:
        """What a piece of the clause is called; a clause that fits is one piece, number 0."""
        name = wording.CLAUSE_CONTINUED if piece else wording.CLAUSE
        return name.format(label=self.quote.clause.label)

    def in_words(self, piece: int, text: str, below: Sequence[str]) -> str:
        """A piece, its `text` and what stands below it, in words."""
        name, path = self.name(piece), self.quote.clause.heading_path
        return "\n".join([f"{name}, {path}:" if path else f"{name}:", text, *below])


Said = Restated | Headline | Line | Small | Workings | Steps | Divider
Kind = Said | Quoted


@dataclass(frozen=True)
class Offer:
    """A button: its action, of `bot.offers`, and what it must know (`Asked.known`)."""

    action: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Part:
    """What is said, and the buttons right below it."""

    kind: Kind
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True)
class Outline:
    """An answer, or a later page of one: its parts, and the buttons that close it.

    `shown` are the labels of the clauses that are quoted whole.
    """

    parts: tuple[Part, ...]
    closing: tuple[Offer, ...]
    shown: tuple[str, ...]


# --------------------------------------------------------------------------------- the four answers
def outline(
    answer: Answer, council: Council, asked: Asked, *, private: bool, page: int = 0
) -> Outline:
    """The answer in parts. `private` answers can be shared; see `bot.answer.paged` for `page`."""
    shown, rest = paged(answer, page)
    closing = [*_named(rest), *([proof(answer, page)] if shown or not page else [])]
    parts = [
        Part(Restated(" ".join(answer.question.split()))),
        *(() if page else _said(answer, council, asked)),
        *(() if page or not shown else _above_clauses(answer)),
        *(Part(_quoted(quote, council)) for quote in shown),
        *((Part(Line(wording.NO_MORE_CLAUSES)),) if page and not shown else ()),
        *((Part(Small(tuple(closing))),) if closing else ()),
    ]
    more = [Offer(MORE, asked.known(page=page + 1))] if rest else []
    share = [Offer(SHARE, asked.known())] if private and not page else []
    labels = tuple(quote.clause.label for quote in shown)
    return Outline(tuple(parts), (*more, *share), labels)


def proof(answer: Answer, page: int = 0) -> str:
    """The line that closes a page of an answer: version, and a reference to its whole clauses."""
    shown, _ = paged(answer, page)
    return notes.proof(answer.version, str(reference(answer, shown)))


def _said(answer: Answer, council: Council, asked: Asked) -> Iterator[Part]:
    """What an answer says before its clauses."""
    match answer:
        case Quotation():
            if answer.next_step:
                yield Part(Line(answer.next_step))
        case DueDate():
            yield from _dated(answer, asked)
        case Route():
            yield Part(Headline(_titled(answer.ladder)))
            yield from _ladder(answer.ladder, council)
            if answer.next_step:
                yield Part(Line(answer.next_step), _roles(asked))
        case NoAnswer():
            yield from _silent(answer, council, asked)
        case _:
            assert_never(answer)


def _dated(answer: DueDate, asked: Asked) -> Iterator[Part]:
    """The day and how it was counted, or why there is none; then what can be done with it."""
    deadline, rule = answer.deadline, answer.deadline.rule
    if deadline.due:
        yield Part(Headline(wording.DUE.format(day=day_in_words(deadline.due))))
        yield Part(Line(rule.title, bold=True))
        exact, actions = f"deadline {rule.id} {deadline.start}", [CALENDAR, REMIND]
    else:
        named = wording.RULE_LIMIT.format(title=rule.title, limit=rule.limit)
        yield Part(Headline(named if rule.value else rule.title))
        yield Part(Line(deadline.why or "", bold=not rule.value))
        exact, actions = f"deadline {rule.id}", [PICK_DATE] if rule.value else []
    if answer.next_step:
        yield Part(Line(answer.next_step))
    if deadline.workings:
        yield Part(_workings(answer))
    offers = tuple(Offer(action, asked.exactly(exact).known()) for action in actions)
    yield Part(Small(tuple(notes.below_due(rule))), offers)


def _workings(answer: DueDate) -> Workings:
    lines, missed = answer.deadline.workings, answer.deadline.rule.missed
    late = len(lines) - (1 if missed else 0)  # what follows if it is missed is said last
    return Workings(lines[:late], lines[late:], answer.deadline.provisional)


def _silent(answer: NoAnswer, council: Council, asked: Asked) -> Iterator[Part]:
    """That the protocol does not say, whom to ask, and what follows instead."""
    yield Part(Headline(notes.SILENCE[answer.why]))
    yield Part(Line(answer.next_step))
    document = wording.DOCUMENT.format(council=council.name, title=council.protocol.title)
    unknown = answer.why is Silence.NO_ROUTE and asked.asker is None
    yield Part(Small((document,)), _roles(asked) if unknown else ())
    if answer.ladder:
        yield Part(Line(wording.GENERAL_ROUTE))
        yield Part(Line(_titled(answer.ladder), bold=True))
        yield from _ladder(answer.ladder, council)


def _above_clauses(answer: Answer) -> Iterator[Part]:
    """A line between what we worked out and the protocol's own words."""
    if not isinstance(answer, Quotation):
        yield Part(Divider())
    if isinstance(answer, NoAnswer) and not answer.ladder:
        yield Part(Line(wording.NEAREST))


def _ladder(ladder: Ladder, council: Council) -> Iterator[Part]:
    """The next step of whoever asks, then the others."""
    first, *others = [
        Rung(step, wording.STEP.format(action=step.action, clause=step.clause), below)
        for step, below in notes.below_steps(ladder.steps, council)
    ]
    yield Part(Steps(wording.NEXT_STEP, (first,)))
    if others:
        yield Part(Steps(wording.FURTHER_STEPS, tuple(others)))


def _titled(ladder: Ladder) -> str:
    matter = ladder.matter.title[:1].upper() + ladder.matter.title[1:]
    return wording.STEPS_FOR.format(matter=matter, side=ladder.asker.article)


def _roles(asked: Asked) -> tuple[Offer, ...]:
    return tuple(Offer(action, asked.by(asker).known()) for action, asker in ROLES.items())


def _quoted(quote: Quote, council: Council) -> Quoted:
    damaged = [wording.DAMAGED] if quote.clause.damaged else []
    return Quoted(quote, (*damaged, quote.citation, *notes.below_clause(quote.clause, council)))


def _named(rest: Quotes) -> Iterator[str]:
    """The clauses that are not shown yet, by their labels."""
    if rest:
        labels = ", ".join(quote.clause.label for quote in rest)
        yield wording.ALSO_SEE.format(labels=labels)


# ---------------------------------------------------------------------------------------- in words
def in_words(said: Said) -> str:
    """What a part says, as plain text: no line of it is empty."""
    match said:
        case Restated():
            return f"{wording.YOU_ASKED}{said.question}"
        case Headline() | Line():
            return said.text
        case Small() | Workings():
            return "\n".join(said.lines)
        case Steps():
            return "\n".join([said.title, *(_rung_in_words(rung) for rung in said.rungs)])
        case Divider():
            return ""
        case _:
            assert_never(said)


def _rung_in_words(rung: Rung) -> str:
    told = " ".join([rung.action, *rung.below])
    return f"{rung.step.order}. {rung.step.to}{rung.condition}: {told}"


@dataclass(frozen=True)
class Spoken:
    """A part in words, and what is said of it where there is no room for them all."""

    words: str
    brief: str = ""


def said_within(parts: Sequence[Spoken], most: int) -> str:
    """What parts say in at most `most` characters: all while there is room, then in brief."""
    text = ""
    for part in parts:
        choices = [f"{text}\n{one}".strip() for one in (part.words, part.brief) if one]
        text = next((one for one in choices if len(one) <= most or not text), text)
    return text
