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

from bot import wording
from bot.answer import Answer, DueDate
from bot.asker import Asker
from bot.dates import in_words as day_in_words
from bot.offers import DOWN, FEEDBACK, LABELLED, UP, Asked, carry
from bot.outline import (
    Divider,
    Headline,
    Line,
    Offer,
    Part,
    Quoted,
    Restated,
    Rung,
    Said,
    Small,
    Spoken,
    Steps,
    Workings,
    in_words,
    outline,
    said_within,
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
def render(  # noqa: PLR0913 - what is shown (two), how, and what its buttons must know
    answer: Answer,
    council: Council,
    *,
    private: bool,
    asker: Asker | None = None,
    on: date | None = None,
    page: int = 0,
    own: bool = True,
) -> tuple[Message, ...]:
    """The answer as messages: one, unless it is longer than Slack takes.

    `private` answers can be shared. `asker`, `on`, the day it was worked out for, and whether the
    question is in the asker's `own` words go into the buttons. `page` 1 and above are the next
    SHOWN clauses each, without the rest of the answer.
    """
    asked = Asked(answer.council, answer.question, asker, on, own)
    whole = outline(answer, council, asked, private=private, page=page)
    *parts, last = [dressed for part in whole.parts for dressed in _dressed(part)]
    feedback = () if page else _feedback(asked, whole.shown)
    controlled = _above(last, (*_buttons(whole.closing), *feedback))
    # A question that is all quotation marks makes values that are too long to send at all.
    return tuple(_packed([*parts, controlled if _fit([controlled]) else last]))


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
    day = day_in_words(deadline.due)
    citation = council.citation(deadline.rule.clause)
    title = rich(section(words(line, bold=True), words(f"\n{day}")))
    return Message(escaped(f"{line}\n{day}\n{citation}"), (title, *small([citation])))


# ------------------------------------------------------------------------------- parts of an answer
@dataclass(frozen=True)
class _Part:
    """Blocks that belong together in one message, and the same in words."""

    blocks: tuple[Block, ...]
    spoken: Spoken


def _dressed(part: Part) -> Iterator[_Part]:
    """A part as Slack shows it, with its buttons: several parts for a clause of several pieces."""
    if isinstance(part.kind, Quoted):
        yield from _quoted(part.kind)
        return
    blocks = (*_said(part.kind), *_buttons(part.offers))
    yield _Part(blocks, Spoken(in_words(part.kind)))


def _said(said: Said) -> Iterator[Block]:
    match said:
        case Restated():
            asked = words(said.question, italic=True)
            yield rich(section(words(wording.YOU_ASKED), asked))
        case Headline():
            yield _headline(said.text)
        case Line():
            yield _line(said.text, bold=said.bold)
        case Small():
            yield from small(said.lines)
        case Workings():
            yield rich(bullets(section(words(line)) for line in said.lines))
        case Steps():
            rungs = numbered((_rung(rung) for rung in said.rungs), said.rungs[0].step.order)
            yield rich(section(words(said.title, bold=True)), rungs)
        case Divider():
            yield {"type": "divider"}
        case _:
            assert_never(said)


def _rung(rung: Rung) -> Block:
    return section(
        words(rung.step.to, bold=True),
        words(f"{rung.condition}\n{rung.action}"),
        *(words(f"\n{line}", italic=True) for line in rung.below),
    )


def _quoted(quoted: Quoted) -> Iterator[_Part]:
    """The clause: number and titles, its words, how it is cited; a part for each piece of it."""
    clause, citation = quoted.quote.clause, quoted.quote.citation
    elements = quotation(clause, quoted.quote.highlight)
    for number, element in enumerate(elements):
        path = [words(f"  {clause.heading_path}")] if clause.heading else []
        title = section(words(quoted.name(number), bold=True), *path)
        below = quoted.below if element is elements[-1] else ()
        spoken = Spoken(quoted.in_words(number, written(element), below), citation)
        yield _Part((rich(title, element), *small(below)), spoken)


def _headline(text: str) -> Block:
    return heading(text) if len(text) <= MOST_HEADING else _line(text, bold=True)


def _line(text: str, *, bold: bool = False) -> Block:
    return rich(section(words(text, bold=bold)))


def _above(part: _Part, controls: tuple[Block, ...]) -> _Part:
    """The part with controls under it, so that no message is made of controls alone."""
    return replace(part, blocks=(*part.blocks, *controls))


# ----------------------------------------------------------------------------------------- controls
def _buttons(offers: Iterable[Offer]) -> tuple[Block, ...]:
    """One row of buttons, or none. A question that is all quotation marks may not fit a value."""
    values = [(offer.action, carry(**offer.data)) for offer in offers]
    elements = [_button(action, value) for action, value in values if len(value) <= MOST_VALUE]
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


def _feedback(asked: Asked, shown: Sequence[str]) -> Iterator[Block]:
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
    spoken = [Spoken(escaped(one.spoken.words), escaped(one.spoken.brief)) for one in parts]
    return Message(said_within(spoken, MOST_TEXT), _blocks(parts))


def _blocks(parts: Iterable[_Part]) -> tuple[Block, ...]:
    return tuple(block for part in parts for block in part.blocks)
