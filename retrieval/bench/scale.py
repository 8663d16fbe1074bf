"""Many councils: an index made of shuffled vectors and words, asked in the same way as ours.

Nothing is encoded for it: each row is a row of our own index with its coordinates rolled, each
text words of our own clauses in another order. What is measured (files, memory, time) depends on
sizes and places, and not on what the words mean.
"""

import hashlib
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, overload

import numpy as np

from retrieval.bench.memory import resident
from retrieval.bench.race import Steps, Target, load
from retrieval.clause import Clause, Paragraph
from retrieval.encoder import Encoder, Vectors
from retrieval.errors import Unfit
from retrieval.flat_file import head
from retrieval.index import (
    CLAUSES,
    FORMAT,
    MANIFEST,
    VECTORS,
    Counts,
    Entry,
    Index,
    Kind,
    Made,
    Manifest,
    Passage,
    Shelf,
    open_index,
)
from retrieval.search import Search

CLAUSES_EACH = 100  # of a council
ROWS_EACH = 4  # of a clause: the whole, two parts and a question
FEW = 5  # councils
POOL = 2000  # different clauses
WORDS = 40  # of a clause
SEED = 20
ASKED = 200  # questions timed
COUNCILS_ASKED = 40
BYTES_A_CLAUSE = 1300 + ROWS_EACH * 1600
MOST_TIMES = 2
INVENTED = "Invented councils: shuffled vectors and words, nothing encoded but the questions."
NAMES = {
    "clauses": "clauses",
    "councils": "councils",
    "build": "build, s",
    "opening": "open and prove every byte, s",
    "first": "a council's first question, median, ms",
    "again": "a question, median, ms",
    "disk": "files, MiB",
    "peak": "resident memory, peak, MiB",
    "now": "resident memory, after, MiB",
    "own": "of which not mapped files, MiB",
}
MOST, UNIT = 1_000_000, 1 << 20


@dataclass(frozen=True)
class Scaled:
    """What an index of that many clauses costs: seconds, ms a question, MiB."""

    clauses: int
    councils: int
    build: float
    opening: float
    first: float
    again: float
    disk: float
    peak: float
    now: float
    own: float


def compared(
    clauses: int, ours: Index, questions: Sequence[str], encoder: Encoder, steps: Steps
) -> str:
    """An index of so many clauses beside one of five councils: a table, and the target."""
    if not CLAUSES_EACH <= clauses <= MOST:
        raise Unfit(f"--clauses takes {CLAUSES_EACH} to {MOST}, {CLAUSES_EACH} of them a council")
    few, many = (
        scaled(count, ours, questions, encoder, steps) for count in (FEW * CLAUSES_EACH, clauses)
    )
    rows = [
        f"{said:<40} {getattr(few, name):>12,.1f} {getattr(many, name):>12,.1f}"
        for name, said in NAMES.items()
    ]
    again = Target("a question: many / few", many.again / few.again, MOST_TIMES)
    first = Target("a council's first question: many / few", many.first / few.first, MOST_TIMES)
    return "\n".join([INVENTED, *rows, "", again.line(), first.line(), load()])


class Repeated(Sequence[Clause]):
    """A council's clauses, made when they are looked at: a million need no memory."""

    def __init__(self, council: str, texts: Sequence[str]) -> None:
        self._council, self._texts = council, texts

    def __len__(self) -> int:
        return CLAUSES_EACH

    @overload
    def __getitem__(self, place: int) -> Clause: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Clause]: ...
    def __getitem__(self, place: int | slice) -> Clause | Sequence[Clause]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        text = self._texts[place % len(self._texts)]
        return Clause(self._council, str(place + 1), "", (), (Paragraph(text),))


def scaled(
    clauses: int, ours: Index, questions: Sequence[str], encoder: Encoder, steps: Steps
) -> Scaled:
    """Build an index of so many clauses in a temporary folder, ask it, and remove it.

    Raises Unfit when the disk has no room for it.
    """
    councils = clauses // CLAUSES_EACH
    with tempfile.TemporaryDirectory(prefix="protocol-bot-bench-") as name:
        folder = Path(name)
        _refuse_without_room(folder, clauses)
        start = time.perf_counter()
        made = write_index(folder, councils, ours, steps)
        build = time.perf_counter() - start
        start = time.perf_counter()
        index = open_index(folder, made.corpus, made.encoder.digest)
        opening = time.perf_counter() - start
        first, again = _asked(index, questions, encoder)
        disk = sum(file.stat().st_size for file in folder.iterdir()) / UNIT
        held = resident()
    return Scaled(
        clauses=councils * CLAUSES_EACH,
        councils=councils,
        build=build,
        opening=opening,
        first=first,
        again=again,
        disk=disk,
        **held,
    )


