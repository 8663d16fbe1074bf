"""Many questions, a JSON object a line: all are answered, or none is and the bad line is named."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot import wording
from bot.answer import to_json
from bot.asker import Asker
from bot.desk import Desk, Wanted
from bot.errors import BadRequest
from bot.request import Ask, HelpWanted, read


@dataclass(frozen=True)
class _Line:
    """A line that has been read: its number, all it holds, and what it asks for."""

    number: int
    row: dict[str, Any]
    wanted: Wanted
    asker: Asker | None


def answer_lines(lines: Iterable[str], desk: Desk, today: date) -> list[dict[str, Any]]:
    """Each object with `answer` added, in order.

    An object needs `council` and `question`; `as` (or `asker`) says who asks; what else it holds is
    kept. Raises BadRequest with the number of a line at fault, before any answer is given out.
    """
    read_lines = [
        _read(number, line, desk) for number, line in enumerate(lines, start=1) if line.strip()
    ]
    # Commands first: a wrong label or date among them is told before the first question is asked.
    questions_last = sorted(read_lines, key=lambda line: isinstance(line.wanted, Ask))
    answers = {line.number: _answer(line, desk, today) for line in questions_last}
    return [line.row | {"answer": answers[line.number]} for line in read_lines]


def _read(number: int, line: str, desk: Desk) -> _Line:
    with _at(number):
        row = _object(line)
        for key in ("council", "question"):
            if not isinstance(row.get(key), str):
                raise BadRequest(wording.NO_KEY.format(key=key))
        desk.rulebook(row["council"])
        wanted = read(row["question"], desk.known)
        if isinstance(wanted, HelpWanted):
            wanted = Ask(row["question"])
        return _Line(number, row, wanted, _asker(row))


def _answer(line: _Line, desk: Desk, today: date) -> dict[str, Any]:
    with _at(line.number):
        return to_json(desk.answer(line.wanted, line.row["council"], line.asker, today))


def _object(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadRequest(wording.NO_OBJECT.format(reason=error.msg)) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, a list within lists
        raise BadRequest(wording.NO_OBJECT.format(reason=wording.TOO_MUCH)) from None
    if not isinstance(row, dict):
        reason = wording.OTHER_JSON.format(kind=type(row).__name__)
        raise BadRequest(wording.NO_OBJECT.format(reason=reason))
    return row


def _asker(row: dict[str, Any]) -> Asker | None:
    typed = row.get("as", row.get("asker"))
    if typed is None:
        return None
    if typed not in list(Asker):  # a set would want it hashable, and JSON holds lists too
        raise BadRequest(
            wording.NO_SUCH_ASKER.format(typed=json.dumps(typed), askers=", ".join(Asker))
        )
    return Asker(typed)


@contextmanager
def _at(number: int) -> Iterator[None]:
    """Say on which line a request went wrong."""
    try:
        yield
    except BadRequest as error:
        raise BadRequest(wording.LINE_AT_FAULT.format(number=number, problem=error)) from None
