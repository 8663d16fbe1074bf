"""The FAISS index: clauses and questions as unit vectors, a partition a council, with a manifest.

vectors.faiss   one exact inner-product index; the rows of a council stand together
clauses.jsonl   a line a clause: its passages, in the order of their rows; last, what none answers
manifest.json   format, encoder, dimension, corpus digest, counts, digests of the other files
encoder.onnx    what encodes the questions, with its tokenizer.json
"""

import hashlib
import mmap
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Annotated, Protocol

import faiss
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retrieval.clause import Clause
from retrieval.encoder import Encoder, Progress, Vectors
from retrieval.errors import IndexUnfit
from retrieval.flat_file import refuse_odd
from retrieval.plain_file import digest_of_file, octets_of
from retrieval.questions import Questions

FORMAT = 2
VECTORS, CLAUSES, MANIFEST = "vectors.faiss", "clauses.jsonl", "manifest.json"
CURE = "run `protocol-bot index`"
LARGE = 256 * 2**20  # bytes; the index of a hundred councils is larger

SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)[.?!][\"”’')]*\s+(?=[\"“‘(]*[A-Z])")
BULLET = re.compile(r"(?P<indent> *)- ")

Span = tuple[int, int]
Key = tuple[str, bool]
Known = Mapping[Key, Vectors]
Count = Annotated[int, Field(ge=0, lt=2**31)]  # FAISS has no room for a larger dimension


class Kind(StrEnum):
    """What a passage is to its clause."""

    WHOLE = "whole"
    PART = "part"
    QUESTION = "question"
    SILENT = "silent"  # a question that no clause answers


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Passage(_Stored):
    """A text that is encoded for a clause; `span` is where a part stands in the clause's text."""

    kind: Kind
    text: str
    span: Span | None = None


class Entry(_Stored):
    """A line of clauses.jsonl: one clause and its passages in the order of their rows."""

    council: str
    label: str
    passages: tuple[Passage, ...]


class Made(_Stored):
    """The encoder that an index was made by."""

    name: str
    digest: str


class Counts(_Stored):
    """How many clauses and rows a council's partition holds."""

    clauses: Count
    passages: Count


class Manifest(_Stored):
    """What an index was made from; `councils` in the order of their partitions, then `silent`."""

    format: int
    encoder: Made
    dimension: Count
    corpus: str
    councils: dict[str, Counts]
    silent: Count
    files: dict[str, str]


@dataclass(frozen=True)
class Shelf:
    """What one council brings to the index: its clauses, and its questions by clause label."""

    slug: str
    clauses: Sequence[Clause]
    questions: Questions


@dataclass(frozen=True)
class IndexReport:
    """What a build did: distinct texts whose vectors were reused, encoded anew, or dropped."""

    councils: Mapping[str, Counts]
    reused: int
    encoded: int
    dropped: int


@dataclass(frozen=True)
class Partition:
    """All that an index holds of one council, or ("") of what no clause answers.

    `vectors` (rows, d) stand in the order of the entries' passages.
    """

    council: str
    entries: tuple[Entry, ...]
    vectors: Vectors


class OpenIndex(Protocol):
    """What a search needs of an index, wherever that is kept; `Index` says what each part gives."""

    @property
    def manifest(self) -> Manifest:
        """What it was made from."""
        ...

    @property
    def shelves(self) -> Mapping[str, tuple[Entry, ...]]:
        """The clauses of each council."""
        ...

    def similarities(self, council: str, vector: Vectors) -> Vectors:
        """Of a vector with each row of a council's partition."""
        ...

    def silent(self, vector: Vectors) -> Vectors:
        """Of a vector with each question that no clause answers."""
        ...


@dataclass(frozen=True)
class Index:
    """An open index. A council's rows are reached through its own partition and no other way."""

    manifest: Manifest
    shelves: Mapping[str, tuple[Entry, ...]]
    unanswered: tuple[Entry, ...]
    vectors: faiss.Index

    def similarities(self, council: str, vector: Vectors) -> Vectors:
        """The inner products of a unit vector (d,) with each row of a council's partition (rows,).

        Raises KeyError for a council that the index does not hold.
        """
        return inner_products(self.vectors, vector, *self._partition(council))

    def silent(self, vector: Vectors) -> Vectors:
        """The inner products of a unit vector (d,) with each question that no clause answers."""
        return inner_products(self.vectors, vector, *self._silence)

    def partitions(self) -> Iterator[Partition]:
        """Each council's partition in the order of their rows, and last, as "", the silence."""
        for slug, entries in self.shelves.items():
            yield Partition(slug, entries, self._rows(*self._partition(slug)))
        if self.unanswered:
            yield Partition("", self.unanswered, self._rows(*self._silence))

    def _rows(self, first: int, rows: int) -> Vectors:
        return np.asarray(self.vectors.reconstruct_n(first, rows), dtype=np.float32)

    @property
    def _silence(self) -> tuple[int, int]:
        rows = self.manifest.silent
        return self.vectors.ntotal - rows, rows

    def _partition(self, council: str) -> tuple[int, int]:
        first = 0
        for slug, counts in self.manifest.councils.items():
            if slug == council:
                return first, counts.passages
            first += counts.passages
        raise KeyError(council)


