"""A due date as an event that a calendar program opens: one all-day entry with an alarm.

It holds only what is public: the rule, its clause, the citation and the dates. No question and no
name of a person goes into it.
"""

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import icalendar

from bot import wording
from bot.deadlines import Due
from bot.errors import BadRequest

PRODUCT = "-//Protocol Bot//due dates//EN"
BEFORE = timedelta(hours=-15)  # an all-day event starts at midnight: 09:00 on the day before
ONE_DAY = timedelta(days=1)


def calendar_event(due: Due, council: str, citation: str, text: str, stamp: datetime) -> bytes:
    """The due date as an iCalendar file (RFC 5545): UTF-8, CRLF, long lines folded.

    `council` is its name, `citation` and `text` those of the rule's clause, `stamp` the moment of
    writing, with its time zone. The same rule, council and start have the same UID, so that opening
    the file again renews the event and does not double it. Raises BadRequest when nothing is due,
    ValueError when `stamp` has no time zone.
    """
    if due.due is None or due.start is None:
        raise BadRequest(due.why or wording.NO_LIMIT)
    if stamp.tzinfo is None:
        raise ValueError("stamp needs a time zone")
    names = {"title": due.rule.title, "council": council}
    event = icalendar.Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, f"{due.rule.id} {council} {due.start}")))
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", due.due)
    event.add("dtend", due.due + ONE_DAY)
    event.add("summary", wording.EVENT_SUMMARY.format(**names))
    event.add("description", _description(due, citation, text))
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(wording.EVENT_ALARM.format(**names)))
    return _file(event)


def _description(due: Due, citation: str, text: str) -> str:
    """What the event says when it is opened: the clause word for word, then the count."""
    workings = "\n".join(due.workings)
    return wording.EVENT_DESCRIPTION.format(
        title=due.rule.title, citation=citation, text=text, workings=workings
    )


def _alarm(words: str) -> icalendar.Alarm:
    """A reminder at 09:00 on the day before, in the reader's own time zone."""
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", BEFORE)
    return alarm


def _file(event: icalendar.Event) -> bytes:
    """A calendar that holds this one event."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
