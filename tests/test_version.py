"""A version is known by the digest of its words, and by nothing else."""

import hashlib
from pathlib import Path

import pytest

from retrieval.errors import CorpusError
from retrieval.protocols import read_protocol
from retrieval.version import digest_of
from tests.little import amend, write_little


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The little council's folder."""
    return write_little(tmp_path)


def test_the_digest_is_that_of_the_two_files_one_after_the_other(folder: Path) -> None:
    octets = (folder / "source.txt").read_bytes() + (folder / "protocol.md").read_bytes()
    assert digest_of(folder) == hashlib.sha256(octets).hexdigest()


@pytest.mark.parametrize("name", ["source.txt", "protocol.md"])
def test_another_letter_is_another_version(folder: Path, name: str) -> None:
    before = digest_of(folder)
    amend(folder / name, "give advice", "give Advice")
    assert digest_of(folder) != before


@pytest.mark.parametrize(
    "name", ["council.toml", "deadlines.toml", "escalation.toml", "questions.jsonl"]
)
def test_another_table_is_the_same_version(folder: Path, name: str) -> None:
    before = digest_of(folder)
    (folder / name).write_text("# Nothing.\n", encoding="utf-8")
    assert digest_of(folder) == before


@pytest.mark.parametrize("name", ["source.txt", "protocol.md"])
def test_a_missing_file_is_told_with_its_cure(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(CorpusError, match=rf"{name}: the file is missing; (put|corpus/README)"):
        digest_of(folder)


def test_a_protocol_keeps_the_digest_that_it_was_read_with(folder: Path) -> None:
    protocol, before = read_protocol(folder), digest_of(folder)
    amend(folder / "source.txt", "give advice", "give Advice")
    assert protocol.version.digest == before
    assert protocol.version.short == before[:12]
    assert protocol.version.document.version == "second edition"