def inner_products(index: faiss.Index, vector: Vectors, first: int, rows: int) -> Vectors:
    """Those of a vector (d,) with some rows of a flat index, in the rows' order (rows,).

    A search by FAISS would sort them.
    """
    if vector.shape != (index.d,):
        raise ValueError(f"a vector of {vector.shape} for an index of {index.d}")
    asked = np.ascontiguousarray(vector, dtype=np.float32)
    ids = np.arange(first, first + rows, dtype=np.int64)
    similarities = np.empty(rows, dtype=np.float32)
    if rows:
        at, found_at, ids_at = (faiss.swig_ptr(one) for one in (asked, similarities, ids))
        index.compute_distance_subset(1, at, rows, found_at, ids_at)  # type: ignore[attr-defined] # stubs lack it
    return similarities


def passages(clause: Clause, questions: Sequence[str]) -> Iterator[Passage]:
    """What is encoded for a clause: the whole under its headings, each part, each question."""
    yield Passage(kind=Kind.WHOLE, text=". ".join((*clause.heading, " ".join(clause.text.split()))))
    yield from _parts(clause.text)
    for question in questions:
        yield Passage(kind=Kind.QUESTION, text=question)


def corpus_digest(corpus: Iterable[Shelf], silent: Sequence[str] = ()) -> str:
    """SHA-256 over everything that is indexed: another word is another digest."""
    return hashlib.sha256(_as_lines(_all(corpus, silent)).encode()).hexdigest()


def _all(corpus: Iterable[Shelf], silent: Sequence[str]) -> Iterator[Entry]:
    """What an index holds: each council's clauses, and last the questions that none answers."""
    yield from entries_of(corpus)
    if silent:
        unanswered = tuple(Passage(kind=Kind.SILENT, text=one) for one in silent)
        yield Entry(council="", label="", passages=unanswered)


def build(
    corpus: Sequence[Shelf],
    encoder: Encoder,
    folder: Path,
    progress: Progress | None = None,
    *,
    silent: Sequence[str] = (),
    known: Known | None = None,
) -> IndexReport:
    """Write the index of `corpus` to `folder`, all of it or nothing.

    `silent` are questions that no clause answers. Vectors that are `known`, which the same encoder
    made, are reused: None stands for those of the index in `folder`. The encoder's own files are
    kept with them. `folder` is replaced by a finished folder made beside it, so its parent must be
    writable. Raises IndexUnfit when it is not.
    """
    entries = tuple(_all(corpus, silent))
    held = [passage for entry in entries for passage in entry.passages]
    known = known_vectors(folder, encoder.digest) if known is None else known
    new = [one for one in dict.fromkeys(map(_key, held)) if one not in known]
    vectors = {**known, **_encoded(new, encoder, progress)}
    rows = np.stack([vectors[_key(passage)] for passage in held])
    manifest = _write(folder, entries, rows, encoder)
    wanted = set(map(_key, held))
    return IndexReport(
        councils=manifest.councils,
        reused=len(wanted) - len(new),
        encoded=len(new),
        dropped=len(known.keys() - wanted),
    )


def _key(passage: Passage) -> Key:
    """What decides a passage's vector: its text, and whether people ask it."""
    return passage.text, passage.kind in {Kind.QUESTION, Kind.SILENT}


def _encoded(
    keys: Sequence[Key], encoder: Encoder, progress: Progress | None
) -> dict[Key, Vectors]:
    """The vectors of texts, some of them asked and some of them said."""
    asked = [key for key in keys if key[1]]
    said = [key for key in keys if not key[1]]
    done = 0

    def advance(part: int, _of: int) -> None:
        if progress is not None:
            progress(done + part, len(keys))

    vectors: dict[Key, Vectors] = {}
    for some, encode in ((said, encoder.clauses), (asked, encoder)):
        if some:
            vectors |= zip(some, encode([text for text, _ in some], advance), strict=True)
        done += len(some)
    return vectors


