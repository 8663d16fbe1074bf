"""Releases in a PostgreSQL database with pgvector, for any number of replicas."""

import hashlib
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from pgvector.psycopg import register_vector
from psycopg import sql
from pydantic import ValidationError

from retrieval.errors import IndexUnfit
from retrieval.index import (
    CLAUSES,
    CURE,
    MANIFEST,
    VECTORS,
    Entry,
    Known,
    Manifest,
    OpenIndex,
    Partition,
    keyed,
    made_by,
    read_index,
    read_manifest,
    refuse_other,
)
from retrieval.release import RECORD, Listed, Record, Release, files_of, prove
from retrieval.releases import LISTED, outlived
from retrieval.shared import LARGE, SharedIndex, digest_of_lines, digest_of_vectors
from retrieval.shared_line import Connection, Line
from retrieval.shared_schema import OF_A_RELEASE, bring_up_to_date, is_there, refuse_later

IN_TABLES = {CLAUSES, VECTORS}  # what is no file here

SWITCH = """
    INSERT INTO index_current (release) VALUES (%s)
    ON CONFLICT (one) DO UPDATE SET release = EXCLUDED.release
"""
FILES = "SELECT name, octets FROM index_files WHERE release = %s"
RECORDS = f"""
    SELECT record.octets, manifest.octets FROM index_files AS record
    JOIN index_files AS manifest ON manifest.release = record.release
    WHERE record.name = '{RECORD}' AND manifest.name = '{MANIFEST}' ORDER BY record.release
"""  # noqa: S608 - our own names of files
NEAREST_INDEX = sql.SQL("""
    CREATE INDEX {name} ON index_rows
    USING hnsw ((vector::halfvec({width})) halfvec_ip_ops)
    WHERE release = {release} AND council = {council}
""")


