"""Only plain files are read; nobody waits for a pipe, or for the end of a device."""

import hashlib
import os
from pathlib import Path

import pytest

from retrieval.plain_file import digest_of_file, octets_of

WORDS = b"as it was"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A plain file."""
    (tmp_path / "file").write_bytes(WORDS)
    return tmp_path / "file"


def test_a_file_is_read_whole_also_by_a_link_to_it(file: Path) -> None:
    link = file.with_name("link")
    link.symlink_to(file)
    for path in (file, link):
        assert octets_of(path) == WORDS
        assert digest_of_file(path) == hashlib.sha256(WORDS).hexdigest()


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no plain file"):
        octets_of(tmp_path / "pipe")


def test_a_device_without_end_is_not_read() -> None:
    with pytest.raises(OSError, match="no plain file"):
        digest_of_file(Path("/dev/zero"))


def test_a_folder_and_a_link_in_a_circle_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for path in (tmp_path, tmp_path / "circle"):
        with pytest.raises(OSError, match=r"no plain file|symbolic links"):
            octets_of(path)


def test_a_file_that_is_missing_is_told_as_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        octets_of(tmp_path / "missing")
