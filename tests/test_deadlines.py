"""Due dates: examples that an officer can count along a wall calendar and sign, then the laws."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.dates import in_words
from bot.deadlines import DeadlineRule, Missed, Unit, due, load_rules, to_json
from bot.errors import BadRequest
from bot.workdays import Calendar
from retrieval.council import Nation
from retrieval.errors import CorpusError

ENGLAND = Calendar(Nation.ENGLAND)
SCOTLAND = Calendar(Nation.SCOTLAND)
NORTHERN_IRELAND = Calendar(Nation.NORTHERN_IRELAND)
CLOSED_AT_CHRISTMAS = Calendar(
    Nation.ENGLAND, {date(2026, 12, day): "Offices closed for Christmas" for day in (29, 30, 31)}
)
LATE = Missed(clause="4.3", evidence="must explain", says="Explain the delay in writing.")


def rule_of(value: int | None, unit: Unit, missed: Missed | None = None) -> DeadlineRule:
    """A rule of that length."""
    return DeadlineRule(
        id="example",
        title="An example",
        unit=unit,
        value=value,
        owes="the officer",
        starts="the enquiry is received",
        clause="4.2",
        evidence="in good time",
        asked=("answer",),
        missed=missed,
    )


def working_days(value: int) -> DeadlineRule:
    """A rule of so many working days."""
    return rule_of(value, Unit.WORKING_DAYS)


# Each count is written out day by day; a stroke stands for days that are not counted.
WORKING_DAY_EXAMPLES = [
    # an ordinary fortnight: 23 24 25 26 27 / 30 1 2 3 4 December
    (ENGLAND, date(2026, 11, 20), 10, date(2026, 12, 4)),
    # one day from a Friday is Monday
    (ENGLAND, date(2026, 11, 20), 1, date(2026, 11, 23)),
    # Christmas 2026: 16 17 18 / 21 22 23 24 / (25 and 28 bank holidays) 29 30 31
    (ENGLAND, date(2026, 12, 15), 10, date(2026, 12, 31)),
    # received on Christmas Eve: 29 30 31 / (1 January) 4 5
    (ENGLAND, date(2026, 12, 24), 5, date(2027, 1, 5)),
    # a Saturday, a Sunday and bank holidays as the start all count from Tuesday 29:
    # 29 30 31 / (1 January) 4 5 6 7 8 / 11 12
    (ENGLAND, date(2026, 12, 25), 10, date(2027, 1, 12)),
    (ENGLAND, date(2026, 12, 26), 10, date(2027, 1, 12)),
    (ENGLAND, date(2026, 12, 27), 10, date(2027, 1, 12)),
    (ENGLAND, date(2026, 12, 28), 10, date(2027, 1, 12)),
    # an ordinary Saturday: 23 24 25 26 27
    (ENGLAND, date(2026, 11, 21), 5, date(2026, 11, 27)),
    # the council closed on 29 30 31: 16 17 18 / 21 22 23 24 / 4 5 6 January
    (CLOSED_AT_CHRISTMAS, date(2026, 12, 15), 10, date(2027, 1, 6)),
    # Christmas 2027, both days at the weekend: 24 / (27 28) 29 30 31 / (3 January) 4
    (ENGLAND, date(2027, 12, 23), 5, date(2028, 1, 4)),
    # Easter 2027 in England: 25 / (26 and 29 March) 30 31 1 2 April
    (ENGLAND, date(2027, 3, 24), 5, date(2027, 4, 2)),
    # ... in Scotland, where Easter Monday is counted: 25 / (26) 29 30 31 1 April
    (SCOTLAND, date(2027, 3, 24), 5, date(2027, 4, 1)),
    # ... in Northern Ireland: 16 (17 St Patrick) 18 19 / 22 23 24 25 / (26, 29) 30 31 1 April
    (NORTHERN_IRELAND, date(2027, 3, 15), 10, date(2027, 4, 1)),
    (ENGLAND, date(2027, 3, 15), 10, date(2027, 3, 31)),
    # the Platinum Jubilee, 2 and 3 June 2022: 31 1 / 6 7 8
    (ENGLAND, date(2022, 5, 30), 5, date(2022, 6, 8)),
    # the State Funeral, 19 September 2022: 14 15 16 / 20 21 22 23 / 26 27 28
    (ENGLAND, date(2022, 9, 13), 10, date(2022, 9, 28)),
    # the Coronation, 8 May 2023, and May Day: 28 / (1) 2 3 4 5 / (8) 9 10 11 12 / 15
    (ENGLAND, date(2023, 4, 27), 10, date(2023, 5, 15)),
    # a leap day is counted like any other: 28 29 1 2 3 March
    (ENGLAND, date(2028, 2, 25), 5, date(2028, 3, 3)),
    # a leap day as the start: 1 2 3 / 6 7 8 9 10 / 13 14
    (ENGLAND, date(2028, 2, 29), 10, date(2028, 3, 14)),
    # St Andrew's Day, Monday 30 November 2026: 26 27 / (30) 1 2 3; in England 26 27 / 30 1 2
    (SCOTLAND, date(2026, 11, 25), 5, date(2026, 12, 3)),
    (ENGLAND, date(2026, 11, 25), 5, date(2026, 12, 2)),
    # 2 January, Friday: 31 (1, 2) / 5 6 7 8; in England 31 (1) 2 / 5 6 7
    (SCOTLAND, date(2025, 12, 30), 5, date(2026, 1, 8)),
    (ENGLAND, date(2025, 12, 30), 5, date(2026, 1, 7)),
    # an event on the last day before the published years, counted within them: (2) 3 4 5 6 / 9
    (ENGLAND, date(2011, 12, 31), 5, date(2012, 1, 9)),
]


@pytest.mark.parametrize(("calendar", "start", "value", "last"), WORKING_DAY_EXAMPLES)
def test_working_days_are_counted_from_the_first_one_after_the_event(
    calendar: Calendar, start: date, value: int, last: date
) -> None:
    result = due(working_days(value), start, calendar)
    assert (result.due, result.why, result.provisional) == (last, None, False)


@pytest.mark.parametrize(
    ("value", "unit", "start", "last", "said"),
    [
        (3, Unit.CALENDAR_MONTHS, date(2026, 5, 7), date(2026, 8, 7), ""),
        (3, Unit.CALENDAR_MONTHS, date(2026, 10, 31), date(2027, 1, 31), "This is a Sunday;"),
        (3, Unit.CALENDAR_MONTHS, date(2026, 11, 30), date(2027, 2, 28), "This is a Sunday;"),
        (3, Unit.CALENDAR_MONTHS, date(2026, 11, 30), date(2027, 2, 28), "2027 has no day 30"),
        (3, Unit.CALENDAR_MONTHS, date(2027, 11, 30), date(2028, 2, 29), "2028 has no day 30"),
        (1, Unit.CALENDAR_MONTHS, date(2026, 8, 31), date(2026, 9, 30), "1 calendar month later"),
        (1, Unit.CALENDAR_YEARS, date(2028, 2, 29), date(2029, 2, 28), "2029 has no day 29"),
        (4, Unit.CALENDAR_YEARS, date(2028, 2, 29), date(2032, 2, 29), "This is a Sunday;"),
        (28, Unit.CALENDAR_DAYS, date(2028, 2, 1), date(2028, 2, 29), "Every day is counted"),
        (
            *(14, Unit.CALENDAR_DAYS, date(2026, 12, 11), date(2026, 12, 25)),
            "This is a bank holiday, Christmas Day; the protocol does not move it.",
        ),
        (
            *(14, Unit.CALENDAR_DAYS, date(2026, 12, 15), date(2026, 12, 29)),
            "This is a day on which the council is closed, Offices closed for Christmas; the",
        ),
    ],
)
def test_calendar_time_runs_to_the_same_day_and_is_moved_by_nothing(
    value: int, unit: Unit, start: date, last: date, said: str
) -> None:
    result = due(rule_of(value, unit), start, CLOSED_AT_CHRISTMAS)
    assert (result.due, result.skipped, result.provisional) == (last, (), False)
    assert said in "\n".join(result.workings)


def test_the_workings_tell_each_day_that_was_not_counted_and_what_follows() -> None:
    rule = rule_of(10, Unit.WORKING_DAYS, LATE)
    result = due(rule, date(2026, 12, 15), CLOSED_AT_CHRISTMAS)
    assert result.workings == (
        "The clock starts on Tuesday 15 December 2026: the enquiry is received.",
        "The day of the event is not counted.",
        "Day 1 is Wednesday 16 December 2026.",
        "Not counted: Saturday 19 and Sunday 20 December 2026, weekend.",
        "Not counted: Friday 25 December 2026, bank holiday: Christmas Day.",
        "Not counted: Saturday 26 and Sunday 27 December 2026, weekend.",
        "Not counted: Monday 28 December 2026, bank holiday: Boxing Day (substitute).",
        "Not counted: Tuesday 29 December 2026, closed: Offices closed for Christmas.",
        "Not counted: Wednesday 30 December 2026, closed: Offices closed for Christmas.",
        "Not counted: Thursday 31 December 2026, closed: Offices closed for Christmas.",
        "Not counted: Friday 1 January 2027, bank holiday: New Year's Day.",
        "Not counted: Saturday 2 and Sunday 3 January 2027, weekend.",
        "Day 10, the last day, is Wednesday 6 January 2027.",
        "If it is late (clause 4.3): Explain the delay in writing.",
    )


def test_a_start_on_a_day_off_is_said_and_the_days_before_day_one_come_first() -> None:
    result = due(working_days(2), date(2026, 12, 26), ENGLAND)
    assert result.workings == (
        "The clock starts on Saturday 26 December 2026: the enquiry is received.",
        "The day of the event is not counted; it is also a Saturday.",
        "Not counted: Sunday 27 December 2026, weekend.",
        "Not counted: Monday 28 December 2026, bank holiday: Boxing Day (substitute).",
        "Day 1 is Tuesday 29 December 2026.",
        "Day 2, the last day, is Wednesday 30 December 2026.",
    )


def test_a_single_day_is_the_first_and_the_last() -> None:
    result = due(working_days(1), date(2026, 12, 28), ENGLAND)
    assert result.workings[1:] == (
        "The day of the event is not counted; it is also a bank holiday, Boxing Day (substitute).",
        "Day 1, the last day, is Tuesday 29 December 2026.",
    )


def test_calendar_months_name_their_last_day_and_nothing_that_is_not_so() -> None:
    result = due(rule_of(3, Unit.CALENDAR_MONTHS), date(2026, 5, 7), ENGLAND)
    assert result.workings == (
        "The clock starts on Thursday 7 May 2026: the enquiry is received.",
        "The day of the event is not counted.",
        "3 calendar months later is Friday 7 August 2026.",
    )


def test_calendar_days_say_that_every_day_is_counted_and_no_more() -> None:
    result = due(rule_of(14, Unit.CALENDAR_DAYS), date(2026, 5, 7), ENGLAND)
    assert result.workings == (
        "The clock starts on Thursday 7 May 2026: the enquiry is received.",
        "The day of the event is not counted.",
        wording.EVERY_DAY,
        "14 calendar days later is Thursday 21 May 2026.",
    )


def test_half_a_year_of_weekends_is_told_one_by_one_and_more_in_a_sentence() -> None:
    one_by_one = due(working_days(131), date(2026, 1, 10), ENGLAND).workings
    assert len([line for line in one_by_one if " and Sunday " in line]) == 26
    assert due(working_days(132), date(2026, 1, 10), ENGLAND).workings == (
        "The clock starts on Saturday 10 January 2026: the enquiry is received.",
        "The day of the event is not counted; it is also a Saturday.",
        "Not counted: Sunday 11 January 2026, weekend.",
        "Day 1 is Monday 12 January 2026.",
        (
            "Not counted: 27 weekends, from Saturday 17 and Sunday 18 January 2026 to"
            " Saturday 18 and Sunday 19 July 2026."
        ),
        "Not counted: Friday 3 April 2026, bank holiday: Good Friday.",
        "Not counted: Monday 6 April 2026, bank holiday: Easter Monday.",
        "Not counted: Monday 4 May 2026, bank holiday: May Day.",
        "Not counted: Monday 25 May 2026, bank holiday: Spring Bank Holiday.",
        "Day 132, the last day, is Monday 20 July 2026.",
    )


@pytest.mark.parametrize(
    ("value", "unit", "limit"),
    [
        (10, Unit.WORKING_DAYS, "10 working days"),
        (1, Unit.CALENDAR_YEARS, "1 calendar year"),
        (None, Unit.NONE, "no limit set"),
    ],
)
def test_a_limit_is_said_in_words(value: int | None, unit: Unit, limit: str) -> None:
    assert rule_of(value, unit).limit == limit


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (date(2026, 10, 29), "Saturday 31 October and Sunday 1 November 2026, weekend"),
        (date(2022, 12, 29), "Saturday 31 December 2022 and Sunday 1 January 2023, weekend"),
    ],
)
def test_a_weekend_across_two_months_names_both(start: date, words: str) -> None:
    assert words in "\n".join(due(working_days(2), start, ENGLAND).workings)


@pytest.mark.parametrize(
    ("start", "last", "words"),
    [
        # 21 22 / 27 28 29 / (1 January 2029) 2 3 4 5 / 8
        (date(2028, 12, 20), date(2029, 1, 8), "holidays of 2029 are computed"),
        # 21 22 23 / 28 29 30 / (2 January 2012) 3 4 5 6
        (date(2011, 12, 20), date(2012, 1, 6), "holidays of 2011 are computed"),
        # 23 24 (25 26) 27 / 30 31 (1 January 2031) 2 3 / 6 7 8
        (date(2030, 12, 20), date(2031, 1, 8), "holidays of 2030 and 2031 are computed"),
    ],
)
def test_a_count_through_an_unpublished_year_is_provisional(
    start: date, last: date, words: str
) -> None:
    result = due(working_days(10), start, ENGLAND)
    assert (result.due, result.provisional) == (last, True)
    assert words in "\n".join(result.workings)
    assert "published list (2012 to 2028)" in "\n".join(result.workings)


def test_a_rule_without_a_limit_has_no_date_and_says_so() -> None:
    result = due(rule_of(None, Unit.NONE, LATE), date(2026, 11, 20), ENGLAND)
    assert (result.due, result.why) == (None, wording.NO_LIMIT)
    assert result.workings == ("If it is late (clause 4.3): Explain the delay in writing.",)


def test_without_a_start_the_reason_asks_for_the_date() -> None:
    result = due(working_days(10), None, ENGLAND)
    assert (result.start, result.due) == (None, None)
    assert result.why is not None
    assert result.why.startswith(
        "Give the date on which the clock starts (the enquiry is received)"
    )


@pytest.mark.parametrize("unit", [Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.CALENDAR_YEARS])
@pytest.mark.parametrize("start", [date(1066, 10, 14), date(2100, 12, 31), date.max])
def test_a_count_beyond_the_known_years_is_refused(unit: Unit, start: date) -> None:
    with pytest.raises(BadRequest, match="are not known"):
        due(rule_of(10, unit), start, ENGLAND)


def test_the_json_object_has_the_agreed_keys() -> None:
    result = due(working_days(10), date(2026, 12, 15), ENGLAND)
    assert to_json(result) == {
        "rule": "example",
        "title": "An example",
        "start": "2026-12-15",
        "due": "2026-12-31",
        "why": None,
        "length": 10,
        "unit": "working days",
        "workings": list(result.workings),
        "clause": "4.2",
        "evidence": "in good time",
    }


def test_the_json_object_of_no_date_says_why() -> None:
    content = to_json(due(rule_of(None, Unit.NONE), None, ENGLAND))
    assert (content["start"], content["due"], content["length"]) == (None, None, None)
    assert (content["unit"], content["why"], content["workings"]) == ("none", wording.NO_LIMIT, [])


# -------------------------------------------------------------------------------- laws of the count
CALENDARS = st.builds(
    Calendar,
    st.sampled_from(Nation),
    st.dictionaries(
        st.dates(date(2025, 1, 1), date(2030, 12, 31)), st.just("closed for a day"), max_size=40
    ),
)
STARTS = st.dates(date(2025, 1, 1), date(2030, 10, 1))
LENGTHS = st.integers(1, 30)
A_DAY = timedelta(days=1)


@given(CALENDARS, STARTS, LENGTHS)
def test_exactly_so_many_working_days_lie_after_the_start_and_the_due_day_is_one(
    calendar: Calendar, start: date, value: int
) -> None:
    result = due(working_days(value), start, calendar)
    assert result.due is not None
    after = [start + A_DAY * number for number in range(1, (result.due - start).days + 1)]
    assert calendar.is_working(result.due)
    assert sum(calendar.is_working(day) for day in after) == value
    assert [day for day, _ in result.skipped] == [
        day for day in after if not calendar.is_working(day)
    ]


@given(CALENDARS, STARTS, LENGTHS, st.integers(1, 20))
def test_a_later_start_is_never_due_earlier(
    calendar: Calendar, start: date, value: int, later: int
) -> None:
    first = due(working_days(value), start, calendar).due
    second = due(working_days(value), start + A_DAY * later, calendar).due
    assert first is not None
    assert second is not None
    assert first <= second


@given(CALENDARS, STARTS, LENGTHS)
def test_each_skipped_day_is_named_in_the_workings(
    calendar: Calendar, start: date, value: int
) -> None:
    result = due(working_days(value), start, calendar)
    told = "\n".join(line for line in result.workings if line.startswith("Not counted"))
    for day, _ in result.skipped:
        weekday, number, _ = in_words(day).split(" ", 2)
        assert f"{weekday} {number} " in told


# --------------------------------------------------------------------------------------- the table
ROW = """
[[rule]]
id = "enquiry-reply"
title = "Reply to an enquiry"
value = 10
unit = "working days"
owes = "the officer"
starts = "the enquiry is received"
clause = "4.2"
evidence = "within 10 working days"
asked = ["reply to an enquiry"]
"""
MISSED = """
[rule.missed]
clause = "4.3"
evidence = "must explain"
says = "Explain the delay in writing."
"""


def table(tmp_path: Path, text: str) -> Path:
    """A `deadlines.toml` with that text."""
    path = tmp_path / "deadlines.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_is_read_in_its_order(tmp_path: Path) -> None:
    second = ROW.replace("enquiry-reply", "timely").replace("working days", "none", 1)
    rules = load_rules(table(tmp_path, ROW + MISSED + second.replace("value = 10\n", "")))
    assert [(rule.id, rule.value, rule.unit) for rule in rules] == [
        ("enquiry-reply", 10, Unit.WORKING_DAYS),
        ("timely", None, Unit.NONE),
    ]
    assert rules[0].missed == LATE


def test_a_limit_may_be_a_thousand_long(tmp_path: Path) -> None:
    (rule,) = load_rules(table(tmp_path, ROW.replace("value = 10", "value = 1000")))
    assert rule.limit == "1000 working days"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("value = 10", "", "value: say how many working days"),
        ("value = 10", "value = 0", "value: Input should be greater than 0"),
        ("value = 10", "value = -3", "value: Input should be greater than 0"),
        ("value = 10", "value = 1001", "value: Input should be less than or equal to 1000"),
        ("value = 10", 'value = "10"', "value: write this as a whole number"),
        ("value = 10", "value = true", "value: write this as a whole number"),
        ('"working days"', '"none"', "value: leave the value out"),
        ('"working days"', '"fortnights"', "unit: Input should be 'working days'"),
        ('"enquiry-reply"', '"Enquiry Reply"', "id: String should match pattern"),
        ('clause = "4.2"', 'clause = ""', "clause: String should have at least 1 character"),
        ('["reply to an enquiry"]', "[]", "asked: Tuple should have at least 1 item"),
        ("owes =", "ows =", "ows: there is no such column"),
        ('clause = "4.2"', 'clause = "4.2"\ncolour = "red"', "colour: there is no such column"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_with_its_line(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    path = table(tmp_path, ROW.replace(before, after))
    with pytest.raises(CorpusError) as refusal:
        load_rules(path)
    assert refusal.value.line == 2
    assert words in refusal.value.problem


def test_an_id_that_stands_twice_is_refused_where_it_stands_again(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="'enquiry-reply' stands twice") as refusal:
        load_rules(table(tmp_path, ROW + ROW))
    assert refusal.value.line == 2 + ROW.count("\n")
