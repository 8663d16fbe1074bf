"""Answer -> messages for Slack (Block Kit): pure, plain dictionaries, nothing of Slack's SDK.

Each message has its blocks and a `text` that says the same in words: notifications and screen
readers take that, and a message falls back on it. Clauses, questions and everything else that
somebody else wrote are literal (`bot.quoting`). A button's `value` holds what is needed to answer
again, so that it works for as long as its message stands, on any replica, without a store.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
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
)
from bot.asker import Asker
from bot.dates import in_words
from bot.escalation import Ladder, Step
from bot.offers import (
    CALENDAR,
    DOWN,
    FEEDBACK,
    LABELLED,
    MORE,
    PICK_DATE,
    REMIND,
    ROLES,
    SHARE,
    UP,
    Asked,
)
from bot.quoting import (
    bullets,
    escaped,
    heading,
    numbered,
    pieces,
    plain,
    quotation,
    rich,
    section,
    small,
    words,
    written,
)
from retrieval.council import Council

Block = dict[str, Any]
Lines = tuple[Step, tuple[str, ...]]  # a step: what to do, then what stands below it

AT_ONCE = "first"  # the condition of a step that waits for nothing

# Slack takes 50 blocks, and refused messages of about 13,200 characters of blocks, counted as JSON
# (slackapi/bolt-js, issues 2509 and 2867). Both leave room for the line that says who shared it.
MOST_BLOCKS = 48
MOST_CHARACTERS = 12_500
MOST_TEXT = 4_000  # of `text`: what Slack advises, and its limit where a message is changed
MOST_HEADING = 150
MOST_VALUE = 2_000


@dataclass(frozen=True)
class Message:
    """One message. `&`, `<` and `>` are escaped in `text`: it holds no mention and no link."""

    text: str
    blocks: tuple[Block, ...]


# --------------------------------------------------------------------------------- the four answers
def render(
    answer: Answer,
    council: Council,
    *,
    private: bool,
    asker: Asker | None = None,
    on: date | None = None,
    page: int = 0,
) -> tuple[Message, ...]:
    """The answer as messages: one, unless it is longer than Slack takes.

    `private` answers can be shared. `asker` and `on`, the day it was worked out for, go into the
    buttons. `page` 1 and above are the next SHOWN clauses each, without the rest of the answer.
    """
    asked = Asked(answer.council, answer.question, asker, on)
    shown, rest = paged(answer, page)
    parts = [
        _restated(answer.question),
        *(() if page else _said(answer, council, asked)),
        *(() if page or not shown else _above_clauses(answer)),
        *(part for quote in shown for part in _quoted(quote, council)),
        *((_line(wording.NO_MORE_CLAUSES),) if page and not shown else ()),
        *((_named(rest),) if rest else ()),
    ]
    more = [(MORE, asked.value(page=page + 1))] if rest else []
    share = [(SHARE, asked.value())] if private and not page else []
    feedback = () if page else _feedback(asked, [quote.clause.label for quote in shown])
    last = _above(parts[-1], (*_buttons([*more, *share]), *feedback))
    # A question that is all quotation marks makes values that are too long to send at all.
    return tuple(_packed([*parts[:-1], last if _fit([last]) else parts[-1]]))


def shared(messages: tuple[Message, ...], user: str) -> tuple[Message, ...]:
    """The messages of an answer, headed by who shared it: `user` is a Slack user id."""
    first, *others = messages
    mention = {"type": "user", "user_id": user}
    line = rich(section(mention, words(wording.SHARED_THIS)))
    text = f"<@{user}>{wording.SHARED_THIS}\n{first.text}"
    return (Message(text, (line, *first.blocks)), *others)


def said(text: str) -> Message:
    """A sentence on its own: an apology, a refusal that says how to mend it, a word of thanks."""
    sections = [section(words(piece)) for piece in pieces(text)]
    return Message(escaped(text), (rich(*sections),))


def reminder(answer: DueDate, council: Council, *, today: bool) -> Message:
    """What is sent on the day itself (`today`) or the day before. ValueError if nothing is due."""
    deadline = answer.deadline
    if deadline.due is None:
        raise ValueError("nothing is due")
    sentence = wording.DUE_TODAY if today else wording.EVENT_ALARM
    line = sentence.format(title=deadline.rule.title, council=council.name)
    day = in_words(deadline.due)
    citation = council.citation(deadline.rule.clause)
    title = rich(section(words(line, bold=True), words(f"\n{day}")))
    return Message(escaped(f"{line}\n{day}\n{citation}"), (title, *small([citation])))


# ------------------------------------------------------------------------------- parts of an answer
@dataclass(frozen=True)
class _Part:
    """Blocks that belong together in one message, and the same in words.

    `brief` is said where a message's `text` has no room for all of `words`.
    """

    blocks: tuple[Block, ...]
    words: str
    brief: str = ""


def _said(answer: Answer, council: Council, asked: Asked) -> Iterator[_Part]:
    """What an answer says before its clauses."""
    match answer:
        case Quotation():
            if answer.next_step:
                yield _line(answer.next_step)
        case DueDate():
            yield from _dated(answer, asked)
        case Route():
            yield _headline(_titled(answer.ladder))
            yield from _ladder(answer.ladder, council)
            if answer.next_step:
                yield _above(_line(answer.next_step), _role_buttons(asked))
        case NoAnswer():
            yield from _silent(answer, council, asked)
        case _:
            assert_never(answer)


def _dated(answer: DueDate, asked: Asked) -> Iterator[_Part]:
    """The day and how it was counted, or why there is none; then what can be done with it."""
    deadline, rule = answer.deadline, answer.deadline.rule
    if deadline.due:
        yield _headline(wording.DUE.format(day=in_words(deadline.due)))
        yield _line(rule.title, bold=True)
        exact, offers = f"deadline {rule.id} {deadline.start}", [CALENDAR, REMIND]
    else:
        named = wording.RULE_LIMIT.format(title=rule.title, limit=rule.limit)
        yield _headline(named if rule.value else rule.title)
        yield _line(deadline.why or "", bold=not rule.value)
        exact, offers = f"deadline {rule.id}", [PICK_DATE] if rule.value else []
    if answer.next_step:
        yield _line(answer.next_step)
    if deadline.workings:
        yield _list(deadline.workings)
    buttons = _buttons((offer, asked.exactly(exact).value()) for offer in offers)
    yield _above(_small(notes.below_due(rule)), buttons)


def _silent(answer: NoAnswer, council: Council, asked: Asked) -> Iterator[_Part]:
    """That the protocol does not say, whom to ask, and what follows instead."""
    yield _headline(notes.SILENCE[answer.why])
    yield _line(answer.next_step)
    document = wording.DOCUMENT.format(council=council.name, title=council.protocol.title)
    unknown = answer.why is Silence.NO_ROUTE and asked.asker is None
    yield _above(_small([document]), _role_buttons(asked) if unknown else ())
    if answer.ladder:
        yield _line(wording.GENERAL_ROUTE)
        yield _line(_titled(answer.ladder), bold=True)
        yield from _ladder(answer.ladder, council)


def _above_clauses(answer: Answer) -> Iterator[_Part]:
    """A line between what we worked out and the protocol's own words."""
    if not isinstance(answer, Quotation):
        yield _Part(({"type": "divider"},), "")
    if isinstance(answer, NoAnswer) and not answer.ladder:
        yield _line(wording.NEAREST)


