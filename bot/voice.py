"""What is said differently on each platform: where things are found there."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot import wording


@dataclass(frozen=True)
class Voice:
    """A platform's own sentences; `listings` says, by what a name is of, how to list the names."""

    switched_off: str
    no_council: str
    other_council: str
    listings: Mapping[str, str]


SLACK = Voice(
    switched_off=wording.SWITCHED_OFF,
    no_council=wording.NO_COUNCIL_YET,
    other_council=wording.OTHER_COUNCIL,
    listings={
        wording.RULE_NOUN: wording.RULES_LISTED_HERE,
        wording.MATTER_NOUN: wording.MATTERS_LISTED_HERE,
    },
)

TEAMS = Voice(
    switched_off=wording.SWITCHED_OFF_HERE,
    no_council=wording.NO_COUNCIL_CHOSEN,
    other_council=wording.OTHER_COUNCIL_HERE,
    listings={
        wording.RULE_NOUN: wording.RULES_BY_TYPING,
        wording.MATTER_NOUN: wording.MATTERS_BY_TYPING,
    },
)