def made_by(folder: Path) -> str | None:
    """The digest of the encoder whose files are kept whole in `folder`; None where none is."""
    try:
        manifest = read_manifest(folder)
        _prove_files(folder, manifest.files.keys() - {VECTORS, CLAUSES}, manifest)
    except (OSError, ValueError):
        return None
    return manifest.encoder.digest


def known_vectors(folder: Path, encoder: str) -> Known:
    """The vectors of the index in a folder; none where no index of this encoder is."""
    try:
        index = read_index(folder)
    except IndexUnfit:
        return {}
    return keyed(index.partitions()) if index.manifest.encoder.digest == encoder else {}


def keyed(partitions: Iterable[Partition]) -> Known:
    """The vectors of partitions by what decides them."""
    return {
        key: vector
        for partition in partitions
        for key, vector in zip(_keys(partition.entries), partition.vectors, strict=True)
    }


def _keys(entries: Iterable[Entry]) -> Iterator[Key]:
    return (_key(passage) for entry in entries for passage in entry.passages)


def open_index(folder: Path, corpus: str, encoder: str) -> Index:
    """The index in `folder`, made from the corpus and by the encoder of these digests.

    Raises IndexUnfit, with the command that mends it, when it is missing, damaged, or of another
    corpus or encoder. Torch is not imported.
    """
    index = read_index(folder)
    refuse_other(index.manifest, corpus, encoder, str(folder))
    return index


def refuse_other(manifest: Manifest, corpus: str, encoder: str, where: str) -> None:
    """Raise IndexUnfit unless an index is of the corpus and of the encoder of these digests."""
    if manifest.encoder.digest != encoder:
        made = manifest.encoder.name
        raise IndexUnfit(f"the index in {where} was made by another encoder ({made}); {CURE}")
    if manifest.corpus != corpus:
        raise IndexUnfit(f"the index in {where} was made from another corpus; {CURE}")


def _parts(text: str) -> Iterator[Passage]:
    """Each sentence, bullet and row of a clause, after the words that it hangs on."""
    above: list[str] = []
    start = 0
    for line in text.split("\n"):
        bullet = BULLET.match(line)
        depth = 1 + len(bullet["indent"]) // 2 if bullet else 0
        words = line[bullet.end() if bullet else 0 :]
        begin = start + len(line) - len(words)
        for first, last in _sentences(words):
            said = " ".join((*above[:depth], *words[first:last].split()))
            yield Passage(kind=Kind.PART, text=said, span=(begin + first, begin + last))
        above = [*above[:depth], words]
        start += len(line) + 1


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for end in SENTENCE_END.finditer(text):
        yield start, start + len(text[start : end.end()].rstrip())
        start = end.end()
    if start < len(text):
        yield start, len(text)


def entries_of(corpus: Iterable[Shelf]) -> Iterator[Entry]:
    """The clauses of a corpus with their passages, in the order of their rows."""
    for shelf in sorted(corpus, key=lambda one: one.slug):
        for clause in shelf.clauses:
            made = passages(clause, shelf.questions.get(clause.label, ()))
            yield Entry(council=shelf.slug, label=clause.label, passages=tuple(made))


def _as_lines(entries: Iterable[Entry]) -> str:
    return "".join(f"{entry.model_dump_json(exclude_none=True)}\n" for entry in entries)


def _write(folder: Path, entries: Sequence[Entry], vectors: Vectors, encoder: Encoder) -> Manifest:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
            new = Path(beside, "new")
            new.mkdir()
            manifest = _write_files(new, entries, vectors, encoder)
            _replace(folder, new)
    except OSError as error:
        raise IndexUnfit(f"the index cannot be written to {folder}: {error.strerror}") from error
    return manifest


