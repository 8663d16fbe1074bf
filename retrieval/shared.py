"""An index in PostgreSQL, shared by replicas that hold none of their own.

A council's clauses and vectors are read with its first question and kept at hand, so that questions
go on while the database is away. The vectors of a very large council stay in the database, which
finds the nearest of them by an HNSW index of that council alone: a filter on a common index would
throw away what it finds of others, and one partition a council would be thousands of tables.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import faiss
import numpy as np
from pgvector import Vector
from pgvector.psycopg import register_vector
from psycopg import sql
from pydantic import ValidationError

from retrieval.encoder import Vectors
from retrieval.errors import IndexUnfit
from retrieval.index import CURE, Entry, Manifest, Partition, counted, inner_products
from retrieval.search import AT_HAND
from retrieval.shared_line import Connection, Line

LARGE = 20_000  # rows of a council from which on they stay in the database
NEAREST = 2_000  # rows that are found of such a council
BREADTH = 400  # that HNSW keeps in view while it looks
SILENCE = ""  # the partition of what no clause answers

LINES = "SELECT line FROM index_entries WHERE release = %s AND council = %s ORDER BY position"
ROWS = "SELECT vector FROM index_rows WHERE release = %s AND council = %s ORDER BY position"
DIGESTS = "SELECT lines, vectors FROM index_partitions WHERE release = %s AND council = %s"
# Halves make an index of half the size; what it finds is measured by whole vectors.
NEAR = sql.SQL("""
    SELECT position, -(vector <#> {asked}) FROM (
        SELECT position, vector FROM index_rows WHERE release = {release} AND council = {council}
        ORDER BY (vector::halfvec({width})) <#> {asked}::halfvec({width}) LIMIT {most}
    ) AS nearest
""")
# Without a sort to fall back on the planner takes the index, however small the table.
LOOK = (
    "SET LOCAL enable_sort = off",
    f"SET LOCAL hnsw.ef_search = {BREADTH}",
    "SET LOCAL hnsw.iterative_scan = relaxed_order",
)


@dataclass(frozen=True)
class Digests:
    """SHA-256, in hexadecimal, of a partition's lines and of its vectors."""

    lines: str
    vectors: str


@dataclass(frozen=True)
class Held:
    """A partition at hand; `rows` is None where they stay in the database."""

    entries: tuple[Entry, ...]
    rows: faiss.IndexFlatIP | None


