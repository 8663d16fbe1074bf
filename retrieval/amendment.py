"""Two versions of a protocol -> what was amended, clause by clause and word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.distance import Indel

from retrieval.clause import Clause
from retrieval.protocols import Protocol

# Shares of words in common, in order. Two clauses about other things have about 0.2 in common,
# which are "the" and "of"; a clause that keeps its label may change more before it is another one.
SAME_LABEL = 0.3
OTHER_LABEL = 0.6
WORD = re.compile(r"\n *(?:- )?|\t|\S+")  # a line break goes with the bullet after it


# ------------------------------------------------------------------------------- clause by clause
@dataclass(frozen=True)
class Added:
    """A clause that stands in the newer version alone."""

    new: Clause


@dataclass(frozen=True)
class Removed:
    """A clause that stood in the older version alone."""

    old: Clause


@dataclass(frozen=True)
class Changed:
    """A clause whose words differ; perhaps its label, too."""

    old: Clause
    new: Clause


@dataclass(frozen=True)
class Renumbered:
    """The same words under another label."""

    old: Clause
    new: Clause


Change = Added | Removed | Changed | Renumbered


def compare(old: Protocol, new: Protocol) -> tuple[Change, ...]:
    """What was amended, in the order of the document; none where all clauses are the same.

    A clause is the same while its label and its words are, white space aside: headings, page
    furniture and tables are not compared.
    """
    mates = _mates(old.clauses, new.clauses)
    return tuple(_in_order(old.clauses, new.clauses, mates))


def _in_order(
    old: Sequence[Clause], new: Sequence[Clause], mates: dict[str, Clause]
) -> Iterator[Change]:
    """The changes in the order of the newer version; what was removed, where it stood before."""
    former = {mate.label: label for label, mate in mates.items()}
    by_label = {one.label: one for one in old}
    gone = _removed_after(old, mates)
    yield from gone.get("", ())
    for clause in new:
        if clause.label in former:
            before = by_label[former[clause.label]]
            yield from _became(before, clause)
            yield from gone.get(before.label, ())
        else:
            yield Added(clause)


def _became(old: Clause, new: Clause) -> Iterator[Change]:
    if _words(old) != _words(new):
        yield Changed(old, new)
    elif old.label != new.label:
        yield Renumbered(old, new)


def _removed_after(old: Iterable[Clause], mates: dict[str, Clause]) -> dict[str, list[Removed]]:
    """What was removed, by the label of the clause before it that was not; "" for the first."""
    gone: dict[str, list[Removed]] = {}
    above = ""
    for clause in old:
        if clause.label in mates:
            above = clause.label
        else:
            gone.setdefault(above, []).append(Removed(clause))
    return gone


# --------------------------------------------------------------------------- which clause is which
def _mates(old: Sequence[Clause], new: Sequence[Clause]) -> dict[str, Clause]:
    """By its old label, the clause that each old one has become.

    First those with the same label and words, then those with the same words, then those that
    have most words in common.
    """
    mates: dict[str, Clause] = {}
    for alike in (_unchanged, _moved, _likest):
        taken = {one.label for one in mates.values()}
        left = [one for one in old if one.label not in mates]
        mates |= alike(left, [one for one in new if one.label not in taken])
    return mates


def _unchanged(old: Sequence[Clause], new: Sequence[Clause]) -> dict[str, Clause]:
    there = {(one.label, _words(one)): one for one in new}
    keys = ((one.label, _words(one)) for one in old)
    return {key[0]: there[key] for key in keys if key in there}


def _moved(old: Sequence[Clause], new: Sequence[Clause]) -> dict[str, Clause]:
    """The same words elsewhere; where they stand twice, the first goes to the first."""
    there: dict[tuple[str, ...], list[Clause]] = {}
    for clause in new:
        there.setdefault(_words(clause), []).append(clause)
    mates = {}
    for clause in old:
        if same := there.get(_words(clause)):
            mates[clause.label] = same.pop(0)
    return mates


def _likest(old: Sequence[Clause], new: Sequence[Clause]) -> dict[str, Clause]:
    """The likest first, each clause once; of two that are as like, the one that kept its label."""
    pairs = [(_likeness(one, other), one, other) for one in old for other in new]
    enough = [pair for pair in pairs if pair[0] >= _least(pair[1], pair[2])]
    mates: dict[str, Clause] = {}
    taken: set[str] = set()
    for _, one, other in sorted(
        enough, key=lambda pair: (-pair[0], pair[1].label != pair[2].label)
    ):
        if one.label not in mates and other.label not in taken:
            mates[one.label] = other
            taken.add(other.label)
    return mates


def _least(old: Clause, new: Clause) -> float:
    return SAME_LABEL if old.label == new.label else OTHER_LABEL


def _likeness(old: Clause, new: Clause) -> float:
    return Indel.normalized_similarity(_words(old), _words(new))


def _words(clause: Clause) -> tuple[str, ...]:
    return tuple(clause.text.split())


# ------------------------------------------------------------------------------------ word by word
class Mark(StrEnum):
    """What became of words."""

    SAME = "same"
    GONE = "gone"
    CAME = "came"


@dataclass(frozen=True)
class Run:
    """Words that share one fate; a line break is one of them, and the bullet after it with it."""

    mark: Mark
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words as they are read."""
        return joined(self.words)


def runs(old: str, new: str) -> tuple[Run, ...]:
    """The words of two texts in one order: what is the same, what is gone, and what came for it."""
    before, after = WORD.findall(old), WORD.findall(new)
    found: list[Run] = []
    for kind, *at in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        first, last, begin, end = at
        if kind == "equal":
            found.append(Run(Mark.SAME, tuple(before[first:last])))
            continue
        found += [Run(Mark.GONE, tuple(before[first:last]))] if first < last else []
        found += [Run(Mark.CAME, tuple(after[begin:end]))] if begin < end else []
    return tuple(found)


def joined(words: Iterable[str]) -> str:
    """Words with a blank between them, but where a line or a cell of a table begins."""
    text = ""
    for word in words:
        apart = text and text[-1] not in " \n\t" and word[0] not in "\n\t"
        text += f" {word}" if apart else word
    return text
