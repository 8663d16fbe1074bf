"""How vectors are turned so that a question meets its clause: two learned matrices.

The encoder was made for sentences that say the same. A question and the clause that governs it do
not: "should I have walked out?" is answered by "Only a Chief Officer shall be invited". What leads
from one to the other is learned from the corpus questions (`python -m retrieval.calibrate`), and
carries over to protocols that it has never seen. The encoder's own weights stay as they are.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from retrieval.encoder import Encoder, Progress, Vectors

FILE = Path(__file__).with_name("adapter.npz")


@dataclass(frozen=True)
class Adapter:
    """A matrix (d, w) for questions, one for clauses; `encoder` is the digest they are made for."""

    encoder: str
    question: Vectors
    clause: Vectors

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of both matrices."""
        return hashlib.sha256(self.question.tobytes() + self.clause.tobytes()).hexdigest()

    def questions(self, vectors: Vectors) -> Vectors:
        """Unit vectors of questions (n, d), turned, as unit vectors (n, w)."""
        return _unit(vectors @ self.question)

    def clauses(self, vectors: Vectors) -> Vectors:
        """Unit vectors of clauses and of their parts (n, d), turned, as unit vectors (n, w)."""
        return _unit(vectors @ self.clause)


@dataclass(frozen=True)
class Tuned:
    """An encoder whose vectors an adapter turns; as an Encoder, another one."""

    encoder: Encoder
    adapter: Adapter

    @property
    def name(self) -> str:
        """The encoder's name."""
        return self.encoder.name

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of the encoder's and the adapter's digests."""
        both = f"{self.encoder.digest} {self.adapter.digest}"
        return hashlib.sha256(both.encode()).hexdigest()

    @property
    def files(self) -> tuple[Path, ...]:
        """The encoder's files; the adapter comes with this package."""
        return self.encoder.files

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The unit vectors of questions, in order."""
        return self.adapter.questions(self.encoder(texts, progress))

    def clauses(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The unit vectors of clauses and of their parts, in order."""
        return self.adapter.clauses(self.encoder.clauses(texts, progress))


def tuned(encoder: Encoder, adapter: Adapter | None = None) -> Encoder:
    """The encoder with the adapter, that of the repository by default, if it was made for it."""
    adapter = adapter or read_adapter()
    return Tuned(encoder, adapter) if adapter.encoder == encoder.digest else encoder


def read_adapter(file: Path = FILE) -> Adapter:
    """The adapter in a file; kept in 16 bits, used in 32."""
    with np.load(file) as held:
        question, clause = (held[name].astype(np.float32) for name in ("question", "clause"))
        return Adapter(str(held["encoder"]), question, clause)


def write_adapter(adapter: Adapter, file: Path = FILE) -> None:
    """Keep an adapter in a file, in 16 bits."""
    question, clause = (one.astype(np.float16) for one in (adapter.question, adapter.clause))
    np.savez(file, encoder=np.array(adapter.encoder), question=question, clause=clause)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / lengths, dtype=np.float32)
