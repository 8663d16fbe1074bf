"""What the desk says: one of four frozen values, each with the clauses it rests on.

    Answer = Quotation | DueDate | Route | NoAnswer

An answer knows nothing of Slack, Teams or the terminal; every door dresses the same value. Each
carries the version of the protocol that it was given from.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, assert_never

from bot.deadlines import Due
from bot.deadlines import to_json as due_to_json
from bot.escalation import Ladder
from bot.reference import QuoteReference
from retrieval.clause import Clause
from retrieval.version import Version


@dataclass(frozen=True)
class Quote:
    """One clause, whole, with how it is cited and which of its words govern.

    `highlight` holds [start, end) character spans in `clause.text`; `confidence` is 0 to 1.
    """

    clause: Clause
    citation: str
    confidence: float
    highlight: tuple[tuple[int, int], ...] = ()


class Silence(StrEnum):
    """Why there is no answer: a closed list, so that every door can name a next step."""

    NOT_COVERED = "not_covered"
    NO_RULE = "no_rule"
    NO_ROUTE = "no_route"


@dataclass(frozen=True)
class Quotation:
    """The clauses that govern the question, best first."""

    council: str
    question: str
    quotes: tuple[Quote, ...]
    next_step: str | None = None
    version: Version = field(kw_only=True)


@dataclass(frozen=True)
class DueDate:
    """A due date with its workings, or the fact that the protocol sets none."""

    council: str
    question: str
    quotes: tuple[Quote, ...]
    deadline: Due
    next_step: str | None = None
    version: Version = field(kw_only=True)


@dataclass(frozen=True)
class Route:
    """The steps for a matter, in order, each with its clause."""

    council: str
    question: str
    quotes: tuple[Quote, ...]
    ladder: Ladder
    next_step: str | None = None
    version: Version = field(kw_only=True)


@dataclass(frozen=True)
class NoAnswer:
    """The protocol does not say: why, whom to ask, and the nearest clauses, which may not answer.

    `ladder` is the protocol's general route when it sets out none for the matter that was asked.
    """

    council: str
    question: str
    quotes: tuple[Quote, ...]
    why: Silence
    next_step: str
    ladder: Ladder | None = None
    version: Version = field(kw_only=True)


Answer = Quotation | DueDate | Route | NoAnswer
Quotes = tuple[Quote, ...]

SHOWN = 3  # clauses quoted whole on one page; the rest are named, and follow page by page


def paged(answer: Answer, page: int) -> tuple[Quotes, Quotes]:
    """The clauses quoted whole on a page, and those still to come.

    Page 0 has the first SHOWN and those that a date or a step rests on, which are never only named.
    """
    grounds = _grounds(answer)
    first = [
        quote
        for rank, quote in enumerate(answer.quotes)
        if rank < SHOWN or quote.clause.label in grounds
    ]
    others = [quote for quote in answer.quotes if quote not in first]
    if page == 0:
        return tuple(first), tuple(others)
    start, end = (page - 1) * SHOWN, page * SHOWN
    return tuple(others[start:end]), tuple(others[end:])


def _grounds(answer: Answer) -> set[str]:
    match answer:
        case Quotation():
            return set()
        case DueDate():
            rule = answer.deadline.rule
            return {rule.clause, rule.missed.clause} if rule.missed else {rule.clause}
        case Route() | NoAnswer():
            return {step.clause for step in answer.ladder.steps} if answer.ladder else set()
        case _:
            assert_never(answer)


def reference(answer: Answer, quotes: Quotes) -> QuoteReference:
    """What names some of an answer's quotes, in their order, and the version they stand in."""
    labels = tuple(quote.clause.label for quote in quotes)
    return QuoteReference(answer.council, answer.version.short, labels)


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as the object that other programs read (DESIGN: "An answer as JSON")."""
    return {
        "council": answer.council,
        "question": answer.question,
        "kind": kind_of(answer),
        "why": answer.why.value if isinstance(answer, NoAnswer) else None,
        "quotes": [quote_to_json(quote) for quote in answer.quotes],
        "deadline": due_to_json(answer.deadline) if isinstance(answer, DueDate) else None,
        "route": _ladder_of(answer),
        "next_step": answer.next_step,
        "protocol": {
            **version_to_json(answer.version),
            "reference": str(reference(answer, answer.quotes)),
        },
    }


def version_to_json(version: Version) -> dict[str, Any]:
    """A version as JSON: `version` and `date` "" where the document has none, the whole digest."""
    document = version.document
    return {
        "version": document.version,
        "date": document.date,
        "amended": document.amended and document.amended.isoformat(),
        "digest": version.digest,
    }


def quote_to_json(quote: Quote) -> dict[str, Any]:
    """A quote as JSON: the whole clause, verbatim, and `printed` null where nothing is printed."""
    return {
        "clause": quote.clause.label,
        "printed": quote.clause.printed or None,
        "heading": list(quote.clause.heading),
        "text": quote.clause.text,
        "highlight": [list(span) for span in quote.highlight],
        "citation": quote.citation,
        "confidence": round(quote.confidence, 4),
    }


def ladder_to_json(ladder: Ladder) -> dict[str, Any]:
    """A route as JSON: matter, asker and steps."""
    columns = {"order", "to", "action", "when", "clause", "evidence"}
    return {
        "matter": ladder.matter.id,
        "asker": ladder.asker.value,
        "steps": [step.model_dump(include=columns) for step in ladder.steps],
    }


def kind_of(answer: Answer) -> str:
    """What kind of answer it is, as programs call it."""
    match answer:
        case Quotation():
            return "quotation"
        case DueDate():
            return "due_date"
        case Route():
            return "route"
        case NoAnswer():
            return "no_answer"
        case _:
            assert_never(answer)


def _ladder_of(answer: Answer) -> dict[str, Any] | None:
    if isinstance(answer, Route | NoAnswer) and answer.ladder:
        return ladder_to_json(answer.ladder)
    return None