class SharedReleases:
    """The releases in the database of a URL; its tables are made with the first of them."""

    def __init__(self, url: str, large: int = LARGE) -> None:
        """Councils of more than `large` rows are searched in the database."""
        self._line, self._large = Line(url), large
        self._fetched: Release | None = None

    def current(self) -> str | None:
        """The name of the release that answers, None where none was ever published."""
        return self._line.read(_current)

    def listed(self) -> tuple[Listed, ...]:
        """All releases, oldest first."""
        return self._line.read(_listed)

    def release(self, name: str) -> Release:
        """A release, its files fetched into a folder of its own that goes when it does.

        Raises IndexUnfit when it is not there, or is not what was published.
        """
        folder = Path(tempfile.mkdtemp(prefix="protocol-bot-release-"))
        try:
            release = self._fetched_into(folder, name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        weakref.finalize(release, shutil.rmtree, folder, ignore_errors=True)
        return release

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A folder on this machine."""
        with tempfile.TemporaryDirectory(prefix="protocol-bot-index-") as folder:
            yield Path(folder, "release")

    def kept(self) -> Path | None:
        """The current release's files, if there are any that are whole."""
        standing = self._standing()
        return standing.folder if standing else None

    def known(self, encoder: str) -> Known:
        """The vectors of the current release; none of one that is damaged."""
        standing = self._standing()
        if standing is None:
            return {}
        manifest = read_manifest(standing.folder)
        if manifest.encoder.digest != encoder:
            return {}
        with suppress(IndexUnfit):
            return keyed(self._index(standing.name, manifest).partitions())
        return {}

    def publish(self, folder: Path) -> str:
        """Write a finished release in one transaction, and switch to it."""
        record, index = prove(folder), read_index(folder)
        with self._line.writing() as at:
            bring_up_to_date(at)
            register_vector(at)
            _remove(at, [record.name])  # a damaged one of the same content
            at.execute("INSERT INTO index_releases VALUES (%s)", [record.name])
            _write_files(at, record.name, folder)
            for partition in index.partitions():
                _write_partition(at, record.name, partition, self._large)
            at.execute(SWITCH, [record.name])
            _remove(at, outlived([one.name for one in _listed(at)], record.name))
        return record.name

    def switch(self, name: str) -> None:
        """Answer from another release, which has to be there, from here on."""
        with self._line.writing() as at:
            bring_up_to_date(at)
            if name not in {one.name for one in _listed(at)}:
                raise IndexUnfit(f"there is no release {name} in {self._line.place}; {LISTED}")
            at.execute(SWITCH, [name])

    def _standing(self) -> Release | None:
        """The current release, fetched once; None where there is none that is whole."""
        name = self.current()
        if name and (self._fetched is None or self._fetched.name != name):
            with suppress(IndexUnfit):
                self._fetched = self.release(name)
        return self._fetched if self._fetched and self._fetched.name == name else None

    def _fetched_into(self, folder: Path, name: str) -> Release:
        files = self._line.read(lambda at: _files(at, name))
        if not files:
            raise IndexUnfit(f"there is no release {name} in {self._line.place}; {LISTED}")
        try:
            for inside, octets in files.items():
                _write_inside(folder, inside, octets)
            manifest = read_manifest(folder)
        except (OSError, ValueError) as error:
            raise self._damaged(name) from error
        record = prove(folder)
        if made_by(folder) is None or record.name != name:
            raise self._damaged(name)

        def opened(corpus: str, encoder: str) -> OpenIndex:
            refuse_other(manifest, corpus, encoder, self._line.place)
            return self._index(name, manifest)

        return Release(record, folder, opened)

    def _index(self, name: str, manifest: Manifest) -> SharedIndex:
        return SharedIndex(self._line, name, manifest, self._large)

    def _damaged(self, name: str) -> IndexUnfit:
        return IndexUnfit(f"release {name} in {self._line.place} is damaged or too old; {CURE}")


def _current(at: Connection) -> str | None:
    if not is_there(at):
        return None
    refuse_later(at)
    found = at.execute("SELECT release FROM index_current").fetchone()
    return str(found[0]) if found else None


def _listed(at: Connection) -> tuple[Listed, ...]:
    """All releases; one whose record is damaged is left out: nobody can go back to it."""
    found = at.execute(RECORDS).fetchall() if is_there(at) else []
    listed = []
    for record, manifest in found:
        with suppress(ValidationError):
            read = Record.model_validate_json(record), Manifest.model_validate_json(manifest)
            listed.append(Listed.of(*read))
    return tuple(listed)


def _files(at: Connection, name: str) -> dict[str, bytes]:
    if not is_there(at):
        return {}
    found = at.execute(FILES, [name], binary=True)
    return {str(inside): bytes(octets) for inside, octets in found}


def _write_inside(folder: Path, name: str, octets: bytes) -> None:
    """Write a file into a folder. Raises ValueError for a name that leads out of it."""
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts:
        raise ValueError("a file that is none of a release's")
    file = folder / inside
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(octets)


def _write_files(at: Connection, release: str, folder: Path) -> None:
    for name, file in files_of(folder):
        if name not in IN_TABLES:
            row = [release, name, file.read_bytes()]
            at.execute("INSERT INTO index_files VALUES (%s, %s, %b)", row)


def _write_partition(at: Connection, release: str, partition: Partition, large: int) -> None:
    council, vectors = partition.council, partition.vectors
    lines = [_line(entry) for entry in partition.entries]
    name = _name_of_nearest(release, council) if council and len(vectors) > large else ""
    digests = [digest_of_lines(lines), digest_of_vectors(vectors)]
    row = [release, council, *digests, name]
    at.execute("INSERT INTO index_partitions VALUES (%s, %s, %s, %s, %s)", row)
    _copy(at, "index_entries", "text", ((release, council, *one) for one in enumerate(lines)))
    _copy(at, "index_rows", "vector", ((release, council, *one) for one in enumerate(vectors)))
    if name:
        _make_nearest(at, name, release, partition)


def _line(entry: Entry) -> str:
    return entry.model_dump_json(exclude_none=True)


def _copy(at: Connection, table: str, kind: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Write rows of release, council, position and something of this kind."""
    into = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(table))
    with at.cursor() as cursor, cursor.copy(into) as copy:
        copy.set_types(["text", "text", "int4", kind])
        for row in rows:
            copy.write_row(row)


def _make_nearest(at: Connection, name: str, release: str, partition: Partition) -> None:
    at.execute(
        NEAREST_INDEX.format(
            name=sql.Identifier(name),
            width=sql.Literal(partition.vectors.shape[1]),
            release=sql.Literal(release),
            council=sql.Literal(partition.council),
        )
    )


def _name_of_nearest(release: str, council: str) -> str:
    """A name for the index of a council of a release; PostgreSQL's have 63 letters at most."""
    return f"index_nearest_{hashlib.sha256(f'{release} {council}'.encode()).hexdigest()[:32]}"


def _remove(at: Connection, releases: list[str]) -> None:
    """Remove releases, and the indexes that were made for them."""
    made = at.execute(
        "SELECT nearest FROM index_partitions WHERE release = ANY(%s) AND nearest <> ''", [releases]
    )
    for (name,) in made.fetchall():
        at.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(sql.Identifier(name)))
    for table in OF_A_RELEASE:
        of_these = sql.SQL("DELETE FROM {} WHERE release = ANY(%s)")
        at.execute(of_these.format(sql.Identifier(table)), [releases])
    at.execute("DELETE FROM index_releases WHERE name = ANY(%s)", [releases])
