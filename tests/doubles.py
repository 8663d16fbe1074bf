"""Small stand-ins for the big parts: they do little, the same every time, and remember it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

from bot.store.pseudonym import Pseudonyms
from bot.tally import Told, Unstored
from retrieval.clause import Clause, Paragraph
from retrieval.encoder import Progress, Vectors
from retrieval.index import Shelf

Moment = TypeVar("Moment", float, datetime)

LONGEST = 15
USER_KEY = "a key that the doors of the tests share"
PSEUDONYMS = Pseudonyms(USER_KEY.encode())


@dataclass
class WordLengths:
    """An encoder of word lengths: how many words of 1, 2 ... 15 letters. Remembers what it read."""

    name: str = "word lengths"
    digest: str = "word-lengths-1"
    files: tuple[Path, ...] = ()
    read: list[str] = field(default_factory=list)

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.read.extend(texts)
        counts = np.full((len(texts), LONGEST), 0.01, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.split():
                counts[row, min(len(word), LONGEST) - 1] += 1
        if progress is not None:
            progress(len(texts), len(texts))
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True))

    def clauses(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self(texts, progress)


class TwoSided(WordLengths):
    """An encoder to which a clause is another thing than a question of the same words."""

    def clauses(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return np.ascontiguousarray(self(texts, progress)[:, ::-1])


class Broken(WordLengths):
    """An encoder that dies at its work."""

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        raise RuntimeError(f"no power left for {len(texts)} texts, {progress} or not")


def clause(council: str, label: str, *paragraphs: str, heading: str = "Conduct") -> Clause:
    """A numbered clause of a few paragraphs."""
    blocks = tuple(Paragraph(text) for text in paragraphs)
    return Clause(council, label, label, (heading,), blocks)


def shelf(slug: str, texts: dict[str, str], questions: dict[str, tuple[str, ...]]) -> Shelf:
    """A council's clauses of one paragraph each, by label, with their questions."""
    return Shelf(slug, tuple(clause(slug, *one) for one in texts.items()), questions)


@dataclass
class Clock(Generic[Moment]):
    """A clock that stands still until a story sets it forward."""

    now: Moment

    def __call__(self) -> Moment:
        return self.now


@dataclass
class Counted:
    """A tally that remembers: the answers, and each other count with what it was of."""

    answers: list[Told] = field(default_factory=list)
    counts: list[tuple[str, str]] = field(default_factory=list)

    def told(self, told: Told) -> None:
        self.answers.append(told)

    def repeated(self, door: str) -> None:
        self.counts.append(("repeated", door))

    def failed(self, door: str) -> None:
        self.counts.append(("failed", door))

    def retried(self, platform: str) -> None:
        self.counts.append(("retried", platform))

    def rejected(self, platform: str) -> None:
        self.counts.append(("rejected", platform))

    def unstored(self, what: Unstored) -> None:
        self.counts.append(("unstored", what))
