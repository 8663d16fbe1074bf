"""What a person typed that cannot be answered as it stands; each text says how to mend it.

BadRequest            one line: what is wrong and what to type instead
├── UnclearDate       the date can be read two ways, or in none
└── UnknownName       no council, rule, matter or clause of that name: "did you mean"
"""


class BadRequest(Exception):
    """The request cannot be answered as typed; the text is shown to the person who typed it."""


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
