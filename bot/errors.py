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
    """There is no council, rule, matter or clause of this name."""
