"""Working days: the published bank holidays, each council's closures, and where knowledge ends."""

from datetime import date, timedelta

import pytest

from bot.errors import BadRequest
from bot.workdays import PUBLISHED, Calendar
from retrieval.council import Nation

ENGLAND = Calendar(Nation.ENGLAND)
SCOTLAND = Calendar(Nation.SCOTLAND)
NORTHERN_IRELAND = Calendar(Nation.NORTHERN_IRELAND)

# The bank holidays that fall on Monday to Friday, typed from https://www.gov.uk/bank-holidays:
# a source of its own, so that a slip of the library shows here.
PUBLISHED_WEEKDAYS = {
    (Nation.ENGLAND, 2012): "2/1 6/4 9/4 7/5 4/6 5/6 27/8 25/12 26/12",
    (Nation.ENGLAND, 2020): "1/1 10/4 13/4 8/5 25/5 31/8 25/12 28/12",
    (Nation.ENGLAND, 2022): "3/1 15/4 18/4 2/5 2/6 3/6 29/8 19/9 26/12 27/12",
    (Nation.ENGLAND, 2023): "2/1 7/4 10/4 1/5 8/5 29/5 28/8 25/12 26/12",
    (Nation.ENGLAND, 2024): "1/1 29/3 1/4 6/5 27/5 26/8 25/12 26/12",
    (Nation.ENGLAND, 2025): "1/1 18/4 21/4 5/5 26/5 25/8 25/12 26/12",
    (Nation.ENGLAND, 2026): "1/1 3/4 6/4 4/5 25/5 31/8 25/12 28/12",
    (Nation.ENGLAND, 2027): "1/1 26/3 29/3 3/5 31/5 30/8 27/12 28/12",
    (Nation.ENGLAND, 2028): "3/1 14/4 17/4 1/5 29/5 28/8 25/12 26/12",
    (Nation.WALES, 2026): "1/1 3/4 6/4 4/5 25/5 31/8 25/12 28/12",
    (Nation.SCOTLAND, 2022): "3/1 4/1 15/4 2/5 2/6 3/6 1/8 19/9 30/11 26/12 27/12",
    (Nation.SCOTLAND, 2026): "1/1 2/1 3/4 4/5 25/5 15/6 3/8 30/11 25/12 28/12",
    (Nation.SCOTLAND, 2027): "1/1 4/1 26/3 3/5 31/5 2/8 30/11 27/12 28/12",
    (Nation.NORTHERN_IRELAND, 2026): "1/1 17/3 3/4 6/4 4/5 25/5 13/7 31/8 25/12 28/12",
    (Nation.NORTHERN_IRELAND, 2027): "1/1 17/3 26/3 29/3 3/5 31/5 12/7 30/8 27/12 28/12",
}


@pytest.mark.parametrize(("nation", "year"), PUBLISHED_WEEKDAYS)
def test_the_days_off_are_exactly_the_published_bank_holidays(nation: Nation, year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=offset) for offset in range(365 + (year % 4 == 0))]
    off = [day for day in days if day.weekday() < 5 and not Calendar(nation).is_working(day)]
    assert " ".join(f"{day.day}/{day.month}" for day in off) == PUBLISHED_WEEKDAYS[nation, year]


@pytest.mark.parametrize(
    ("calendar", "day", "reason"),
    [
        (ENGLAND, date(2026, 11, 20), None),
        (ENGLAND, date(2026, 11, 21), "Saturday"),
        (ENGLAND, date(2026, 11, 22), "Sunday"),
        (ENGLAND, date(2026, 12, 25), "bank holiday: Christmas Day"),
        (ENGLAND, date(2026, 12, 26), "Saturday"),  # Boxing Day too, but it is a Saturday first
        (ENGLAND, date(2026, 12, 28), "bank holiday: Boxing Day (substitute)"),
        (ENGLAND, date(2027, 12, 27), "bank holiday: Christmas Day (substitute)"),
        (ENGLAND, date(2022, 9, 19), "bank holiday: State Funeral of Queen Elizabeth II"),
        (ENGLAND, date(2023, 5, 8), "bank holiday: Coronation of Charles III"),
        (ENGLAND, date(2026, 1, 2), None),
        (SCOTLAND, date(2026, 1, 2), "bank holiday: New Year Holiday"),
        (ENGLAND, date(2026, 11, 30), None),
        (SCOTLAND, date(2026, 11, 30), "bank holiday: Saint Andrew's Day"),
        (ENGLAND, date(2026, 4, 6), "bank holiday: Easter Monday"),
        (SCOTLAND, date(2026, 4, 6), None),
        (NORTHERN_IRELAND, date(2026, 3, 17), "bank holiday: Saint Patrick's Day"),
    ],
)
def test_a_day_is_skipped_for_a_reason_that_is_said(
    calendar: Calendar, day: date, reason: str | None
) -> None:
    assert calendar.skipped(day) == reason
    assert calendar.is_working(day) is (reason is None)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 12, 29), "closed: Offices closed between Christmas and New Year"),
        (date(2026, 12, 28), "bank holiday: Boxing Day (substitute)"),
        (date(2026, 12, 27), "Sunday"),
        (date(2026, 12, 30), None),
    ],
)
def test_a_closure_day_is_skipped_unless_it_was_a_day_off_anyhow(
    day: date, reason: str | None
) -> None:
    closures = {
        date(2026, 12, day): "Offices closed between Christmas and New Year" for day in (27, 28, 29)
    }
    assert Calendar(Nation.ENGLAND, closures).skipped(day) == reason


def test_closures_cannot_be_changed_from_outside() -> None:
    closures = {date(2026, 12, 29): "Closed"}
    calendar = Calendar(Nation.ENGLAND, closures)
    closures.clear()
    assert not calendar.is_working(date(2026, 12, 29))


@pytest.mark.parametrize(
    ("year", "provisional"),
    [(2011, True), (2012, False), (2026, False), (2028, False), (2029, True), (2040, True)],
)
def test_years_outside_the_published_list_are_provisional(year: int, *, provisional: bool) -> None:
    assert ENGLAND.provisional(date(year, 1, 1)) is provisional
    assert ENGLAND.provisional(date(year, 12, 31)) is provisional
    assert (year not in PUBLISHED) is provisional


@pytest.mark.parametrize("year", [1, 1977, 2101, 9999])
def test_a_year_whose_bank_holidays_cannot_be_known_is_refused(year: int) -> None:
    with pytest.raises(BadRequest, match=f"bank holidays of {year} are not known.* 1978 .* 2100"):
        ENGLAND.skipped(date(year, 6, 1))


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("day", [date(1978, 12, 25), date(2100, 12, 27)])
def test_the_first_and_the_last_year_that_are_computed_have_bank_holidays(
    nation: Nation, day: date
) -> None:
    reason = Calendar(nation).skipped(day)
    assert reason is not None
    assert reason.startswith("bank holiday: Christmas Day")


def test_a_nation_is_read_from_the_word_in_the_council_table() -> None:
    assert Nation("northern-ireland") is Nation.NORTHERN_IRELAND
