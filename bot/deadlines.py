"""A rule, the day its clock starts and a council's calendar: the due date and its workings.

The day of the event is never counted. Working days are counted one by one from the first working
day after it. Calendar days, months and years run to the day of the same number, or to the last day
of a shorter month, and are moved by nothing. A rule that sets no time limit has no due date: the
reason says so, and nothing is assumed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, assert_never

from dateutil.relativedelta import relativedelta
from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from bot import wording
from bot.dates import MONTHS, in_words
from bot.workdays import BANK_HOLIDAY, CLOSED, PUBLISHED, SATURDAY, SUNDAY, Calendar
from retrieval.errors import CorpusError
from retrieval.tables import TableRow, read_rows, row_line

ONE_DAY = timedelta(days=1)
MOST_WEEKENDS = 26  # half a year of them: more are told in one sentence, for nobody reads so many


# ---------------------------------------------------------------------------- a rule and its table
class Unit(StrEnum):
    """What a rule counts in; NONE where the protocol sets no time limit."""

    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    CALENDAR_MONTHS = "calendar months"
    CALENDAR_YEARS = "calendar years"
    NONE = "none"


Text = Annotated[str, StringConstraints(min_length=1)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Length = Annotated[int, Field(strict=True, gt=0, le=1000)]  # more is a slip of the keyboard


class Missed(TableRow):
    """What the protocol says happens next when a due date is missed, with its clause."""

    clause: Text
    evidence: Text
    says: Text


class DeadlineRule(TableRow):
    """One time limit of one clause; or, with unit none, the clause nearest to setting one."""

    id: RuleId
    title: Text
    unit: Unit
    value: Length | None = Field(default=None, validate_default=True)
    owes: Text
    starts: Text
    clause: Text
    evidence: Text
    asked: tuple[Text, ...] = Field(min_length=1)
    judgement: str = ""
    missed: Missed | None = None

    @property
    def limit(self) -> str:
        """The length in words: "10 working days", "1 calendar year", "no limit set"."""
        if self.value is None:
            return wording.NONE_SET
        return f"{self.value} {self.unit.removesuffix('s') if self.value == 1 else self.unit}"

    @field_validator("value")
    @classmethod
    def _value_fits_unit(cls, value: int | None, info: ValidationInfo) -> int | None:
        unit = info.data.get("unit")
        if unit is Unit.NONE and value is not None:
            raise ValueError('leave the value out when the unit is "none"')
        if unit not in {Unit.NONE, None} and value is None:
            raise ValueError(f"say how many {unit}")
        return value


def load_rules(path: Path) -> tuple[DeadlineRule, ...]:
    """The rules of a `deadlines.toml`, in its order.

    Raises CorpusError, with file and line, for a row that breaks a rule or repeats an id.
    """
    rules = read_rows(path, "rule", DeadlineRule)
    seen: set[str] = set()
    for number, rule in enumerate(rules):
        if rule.id in seen:
            line = row_line(path, "rule", number)
            raise CorpusError(path, line, f"id: {rule.id!r} stands twice; each id is one rule")
        seen.add(rule.id)
    return rules


# ------------------------------------------------------------------------------------- a due date
@dataclass(frozen=True)
class Due:
    """A rule worked out from one start.

    `due` is None exactly when `why` says why. `workings` are sentences for a person, in order;
    `skipped` the days from start to due that were not counted, each with its reason; `provisional`
    when bank holidays were computed, not published.
    """

    rule: DeadlineRule
    start: date | None
    due: date | None
    why: str | None
    workings: tuple[str, ...]
    skipped: tuple[tuple[date, str], ...] = ()
    provisional: bool = False


def due(rule: DeadlineRule, start: date | None, calendar: Calendar) -> Due:
    """When `rule` is due if its clock starts with an event on `start`.

    `due` is None, with `why`, when the rule sets no limit or when no start is given. Raises
    BadRequest when the count leaves the years that the calendar knows.
    """
    if rule.value is None:
        return Due(rule, start, None, wording.NO_LIMIT, _if_late(rule))
    if start is None:
        return Due(rule, None, None, wording.NO_START.format(starts=rule.starts), _if_late(rule))
    if rule.unit is Unit.WORKING_DAYS:
        return _in_working_days(rule, rule.value, start, calendar)
    return _in_calendar_time(rule, rule.value, start, calendar)


def to_json(due: Due) -> dict[str, object]:
    """The `deadline` object of an answer: dates in ISO form; `why` is null when `due` is set."""
    return {
        "rule": due.rule.id,
        "title": due.rule.title,
        "start": due.start and due.start.isoformat(),
        "due": due.due and due.due.isoformat(),
        "why": due.why,
        "length": due.rule.value,
        "unit": due.rule.unit.value,
        "workings": list(due.workings),
        "clause": due.rule.clause,
        "evidence": due.rule.evidence,
    }


# --------------------------------------------------------------------------- the two ways to count
def _in_working_days(rule: DeadlineRule, value: int, start: date, calendar: Calendar) -> Due:
    """Count working days, one by one, from the day after the event."""
    event_day = _event_day(calendar.skipped(start))
    counted, skipped = _count(value, start, calendar)
    computed = _computed_years(start, counted[-1], calendar)
    early = [(day, reason) for day, reason in skipped if day < counted[0]]
    workings = (
        wording.STARTS.format(starts=rule.starts, day=in_words(start)),
        event_day,
        *_not_counted(early),
        *([wording.FIRST_DAY.format(day=in_words(counted[0]))] if value > 1 else []),
        *_not_counted(skipped[len(early) :]),
        wording.LAST_DAY.format(number=value, day=in_words(counted[-1])),
        *_provisional(computed),
        *_if_late(rule),
    )
    return Due(rule, start, counted[-1], None, workings, tuple(skipped), bool(computed))


def _count(
    value: int, start: date, calendar: Calendar
) -> tuple[list[date], list[tuple[date, str]]]:
    """The next `value` working days after `start`, and the days between them with the reason."""
    counted: list[date] = []
    skipped: list[tuple[date, str]] = []
    day = start
    while len(counted) < value:
        day += ONE_DAY
        reason = calendar.skipped(day)
        if reason is None:
            counted.append(day)
        else:
            skipped.append((day, reason))
    return counted, skipped


def _in_calendar_time(rule: DeadlineRule, value: int, start: date, calendar: Calendar) -> Due:
    """Count calendar days, months or years; no bank holiday moves them, so none is provisional."""
    calendar.skipped(start)  # refuses a year out of all reason before anything is added to it
    last = start + _span(rule.unit, value)
    workings = (
        wording.STARTS.format(starts=rule.starts, day=in_words(start)),
        wording.EVENT_DAY,
        *([wording.EVERY_DAY] if rule.unit is Unit.CALENDAR_DAYS else []),
        wording.CALENDAR_LAST.format(length=rule.limit, day=in_words(last)),
        *_short_month(rule.unit, start, last),
        *_not_moved(calendar.skipped(last)),
        *_if_late(rule),
    )
    return Due(rule, start, last, None, workings)


def _span(unit: Unit, value: int) -> relativedelta:
    """What is added to the start; relativedelta keeps to the last day of a shorter month."""
    match unit:
        case Unit.CALENDAR_DAYS:
            return relativedelta(days=value)
        case Unit.CALENDAR_MONTHS:
            return relativedelta(months=value)
        case Unit.CALENDAR_YEARS:
            return relativedelta(years=value)
        case Unit.WORKING_DAYS | Unit.NONE:
            raise ValueError(f"{unit.value} are no calendar time")
        case _:
            assert_never(unit)


# ------------------------------------------------------------------------------------ the workings
def _event_day(reason: str | None) -> str:
    """That the day of the event is not counted, and what else that day is."""
    return wording.EVENT_DAY if reason is None else wording.EVENT_DAY_OFF.format(what=_what(reason))


def _not_counted(skipped: Sequence[tuple[date, str]]) -> Iterator[str]:
    """A sentence for each day skipped; a Saturday and its Sunday share one, many weekends too."""
    days = {day for day, _ in skipped}
    weekends = [day for day, reason in skipped if reason == SATURDAY and day + ONE_DAY in days]
    if len(weekends) > MOST_WEEKENDS:
        first, last = (_both(day, day + ONE_DAY) for day in (weekends[0], weekends[-1]))
        yield wording.WEEKENDS.format(count=len(weekends), first=first, last=last)
        told = {day + ONE_DAY * more for day in weekends for more in range(2)}
        skipped = [(day, reason) for day, reason in skipped if day not in told]
    for day, reason in skipped:
        if reason == SUNDAY and day - ONE_DAY in days:
            continue  # told with its Saturday
        if reason == SATURDAY and day + ONE_DAY in days:
            yield wording.SKIPPED.format(days=_both(day, day + ONE_DAY), reason=wording.WEEKEND)
        else:
            why = wording.WEEKEND if reason in {SATURDAY, SUNDAY} else reason
            yield wording.SKIPPED.format(days=in_words(day), reason=why)


def _both(first: date, second: date) -> str:
    """Two days in words, the month and year said once: Saturday 28 and Sunday 29 November 2026."""
    _, _, month = in_words(second).split(" ", 2)
    return (
        f"{in_words(first).removesuffix(f' {month}').removesuffix(f' {second.year}')}"
        f" and {in_words(second)}"
    )


def _what(reason: str) -> str:
    """Why a day is not counted, as words that follow "this is"."""
    if reason.startswith(BANK_HOLIDAY):
        return wording.A_BANK_HOLIDAY.format(name=reason.removeprefix(BANK_HOLIDAY))
    if reason.startswith(CLOSED):
        return wording.A_CLOSURE.format(name=reason.removeprefix(CLOSED))
    return wording.A_WEEKEND_DAY.format(day=reason)


def _short_month(unit: Unit, start: date, last: date) -> tuple[str, ...]:
    """A sentence when the month of the last day is too short to have the day of the start."""
    if unit is Unit.CALENDAR_DAYS or last.day == start.day:
        return ()
    month = f"{MONTHS[last.month - 1]} {last.year}"
    return (wording.SHORT_MONTH.format(month=month, number=start.day),)


def _not_moved(reason: str | None) -> tuple[str, ...]:
    """A sentence when the last day is one that is not worked."""
    return () if reason is None else (wording.NOT_MOVED.format(what=_what(reason)),)


def _computed_years(start: date, last: date, calendar: Calendar) -> list[int]:
    """The years, among those counted through, whose bank holidays are not published."""
    years = range((start + ONE_DAY).year, last.year + 1)
    return [year for year in years if calendar.provisional(date(year, 1, 1))]


def _provisional(years: list[int]) -> tuple[str, ...]:
    """A sentence when some years' bank holidays are computed."""
    if not years:
        return ()
    named = " and ".join(str(year) for year in years)
    return (wording.PROVISIONAL.format(years=named, first=PUBLISHED[0], last=PUBLISHED[-1]),)


def _if_late(rule: DeadlineRule) -> tuple[str, ...]:
    """A sentence when the protocol says what happens next."""
    if rule.missed is None:
        return ()
    return (wording.IF_LATE.format(clause=rule.missed.clause, says=rule.missed.says),)
