"""Dates as people type them, seen from Wednesday 25 November 2026 unless a test says otherwise."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import MONTHS, NEAR, find_date, in_words, read_date
from bot.errors import UnclearDate

TODAY = date(2026, 11, 25)
FRIDAY = date(2026, 11, 20)
TUESDAY = date(2026, 11, 24)


def test_the_day_from_which_these_tests_look_is_a_wednesday() -> None:
    assert in_words(TODAY) == "Wednesday 25 November 2026"


# -------------------------------------------------------------------------------- a date by itself
@pytest.mark.parametrize(
    "typed",
    [
        *("2026-11-20", "2026/11/20", " 2026-11-20. "),
        *("20/11/2026", "20.11.2026", "20-11-2026", "20/11/26", "20.11.26", "20/11"),
        *("20 Nov", "20 nov", "20nov", "20 November", "20th November 2026", "20th of November"),
        *("the 20th of November 2026", "20 Nov 26", "20-Nov-2026", "20 Nov. 2026", "20 NOV '26"),
        *("20 Nov \u201926", "2026\u201311\u201320"),
        *("Nov 20", "November 20th", "November 20, 2026", "Nov the 20th"),
        *("Fri 20 Nov", "Friday 20 November 2026", "Friday, 20th November", "fri 20/11/2026"),
        *("Friday 2026-11-20", "Friday the 20th", "Fri 20th"),
        *("last friday", "Last Fri", "friday just gone", "this past friday", "previous Friday"),
        *("last friday afternoon", "on friday", "from Friday", "since friday", "on fri"),
        *(
            "received on friday",
            "it came in on Friday",
            "it was sent on 20 Nov",
            "we got it friday",
        ),
        *("5 days ago", "five days ago", "5 days ago today"),
    ],
)
def test_the_same_friday_in_many_forms(typed: str) -> None:
    assert read_date(typed, TODAY) == FRIDAY


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("today", 0),
        ("this morning", 0),
        ("this afternoon", 0),
        ("earlier today", 0),
        ("received this morning", 0),
        ("yesterday", -1),
        ("yesterday afternoon", -1),
        ("last night", -1),
        ("received yesterday", -1),
        ("the day before yesterday", -2),
        ("tomorrow", 1),
        ("the day after tomorrow", 2),
        ("a day ago", -1),
        ("3 days ago", -3),
        ("a week ago", -7),
        ("A Week Ago", -7),
        ("one week ago", -7),
        ("Two weeks ago", -14),
        ("a fortnight ago", -14),
        ("12 weeks ago", -84),
        ("last wednesday", -7),
        ("this coming friday", 2),
        ("next tuesday", 6),  # Tuesday is past this week: all agree
    ],
)
def test_words_count_from_today(typed: str, days: int) -> None:
    assert read_date(typed, TODAY) == TODAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("typed", "today", "expected"),
    [
        ("20 Dec", TODAY, date(2026, 12, 20)),
        ("3 Jan", date(2026, 12, 20), date(2027, 1, 3)),
        ("20 Dec", date(2027, 1, 3), date(2026, 12, 20)),
        ("29 Feb", date(2028, 1, 10), date(2028, 2, 29)),
        ("24 Feb", TODAY, date(2027, 2, 24)),  # 91 days ahead
        ("26 Aug", TODAY, date(2026, 8, 26)),  # 91 days ago
        ("20/11/46", TODAY, date(2046, 11, 20)),
        ("20/11/06", TODAY, date(2006, 11, 20)),
        ("1/2/2027", TODAY, date(2027, 2, 1)),  # day first
        ("05/11/2026", TODAY, date(2026, 11, 5)),  # day first
        ("29/2/28", TODAY, date(2028, 2, 29)),
        ("May 1 2026", TODAY, date(2026, 5, 1)),
        ("sept 5", TODAY, date(2026, 9, 5)),
        ("received on 25 Nov", TODAY, TODAY),
        ("Friday the 27th", TODAY, date(2026, 11, 27)),
        ("received on Wednesday the 25th", TODAY, TODAY),
        ("next saturday", date(2026, 11, 28), date(2026, 12, 5)),
        ("next sunday", date(2026, 11, 29), date(2026, 12, 6)),
        ("last friday", date(2026, 11, 27), date(2026, 11, 20)),  # said on a Friday
        ("last friday", date(2026, 11, 21), date(2026, 11, 20)),  # said on the Saturday
    ],
)
def test_the_reading_depends_on_the_day_it_is_read(typed: str, today: date, expected: date) -> None:
    assert read_date(typed, today) == expected


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("friday", "2026-11-20 2026-11-27"),
        ("Friday morning", "2026-11-20 2026-11-27"),
        ("fri", "2026-11-20 2026-11-27"),
        ("this friday", "2026-11-20 2026-11-27"),
        ("next friday", "2026-11-27 2026-12-04"),
        ("wednesday", "2026-11-18 2026-11-25 2026-12-02"),  # today is one
        ("on wednesday", "2026-11-18 2026-11-25"),
        ("20 May", "2026-05-20 2027-05-20"),
        ("may 20", "2026-05-20 2027-05-20"),
        ("20/5", "2026-05-20 2027-05-20"),
        ("29 Feb", "2024-02-29 2028-02-29"),
        ("received on 20 Dec", "2025-12-20 2026-12-20"),  # has happened, but the near one has not
        ("25 Feb", "2026-02-25 2027-02-25"),  # 92 days ahead
        ("20/11/47", "1947-11-20 2047-11-20"),  # 21 years ahead
        ("20/11/05", "2005-11-20 2105-11-20"),
        ("20/11/99", "1999-11-20 2099-11-20"),
        ("11/20/2026", "2026-11-20"),
        ("1/13/2026", "2026-01-13"),
        ("12/13/2026", "2026-12-13"),
        ("11/20", "2026-11-20"),
        ("2026-20-11", "2026-11-20"),
        ("the 20th", "2026-11-20 2026-12-20"),
        ("the 25th", "2026-11-25 2026-12-25"),
        ("received on Friday the 27th", "2026-03-27 2026-11-27"),
        ("Tuesday the 20th", "2026-10-20 2027-04-20"),
        ("the weekend", "2026-11-21 2026-11-22"),
        ("Thu 20 Nov", "2026-11-19 2026-11-20"),
        ("Monday 20 November 2026", "2026-11-20 2026-11-23"),
    ],
)
def test_a_date_that_can_be_read_two_ways_is_asked_about(typed: str, readings: str) -> None:
    with pytest.raises(UnclearDate) as refusal:
        read_date(typed, TODAY)
    offered = readings.split()
    assert re.findall(r"(\S+) \(", str(refusal.value)) == offered
    assert bool(re.search(r" or \d", str(refusal.value))) is (len(offered) > 1)
    assert [read_date(reading, TODAY).isoformat() for reading in offered] == offered


def test_a_weekday_and_a_number_that_fit_two_near_days_are_asked_about() -> None:
    with pytest.raises(UnclearDate, match=r"2026-07-15 \("):  # 15 April was one too, 91 days ago
        read_date("Wednesday the 15th", date(2026, 7, 15))


def test_a_weekday_that_does_not_fit_is_told_which_it_is() -> None:
    with pytest.raises(UnclearDate, match=r"^20 November 2026 is a Friday, not a Thursday"):
        read_date("Thursday 20 November", TODAY)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("30 Feb", "There is no 30 February."),
        ("31 November 2026", "There is no 31 November 2026."),
        ("29/02/2027", "There is no 29 February 2027."),
        ("2026-02-30", "There is no 30 February 2026."),
        ("02/30/2026", "There is no 30 February 2026."),
        ("0 Nov", "There is no 0 November."),
        ("13/13/2026", "“13/13/2026” has no month 13."),
        ("20/0/2026", "“20/0/2026” has no month 0."),
        ("0/20/2026", "“0/20/2026” has no month 20."),
        ("", "There is no date here."),
        ("  \t\n", "There is no date here."),
        ("...", "There is no date here."),
        ("\x00", "There is no date here."),
        ("blah", "“blah” is not a date that can be read."),
        ("November", "“November” is not a date that can be read."),
        ("the 32nd", "“the 32nd” is not a date that can be read."),
        ("10 working days", "“10 working days” is not a date that can be read."),
        ("9.1.5", "“9.1.5” is not a date that can be read."),
        ("20 Nov 2026 or so", "“20 Nov 2026 or so” is not a date that can be read."),
        ("Good Friday", "“Good Friday” is not a date that can be read."),
        ("2026-11-20T09:00", "“2026-11-20T09:00” is not a date that can be read."),
        ("last week", "“last week” does not name one day."),
        ("a few days ago", "“a few days ago” does not name one day."),
        ("about a week ago", "“about a week ago” does not name one day."),
        ("a month ago", "“a month ago” does not name one day."),
        ("10 working days ago", "“10 working days ago” does not name one day."),
        ("friday week", "“friday week” does not name one day."),
        ("a week last friday", "“a week last friday” does not name one day."),
        ("two weeks today", "“two weeks today” does not name one day."),
        ("the friday before last", "“the friday before last” does not name one day."),
        ("20-25 Nov", "“20-25 Nov” does not name one day."),
    ],
)
def test_what_is_no_date_is_told_so_with_something_to_type(typed: str, said: str) -> None:
    with pytest.raises(UnclearDate) as refusal:
        read_date(typed, TODAY)
    assert str(refusal.value).startswith(said)
    assert "2026-11-25" in str(refusal.value)


def test_a_long_text_is_not_shown_again_whole() -> None:
    with pytest.raises(UnclearDate) as refusal:
        read_date("a" * 1000, TODAY)
    assert f"“{'a' * 59}…”" in str(refusal.value)
    assert "25 November 2026" in str(refusal.value)
    with pytest.raises(UnclearDate, match=f"“{'a' * 60}”"):
        read_date("a" * 60, TODAY)


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 28)])
def test_the_weekend_is_the_one_whose_sunday_was_last(today: date) -> None:
    with pytest.raises(UnclearDate, match=r" 2026-11-21 \(.* or 2026-11-22 \("):
        read_date("the weekend", today)


def test_a_leap_day_is_looked_for_over_a_century_without_one() -> None:
    with pytest.raises(UnclearDate, match=r"2096-02-29 .* or 2104-02-29"):
        read_date("29 Feb", date(2096, 12, 1))
    with pytest.raises(UnclearDate, match=r"2096-02-29 .* or 2104-02-29"):
        read_date("29 Feb", date(2104, 1, 1) - timedelta(days=100))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 25), None),  # Wednesday: in two days, or in the week after this
        (date(2026, 11, 26), None),
        (date(2026, 11, 27), date(2026, 12, 4)),  # Friday: all agree
        (date(2026, 11, 28), date(2026, 12, 4)),  # Saturday
        (date(2026, 11, 29), None),  # Sunday: has this week begun?
    ],
)
def test_next_friday_is_read_only_on_days_when_all_agree(
    today: date, expected: date | None
) -> None:
    if expected:
        assert read_date("next friday", today) == expected
    else:
        with pytest.raises(UnclearDate):
            read_date("next friday", today)


# ---------------------------------------------------------------------------- a date in a question
@pytest.mark.parametrize(
    ("question", "expected", "words"),
    [
        (
            "how long have we got to answer Cllr X's email from Tuesday?",
            *(TUESDAY, "from Tuesday"),
        ),
        ("When must I answer what came in through the portal this morning?", TODAY, "this morning"),
        ("It was received yesterday. When is it due?", TUESDAY, "yesterday"),
        ("what is the deadline for yesterday's enquiry", TUESDAY, "yesterday"),
        ("the letter arrived on 20 Nov", FRIDAY, "20 Nov"),
        ("email dated Fri 20 Nov 2026, when do I reply?", FRIDAY, "Fri 20 Nov 2026"),
        ("our letter of 20.11.2026.", FRIDAY, "20.11.2026"),
        ("our letter of 20 november", FRIDAY, "20 november"),
        ("our letter of 12 may 2026", date(2026, 5, 12), "12 may 2026"),
        ("our letter of 20/11/26", FRIDAY, "20/11/26"),
        ("our letter of Fri 20/11", FRIDAY, "Fri 20/11"),
        ("our letter of Tuesday the 24th", TUESDAY, "Tuesday the 24th"),
        ("enquiry logged on 20/11", FRIDAY, "20/11"),
        ("they asked   last\nFriday and I forgot", FRIDAY, "last Friday"),
        ("I wrote two weeks ago and have heard nothing", date(2026, 11, 11), "two weeks ago"),
        ("A resident complained on Tuesday", TUESDAY, "on Tuesday"),
        ("On Tuesday a member emailed me. How long have I?", TUESDAY, "On Tuesday"),
        ("Cllr X emailed me Friday afternoon", FRIDAY, "Friday afternoon"),
        ("nothing since Friday", FRIDAY, "since Friday"),
        ("nothing since Friday, whom do I write to?", FRIDAY, "since Friday"),
        ("sent on tue", TUESDAY, "on tue"),
        ("It came by post on Tuesday 24th", TUESDAY, "Tuesday 24th"),
        ("The email that can wait came in on Friday", FRIDAY, "on Friday"),
        ("received on 20 Nov, so must we answer by 4 December?", FRIDAY, "20 Nov"),
        ("it came on Friday 20 Nov, yes, 20/11/2026", FRIDAY, "Friday 20 Nov"),
        ("what is 10 working days from 20 November?", FRIDAY, "20 November"),
        ("20 Nov 10 working days", FRIDAY, "20 Nov"),
        ("sent 20 Nov 14:30", FRIDAY, "20 Nov"),
        ("appointed 7 May 2026", date(2026, 5, 7), "7 May 2026"),
        ("on the 3rd of November I asked", date(2026, 11, 3), "the 3rd of November"),
    ],
)
def test_the_date_in_a_question_is_found_with_its_words(
    question: str, expected: date, words: str
) -> None:
    assert find_date(question, TODAY) == (expected, words)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "How long do officers have to answer a councillor?",
        "Is it 10 working days or 2 weeks?",
        "Does section 12 may apply to members?",
        "What does 9.1.5 say, and 7.12.26?",
        "Does clause 20 Nov apply",
        "Who briefs members before the May elections?",
        "When are the May 2027 elections?",
        "may 12 members attend?",
        "May 12 members attend?",
        "all requests from 12 may be refused",
        "do they march 5 miles",
        "Do I have to answer by Friday?",
        "Must it be with us before 20 November?",
        "What if a letter arrives on a Saturday?",
        "we meet every Tuesday",
        "Do surgeries on Saturdays count?",
        "the last Friday of the month",
        "the first Monday of each month",
        "are officers in on Good Friday or Easter Monday",
        "he sat on the panel under the sun",
        "is the line open 24/7",
        "the accounts for 2026/27",
        "this is the 5th request on the 3rd floor",
        "may I call at the weekend",
        "a rule of the 20th century",
        "is this letter the 20th?",
    ],
)
def test_what_is_no_date_is_not_taken_for_one(question: str) -> None:
    assert find_date(question, TODAY) is None


@pytest.mark.parametrize(
    "question",
    [
        "Can I attend the group meeting on Friday?",
        "Will they answer on Tuesday?",
        "I sent them a letter. Will they answer on Tuesday?",
        "how long have we got to answer on Monday",
        "If it is received on Friday, when is it due?",
        "if we got it on Friday, when is it due?",
        "What about Monday's committee?",
        "10 working days from Tuesday",
        "I am away from Tuesday",
        "the office is shut from Tuesday onwards",
        "it should be sent on Friday",
        "it came in on Wednesday",  # today is a Wednesday
        "it came in last week",
        "it arrived a few days ago",
        "it happened over the weekend",
        "received on the 20th, how long have we?",
        "received on 20 Nov and chased on 24 Nov",
        "between 10 and 12 November we received it",
        "received 11/20/2026",
        "email dated Tue 20 Nov",
        "received 5 may",
        "received 5 may, do we have to reply?",
        "our letter of 12 May",
        "our letter of tue 12 may",
        "our letter of 12th may",
    ],
)
def test_a_date_that_is_mentioned_but_not_certain_is_asked_about(question: str) -> None:
    with pytest.raises(UnclearDate):
        find_date(question, TODAY)


def test_two_days_in_a_question_are_both_offered() -> None:
    with pytest.raises(UnclearDate, match=r"2026-11-20 \(.*\) or 2026-11-24 \(Tuesday 24 November"):
        find_date("received on 20 Nov, chased on 24 Nov", TODAY)


@pytest.mark.parametrize("typed", ["yesterday", "3 weeks ago", "the 20th", "last friday", "friday"])
def test_a_day_outside_the_calendar_is_asked_about(typed: str) -> None:
    with pytest.raises(UnclearDate, match="0001-01-01"):
        read_date(typed, date.min)
    with pytest.raises(UnclearDate):
        find_date(f"it was received on {typed}", date.min)


# ------------------------------------------------------------------------------------------- laws
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(DAYS, DAYS)
def test_a_date_with_its_year_is_read_the_same_on_any_day(day: date, today: date) -> None:
    for typed in (day.isoformat(), in_words(day), f"{day.day}/{day.month}/{day.year}"):
        assert read_date(typed, today) == day
        assert find_date(f"received {typed}, when is it due?", today) == (day, typed)


@given(DAYS, st.integers(-NEAR.days, NEAR.days))
def test_a_near_date_needs_no_year(today: date, offset: int) -> None:
    day = today + timedelta(days=offset)
    assert read_date(f"{day.day} {MONTHS[day.month - 1]}", today) == day


@given(DAYS, st.integers(NEAR.days + 1, 180))
def test_a_far_date_needs_its_year(today: date, offset: int) -> None:
    day = today + timedelta(days=offset)
    with pytest.raises(UnclearDate):
        read_date(f"{day.day} {MONTHS[day.month - 1]}", today)


WORDS = st.sampled_from(
    [
        *("a", "the", "on", "from", "last", "next", "this", "by", "may", "march", "of", "-", "0"),
        *("12", "20th", "30", "2026", "99", "friday", "tue", "week", "weeks", "ago", "days", "nov"),
        *("20/11", "11/20", "9.1.5", "2026-11-20", "received", "will", "came in", "today"),
        *("weekend", "two", "before", "feb", "'26", "if"),
    ]
)


@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=8).map(" ".join)))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    for door in (read_date, find_date):
        try:
            door(text, TODAY)
        except UnclearDate as refusal:
            assert str(refusal).isprintable()  # noqa: PT017  either outcome is right
