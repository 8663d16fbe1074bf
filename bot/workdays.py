"""Which days a council counts: Monday to Friday, less bank holidays, less its own closure days.

Bank holidays come from the `holidays` library, which was compared with every date that GOV.UK has
published (https://www.gov.uk/bank-holidays). For other years the library computes them from the
present rules; nobody can know a one-off holiday that has not been proclaimed, so those years are
provisional.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType

from bot import wording
from bot.errors import BadRequest
from retrieval.council import Nation

# GOV.UK has published each nation's bank holidays for these years, one-off ones included.
# Move the end when it publishes another year, and add that year to the table in the tests.
PUBLISHED = range(2012, 2028 + 1)

# Today's pattern was complete with the early May holiday of 1978; the library ends with 2100.
COMPUTED = range(1978, 2100 + 1)

SATURDAY = "Saturday"
SUNDAY = "Sunday"
BANK_HOLIDAY = "bank holiday: "  # its name follows
CLOSED = "closed: "  # the reason follows

_WEEKEND = {5: SATURDAY, 6: SUNDAY}


_SUBDIVISION = {
    Nation.ENGLAND: "ENG",
    Nation.WALES: "WLS",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}


@dataclass(frozen=True)
class Calendar:
    """The days that one council counts.

    `closures` are the council's own closure days, each with the reason that is shown for it.
    """

    nation: Nation
    closures: Mapping[date, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep a copy of the closures that nobody can change."""
        object.__setattr__(self, "closures", MappingProxyType(dict(self.closures)))

    def skipped(self, day: date) -> str | None:
        """Why `day` is not counted, in a few words; None when it is a working day.

        One of "Saturday", "Sunday", "bank holiday: Christmas Day (substitute)", "closed: <reason>";
        the first that holds. Raises BadRequest for a year whose bank holidays cannot be known.
        """
        if day.year not in COMPUTED:
            raise BadRequest(
                wording.OUT_OF_RANGE.format(year=day.year, first=COMPUTED[0], last=COMPUTED[-1])
            )
        if day.weekday() in _WEEKEND:
            return _WEEKEND[day.weekday()]
        if name := bank_holidays(self.nation, day.year).get(day):
            return BANK_HOLIDAY + name
        if reason := self.closures.get(day):
            return CLOSED + reason
        return None

    def is_working(self, day: date) -> bool:
        """True when `day` is counted. Raises BadRequest as `skipped` does."""
        return self.skipped(day) is None

    def provisional(self, day: date) -> bool:
        """True when the bank holidays of the day's year are computed, not published."""
        return day.year not in PUBLISHED


@cache
def bank_holidays(nation: Nation, year: int) -> Mapping[date, str]:
    """The bank holidays of `nation` in `year`, each with its name.

    One finished table a year: the library's own object fills itself while it is being read, and
    two threads may read.
    """
    import holidays  # here, because it is slow to import and not every command counts days

    found = holidays.country_holidays(
        "GB", subdiv=_SUBDIVISION[nation], years=year, expand=False, language="en_GB"
    )
    return MappingProxyType({day: _name(name) for day, name in found.items()})


def _name(name: str) -> str:
    """The holiday's name, with GOV.UK's word for a day that stands in for one at the weekend."""
    return name.replace("(observed)", "(substitute)")
