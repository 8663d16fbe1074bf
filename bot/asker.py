"""Who is asking: it decides whose steps a route shows, never which clauses are quoted."""

import re
from enum import StrEnum


class Asker(StrEnum):
    """The role of the person who asks."""

    OFFICER = "officer"
    COUNCILLOR = "councillor"
    HUB = "hub"
    CLERK = "clerk"
    PUBLIC = "public"

    @property
    def side(self) -> "Side | None":
        """Whose routes apply: a hub and a clerk are officers; the public has no route."""
        return SIDES.get(self)


class Side(StrEnum):
    """The two sides that a protocol gives routes to."""

    OFFICER = "officer"
    COUNCILLOR = "councillor"

    @property
    def article(self) -> str:
        """The side in a sentence: "an officer", "a councillor"."""
        return f"an {self}" if self is Side.OFFICER else f"a {self}"


SIDES = {
    Asker.OFFICER: Side.OFFICER,
    Asker.HUB: Side.OFFICER,
    Asker.CLERK: Side.OFFICER,
    Asker.COUNCILLOR: Side.COUNCILLOR,
}

# Only words in which people say what they are; "a councillor" alone says whom they ask about.
I_AM = r"\b(?:as|i am|i'm|im|being)\s+an?\s+"
SAID = {
    Asker.COUNCILLOR: re.compile(
        I_AM + r"(?:\w+\s+){0,2}(?:cllr|councillor|member(?! of (?:staff|the public)))\b"
        r"|\b(?:cllr|councillor|ward member)\s+here\b|\bmy\s+(?:ward|constituents?|residents?)\b",
        re.IGNORECASE,
    ),
    Asker.PUBLIC: re.compile(
        I_AM
        + r"(?:(?:\w+\s+){0,2}(?:resident|parishioner|journalist)|member\s+of\s+the\s+public)\b"
        r"|\b(?:resident|parishioner)\s+here\b",
        re.IGNORECASE,
    ),
    Asker.OFFICER: re.compile(
        I_AM + r"(?:\w+\s+){0,2}(?:officer|director|planner|manager)\b"
        r"|\b(?:officer|director|manager)\s+here\b"
        r"|\bmy\s+(?:line\s+manager|team|boss|head of service)\b",
        re.IGNORECASE,
    ),
}


def said_asker(question: str) -> Asker | None:
    """The role that a question states in so many words ("as a councillor", "director here")."""
    stated = [asker for asker, words in SAID.items() if words.search(question)]
    return stated[0] if len(stated) == 1 else None
