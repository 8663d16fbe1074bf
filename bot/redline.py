"""What was amended between two versions of a protocol, and the rows that rest on it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import wording
from bot.answer import version_to_json
from bot.errors import BadRequest
from bot.resting import Touch, resting, touches
from retrieval.amendment import Added, Change, Changed, Removed, compare, joined, runs
from retrieval.clause import Clause
from retrieval.protocols import Protocol, read_protocol
from retrieval.versions import read_all_kept


@dataclass(frozen=True)
class Amended:
    """A change, and the rows that it touches."""

    change: Change
    touched: tuple[Touch, ...]

    @property
    def clause(self) -> Clause:
        """The clause as it is; as it was where it was removed."""
        return self.change.old if isinstance(self.change, Removed) else self.change.new


@dataclass(frozen=True)
class Redline:
    """An older and the current version of a protocol, and what was amended between them."""

    old: Protocol
    new: Protocol
    amended: tuple[Amended, ...]

    @property
    def to_mend(self) -> int:
        """How many rows rest on words that are gone."""
        return sum(not touch.stands for one in self.amended for touch in one.touched)


def redline(council: Path, version: str = "") -> Redline:
    """What was amended in a council's folder since a kept version.

    `version` is the beginning of its digest; empty for the newest that is not the current one.
    Raises BadRequest where none is kept, or none or several begin so; CorpusError where the
    corpus holds a fault.
    """
    new = read_protocol(council)
    old = _former(council, version, new)
    rows = resting(new.council, council)
    changes = compare(old, new)
    return Redline(old, new, tuple(Amended(one, touches(one, rows, new)) for one in changes))


def _former(council: Path, typed: str, new: Protocol) -> Protocol:
    kept = read_all_kept(council)
    if not kept:
        raise BadRequest(wording.NONE_KEPT.format(slug=council.name))
    begins = typed.strip().casefold()
    if not begins:
        return next((one for one in kept if one.digest != new.digest), kept[0])
    found = [one for one in kept if one.digest.startswith(begins)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.version.short for one in kept)
    sentence = wording.SEVERAL_KEPT if found else wording.NOT_KEPT
    raise BadRequest(sentence.format(typed=typed, kept=known))


def to_json(made: Redline) -> dict[str, Any]:
    """The object that other programs read: both versions, and a row a change."""
    return {
        "council": made.new.slug,
        "from": version_to_json(made.old.version),
        "to": version_to_json(made.new.version),
        "changes": [_to_json(one) for one in made.amended],
    }


def _to_json(one: Amended) -> dict[str, Any]:
    change = one.change
    old = None if isinstance(change, Added) else change.old
    new = None if isinstance(change, Removed) else change.new
    return {
        "kind": type(change).__name__.lower(),
        "old": old and {"clause": old.label, "text": old.text},
        "new": new and {"clause": new.label, "text": new.text},
        "heading": list(one.clause.heading),
        "words": _words_to_json(change),
        "touches": [_touch_to_json(touch) for touch in one.touched],
    }


def _words_to_json(change: Change) -> list[dict[str, str]]:
    """What is the same, gone and come, in order; empty where no word of a clause changed."""
    if not isinstance(change, Changed):
        return []
    found = runs(change.old.text, change.new.text)
    return [{"mark": run.mark.value, "text": joined(run.words)} for run in found]


def _touch_to_json(touch: Touch) -> dict[str, Any]:
    row = touch.row
    return {
        "kind": row.kind.value,
        "name": row.name,
        "clause": row.clause,
        "file": row.file,
        "line": row.line,
        "questions": row.questions,
        "stands": touch.stands,
        "elsewhere": touch.elsewhere or None,
    }
