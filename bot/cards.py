"""Answer -> messages for Teams (Adaptive Cards): pure, plain dictionaries, nothing of any SDK.

Each message has its card and a `text` that says the same in words. Clauses, questions and what else
somebody else wrote are literal (`bot.card_elements`). A button's data hold what is needed
to answer again, so that it works for as long as its message stands, on any replica.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, assert_never

from bot import wording
from bot.answer import Answer, Quotation, Quote
from bot.asker import Asker
from bot.card_elements import (
    Action,
    Element,
    bullets,
    buttons,
    card,
    execute,
    folded,
    heading,
    open_url,
    paragraph,
    paragraphs,
    rich,
    run,
    separated,
    set_in,
    small,
)
from bot.offers import CALENDAR, LABELLED, REMIND, Asked
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
from bot.verbatim import Run, inert, lines, quoted, shortened
from retrieval.council import Council
from retrieval.version import Version

Activity = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
WORKINGS = "workings"  # the id of the part that is collapsed

# Teams takes about 80 KB a message, counted in UTF-16; what we count leaves room for addresses and
# for the line that says who shared it.
MOST_BYTES = 75_000
LONGEST = 5_000  # characters of a clause in one piece: a longer one is split between messages
MOST_TEXT = 4_000  # of `text` and `speak`
MOST_SUMMARY = 150
MOST_CITATIONS = 20  # Teams refuses more, and cuts or refuses names and abstracts that are longer
MOST_NAME = 80
MOST_ABSTRACT = 160
SHORT_HEADLINE = 36  # characters: longer ones, as large as a day, would fill a telephone


@dataclass(frozen=True)
class CardMessage:
    """One message. `text` says what its card says, as plain text.

    `citations` are schema.org Claims, numbered from 1. `feedback` is what an opinion on the answer
    is about (`Asked.known`, with `shown`, the labels quoted): Teams sends back the message's id and
    no more, so the door keeps it; None where no opinion is asked for.
    """

    text: str
    card: Element
    citations: tuple[dict[str, Any], ...] = ()
    feedback: Mapping[str, Any] | None = None


# --------------------------------------------------------------------------------- the four answers
def render(  # noqa: PLR0913 - those of `bot.blocks.render`, and a link
    answer: Answer,
    council: Council,
    *,
    private: bool,
    asker: Asker | None = None,
    on: date | None = None,
    page: int = 0,
    calendar_url: str | None = None,
) -> tuple[CardMessage, ...]:
    """The answer as messages: one, unless it is longer than Teams takes.

    As `bot.blocks.render`, and `calendar_url` is where a due date's .ics file is; without it there
    is no button for one.
    """
    asked = Asked(answer.council, answer.question, asker, on)
    whole = outline(answer, council, asked, private=private, page=page)
    parts = list(_dressed(whole.parts, calendar_url))
    *messages, last = _packed(parts, tuple(_button(offer) for offer in whole.closing))
    feedback = None if page else asked.known(shown=list(whole.shown))
    return (*messages, replace(last, feedback=feedback))


def quotation(quote: Quote, council: Council, version: Version) -> CardMessage:
    """A clause on its own, to be put into a message that somebody writes: nothing to press.

    One message, for Teams takes one there; every clause of a protocol fits.
    """
    answer = Quotation(council.slug, "", (quote,), version=version)
    whole = outline(answer, council, Asked(council.slug, "", None, None), private=False)
    unasked = (part for part in whole.parts if not isinstance(part.kind, Restated))
    return _message(list(_dressed(unasked, None)))


def shared(messages: tuple[CardMessage, ...], name: str) -> tuple[CardMessage, ...]:
    """The messages of an answer, headed by the name of who shared it."""
    first, *others = messages
    line = rich(run(name, bold=True), run(wording.SHARED_THIS))
    words = f"{inert(name)}{wording.SHARED_THIS}"
    speak = f"{words}\n{first.text}"
    headed = card([line, *first.card["body"]], first.card.get("actions", ()), speak=speak)
    return (replace(first, text=speak, card=headed), *others)


def said(text: str) -> CardMessage:
    """A sentence on its own: an apology, a refusal that says how to mend it, a word of thanks."""
    return CardMessage(inert(text), card(paragraphs(text), speak=text))


def activity(message: CardMessage) -> Activity:
    """The message as an activity of the Bot Framework protocol, without addresses.

    Teams shows `text` above the card, and a citation where its number stands in it: so it names the
    clauses that the card quotes, in our words alone. `summary` is for notifications: what was asked
    is not in it.
    """
    made: Activity = {
        "type": "message",
        "attachments": [{"contentType": CARD, "content": message.card}],
        "summary": _summary(message.text),
    }
    if message.citations:
        entity = {"type": "https://schema.org/Message", "@type": "Message"}
        context = {"@context": "https://schema.org", "citation": list(message.citations)}
        made |= {"text": _cited(message.citations), "entities": [entity | context]}
    if message.feedback is not None:
        made["channelData"] = {"feedbackLoop": {"type": "custom"}}
    return made


def size(made: Activity) -> int:
    """What an activity takes, in bytes, in the larger of the two ways to count it."""
    text = json.dumps(made, ensure_ascii=False)
    return max(len(json.dumps(made)), len(text.encode("utf-16-le")))


# ------------------------------------------------------------------------------- parts of an answer
@dataclass(frozen=True)
class _Part:
    """Elements that belong together in one message, the same in words, and the clause quoted."""

    elements: tuple[Element, ...]
    spoken: Spoken
    quote: Quote | None = None


def _dressed(parts: Iterable[Part], calendar_url: str | None) -> Iterator[_Part]:
    """The parts as Teams shows them: several for a clause of several pieces.

    A line stands above the first clause if we said something before, and below every clause.
    """
    divided = False
    for part in parts:
        if isinstance(part.kind, Divider):
            divided = True  # a line above what follows
            continue
        for dressed in _part(part.kind, _offered(part.offers, calendar_url)):
            first, *others = dressed.elements
            above = separated(first, spacing="ExtraLarge") if divided else first
            yield replace(dressed, elements=(above, *others))
            divided = dressed.quote is not None


def _part(kind: Said | Quoted, actions: Sequence[Action]) -> Iterator[_Part]:
    if isinstance(kind, Quoted):
        yield from _quoted(kind)
    else:
        elements = (*_said(kind), *([buttons(actions)] if actions else []))
        yield _Part(elements, Spoken(in_words(kind)))


def _offered(offers: Iterable[Offer], calendar_url: str | None) -> list[Action]:
    """The buttons of offers. Teams has no reminders, and a calendar file is a link."""
    title, label = LABELLED[CALENDAR]
    link = [open_url(title, calendar_url, label=label)] if calendar_url else []
    return [
        action
        for offer in offers
        if offer.action != REMIND
        for action in (link if offer.action == CALENDAR else [_button(offer)])
    ]


def _said(said: Said) -> Iterator[Element]:
    match said:
        case Restated():
            quiet = {"small": True, "subtle": True}
            yield rich(run(wording.YOU_ASKED, **quiet), run(said.question, italic=True, **quiet))
        case Headline():
            short = len(said.text) <= SHORT_HEADLINE
            yield heading(said.text, size="ExtraLarge" if short else "Large")
        case Line():
            yield paragraph(said.text, bold=said.bold)
        case Small():
            yield from small(said.lines)
        case Workings():
            yield from _workings(said)
        case Steps():
            yield from _steps(said)
        case Divider():
            return
        case _:
            assert_never(said)


def _workings(said: Workings) -> Iterator[Element]:
    """How a day was counted, behind a button; that it is provisional, and what if it is late, not.

    That a day may change stands last in its count.
    """
    count, shown = (said.count[:-1], said.count[-1:]) if said.provisional else (said.count, ())
    if count:
        items = bullets([run(line)] for line in count)
        yield from folded(WORKINGS, wording.WORKINGS_BUTTON, wording.WORKINGS_LABEL, items)
    yield from (paragraph(line, bold=True) for line in shown)
    yield from (paragraph(line) for line in said.late)


def _steps(said: Steps) -> Iterator[Element]:
    yield heading(said.title) | {"spacing": "Large"}
    for number, rung in enumerate(said.rungs):
        yield from _rung(rung, spacing="Medium" if number else "Small")


def _rung(rung: Rung, *, spacing: str) -> Iterator[Element]:
    order, to = run(f"{rung.step.order}. "), run(rung.step.to, bold=True)
    condition = [run(rung.condition)] if rung.condition else []
    yield rich(order, to, *condition, spacing=spacing)
    yield rich(run(rung.action), spacing="None")
    yield from (line | {"spacing": "None"} for line in small(rung.below))


def _quoted(clause: Quoted) -> Iterator[_Part]:
    """The clause: number and titles, its words, how it is cited; a part for each piece of it."""
    quote = clause.quote
    pieces = list(quoted(quote.clause.text, quote.highlight, LONGEST))
    for number, piece in enumerate(pieces):
        below = clause.below if number == len(pieces) - 1 else ()
        path = [quote.clause.heading_path] if quote.clause.heading else []
        elements = (
            heading(clause.name(number), size="Large"),
            *(line | {"spacing": "None"} for line in small(path)),
            set_in(list(_lines(piece))),
            *small(below),
        )
        text = "".join(words for words, _ in piece)
        yield _Part(elements, Spoken(clause.in_words(number, text, below), quote.citation), quote)


def _lines(piece: Iterable[Run]) -> Iterator[Element]:
    """The words of a quotation: a paragraph for each line, for not every client breaks lines."""
    apart = True
    for line in lines(piece):
        if line:
            yield rich(
                *(run(text, bold=bold) for text, bold in line),
                spacing="Default" if apart else "Small",
            )
        apart = not line


def _button(offer: Offer) -> Action:
    title, label = LABELLED[offer.action]
    return execute(offer.action, title, offer.data, label=label)


# --------------------------------------------------------------------------------------- citations
def _claims(quotes: Iterable[Quote]) -> Iterator[dict[str, Any]]:
    """The clauses of a message as citations, each once; their words are in the card."""
    cited = list({quote.clause.label: quote for quote in quotes}.values())
    for number, quote in enumerate(cited[:MOST_CITATIONS], 1):
        name = wording.CLAUSE.format(label=quote.clause.label)
        yield {
            "@type": "Claim",
            "position": number,
            "appearance": {
                "@type": "DigitalDocument",
                "name": shortened(name, MOST_NAME),
                "abstract": shortened(quote.citation, MOST_ABSTRACT),
            },
        }


def _cited(citations: Iterable[dict[str, Any]]) -> str:
    """The names of the citations with their numbers, each where Teams shows it."""
    named = ", ".join(
        wording.CITED_CLAUSE.format(name=one["appearance"]["name"], number=one["position"])
        for one in citations
    )
    return wording.CITED.format(clauses=named)


def _summary(text: str) -> str:
    """The first line of a message that is not the question."""
    told = [line for line in text.split("\n") if not line.startswith(wording.YOU_ASKED)]
    return shortened(next((line for line in told if line.strip()), text), MOST_SUMMARY)


# ------------------------------------------------------------------------------------ what must fit
def _packed(parts: Iterable[_Part], closing: Sequence[Action]) -> Iterator[CardMessage]:
    """The parts in as few messages as hold them, in order; no part is divided.

    The buttons that close the answer stand below the last, and each leaves room for them.
    """
    held: list[_Part] = []
    for part in parts:
        if held and size(activity(_message([*held, part], closing))) > MOST_BYTES:
            yield _message(held)
            held = []
        held.append(part)
    yield _message(held, closing)


def _message(parts: Sequence[_Part], closing: Sequence[Action] = ()) -> CardMessage:
    text = inert(said_within([part.spoken for part in parts], MOST_TEXT))
    body = [element for part in parts for element in part.elements]
    quotes = [part.quote for part in parts if part.quote]
    return CardMessage(text, card(body, closing, speak=text), tuple(_claims(quotes)))