def _ladder(ladder: Ladder, council: Council) -> Iterator[_Part]:
    """The next step of whoever asks, then the others."""
    first, *others = [
        (step, (wording.STEP.format(action=step.action, clause=step.clause), *below))
        for step, below in notes.below_steps(ladder.steps, council)
    ]
    yield _steps(wording.NEXT_STEP, [first])
    if others:
        yield _steps(wording.FURTHER_STEPS, others)


def _titled(ladder: Ladder) -> str:
    matter = ladder.matter.title[:1].upper() + ladder.matter.title[1:]
    return wording.STEPS_FOR.format(matter=matter, side=ladder.asker.article)


def _steps(title: str, steps: Sequence[Lines]) -> _Part:
    items = numbered((_step(step, lines) for step, lines in steps), steps[0][0].order)
    spoken = (f"{step.order}. {step.to}{_condition(step)}: {' '.join(b)}" for step, b in steps)
    return _Part((rich(section(words(title, bold=True)), items),), "\n".join([title, *spoken]))


def _step(step: Step, lines: Sequence[str]) -> Block:
    action, *below = lines
    return section(
        words(step.to, bold=True),
        words(f"{_condition(step)}\n{action}"),
        *(words(f"\n{line}", italic=True) for line in below),
    )


def _condition(step: Step) -> str:
    return "" if step.when == AT_ONCE else wording.CONDITION.format(when=step.when)


