"""Files of a folder that somebody else may have filled: read only where they are plain files."""

import hashlib
from errno import EINVAL
from io import BufferedReader
from pathlib import Path
from stat import S_ISREG


def open_plain(path: Path) -> BufferedReader:
    """The file, open to be read. Raises OSError for one that is missing, or is no plain file.

    To open a pipe is to wait for whoever writes to it, and a device may have no end.
    """
    if not S_ISREG(path.stat().st_mode):
        raise OSError(EINVAL, "it is no plain file", str(path))
    return path.open("rb")


def octets_of(path: Path) -> bytes:
    """All that is in a file. Raises OSError as `open_plain` does."""
    with open_plain(path) as file:
        return file.read()


def digest_of_file(path: Path) -> str:
    """SHA-256, in hexadecimal, of what is in a file. Raises OSError as `open_plain` does."""
    with open_plain(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
