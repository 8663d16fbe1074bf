"""Dates as people type them: alone (`read_date`) or inside a question (`find_date`).

The grammar never guesses. It reads the forms listed in `FORMS`, at the end of this page, and no
others; words that could mean two days, or none, raise UnclearDate, whose text offers each reading
as something to type. What it takes as settled:

- numbers stand day first: 05/11/2026 is 5 November; 11/20/2026 is asked about;
- "last Friday" is the most recent Friday before today;
- "from", "since", "on", "received" before a weekday speak of the past, unless the sentence plans;
- a day and month without a year is the nearest one, if that is no more than `NEAR` from today.

`today` is always an argument. Nothing here knows which days a council counts: `bot.workdays` does.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from bot import wording
from bot.errors import UnclearDate

# ------------------------------------------------------------------------------ names and numbers
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
COUNTS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}

NEAR = timedelta(days=91)  # a quarter: the other reading is then at least nine months away
NEAR_YEARS = 20  # a year typed as 26 is 2026; 99 may be 1999 or 2099 and is asked about
LEAP_GAP = 8  # years from one 29 February to the next, at most (2096 to 2104)
SHOWN = 60  # characters of what was typed that are shown again
PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u2013": "-", "\u2014": "-"})

# ------------------------------------------------------------------------- pieces of the patterns
DAY_NAME = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
COUNT = rf"(?:[0-9]{{1,3}}|an?|{'|'.join(COUNTS)})"
HOUR = r"(?: (?:morning|lunchtime|teatime|afternoon|evening|night))?"
WEEKDAY = rf"(?P<weekday>{DAY_NAME})"
WEEKDAY_FIRST = rf"(?:{WEEKDAY}\.?,? (?:the )?)?"
DAY = r"(?P<day>[0-9]{1,2})(?P<ordinal>st|nd|rd|th)?"
MONTH = rf"(?P<month>{MONTH_NAME})\.?"
# Two digits are a year only where nothing follows: "20 Nov 10 working days" is no year 2010.
YEAR = r"(?:(?:, ?| |-)'?(?P<year>[0-9]{4}|[0-9]{2}(?=$|[,.;?!)])))?"

# -------------------------------------------------------------- words that tell past from future
HAPPENED = (
    r"received|came(?: in)?|arrived|sent|submitted|e-?mailed|wrote|written|asked|raised|made"
    r"|reported|logged|lodged|complained|phoned|rang|called|told|said|was|were|had|did|happened"
    r"|requested|enquired|dated|appointed|elected|co-opted|landed|turned up|contacted|replied"
    r"|acknowledged|got in touch|(?<!have )(?:i|we|they|he|she) got(?! to)"
)
AHEAD = (
    r"will|won't|shall|[a-z]+'ll|going to|can|cannot|can't|could|may|might|must|should|ought"
    r"|needs? to|ha(?:s|ve) to|got to|wants? to|plan(?:s|ning)?|(?:is|are|be|it's)(?: [a-z]+)?"
    r"|attend|meet|next|after"
)
TELLING = re.compile(rf"\b(?:(?P<ahead>{AHEAD})|(?P<happened>{HAPPENED}))\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.?!;] ")
SUPPOSED = re.compile(r"\b(?:if|suppose|supposing)\b", re.IGNORECASE)
SINCE = re.compile(r"\b(?:from|since) (?:the )?$", re.IGNORECASE)
CUE = re.compile(r"\b(?:on|from|since) (?:the )?$", re.IGNORECASE)
CUED = re.compile(
    r"\b(?:on|in|from|since|dated|received|arrived|sent|submitted|logged|made) (?:the )?$",
    re.IGNORECASE,
)
# "10 days from Tuesday", "away from Tuesday", "from Tuesday to Friday": plans, nothing past.
PLANNED = re.compile(
    r"\b(?:days?|weeks?|fortnights?|months?|years?|away|off|absent|leave|available|effective"
    r"|start(?:s|ing)?|begin(?:s|ning)?|count(?:s|ing)?|appl(?:y|ies)|works?|runs?|be)"
    r" (?:from|since) (?:the )?$",
    re.IGNORECASE,
)
ONWARDS = re.compile(r" (?:to|until|till|through|onwards?)\b", re.IGNORECASE)
# A day by which something is wanted, any day of that name, a bank holiday, the number of a rule.
PASSED_OVER = re.compile(
    r"(?:\b(?:by|before|until|till|no later than|due|every|each|any|most|an?"
    r"|good|easter|whit|ash|shrove|maundy|palm|holy|black|bank holiday"
    r"|section|clause|rule|part|paragraph|para|appendix|annex|page|article|item|number|no"
    r"|schedule|standing order)\.?|§) ?(?:on )?(?:the )?$",
    re.IGNORECASE,
)
# What may stand before a date that is typed alone: "it was received on", "from".
LEAD = re.compile(
    rf"(?:(?:(?:it|this|that|they|we|i) )?(?:(?:{HAPPENED}) )+(?:(?:it|them) )?)?"
    r"(?:(?:on|from|since) )?",
    re.IGNORECASE,
)
# "may" and "march" are also verbs: in a question they are months only with a sign of it.
VERBS_TOO = {"may", "mar", "march"}
VERB_FOLLOWS = re.compile(r" (?:be|not|have|also|only|attend|ask|apply)\b", re.IGNORECASE)
PHRASE_ENDS = re.compile(
    r"$|[,.;:?!)]| (?:and|but|so|how|when|what|which|do|does|must|at|by)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Mention:
    """Words that fit a form, and where they stand.

    `past`: the words around them speak of something that has happened. `free`: they stand in a
    question, among words that are no date; otherwise they were typed as a date.
    """

    match: re.Match[str]
    today: date
    past: bool
    free: bool

    @property
    def words(self) -> str:
        """The words themselves, as typed."""
        return self.match[0]

    @property
    def before(self) -> str:
        """What stands before them."""
        return self.match.string[: self.match.start()]

    @property
    def after(self) -> str:
        """What stands after them."""
        return self.match.string[self.match.end() :]

    def part(self, name: str) -> str:
        """The part of the form called `name`; empty when it was not typed, or there is none."""
        return self.match.groupdict().get(name) or ""


Reader = Callable[[Mention], date | None]


@dataclass(frozen=True)
class Form:
    """One way of saying a date. `read` gives the day; None when it is no date after all."""

    pattern: re.Pattern[str]
    read: Reader


# ----------------------------------------------------------------------------------- the two doors
def read_date(text: str, today: date) -> date:
    """The day that `text` names, seen from `today`.

    Raises UnclearDate when it names none, or could name two; the text says what to type instead.
    """
    typed = _tidy(text).strip(" .,;:!?\"'()")
    if not typed:
        raise UnclearDate(wording.NO_DATE.format(**_examples(today)))
    lead = LEAD.match(typed)
    start = lead.end() if lead else 0
    for form in FORMS:
        match = form.pattern.fullmatch(typed, start)
        day = _day(form, Mention(match, today, past=start > 0, free=False)) if match else None
        if day:
            return day
    raise UnclearDate(wording.UNREADABLE.format(words=_shown(typed), **_examples(today)))


def find_date(question: str, today: date) -> tuple[date, str] | None:
    """The day mentioned in a free question and the words it was read from; None without one.

    It looks for the day on which something happened: a day by which something is wanted ("by
    Friday", "before 20 November") is passed over, and so are lengths of time ("10 working days",
    "2 weeks"), numbers of rules and bare months. Call it only where the answer needs a date: "can
    I attend on Friday?" mentions a day that is not certain, and raises.

    Raises UnclearDate when a day is mentioned but is not certain, or when two days are mentioned.
    """
    found: dict[date, str] = {}
    for mention, form in _mentions(_tidy(question), today):
        day = _day(form, mention)
        if day:
            found.setdefault(day, _with_cue(mention))
    if len(found) > 1:
        raise UnclearDate(wording.TWO_DATES.format(readings=_offer(*found)))
    return next(iter(found.items()), None)


def in_words(day: date) -> str:
    """`day` as a British letter has it: "Friday 20 November 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


