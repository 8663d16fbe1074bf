"""The .ics file: parsed back as a calendar program would, and looked at as bytes."""

from datetime import UTC, date, datetime, timedelta, timezone

import icalendar
import pytest

from bot.deadlines import DeadlineRule, Due, Unit, due
from bot.errors import BadRequest
from bot.event import calendar_event
from bot.workdays import Calendar
from retrieval.council import Nation

STAMP = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
COUNCIL = "Example-on-Sea Borough Council"
CITATION = "Constitution, Part 9, Protocol, clause 4.2"
CLAUSE = "Officers will answer; briefly, and in writing:\n- within 10 working days\n- “in full”, é"
CALENDAR = Calendar(Nation.ENGLAND)
RULE = DeadlineRule(
    id="enquiry-reply",
    title="Reply to a councillor's enquiry",
    unit=Unit.WORKING_DAYS,
    value=10,
    owes="the officer",
    starts="the enquiry is received",
    clause="4.2",
    evidence="within 10 working days",
    asked=("reply to an enquiry",),
)


def event_of(result: Due, council: str = COUNCIL, stamp: datetime = STAMP) -> icalendar.Event:
    """The one event of the file, parsed."""
    file = calendar_event(result, council, CITATION, CLAUSE, stamp)
    (event,) = icalendar.Calendar.from_ical(file).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def test_the_event_fills_the_due_day_and_no_other() -> None:
    event = event_of(due(RULE, date(2026, 12, 15), CALENDAR))
    assert event.decoded("dtstart") == date(2026, 12, 31)
    assert event.decoded("dtend") == date(2027, 1, 1)
    assert event["transp"] == "TRANSPARENT"
    assert event["summary"] == f"Due: Reply to a councillor's enquiry ({COUNCIL})"


def test_the_description_has_the_clause_word_for_word_its_citation_and_the_workings() -> None:
    result = due(RULE, date(2026, 12, 15), CALENDAR)
    description = str(event_of(result)["description"])
    assert CLAUSE in description
    assert CITATION in description
    assert "\n".join(result.workings) in description


def test_the_alarm_rings_at_nine_on_the_day_before() -> None:
    event = event_of(due(RULE, date(2026, 12, 15), CALENDAR))
    (alarm,) = event.walk("VALARM")
    midnight = datetime(2026, 12, 31)  # noqa: DTZ001  an all-day event has no time zone
    assert alarm["action"] == "DISPLAY"
    assert alarm.decoded("trigger") == timedelta(hours=-15)
    assert midnight + alarm.decoded("trigger") == datetime(2026, 12, 30, 9)  # noqa: DTZ001


def test_the_file_has_the_line_ends_and_line_lengths_of_its_standard() -> None:
    file = calendar_event(due(RULE, date(2026, 12, 15), CALENDAR), COUNCIL, CITATION, CLAUSE, STAMP)
    assert file.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    assert file.decode().count("BEGIN:VEVENT") == 1


@pytest.mark.parametrize(
    ("rule", "start", "council", "same"),
    [
        (RULE, date(2026, 12, 15), COUNCIL, True),
        (RULE, date(2026, 12, 16), COUNCIL, False),
        (RULE, date(2026, 12, 15), "Another Council", False),
        (RULE.model_copy(update={"id": "other"}), date(2026, 12, 15), COUNCIL, False),
    ],
)
def test_the_uid_is_that_of_rule_council_and_start(
    rule: DeadlineRule, start: date, council: str, *, same: bool
) -> None:
    first = event_of(due(RULE, date(2026, 12, 15), CALENDAR))
    second = event_of(due(rule, start, CALENDAR), council, STAMP + timedelta(days=1))
    assert (first["uid"] == second["uid"]) is same


def test_the_stamp_is_written_in_universal_time() -> None:
    summer = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    event = event_of(due(RULE, date(2026, 7, 1), CALENDAR), stamp=summer)
    assert event.decoded("dtstamp") == datetime(2026, 7, 1, 11, tzinfo=UTC)


def test_a_stamp_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        event_of(due(RULE, date(2026, 7, 1), CALENDAR), stamp=datetime(2026, 7, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (due(RULE, None, CALENDAR), "Give the date"),
        (
            due(
                RULE.model_copy(update={"unit": Unit.NONE, "value": None}),
                date(2026, 12, 15),
                CALENDAR,
            ),
            "no time limit",
        ),
    ],
)
def test_nothing_due_is_no_event(result: Due, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        event_of(result)
