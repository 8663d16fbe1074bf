"""What is offered below an answer, on buttons, and what a press brings back: on each platform.

A press answers again: so a button works for as long as its message stands, on any replica, without
a store.
"""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, NotRequired, Self, TypedDict, cast

from bot import wording
from bot.asker import Asker

SHARE = "share"
CALENDAR = "calendar"
REMIND = "remind"
PICK_DATE = "pick_date"
MORE = "more"
AS_OFFICER = "role_officer"
AS_COUNCILLOR = "role_councillor"
FEEDBACK = "feedback"
ACTIONS = (SHARE, CALENDAR, REMIND, PICK_DATE, MORE, AS_OFFICER, AS_COUNCILLOR, FEEDBACK)

UP: Literal["up"] = "up"
DOWN: Literal["down"] = "down"  # a verdict, in the value of FEEDBACK

# What stands on a button, and what a screen reader says instead.
LABELLED = {
    SHARE: (wording.SHARE_BUTTON, wording.SHARE_LABEL),
    CALENDAR: (wording.CALENDAR_BUTTON, wording.CALENDAR_LABEL),
    REMIND: (wording.REMIND_BUTTON, wording.REMIND_LABEL),
    PICK_DATE: (wording.PICK_DATE_BUTTON, wording.PICK_DATE_LABEL),
    MORE: (wording.MORE_BUTTON, wording.MORE_LABEL),
    AS_OFFICER: (wording.AS_OFFICER_BUTTON, wording.AS_OFFICER_LABEL),
    AS_COUNCILLOR: (wording.AS_COUNCILLOR_BUTTON, wording.AS_COUNCILLOR_LABEL),
}
ROLES = {AS_OFFICER: Asker.OFFICER, AS_COUNCILLOR: Asker.COUNCILLOR}

# `ask` is in the grammar of `bot.request`; `as` an Asker or null; `on` the ISO date of the day that
# the answer was worked out for, or null: "yesterday" still means the day before it.
Carried = TypedDict(
    "Carried",
    {
        "council": str,
        "ask": str,
        "as": str | None,
        "on": str | None,
        "own": NotRequired[bool],  # False: `ask` is what somebody else wrote; nowhere kept
        "page": NotRequired[int],  # MORE: the page to show
        "shown": NotRequired[list[str]],  # FEEDBACK: the labels of the clauses that were quoted
        "verdict": NotRequired[str],  # FEEDBACK: UP or DOWN
    },
)


@dataclass(frozen=True)
class Asked:
    """What was asked, by whom and when: the common part of what an answer's buttons carry.

    `own`: the words are the asker's own, not those of a message that was looked at.
    """

    council: str
    ask: str
    asker: Asker | None
    on: date | None
    own: bool = True

    def by(self, asker: Asker) -> Self:
        """The same, asked by somebody of that role."""
        return replace(self, asker=asker)

    def exactly(self, ask: str) -> Self:
        """The same, asked in the words of a command."""
        return replace(self, ask=ask)

    def known(self, **more: object) -> dict[str, Any]:
        """What a button must know, as plain data; see Carried."""
        day = self.on and self.on.isoformat()
        held = {"council": self.council, "ask": self.ask, "as": self.asker, "on": day, **more}
        return held if self.own else {**held, "own": False}

    def value(self, **more: object) -> str:
        """The same as one text, for a platform whose buttons hold no more."""
        return carry(**self.known(**more))


def carry(**what: object) -> str:
    """What a button must know to answer again, as JSON; see Carried."""
    return json.dumps(what, ensure_ascii=False, separators=(",", ":"))


def carried(value: str) -> Carried:
    """What a button's value holds. Raises ValueError for a value that `carry` did not make."""
    what = json.loads(value)
    if not isinstance(what, dict):
        raise ValueError("a button's value is no object")  # noqa: TRY004 - the value is at fault
    return known(what)


def known(what: dict[str, Any]) -> Carried:
    """The same of plain data. Raises ValueError for data that `Asked.known` did not make."""
    named = {"as": None, "on": None} | what
    texts = (named.get("council"), named.get("ask"), named["as"] or "", named["on"] or "")
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("a button's value holds no council or no question")
    return cast("Carried", named)


def asker_of(what: Carried) -> Asker | None:
    """Who asked, by role. Raises ValueError for a role that is none."""
    return Asker(what["as"]) if what["as"] else None


def day_of(what: Carried) -> date | None:
    """The day that the answer was worked out for. Raises ValueError for a day that is none."""
    return date.fromisoformat(what["on"]) if what["on"] else None


def is_own(what: Carried) -> bool:
    """Whether what was asked is in the asker's own words, which alone may be kept."""
    return what.get("own", True) is True
