"""What a person typed that cannot be answered as it stands; each text says how to mend it.

BadRequest            one line: what is wrong and what to type instead
├── Unready           what is set is wrong, or not enough to serve: all that is amiss
├── UnclearDate       the date can be read two ways, or in none
└── UnknownName       no council, rule, matter or clause of that name: "did you mean"
"""

from collections.abc import Sequence


class BadRequest(Exception):
    """The request cannot be answered as typed; the text is shown to the person who typed it."""


class Unready(BadRequest):
    """Something that is set is wrong or missing; `faults` has a sentence for each such thing."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


class UnclearDate(BadRequest):
    """The date can be read two ways, or in none."""


class UnknownName(BadRequest):
    """There is no council, rule, matter or clause of this name.

    `told` says so; `listing` how the names are listed at the terminal, for doors to say their own
    way instead, by `noun`: what it is a name of.
    """

    def __init__(self, told: str, listing: str = "", noun: str = "") -> None:
        super().__init__(f"{told} {listing}".strip())
        self.told, self.listing, self.noun = told, listing, noun
