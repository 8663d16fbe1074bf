"""Releases of the index at the terminal: what was made, and what is kept."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot import wording
from bot.terminal.listing import indexed

if TYPE_CHECKING:
    from bot.releasing import Released
    from retrieval.release import Listed


def released(done: "Released") -> str:
    """What a build did, and which release answers; with figures, where they were measured."""
    answers = wording.RELEASED if done.is_new else wording.RELEASED_BEFORE
    table = [done.measured.table()] if done.measured else []
    return "\n".join([*table, indexed(done.report), answers.format(name=done.name)])


def as_text(listed: "Iterable[Listed]", current: str | None) -> str:
    """A release a line, oldest first, with a mark at the one that answers."""
    lines = [_line(one, is_current=one.name == current) for one in listed]
    return "\n".join(lines) or wording.NO_INDEX_YET


def to_json(listed: "Iterable[Listed]", current: str | None) -> list[dict[str, Any]]:
    """The same as plain values."""
    return [
        {
            "release": one.name,
            "made": one.made.isoformat(),
            "councils": one.councils,
            "clauses": one.clauses,
            "answers": one.name == current,
        }
        for one in listed
    ]


def _line(one: "Listed", *, is_current: bool) -> str:
    line = wording.LISTED_RELEASE.format(
        name=one.name, made=one.made, councils=one.councils, clauses=one.clauses
    )
    return line + wording.ANSWERS_NOW * is_current
