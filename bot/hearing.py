"""A hearing: from an event that came in until its answer went out; then it is logged and counted.

Which hearing it is stands in a context variable. What answers is called by Bolt and by Teams'
pipeline, and calls the platforms through clients of theirs; none of them would hand a tally on.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import TypeVar
from uuid import uuid4

from bot.answer import Answer, kind_of
from bot.tally import Tally, Told

log = logging.getLogger(__name__)

Found = TypeVar("Found")
Clock = Callable[[], float]


@dataclass
class _Hearing:
    """What is noted of an event: its answers, each with the seconds that the desk took."""

    door: str
    tally: Tally
    desk: float = 0.0
    answers: list[tuple[Answer, float]] = field(default_factory=list)


_UNDER_WAY: ContextVar[_Hearing | None] = ContextVar("hearing", default=None)


@contextmanager
def hearing(door: str, tally: Tally, clock: Clock = perf_counter) -> Iterator[None]:
    """Work on an event. What it was answered with is logged and counted once it has gone out.

    Where the work ends with an error, no answer went out, and none is told.
    """
    heard, began = _Hearing(door, tally), clock()
    before = _UNDER_WAY.set(heard)
    try:
        yield
    finally:
        _UNDER_WAY.reset(before)
    for answer, desk in heard.answers:
        told = _told(door, answer, desk, clock() - began)
        log.info("answered", extra={"fields": fields(told)})
        tally.told(told)


def timed(work: Callable[[], Found], clock: Clock = perf_counter) -> Callable[[], Found]:
    """The desk's work, whose time counts for this hearing; it may be done on another thread."""
    heard = _UNDER_WAY.get()

    def working() -> Found:
        began = clock()
        found = work()
        if heard:
            heard.desk = clock() - began
        return found

    return working


def answered(answer: Answer) -> None:
    """The event was given this answer, which goes out next."""
    if heard := _UNDER_WAY.get():
        heard.answers.append((answer, heard.desk))


def retried() -> None:
    """The platform is called again for this event."""
    if heard := _UNDER_WAY.get():
        heard.tally.retried(heard.door)


def rejected() -> None:
    """The platform did not take what it was sent for this event."""
    if heard := _UNDER_WAY.get():
        heard.tally.rejected(heard.door)


def fields(told: Told) -> dict[str, object]:
    """What a log line says of an answer, by name; no question and nobody's name is in it."""
    return {
        "reference": told.reference,
        "door": told.door,
        "council": told.council,
        "kind": told.kind,
        "clauses": list(told.clauses),
        "score": None if told.score is None else round(told.score, 3),
        "milliseconds": round(told.seconds * 1000),
    }


def _told(door: str, answer: Answer, desk: float, seconds: float) -> Told:
    return Told(
        reference=uuid4().hex[:8],
        door=door,
        council=answer.council,
        kind=kind_of(answer),
        clauses=tuple(quote.clause.label for quote in answer.quotes),
        score=answer.quotes[0].confidence if answer.quotes else None,
        desk=desk,
        seconds=seconds,
    )
