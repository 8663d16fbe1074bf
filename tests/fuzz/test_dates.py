"""Any text is a day or is asked about: never a traceback, never a wrong day in silence."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.dates import MONTHS, NEAR, WEEKDAYS, find_date, in_words, read_date
from bot.errors import UnclearDate
from tests.fuzz.bounds import bounded
from tests.fuzz.odd import TEXTS
from tests.fuzz.profile import fuzzed

TODAYS = st.one_of(
    st.sampled_from((date.min, date(20, 1, 1), date(2024, 2, 29), date.max)),
    st.dates(),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
PIECES = (
    *(name.lower() for name in (*WEEKDAYS, *MONTHS)),
    *("mon", "tues", "thur", "jan", "sept", "may", "the", "of", "a", "an", "on", "from", "since"),
    *(
        "last",
        "next",
        "this",
        "coming",
        "past",
        "previous",
        "just gone",
        "ago",
        "today",
        "tomorrow",
    ),
    *("yesterday", "tonight", "week", "weeks", "fortnight", "day", "days", "months", "weekend"),
    *(
        "one",
        "two",
        "12",
        "3",
        "31",
        "29",
        "30th",
        "1st",
        "22nd",
        "2026",
        "1999",
        "26",
        "'26",
        "99",
    ),
    *("29/2/2027", "31/4", "11/20/2026", "20.11.2026", "2026-11-20", "0000-00-00", "9999-12-31"),
    *(
        "0001-01-01",
        "13/13/13",
        "24/7",
        "9.1.5",
        "-",
        "/",
        ",",
        ".",
        "about",
        "received",
        "by",
        "if",
    ),
    *("999 weeks ago", "day after tomorrow", "day before yesterday", "morning", "night", "will"),
)
SENTENCES = st.lists(st.one_of(st.sampled_from(PIECES), TEXTS), max_size=8).map(" ".join)
LONG = st.builds(
    lambda piece, times, end: f"{piece} " * times + end,
    st.sampled_from((*PIECES, "received on", "1 2 3", "a few", "20-25", "last this next")),
    st.integers(50, 400),
    st.sampled_from((*PIECES, "!")),
)
YEAR = re.compile(r"(?<![\w.])([0-9]{4})(?![\w.])")
NAMED = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}


@fuzzed(250)
@given(st.one_of(SENTENCES, LONG), TODAYS)
def test_any_words_on_any_day_are_a_day_or_are_asked_about(text: str, today: date) -> None:
    for door in (read_date, find_date):
        with bounded():
            try:
                door(text, today)
            except UnclearDate as asked:
                assert str(asked).isprintable()  # noqa: PT017 - either outcome is right


@fuzzed(300)
@given(SENTENCES, st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_the_day_that_is_read_is_the_one_that_is_written(text: str, today: date) -> None:
    try:
        day = read_date(text, today)
    except UnclearDate:
        return
    typed = text.lower()
    assert all(int(year) == day.year for year in YEAR.findall(typed))
    months = {NAMED[word] for word in re.findall(r"[a-z]{3}", typed) if word in NAMED}
    assert not months or day.month in months
    assert read_date(in_words(day), today) == day


@fuzzed(200)
@given(st.dates(), TODAYS, st.data())
def test_a_day_in_any_of_its_spellings_is_that_day(
    day: date, today: date, data: st.DataObject
) -> None:
    month, year = MONTHS[day.month - 1], f"{day.year:04}"
    ordinal = f"{day.day}{_ending(day.day)}"
    spellings = (
        f"{year}-{day.month:02}-{day.day:02}",
        f"{day.day:02}/{day.month:02}/{year}",
        f"{day.day}.{day.month}.{year}",
        f"{day.day} {month} {year}",
        f"the {ordinal} of {month} {year}",
        f"{month} {ordinal}, {year}",
        f"{WEEKDAYS[day.weekday()]} {day.day} {month[:3]} {year}",
        f"{WEEKDAYS[day.weekday()][:3]}, {year}/{day.month}/{day.day}",
    )
    typed = data.draw(st.sampled_from(spellings))
    spaced = data.draw(st.sampled_from((" ", "  ", "\u00a0", "\t", "\n ")))
    cased = data.draw(st.sampled_from((str.lower, str.upper, str.title)))
    assert read_date(f" {cased(typed).replace(' ', spaced)}. ", today) == day


@fuzzed(100)
@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(1, 6), TODAYS)
def test_a_weekday_that_is_not_the_days_own_is_asked_about(
    day: date, off: int, today: date
) -> None:
    wrong = WEEKDAYS[(day.weekday() + off) % 7]
    typed = f"{wrong} {day.day} {MONTHS[day.month - 1]} {day.year}"
    try:
        assert not read_date(typed, today)
    except UnclearDate as asked:
        assert WEEKDAYS[day.weekday()] in str(asked)  # noqa: PT017 - the refusal says which it is


@fuzzed(100)
@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(-200, 200))
def test_without_a_year_it_is_the_near_day_or_none(today: date, offset: int) -> None:
    day = today + timedelta(days=offset)
    typed = f"{day.day} {MONTHS[day.month - 1]}"
    try:
        assert abs(read_date(typed, today) - today) <= NEAR
    except UnclearDate:
        assert abs(offset) > NEAR.days


def _ending(number: int) -> str:
    """What makes a number an ordinal: 1st, 2nd, 3rd, 4th, 11th."""
    return "th" if number in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