# --------------------------------------------------------------------------- from text to mentions
def _tidy(text: str) -> str:
    """`text` on one line, with single spaces, straight apostrophes and plain hyphens."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.translate(PLAIN).split())


def _mentions(text: str, today: date) -> Iterator[tuple[Mention, Form]]:
    """Each mention in `text` with its form, left to right, none inside another."""
    taken = 0
    for word in re.finditer(r"(?<![\w./-])\w", text):
        if word.start() < taken or PASSED_OVER.search(text[: word.start()]):
            continue
        for form in FORMS:
            match = form.pattern.match(text, word.start())
            if match:
                taken = match.end()
                yield Mention(match, today, _speaks_of_past(match), free=True), form
                break


def _day(form: Form, mention: Mention) -> date | None:
    """The day that a mention names; None when it is no date after all."""
    try:
        return form.read(mention)
    except OverflowError:  # before the year 1 or after 9999
        examples = _examples(mention.today)
        raise UnclearDate(wording.UNREADABLE.format(words=mention.words, **examples)) from None


def _speaks_of_past(match: re.Match[str]) -> bool:
    """True when the words around a date tell of something that has happened.

    "from" and "since" do unless a plan is spoken of. Otherwise the nearest telling word before the
    date decides or, where there is none, the first one after it. No telling word, no past.
    """
    before = SENTENCE_END.split(match.string[: match.start()])[-1]
    after = SENTENCE_END.split(match.string[match.end() :])[0]
    if SUPPOSED.search(before):
        return False
    if SINCE.search(before):
        return not (PLANNED.search(before) or ONWARDS.match(after))
    earlier = list(TELLING.finditer(before))
    told = earlier[-1] if earlier else TELLING.search(after)
    return bool(told and told["happened"])


def _with_cue(mention: Mention) -> str:
    """The words a date was read from; a bare weekday is read together with its "on" or "from"."""
    cue = CUE.search(mention.before) if mention.part("bare") else None
    return (cue[0] if cue else "") + mention.words


# ------------------------------------------------------------------- readers: a day and its month
def _numbered(mention: Mention) -> date | None:
    """2026-11-20, 20/11/2026, 20.11.26, 20/11; in a question only what is no rule's number."""
    if mention.free and not _surely_numbered(mention):
        return None
    day, month = int(mention.part("day")), int(mention.part("month"))
    if 1 <= month <= len(MONTHS):
        return _dated(mention, day, month)
    if 1 <= day <= len(MONTHS):
        readings = _offer(_dated(mention, month, day))
        raise UnclearDate(
            wording.SWAPPED.format(words=mention.words, month=month, readings=readings)
        )
    raise UnclearDate(
        wording.NO_SUCH_MONTH.format(
            words=mention.words, month=month, today=mention.today.isoformat()
        )
    )


