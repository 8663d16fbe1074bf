"""Calendar files under their own addresses: what the corpus says, to anybody, about nobody."""

from datetime import date

import icalendar
import pytest
from aiohttp import ClientSession
from yarl import URL

from bot.rulebook import Library
from bot.teams.calendar import address, due_date
from tests.teams.conftest import Opened


async def test_a_file_holds_the_due_date_and_may_be_kept_for_an_hour(door: Opened) -> None:
    url = URL(door.url).with_path(address("southend", "enquiry-reply", date(2026, 11, 20)))
    async with ClientSession() as anybody, anybody.get(url) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert response.headers["Cache-Control"] == "public, max-age=3600"
        assert 'filename="enquiry-reply.ics"' in response.headers["Content-Disposition"]
        (event,) = icalendar.Calendar.from_ical(await response.read()).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 12, 4)


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/atlantis/enquiry-reply/2026-11-20.ics",
        "/calendar/southend/no-such-rule/2026-11-20.ics",
        "/calendar/southend/enquiry-reply/2026-13-20.ics",
        "/calendar/southend/enquiry-reply/20261120.ics",
        "/calendar/southend/enquiry-reply/yesterday.ics",
        "/calendar/southend/enquiry-reply/9999-12-31.ics",
        "/calendar/southend/enquiry-reply/0001-01-01.ics",
        "/calendar/southend/enquiry-reply/2026-11-20",
        "/calendar/brixton/enquiry-reply/2026-11-20.ics",  # it sets no limit
        "/calendar/southend/enquiry-reply/..%2f2026-11-20.ics",
    ],
)
async def test_what_the_protocols_do_not_say_is_not_there(door: Opened, path: str) -> None:
    url = URL(door.url).with_path("/").join(URL(path, encoded=True))
    async with ClientSession() as anybody, anybody.get(url) as response:
        assert (response.status, "text/calendar" in str(response.headers)) == (404, False)


def test_every_rule_with_a_limit_has_an_address(door: Opened, library: Library) -> None:
    for slug, book in library.rulebooks.items():
        for rule in book.rules:
            *_, council, name, last = address(slug, rule.id, date(2026, 11, 20)).split("/")
            found = due_date(door.front.desk, council, name, last.removesuffix(".ics"))
            assert (found is not None) == (rule.value is not None)