def write_index(folder: Path, councils: int, ours: Index, steps: Steps) -> Manifest:
    """The files of an index of so many councils, in the format of ours, piece by piece."""
    slugs = [f"council-{number:05}" for number in range(councils)]
    pool = list(_pool(ours))
    rows = _rows_of(ours)
    with _Written(folder / CLAUSES) as lines, _Written(folder / VECTORS) as vectors:
        vectors.write(head(councils * CLAUSES_EACH * ROWS_EACH, rows.shape[1]))
        for number, slug in enumerate(slugs):
            lines.write("".join(_lines(slug, number, pool)).encode())
            vectors.write(_shuffled(rows, number).tobytes())
            steps(f"Building {councils} councils", number + 1, councils)
    manifest = Manifest(
        format=FORMAT,
        encoder=Made(name="shuffled", digest="shuffled"),
        dimension=rows.shape[1],
        corpus=lines.digest,
        councils=dict.fromkeys(
            slugs, Counts(clauses=CLAUSES_EACH, passages=CLAUSES_EACH * ROWS_EACH)
        ),
        silent=0,
        files={CLAUSES: lines.digest, VECTORS: vectors.digest},
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(), encoding="utf-8")
    return manifest


class _Written:
    """A file whose digest is reckoned while it is written."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._digest = hashlib.sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, octets: bytes) -> None:
        self._file.write(octets)
        self._digest.update(octets)

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()


def _asked(index: Index, questions: Sequence[str], encoder: Encoder) -> tuple[float, float]:
    """The median time of a council's first question and of a later one, in ms."""
    slugs = [*index.shelves]
    chosen = slugs[:: max(len(slugs) // COUNCILS_ASKED, 1)][:COUNCILS_ASKED]
    shelves = [Shelf(slug, Repeated(slug, questions), {}) for slug in slugs]
    search = Search(index, shelves, encoder)
    encoder(questions[:20])
    first = [_ms(search, slug, questions[0]) for slug in chosen]
    again = [
        _ms(search, chosen[number % len(chosen)], questions[number % len(questions)])
        for number in range(ASKED)
    ]
    return statistics.median(first), statistics.median(again)


def _ms(search: Search, council: str, question: str) -> float:
    start = time.perf_counter()
    search.rank(council, question)
    return (time.perf_counter() - start) * 1000


def _refuse_without_room(folder: Path, clauses: int) -> None:
    free, needed = shutil.disk_usage(folder).free, clauses * BYTES_A_CLAUSE
    if free < needed:
        raise Unfit(
            f"{needed // UNIT} MiB are needed in {folder.parent} and {free // UNIT} are free; "
            "set TMPDIR to a roomier folder, or ask for fewer clauses"
        )


def _pool(ours: Index) -> Iterator[str]:
    """Clauses, as the end of their lines: words of our own clauses, shuffled."""
    words = sorted({word for text in _texts(ours) for word in text.split()})
    shuffle = np.random.default_rng(SEED)
    kinds = (Kind.WHOLE, Kind.PART, Kind.PART, Kind.QUESTION)
    for _ in range(POOL):
        said = [words[place] for place in shuffle.integers(len(words), size=WORDS)]
        texts = (said, said[: WORDS // 2], said[WORDS // 2 :], said[::4])
        passages = tuple(
            Passage(kind=kind, text=" ".join(text)) for kind, text in zip(kinds, texts, strict=True)
        )
        entry = Entry(council="", label="", passages=passages).model_dump_json(exclude_none=True)
        yield entry[entry.index('"passages"') :]


def _texts(ours: Index) -> Iterable[str]:
    first = next(iter(ours.shelves.values()))
    return (passage.text for entry in first for passage in entry.passages)


def _lines(slug: str, number: int, pool: Sequence[str]) -> Iterator[str]:
    for label in range(CLAUSES_EACH):
        end = pool[(number * CLAUSES_EACH + label * 7) % len(pool)]
        yield f'{{"council":{json.dumps(slug)},"label":"{label + 1}",{end}\n'


def _rows_of(ours: Index) -> Vectors:
    return np.asarray(ours.vectors.reconstruct_n(0, ours.vectors.ntotal), dtype=np.float32)


def _shuffled(rows: Vectors, number: int) -> Vectors:
    """The rows of a council: some of ours, rolled along their coordinates; still of length 1."""
    shuffle = np.random.default_rng([SEED, number])
    chosen = rows[shuffle.integers(len(rows), size=CLAUSES_EACH * ROWS_EACH)]
    return np.roll(chosen, int(shuffle.integers(rows.shape[1])), axis=1)