def _surely_numbered(mention: Mention) -> bool:
    """9.1.26 may be a clause and 24/7 a manner of speaking; 20.11.2026 and "on 20/11" are dates."""
    if not mention.part("year"):
        return bool(CUED.search(mention.before) or mention.part("weekday"))
    return mention.part("mark") == "/" or len(mention.part("year")) == len("2026")


def _named(mention: Mention) -> date | None:
    """20 November, Nov 20th, Friday 20 November 2026."""
    name = mention.part("month")
    if mention.free and name.lower() in VERBS_TOO and not _surely_month(mention, name):
        return None
    month = [month[:3].lower() for month in MONTHS].index(name[:3].lower()) + 1
    return _dated(mention, int(mention.part("day")), month)


def _surely_month(mention: Mention, name: str) -> bool:
    """True when "may" or "march" is not the verb: "12 May", "received 12 may", "may 12th"."""
    if mention.part("weekday") or mention.part("year") or mention.part("ordinal"):
        return True
    day_first = mention.match.start("day") < mention.match.start("month")
    if name.istitle() and day_first:
        return True
    return bool(CUED.search(mention.before)) and not VERB_FOLLOWS.match(mention.after)


def _dated(mention: Mention, day: int, month: int) -> date:
    """That day of that month, in the year typed or the nearest; it must fit the weekday typed."""
    year = mention.part("year")
    found = _in_year(mention, day, month, year) if year else _nearest(mention, day, month)
    typed = mention.part("weekday")
    if typed and found.weekday() != _weekday_number(typed):
        offset = (_weekday_number(typed) - found.weekday() + 3) % 7 - 3  # at most 3 days away
        raise UnclearDate(
            wording.OTHER_WEEKDAY.format(
                day=in_words(found).partition(" ")[2],
                weekday=WEEKDAYS[found.weekday()],
                typed=WEEKDAYS[_weekday_number(typed)],
                readings=_offer(found, found + timedelta(days=offset)),
            )
        )
    return found