def _write_files(
    folder: Path, entries: Sequence[Entry], vectors: Vectors, encoder: Encoder
) -> Manifest:
    rows = faiss.IndexFlatIP(vectors.shape[1])
    rows.add(np.ascontiguousarray(vectors))
    faiss.write_index(rows, str(folder / VECTORS))
    lines = _as_lines(entries)
    (folder / CLAUSES).write_text(lines, encoding="utf-8")
    for file in encoder.files:
        shutil.copyfile(file, folder / file.name)
    names = (VECTORS, CLAUSES, *(file.name for file in encoder.files))
    manifest = Manifest(
        format=FORMAT,
        encoder=Made(name=encoder.name, digest=encoder.digest),
        dimension=vectors.shape[1],
        corpus=hashlib.sha256(lines.encode()).hexdigest(),
        councils=counted(entries),
        silent=_silent(entries),
        files={name: digest_of_file(folder / name) for name in names},
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return manifest


def counted(entries: Iterable[Entry]) -> dict[str, Counts]:
    """How many clauses and rows each council has among these entries."""
    counts: dict[str, Counts] = {}
    for entry in (one for one in entries if one.council):
        so_far = counts.get(entry.council, Counts(clauses=0, passages=0))
        counts[entry.council] = Counts(
            clauses=so_far.clauses + 1, passages=so_far.passages + len(entry.passages)
        )
    return counts


def _silent(entries: Iterable[Entry]) -> int:
    return sum(len(entry.passages) for entry in entries if not entry.council)


def _replace(folder: Path, new: Path) -> None:
    """Put `new` where `folder` is. Between the two renames only the old folder is complete."""
    old = _aside(folder)
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-old")


def read_index(folder: Path) -> Index:
    """The index in `folder` as it is. Raises IndexUnfit when it is missing or damaged."""
    if not folder.exists() and _aside(folder).exists():
        folder = _aside(folder)  # a build stopped between its two renames: the old one is whole
    if not (folder / MANIFEST).is_file():
        raise IndexUnfit(f"there is no index in {folder}; {CURE}")
    try:
        return _read(folder)
    except (OSError, RuntimeError, LookupError, ValueError) as error:
        raise IndexUnfit(f"the index in {folder} is damaged or too old; {CURE}") from error


def _read(folder: Path) -> Index:
    manifest = read_manifest(folder)
    _prove_files(folder, {VECTORS, CLAUSES, *manifest.files}, manifest)
    shelves = _Shelves(manifest, folder / CLAUSES)
    mapped = faiss.IO_FLAG_MMAP_IFC if _is_large(folder / VECTORS) else 0
    rows = sum(one.passages for one in manifest.councils.values()) + manifest.silent
    refuse_odd(folder / VECTORS, rows, manifest.dimension)
    vectors = faiss.read_index(str(folder / VECTORS), mapped)
    return Index(manifest, shelves, shelves.unanswered, vectors)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the index in a folder. Raises OSError or ValueError for one that is none."""
    manifest = Manifest.model_validate_json(octets_of(folder / MANIFEST))
    if manifest.format != FORMAT:
        raise ValueError("another format")
    return manifest


def _prove_files(folder: Path, names: Iterable[str], manifest: Manifest) -> None:
    """Raise ValueError or LookupError unless files are those that the manifest says."""
    for name in names:
        if Path(name).name != name or digest_of_file(folder / name) != manifest.files[name]:
            raise ValueError(f"{name} is not the file that was written")


class _Shelves(Mapping[str, tuple[Entry, ...]]):
    """The clauses by council, as lines of JSON: a council's are read when they are asked for."""

    def __init__(self, manifest: Manifest, path: Path) -> None:
        self._manifest = manifest
        self._places: dict[str, Span] = {}
        start = 0
        with path.open("rb") as lines:  # read, not mapped: what is only passed takes no memory
            for slug, counts in manifest.councils.items():
                end = start + _after(lines, counts.clauses)
                self._places[slug] = start, end
                start = end
            self._lines = _lines(lines)
        self.unanswered = self._read(start, len(self._lines))
        if _silent(self.unanswered) != manifest.silent or counted(self.unanswered):
            raise ValueError("the manifest's counts are not those of the clauses")

    def __getitem__(self, council: str) -> tuple[Entry, ...]:
        """The clauses of a council. Raises IndexUnfit when they are not what the manifest says."""
        unlike = IndexUnfit(f"the index holds other clauses of {council} than it says; {CURE}")
        try:
            entries = self._read(*self._places[council])
        except ValidationError as error:
            raise unlike from error
        if counted(entries) != {council: self._manifest.councils[council]}:
            raise unlike
        return entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def _read(self, start: int, end: int) -> tuple[Entry, ...]:
        lines = self._lines[start:end].split(b"\n")
        return tuple(Entry.model_validate_json(line) for line in lines if line)


def _lines(file: BufferedReader) -> bytes | mmap.mmap:
    """All that is in a file, in memory or mapped."""
    if _is_large(Path(file.name)):
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    file.seek(0)
    return file.read()


def _is_large(path: Path) -> bool:
    """Whether a file is mapped rather than read: what is mapped must not be cut short meanwhile.

    The kernel kills whoever looks beyond the end of a file that has become shorter.
    """
    return path.stat().st_size > LARGE


def _after(lines: Iterable[bytes], count: int) -> int:
    """How many bytes the next `count` lines take."""
    taken = [len(line) for line in islice(lines, count)]
    if len(taken) < count:
        raise ValueError("there are fewer clauses than the manifest says")
    return sum(taken)
