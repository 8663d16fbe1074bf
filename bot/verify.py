"""A reference -> the clauses that it names, proved to stand in that version of the protocol.

Nothing but the corpus is asked: a reference of any age is proved for as long as its version is
kept.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import wording
from bot.answer import version_to_json
from bot.errors import BadRequest, UnknownName
from bot.reference import QuoteReference
from bot.rulebook import folder_of
from retrieval.clause import Clause, letter_span_of
from retrieval.proof import places
from retrieval.protocols import Protocol
from retrieval.version import SHORT, digest_of
from retrieval.versions import find_version

LONGEST = 4_000  # characters after --text; no clause has half as many

# How chats show the bullets and the table cells of a clause, for words that are copied from there.
SHOWN_MARK = re.compile(r"^[•◦|]\s+")


@dataclass(frozen=True)
class Standing:
    """A clause, and the line of source.txt on which it begins."""

    clause: Clause
    line: int


@dataclass(frozen=True)
class Match:
    """The clause in which words stand; `exact` unless blanks, bullets or quote marks differ."""

    label: str
    exact: bool


@dataclass(frozen=True)
class Verified:
    """What a reference names, found and proved; `current` unless the protocol was amended since.

    `match` is None where no words were asked about.
    """

    reference: QuoteReference
    protocol: Protocol
    current: bool
    clauses: tuple[Standing, ...]
    match: Match | None


def verify(corpus: Path, reference: QuoteReference, words: str | None = None) -> Verified:
    """What the reference names, and where in it `words` stand.

    Raises BadRequest, saying why, for a council, version or clause that is not here and for words
    that do not stand in any clause named; CorpusError where the corpus is not as its digest says.
    """
    folder = folder_of(corpus, reference.council)
    protocol = find_version(folder, reference.digest)
    if protocol is None:
        raise BadRequest(_no_version(folder, reference))
    lines = places(protocol)
    clauses = tuple(dict.fromkeys(_clause(protocol, label) for label in reference.labels))
    return Verified(
        reference,
        protocol,
        current=protocol.folder == folder,
        clauses=tuple(Standing(one, lines[one.label]) for one in clauses),
        match=None if words is None else _match(words, clauses),
    )


def to_json(verified: Verified) -> dict[str, Any]:
    """The object that other programs read; `text` is null where no words were asked about."""
    protocol, match = verified.protocol, verified.match
    return {
        "reference": str(verified.reference),
        "council": protocol.slug,
        "title": protocol.council.protocol.title,
        "current": verified.current,
        **version_to_json(protocol.version),
        "clauses": [_standing_to_json(one, protocol) for one in verified.clauses],
        "text": match and {"clause": match.label, "exact": match.exact},
    }


def _standing_to_json(one: Standing, protocol: Protocol) -> dict[str, Any]:
    return {
        "clause": one.clause.label,
        "printed": one.clause.printed or None,
        "heading": list(one.clause.heading),
        "text": one.clause.text,
        "citation": protocol.council.citation(one.clause.label),
        "line": one.line,
    }


def _no_version(folder: Path, reference: QuoteReference) -> str:
    return wording.NO_VERSION.format(
        slug=folder.name,
        digest=reference.digest[:SHORT],
        current=digest_of(folder)[:SHORT],
    )


def _clause(protocol: Protocol, label: str) -> Clause:
    clause = protocol.clause(label)
    if clause is None:
        first, *_, last = protocol.clauses
        problem = wording.NO_CLAUSE_THERE.format(
            slug=protocol.slug, label=label, count=len(protocol.clauses),
            first=first.label, last=last.label,
        )  # fmt: skip
        raise UnknownName(problem)
    return clause


def _match(words: str, clauses: tuple[Clause, ...]) -> Match:
    """The first clause that has the words to the letter, else the first that has them at all."""
    if not words.strip():
        raise BadRequest(wording.NO_WORDS)
    if len(words) > LONGEST:
        raise BadRequest(wording.TOO_MANY_WORDS.format(length=len(words), longest=LONGEST))
    if not clauses:
        raise BadRequest(wording.NOWHERE_TO_LOOK)
    unmarked = _unmarked(words)
    having = [one for one in clauses if letter_span_of(unmarked, one.text)]
    if not having:
        raise BadRequest(wording.NOT_VERBATIM.format(clauses=_named(clauses)))
    exact = next((one for one in having if words.strip() in one.text), None)
    return Match((exact or having[0]).label, exact=exact is not None)


def _unmarked(words: str) -> str:
    """The words without a chat's marks, and without blank lines, which take long to compare."""
    lines = (line.strip() for line in words.split("\n"))
    return "\n".join(SHOWN_MARK.sub("", line) for line in lines if line)


def _named(clauses: tuple[Clause, ...]) -> str:
    if len(clauses) == 1:
        return wording.ONE_CLAUSE.format(label=clauses[0].label)
    return wording.CLAUSES.format(labels=", ".join(one.label for one in clauses))
