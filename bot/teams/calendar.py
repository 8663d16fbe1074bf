"""A due date as a calendar file under an address of its own, for the link below an answer.

The file is worked out from the corpus and the address: nobody signs in, nothing is looked up, and
neither says who asked.
"""

from collections.abc import Callable
from datetime import date, datetime
from urllib.parse import quote

from aiohttp import web

from bot.answer import DueDate
from bot.desk import Desk
from bot.errors import BadRequest
from bot.event import calendar_event
from bot.request import DeadlineWanted

ROUTE = "/calendar/{council}/{rule}/{start}.ics"
HEADERS = {
    "Cache-Control": "public, max-age=3600",  # a corpus that changed is seen within the hour
    "X-Content-Type-Options": "nosniff",
}


def address(council: str, rule: str, start: date) -> str:
    """The path of the calendar file of a rule, by slug and id, whose clock started on a day."""
    named = ROUTE.replace("{council}", quote(council)).replace("{rule}", quote(rule))
    return named.replace("{start}", start.isoformat())


def routes(desk: Desk, now: Callable[[], datetime]) -> list[web.RouteDef]:
    """The route of the calendar files; 404 for what the protocols do not say."""

    async def fetched(request: web.Request) -> web.Response:
        found = due_date(desk, **request.match_info)
        if found is None:
            return web.Response(status=404)
        first, council = found.quotes[0], desk.library.rulebooks[found.council].council
        words = (council.name, first.citation, first.clause.text)
        name = f"{found.deadline.rule.id}.ics"
        return web.Response(
            body=calendar_event(found.deadline, *words, now()),
            content_type="text/calendar",
            charset="utf-8",
            headers={**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'},
        )

    return [web.get(ROUTE, fetched)]


def due_date(desk: Desk, council: str, rule: str, start: str) -> DueDate | None:
    """The due date that an address names, None where it names none."""
    book = desk.library.rulebooks.get(council)
    if book is None or book.rule(rule) is None:
        return None
    try:
        day = date.fromisoformat(start)
        answer = desk.answer(DeadlineWanted(rule, start), council, None, day)
    except (BadRequest, ValueError, OverflowError):
        return None
    return answer if isinstance(answer, DueDate) and answer.deadline.due else None
