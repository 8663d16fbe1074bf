"""Many questions, a JSON object a line: all read before the first is answered, so none is lost."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from bot import wording
from bot.answer import to_json
from bot.asker import Asker
from bot.desk import Desk
from bot.errors import BadRequest
from bot.request import Ask, HelpWanted, read


def answer_lines(lines: Iterable[str], desk: Desk, today: date) -> Iterator[dict[str, Any]]:
    """Each object with `answer` added, in order.

    An object needs `council` and `question`; `as` (or `asker`) says who asks; what else it holds is
    kept. Raises BadRequest with the line's number before anything has been answered.
    """
    rows = [_read(number, line, desk) for number, line in enumerate(lines, start=1) if line.strip()]
    for number, row in rows:
        yield row | {"answer": _answer(number, row, desk, today)}


def _read(number: int, line: str, desk: Desk) -> tuple[int, dict[str, Any]]:
    with _at(number):
        row = _object(line)
        for key in ("council", "question"):
            if not isinstance(row.get(key), str):
                raise BadRequest(wording.NO_KEY.format(key=key))
        desk.rulebook(row["council"])
        read(row["question"], desk.known)
        _asker(row)
    return number, row


def _object(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadRequest(wording.NO_OBJECT.format(reason=error.msg)) from None
    if not isinstance(row, dict):
        raise BadRequest(wording.NO_OBJECT.format(reason=f"it is a {type(row).__name__}"))
    return row


def _answer(number: int, row: dict[str, Any], desk: Desk, today: date) -> dict[str, Any]:
    with _at(number):
        wanted = read(row["question"], desk.known)
        if isinstance(wanted, HelpWanted):
            wanted = Ask(row["question"])
        return to_json(desk.answer(wanted, row["council"], _asker(row), today))


def _asker(row: dict[str, Any]) -> Asker | None:
    typed = row.get("as", row.get("asker"))
    if typed is None:
        return None
    if typed not in set(Asker):
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