class SharedIndex:
    """A release's index; an `OpenIndex`."""

    def __init__(self, line: Line, release: str, manifest: Manifest, large: int = LARGE) -> None:
        """Councils of more than `large` rows are searched in the database.

        Raises IndexUnfit, as every method does, where what is asked for is away or damaged.
        """
        self.manifest = manifest
        self._line, self._release, self._large = line, release, large
        self._held = lru_cache(AT_HAND)(self._read)
        self._silence = self._read(SILENCE) if manifest.silent else None

    @property
    def shelves(self) -> Mapping[str, tuple[Entry, ...]]:
        """The clauses by council; a council's are read when they are asked for."""
        return _Shelves(self)

    def entries(self, council: str) -> tuple[Entry, ...]:
        """The clauses of a council. Raises KeyError for one that the index does not hold."""
        return self._of(council).entries

    def similarities(self, council: str, vector: Vectors) -> Vectors:
        """The inner products of a unit vector (d,) with each row of a council's partition (rows,).

        Of a council that is searched in the database the nearest are found, and all others taken
        to be as near as the last of these. Raises KeyError for a council that is not there.
        """
        held = self._of(council)
        if held.rows is None:
            return self._nearest(council, vector)
        return inner_products(held.rows, vector, 0, held.rows.ntotal)

    def silent(self, vector: Vectors) -> Vectors:
        """The inner products of a unit vector (d,) with each question that no clause answers."""
        if self._silence is None or self._silence.rows is None:
            return np.empty(0, dtype=np.float32)
        return inner_products(self._silence.rows, vector, 0, self._silence.rows.ntotal)

    def partitions(self) -> Iterator[Partition]:
        """Each council's partition, and last, as "", the silence: all read anew, and proved."""
        for council in (*self.manifest.councils, *[SILENCE] * bool(self.manifest.silent)):
            yield self._line.read(partial(self._whole, council=council))

    def _of(self, council: str) -> Held:
        if council not in self.manifest.councils:
            raise KeyError(council)
        return self._held(council)

    def _read(self, council: str) -> Held:
        counts = self.manifest.councils.get(council)
        if counts and counts.passages > self._large:
            return Held(self._line.read(lambda at: self._entries(at, council)), None)
        whole = self._line.read(lambda at: self._whole(at, council))
        rows = faiss.IndexFlatIP(self.manifest.dimension)
        rows.add(whole.vectors)
        return Held(whole.entries, rows)

    def _whole(self, at: Connection, council: str) -> Partition:
        entries = self._entries(at, council)
        register_vector(at)  # not with the connection, which may be older than pgvector there
        found = at.execute(ROWS, [self._release, council], binary=True).fetchall()
        vectors = _stacked([vector for (vector,) in found], self.manifest.dimension)
        if digest_of_vectors(vectors) != self._digests(at, council).vectors:
            raise self._damaged(council)
        return Partition(council, entries, vectors)

    def _entries(self, at: Connection, council: str) -> tuple[Entry, ...]:
        lines = [line for (line,) in at.execute(LINES, [self._release, council])]
        if digest_of_lines(lines) != self._digests(at, council).lines:
            raise self._damaged(council)
        try:
            entries = tuple(map(Entry.model_validate_json, lines))
        except ValidationError as error:
            raise self._damaged(council) from error
        if council and counted(entries) != {council: self.manifest.councils[council]}:
            raise self._damaged(council)
        return entries

    def _digests(self, at: Connection, council: str) -> Digests:
        found = at.execute(DIGESTS, [self._release, council]).fetchone()
        if found is None:
            raise self._damaged(council)
        return Digests(*found)

    def _damaged(self, council: str) -> IndexUnfit:
        whose = council or "what nothing answers"
        return IndexUnfit(
            f"release {self._release} in {self._line.place} is gone or damaged ({whose}); {CURE}"
        )

    def _nearest(self, council: str, vector: Vectors) -> Vectors:
        rows = self.manifest.councils[council].passages
        query = NEAR.format(
            asked=Vector(vector).to_text(),
            release=self._release,
            council=council,
            width=sql.Literal(self.manifest.dimension),
            most=sql.Literal(NEAREST),
        )
        found = self._line.read(lambda at: looked_up(at, query))
        if not found:
            raise self._damaged(council)
        positions, similarities = zip(*found, strict=True)
        near = np.full(rows, min(similarities), dtype=np.float32)
        near[np.array(positions)] = similarities
        return near


class _Shelves(Mapping[str, tuple[Entry, ...]]):
    """The clauses by council, read when they are asked for."""

    def __init__(self, index: SharedIndex) -> None:
        self._index = index

    def __getitem__(self, council: str) -> tuple[Entry, ...]:
        return self._index.entries(council)

    def __iter__(self) -> Iterator[str]:
        return iter(self._index.manifest.councils)

    def __len__(self) -> int:
        return len(self._index.manifest.councils)


def looked_up(at: Connection, query: sql.Composed) -> list[tuple[int, float]]:
    """The rows of a query that an HNSW index answers."""
    with at.transaction():
        for setting in LOOK:
            at.execute(setting)
        return [(int(position), float(near)) for position, near in at.execute(query)]


def digest_of_lines(lines: Iterable[str]) -> str:
    """SHA-256, in hexadecimal, of a partition's lines."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def digest_of_vectors(vectors: Vectors) -> str:
    """SHA-256, in hexadecimal, of a partition's vectors, in the byte order that FAISS writes."""
    return hashlib.sha256(np.ascontiguousarray(vectors, dtype="<f4").tobytes()).hexdigest()


def _stacked(rows: Sequence[Vector], width: int) -> Vectors:
    """The vectors (rows, width); what is of another width is left for the digest to tell."""
    if not rows or len({row.dimensions() for row in rows}) != 1:
        return np.empty((0, width), dtype=np.float32)
    return np.stack([row.to_numpy() for row in rows])