def _in_year(mention: Mention, day: int, month: int, year: str) -> date:
    """That day in the year typed; two digits are a year of this century if that is near."""
    this_year = mention.today.year
    century = this_year // 100 * 100
    whole = len(year) == len("2026")
    years = [int(year)] if whole else [century + add + int(year) for add in (-100, 0, 100)]
    days = [found for number in years if (found := _existing(number, month, day))]
    if not days:
        raise _no_such_day(mention, f"{day} {MONTHS[month - 1]} {year}")
    days.sort(key=lambda found: abs(found.year - this_year))
    if len(days) == 1 or abs(days[0].year - this_year) <= NEAR_YEARS:
        return days[0]
    raise _two_ways(mention, *days[:2])


def _nearest(mention: Mention, day: int, month: int) -> date:
    """The day and month nearest to today, if it is near, and not ahead of words about the past."""
    today = mention.today
    years = range(today.year - LEAP_GAP, today.year + LEAP_GAP + 1)
    days = [found for year in years if (found := _existing(year, month, day))]
    if not days:
        raise _no_such_day(mention, f"{day} {MONTHS[month - 1]}")
    nearest = min(days, key=lambda found: abs(found - today))
    if abs(nearest - today) <= NEAR and not (mention.past and nearest > today):
        return nearest
    raise _two_ways(mention, *_either_side(days, today))


