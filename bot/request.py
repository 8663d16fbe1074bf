"""Text -> what was asked; one grammar for every door.

help                            how to ask
clause 9.2.12                   one clause by its number or label
deadline RULE [DATE]            a due date
route MATTER                    the steps for a matter
anything else                   a question
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from bot import wording
from bot.errors import BadRequest

UNWANTED = {"Cc", "Cs"}  # control characters, and halves of characters
LONGEST = 1_000  # characters; a longer text is a document, not a question


@dataclass(frozen=True)
class Ask:
    """A question in a person's own words."""

    question: str


@dataclass(frozen=True)
class ClauseWanted:
    """One clause, by label or printed number."""

    label: str


@dataclass(frozen=True)
class DeadlineWanted:
    """A due date by rule; `start` as typed, empty when no date was given."""

    rule: str
    start: str = ""


@dataclass(frozen=True)
class RouteWanted:
    """The steps for a matter."""

    matter: str


@dataclass(frozen=True)
class HelpWanted:
    """How to ask."""


Request = Ask | ClauseWanted | DeadlineWanted | RouteWanted | HelpWanted


@dataclass(frozen=True)
class Known:
    """The names that commands take: they tell `route press` from a question about a route."""

    rules: Collection[str]
    matters: Collection[str]


def read(text: str, known: Known) -> Request:
    """What a text asks for. Raises BadRequest for an empty, huge or garbled one."""
    question = clean(text)
    verb, _, rest = question.partition(" ")
    match verb.casefold().rstrip(":"):
        case "help" | "?" if not rest:
            return HelpWanted()
        case "clause" if re.fullmatch(
            r"\d[\d.]*|[a-z][a-z0-9]*(?:[ -][a-z0-9]+)*[ -]\d+", rest.casefold()
        ):
            return ClauseWanted(rest)
        case "deadline" if rest:
            return _deadline(question, rest, known.rules)
        case "route" if rest:
            meant = " " not in rest or _is_command(rest, known.matters)
            return RouteWanted(rest) if meant else Ask(question)
        case _:
            return Ask(question)


def clean(text: str) -> str:
    """The text on one line. Raises BadRequest when it is empty, huge or garbled."""
    if any(unicodedata.category(char) in UNWANTED and char not in "\t\n\r" for char in text):
        raise BadRequest(wording.CONTROL_CHARACTERS)
    line = " ".join(text.split())
    if not any(char.isalnum() for char in line):
        raise BadRequest(wording.NOTHING_ASKED)
    if len(line) > LONGEST:
        raise BadRequest(wording.TOO_LONG.format(length=len(line), longest=LONGEST))
    return line


def _deadline(question: str, rest: str, rules: Collection[str]) -> Request:
    name, _, start = rest.partition(" ")
    if name.casefold() in rules:
        return DeadlineWanted(name.casefold(), start)
    return DeadlineWanted(name, start) if _is_command(name, rules) else Ask(question)


def _is_command(rest: str, names: Collection[str]) -> bool:
    """A known name, or a single word with a hyphen that was meant as one."""
    plain = rest.casefold()
    return plain.replace(" ", "-") in names or (" " not in plain and "-" in plain)