def _quoted(quote: Quote, council: Council) -> Iterator[_Part]:
    """The clause: number and titles, its words, how it is cited; a part for each piece of it."""
    notes_below = [
        *([wording.DAMAGED] if quote.clause.damaged else []),
        quote.citation,
        *notes.below_clause(quote.clause, council),
    ]
    elements = quotation(quote.clause, quote.highlight)
    for number, element in enumerate(elements):
        name = wording.CLAUSE_CONTINUED if number else wording.CLAUSE
        label, path = name.format(label=quote.clause.label), quote.clause.heading_path
        title = section(words(label, bold=True), *([words(f"  {path}")] if path else []))
        below = notes_below if element is elements[-1] else []
        blocks = (rich(title, element), *small(below))
        spoken = [f"{label}, {path}:" if path else f"{label}:", written(element), *below]
        yield _Part(blocks, "\n".join(spoken), quote.citation)


# ------------------------------------------------------------------------------------- small parts
def _restated(question: str) -> _Part:
    """What was asked, on one line: a slash command's own words are not shown to anybody."""
    line = " ".join(question.split())
    return _Part(
        (rich(section(words(wording.YOU_ASKED), words(line, italic=True))),),
        f"{wording.YOU_ASKED}{line}",
    )


def _headline(text: str) -> _Part:
    if len(text) > MOST_HEADING:
        return _line(text, bold=True)
    return _Part((heading(text),), text)


def _line(text: str, *, bold: bool = False) -> _Part:
    return _Part((rich(section(words(text, bold=bold))),), text)


def _named(rest: Quotes) -> _Part:
    labels = ", ".join(quote.clause.label for quote in rest)
    return _small([wording.ALSO_SEE.format(labels=labels)])


def _above(part: _Part, controls: tuple[Block, ...]) -> _Part:
    """The part with controls under it, so that no message is made of controls alone."""
    return replace(part, blocks=(*part.blocks, *controls))


def _list(lines: Iterable[str]) -> _Part:
    kept = tuple(lines)
    return _Part((rich(bullets(section(words(line)) for line in kept)),), "\n".join(kept))


def _small(lines: Iterable[str]) -> _Part:
    kept = tuple(lines)
    return _Part(tuple(small(kept)), "\n".join(kept))


# ----------------------------------------------------------------------------------------- controls
def _role_buttons(asked: Asked) -> tuple[Block, ...]:
    return _buttons((action, asked.by(asker).value()) for action, asker in ROLES.items())


def _buttons(offers: Iterable[tuple[str, str]]) -> tuple[Block, ...]:
    """One row of buttons, or none. A question that is all quotation marks may not fit a value."""
    elements = [_button(action, value) for action, value in offers if len(value) <= MOST_VALUE]
    return ({"type": "actions", "elements": elements},) if elements else ()


def _button(action: str, value: str) -> Block:
    text, label = LABELLED[action]
    return {
        "type": "button",
        "action_id": action,
        "text": plain(text),
        "value": value,
        "accessibility_label": label,
    }


def _feedback(asked: Asked, shown: list[str]) -> Iterator[Block]:
    good, bad = (asked.value(shown=shown, verdict=verdict) for verdict in (UP, DOWN))
    if max(len(good), len(bad)) > MOST_VALUE:
        return
    buttons = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": _thumb(wording.HELPFUL_BUTTON, wording.HELPFUL_LABEL, good),
        "negative_button": _thumb(wording.NOT_HELPFUL_BUTTON, wording.NOT_HELPFUL_LABEL, bad),
    }
    yield {"type": "context_actions", "elements": [buttons]}


def _thumb(text: str, label: str, value: str) -> Block:
    return {"text": plain(text), "accessibility_label": label, "value": value}


# ------------------------------------------------------------------------------------ what must fit
def _packed(parts: Iterable[_Part]) -> Iterator[Message]:
    """The parts in as few messages as hold them, in order; no part is divided."""
    held: list[_Part] = []
    for part in parts:
        if held and not _fit([*held, part]):
            yield _message(held)
            held = []
        held.append(part)
    yield _message(held)


def _fit(parts: Iterable[_Part]) -> bool:
    blocks = _blocks(parts)
    size = len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))
    return len(blocks) <= MOST_BLOCKS and size <= MOST_CHARACTERS


def _message(parts: list[_Part]) -> Message:
    return Message(_text(parts), _blocks(parts))


def _blocks(parts: Iterable[_Part]) -> tuple[Block, ...]:
    return tuple(block for part in parts for block in part.blocks)


def _text(parts: Iterable[_Part]) -> str:
    """What the parts say: all of it while there is room, then how their clauses are cited."""
    text = ""
    for part in parts:
        choices = [f"{text}\n{escaped(one)}".strip() for one in (part.words, part.brief) if one]
        text = next((one for one in choices if len(one) <= MOST_TEXT or not text), text)
    return text
