"""Releases that take no time: two invented councils, the encoder of word lengths, a fixed clock."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from retrieval.index import OpenIndex, Shelf, build, corpus_digest
from retrieval.release import CORPUS, copy_corpus, seal
from retrieval.releases import Releases
from tests.doubles import WordLengths, shelf

MADE = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
MARLING = shelf(
    "marling",
    {"1.1": "The Clerk replies within seven working days.", "1.2": "Members are civil. Always so."},
    {"1.1": ("when do I hear back?", "how long?"), "1.2": ("must I be nice?",)},
)
BARTON = shelf(
    "barton", {"a-1": "Ask the Chair."}, {"a-1": ("who do I ask?", "when do I hear back?")}
)
BOTH = (MARLING, BARTON)
SILENT = ("when are the bins emptied?", "who mends the road?")


def write_corpus(folder: Path, words: str = "") -> Path:
    """A folder that looks like a corpus of two councils; `words` tell one from another."""
    for slug in ("barton", "marling"):
        (folder / slug).mkdir(parents=True)
        (folder / slug / "council.toml").write_text(f"# {slug} {words}\n", encoding="utf-8")
    (folder / "matters.toml").write_text("", encoding="utf-8")
    return folder


def built(
    folder: Path,
    known: Releases | None = None,
    *,
    shelves: Sequence[Shelf] = BOTH,
    encoder: WordLengths | None = None,
    after: int = 0,
) -> Path:
    """A whole release in a folder that is not there yet, made so many minutes after noon."""
    encoder = encoder or WordLengths()
    vectors = known.known(encoder.digest) if known else None
    build(shelves, encoder, folder, silent=SILENT, known=vectors)
    copy_corpus(write_corpus(folder.with_name("corpus"), str(after)), folder / CORPUS)
    seal(folder, MADE + timedelta(minutes=after))
    return folder


def published(
    releases: Releases,
    after: int = 0,
    *,
    shelves: Sequence[Shelf] = BOTH,
    encoder: WordLengths | None = None,
) -> str:
    """The name of a release that was just published."""
    with releases.building() as folder:
        return releases.publish(
            built(folder, releases, shelves=shelves, encoder=encoder, after=after)
        )


def opened(releases: Releases, name: str, shelves: Sequence[Shelf] = BOTH) -> OpenIndex:
    """The index of a release of these shelves."""
    return releases.release(name).opened(corpus_digest(shelves, SILENT), WordLengths.digest)


def change(database: str, statement: str) -> None:
    """Change the tables behind everybody's back."""
    with psycopg.connect(database) as connection:
        changed = connection.execute(statement.encode())
        assert changed.rowcount > 0
