"""Which words of a protocol an answer quotes: what the document says of itself, and its digest."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from retrieval.council import Document
from retrieval.errors import CorpusError

# What the digest is over, in this order, and what to do where it is missing.
WORDED = {
    "source.txt": "put the document as published here",
    "protocol.md": "corpus/README.md says how to write it",
}
SHORT = 12  # hex digits that people are shown: enough to tell all versions of a protocol apart
DIGITS = 64
HEX = re.compile(rf"[0-9a-f]{{{SHORT},{DIGITS}}}")


@dataclass(frozen=True)
class Version:
    """One version of a protocol: `digest` is the SHA-256 of its words, 64 hex digits."""

    document: Document
    digest: str

    @property
    def short(self) -> str:
        """The digest as people are shown it: its first 12 hex digits."""
        return self.digest[:SHORT]


def digest_of(folder: Path) -> str:
    """SHA-256 over the octets of source.txt and then of protocol.md, as 64 hex digits.

    What `cat source.txt protocol.md | sha256sum` prints, so that nobody needs this program to
    check it. Raises CorpusError when one of the files is missing.
    """
    digest = hashlib.sha256()
    for name, cure in WORDED.items():
        try:
            digest.update((folder / name).read_bytes())
        except FileNotFoundError:
            raise CorpusError(folder / name, 0, f"the file is missing; {cure}") from None
    return digest.hexdigest()