def _existing(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _either_side(days: list[date], today: date) -> list[date]:
    """The last of `days` that is not after today and the first that is."""
    return [day for day in days if day <= today][-1:] + [day for day in days if day > today][:1]


def _day_alone(mention: Mention) -> date | None:
    """The 20th: a day without its month, asked about. Tuesday the 17th: read if it is near."""
    if mention.free and not _surely_day(mention):
        return None
    today, typed, day = mention.today, mention.part("weekday"), int(mention.part("day"))
    year = (today + timedelta(days=offset) for offset in range(-366, 367))
    days = sorted((found for found in year if found.day == day), key=lambda it: abs(it - today))
    fit = [found for found in days if not typed or found.weekday() == _weekday_number(typed)]
    if not fit:
        raise UnclearDate(wording.UNREADABLE.format(words=mention.words, **_examples(today)))
    alone = [found for found in fit if abs(found - today) <= NEAR] == days[:1]
    if typed and alone and not (mention.past and days[0] > today):
        return days[0]
    raise _two_ways(mention, *_either_side(sorted(fit), today))


def _surely_day(mention: Mention) -> bool:
    """True for "on the 20th, ..." and "Tuesday the 17th", not for "on the 5th occasion"."""
    cued = CUED.search(mention.before) and PHRASE_ENDS.match(mention.after)
    return bool(mention.part("weekday") or cued)


# ----------------------------------------------------------------- readers: a day told from today
def _from_today(days: int) -> Reader:
    """Today, yesterday and the like: so many days from today."""
    return lambda mention: mention.today + timedelta(days=days)


def _ago(mention: Mention) -> date:
    """3 days ago, a week ago, two weeks ago."""
    count = mention.part("count").lower()
    if count in COUNTS:
        number = COUNTS.index(count) + 1
    else:
        number = 1 if count in {"a", "an"} else int(count)
    return mention.today - timedelta(days=number * UNIT_DAYS[mention.part("unit").lower()])


def _weekday_number(name: str) -> int:
    """0 for Monday to 6 for Sunday, from a name or its first letters."""
    return [weekday[:3].lower() for weekday in WEEKDAYS].index(name[:3].lower())


def _before_today(mention: Mention) -> date:
    """Last Friday: the most recent Friday before today."""
    back = (mention.today.weekday() - _weekday_number(mention.part("weekday")) - 1) % 7 + 1
    return mention.today - timedelta(days=back)


def _after_today(mention: Mention) -> date:
    """The coming Friday: the first one after today."""
    ahead = (_weekday_number(mention.part("weekday")) - mention.today.weekday() - 1) % 7 + 1
    return mention.today + timedelta(days=ahead)


def _next(mention: Mention) -> date:
    """Next Friday, where all agree: the first after today is also the one in the week after this.

    Weeks begin on Monday for some and on Sunday for others; both are asked.
    """
    today, wanted = mention.today, _weekday_number(mention.part("weekday"))
    monday = today + timedelta(days=7 - today.weekday())
    sunday = today + timedelta(days=7 - (today.weekday() + 1) % 7)
    readings = {
        _after_today(mention),
        monday + timedelta(days=wanted),
        sunday + timedelta(days=(wanted + 1) % 7),
    }
    if len(readings) > 1:
        raise _two_ways(mention, *readings)
    return readings.pop()


def _this(mention: Mention) -> NoReturn:
    """Friday, this Friday: just gone or still to come? Asked about."""
    readings = {_before_today(mention), _after_today(mention)}
    if _weekday_number(mention.part("weekday")) == mention.today.weekday():
        readings.add(mention.today)
    raise _two_ways(mention, *readings)


def _bare(mention: Mention) -> date | None:
    """Friday: the last one if the words around it speak of the past, else asked about.

    Said on a Friday it may also be today, so it is asked about. "sat", "sun" and "wed" are words
    of their own: a short name in a question counts only after "on", "from" or "since".
    """
    short = _weekday_number(mention.part("weekday")), mention.part("weekday").lower()
    if mention.free and short[1] != WEEKDAYS[short[0]].lower() and not CUE.search(mention.before):
        return None
    if not mention.past:
        _this(mention)
    if short[0] == mention.today.weekday():
        raise _two_ways(mention, _before_today(mention), mention.today)
    return _before_today(mention)


# ------------------------------------------------------------------- readers: words asked about
def _vague(mention: Mention) -> NoReturn:
    """Words that name no one day: a few days ago, last week, Friday week."""
    raise UnclearDate(wording.VAGUE.format(words=mention.words, **_examples(mention.today)))


def _weekend(mention: Mention) -> date | None:
    """The weekend: a Saturday or a Sunday; asked about where something happened on it."""
    if mention.free and not mention.past:
        return None
    since_sunday = (mention.today.weekday() + 1) % 7
    sunday = mention.today - timedelta(days=since_sunday)
    raise _two_ways(mention, sunday - timedelta(days=1), sunday)


def _two_ways(mention: Mention, *readings: date) -> UnclearDate:
    return UnclearDate(wording.TWO_WAYS.format(words=mention.words, readings=_offer(*readings)))


def _no_such_day(mention: Mention, day: str) -> UnclearDate:
    return UnclearDate(wording.NO_SUCH_DAY.format(day=day, today=mention.today.isoformat()))


def _offer(*days: date) -> str:
    """The days to choose from, each as it can be typed and in words."""
    offers = [f"{day.isoformat()} ({in_words(day)})" for day in sorted(set(days))]
    *others, last = offers
    return f"{', '.join(others)} or {last}" if others else last


def _examples(today: date) -> dict[str, str]:
    """Dates that would have worked, for the end of a message."""
    return {"today": today.isoformat(), "spoken": in_words(today).partition(" ")[2]}


def _shown(words: str) -> str:
    """What was typed, cut short for showing it again."""
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"


# ------------------------------------------------------------------------------------- the grammar
def _form(pattern: str, read: Reader) -> Form:
    """A form; it ends where a word ends, and not inside a longer number such as 9.1.5 or 14:30."""
    whole = rf"(?:the )?(?:{pattern})(?!\w|[-./:][0-9])"
    return Form(re.compile(whole, re.IGNORECASE | re.ASCII), read)


# Tried in this order, so a longer form stands before the shorter one that begins like it.
FORMS = (
    # about a week ago, a few days ago, 10 working days ago, a month ago
    _form(
        rf"(?:(?:about|around|roughly|over|nearly|almost|some|more than|less than) )+{COUNT} "
        r"(?:day|week|fortnight)s? ago"
        r"|(?:a few|a couple(?: of)?|couple of|few|several|some|many) (?:[a-z]+ )?[a-z]+s ago"
        rf"|{COUNT} (?:working days?|calendar months?|months?|years?) ago",
        _vague,
    ),
    # a week last Friday, two weeks on Friday, a week ago on Friday, a week today
    _form(
        rf"{COUNT} (?:week|fortnight)s? (?:(?:ago|last|on|from|past|next|this) )*{DAY_NAME}"
        rf"|{COUNT} (?:week|fortnight)s? (?:ago )?(?:yesterday|tomorrow)"
        rf"|{COUNT} (?:week|fortnight)s? today",
        _vague,
    ),
    # Friday week, last Friday week, Friday of last week, Friday before last, last week on Friday
    _form(
        rf"(?:(?:last|next|this) )?(?:{DAY_NAME}|today|tomorrow) "
        r"(?:week|fortnight|(?:of |in )?(?:last|next|this) week|before last|after next)"
        rf"|(?:last|next|this) week(?:'s)?,? (?:on )?{DAY_NAME}",
        _vague,
    ),
    _form(r"last (?:week|month)|earlier this (?:week|month)|the other day", _vague),
    _form(r"(?:the|this|last) weekend", _weekend),
    # 20-25 November, 20 and 25 November
    _form(
        rf"(?:{DAY_NAME} )?[0-9]{{1,2}}(?:st|nd|rd|th)? ?(?:-|/|&|to|and|or) ?"
        rf"(?:{DAY_NAME} )?[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH_NAME}",
        _vague,
    ),
    _form(
        rf"{WEEKDAY_FIRST}(?P<year>[0-9]{{4}})(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark)"
        r"(?P<day>[0-9]{1,2})",
        _numbered,
    ),
    _form(
        rf"{WEEKDAY_FIRST}(?P<day>[0-9]{{1,2}})(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark)"
        r"(?P<year>[0-9]{4}|[0-9]{2})",
        _numbered,
    ),
    _form(rf"{WEEKDAY_FIRST}{DAY}(?: of)?[ -]?{MONTH}{YEAR}", _named),
    _form(rf"{WEEKDAY_FIRST}{MONTH}[ -]?(?:the )?{DAY}{YEAR}", _named),
    _form(rf"{WEEKDAY_FIRST}(?P<day>[0-9]{{1,2}})/(?P<month>[0-9]{{1,2}})", _numbered),
    _form(rf"{WEEKDAY_FIRST}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)", _day_alone),
    _form(
        r"(?:earlier )?today|(?:earlier )?this (?:morning|lunchtime|afternoon|evening)|tonight",
        _from_today(0),
    ),
    _form(rf"yesterday{HOUR}|last night", _from_today(-1)),
    _form(rf"tomorrow{HOUR}", _from_today(1)),
    _form(r"day before yesterday", _from_today(-2)),
    _form(r"day after tomorrow", _from_today(2)),
    _form(rf"(?P<count>{COUNT}) (?P<unit>day|week|fortnight)s? ago(?: today)?", _ago),
    _form(rf"(?:last|this past|past|previous) {WEEKDAY}{HOUR}(?! (?:of|in)\b)", _before_today),
    _form(rf"{WEEKDAY} (?:just gone|gone)", _before_today),
    _form(rf"(?:this )?coming {WEEKDAY}{HOUR}", _after_today),
    _form(rf"next {WEEKDAY}{HOUR}", _next),
    _form(rf"this {WEEKDAY}{HOUR}", _this),
    # not "the first Monday of the month"
    _form(rf"(?P<bare>{WEEKDAY}){HOUR}(?! (?:of|in)\b)", _bare),
)
