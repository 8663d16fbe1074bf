"""A release: an index and the corpus that it was made from, complete in one folder.

corpus/         the files of the corpus, as they were
manifest.json   what the index was made from, and the digests of its files (retrieval.index)
release.json    when it was made, and the digests of manifest.json and of corpus/
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict

from retrieval.errors import CorpusError, IndexUnfit
from retrieval.index import CURE, MANIFEST, Manifest, OpenIndex, read_manifest
from retrieval.plain_file import digest_of_file, octets_of

FORMAT: Final = 1
CORPUS, RECORD = "corpus", "release.json"
NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}")

COUNCIL = "council.toml"  # what makes a folder of the corpus a council's
COMMON = ("matters.toml", "unanswerable.jsonl")


class Record(BaseModel):
    """What release.json says: `index` and `corpus` are SHA-256 digests in hexadecimal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = FORMAT
    made: datetime
    index: str
    corpus: str

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of all that the release is made of."""
        return hashlib.sha256(f"{self.index} {self.corpus}".encode()).hexdigest()

    @property
    def name(self) -> str:
        """When it was made and what it is; names in order are releases in the order of time."""
        return f"{self.made:%Y%m%dT%H%M%SZ}-{self.digest[:8]}"


@dataclass(frozen=True)
class Listed:
    """A release as it is listed."""

    name: str
    made: datetime
    councils: int
    clauses: int

    @classmethod
    def of(cls, record: Record, manifest: Manifest) -> Self:
        """The release of this record and manifest."""
        counts = manifest.councils.values()
        return cls(record.name, record.made, len(counts), sum(one.clauses for one in counts))


@dataclass(frozen=True)
class Release:
    """A release at hand: its corpus and its encoder are in `folder`, proved.

    `opened` gives its index, when it is told the digests of the corpus and of the encoder that it
    has to be of. It raises IndexUnfit.
    """

    record: Record
    folder: Path
    opened: Callable[[str, str], OpenIndex]

    @property
    def name(self) -> str:
        """By which it is known."""
        return self.record.name

    @property
    def corpus(self) -> Path:
        """The folder of its corpus."""
        return self.folder / CORPUS


def corpus_state(corpus: Path) -> str:
    """SHA-256, in hexadecimal, over the names and the contents of a corpus's files.

    Raises CorpusError for a name that is not UTF-8.
    """
    lines = (f"{digest_of_file(file)}  {name}\n" for name, file in _named(corpus))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def copy_corpus(corpus: Path, to: Path) -> None:
    """Copy the files of a corpus; what else lies in its folder stays behind.

    Raises CorpusError for a name that is not UTF-8.
    """
    to.mkdir(parents=True)
    for name, file in _named(corpus):
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, to / name)


def seal(folder: Path, made: datetime) -> Record:
    """Write the record of a folder that holds all else of a release. `made` is in UTC."""
    record = _record_of(folder, made)
    (folder / RECORD).write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return record


def prove(folder: Path) -> Record:
    """The record of the release in a folder, whose corpus and manifest are those that it names.

    The index's own files are proved when it is opened. Raises IndexUnfit with the cure.
    """
    try:
        record = Record.model_validate_json(octets_of(folder / RECORD))
        found = _record_of(folder, record.made)
    except (OSError, ValueError, CorpusError) as error:
        raise IndexUnfit(f"the release in {folder} is damaged or too old; {CURE}") from error
    if found != record:
        raise IndexUnfit(f"the release in {folder} is not what was written; {CURE}")
    return record


def listed(folder: Path) -> Listed:
    """The release in a folder, for a list. Raises IndexUnfit for one that is damaged."""
    try:
        record = Record.model_validate_json(octets_of(folder / RECORD))
        return Listed.of(record, read_manifest(folder))
    except (OSError, ValueError) as error:
        raise IndexUnfit(f"the release in {folder} is damaged or too old; {CURE}") from error


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """All files of a folder by their names within it, in order."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return ((file.relative_to(folder).as_posix(), file) for file in files)


def _record_of(folder: Path, made: datetime) -> Record:
    index, corpus = digest_of_file(folder / MANIFEST), corpus_state(folder / CORPUS)
    return Record(made=made, index=index, corpus=corpus)


def _named(corpus: Path) -> Iterator[tuple[str, Path]]:
    """The files of a corpus: what its councils share, and all that their folders hold."""
    folders = sorted(file.parent for file in corpus.glob(f"*/{COUNCIL}"))
    yield from ((name, corpus / name) for name in COMMON if (corpus / name).is_file())
    for folder in folders:
        yield from _shown(folder.name, files_of(folder))


def _shown(council: str, files: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, Path]]:
    """A council's files, without those that an editor or a desktop hides there."""
    for name, file in files:
        if not any(part.startswith(".") for part in name.split("/")):
            _refuse_unspoken(f"{council}/{name}", file)
            yield f"{council}/{name}", file


def _refuse_unspoken(name: str, file: Path) -> None:
    """Refuse a name that no other machine, and no database, would know the file by."""
    try:
        name.encode()
    except UnicodeEncodeError:
        problem = "the file's name is not UTF-8; give it another, or take it out"
        raise CorpusError(file, 0, problem) from None
