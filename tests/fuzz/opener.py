"""Opens one index after another, each for a folder on standard input, and says what came of it.

It runs as a process of its own: FAISS reads its file in C++, and what goes wrong there can end a
process, or take all of a machine's memory; here it may take a little more than it has. Given
`mapped`, it maps files of any size, as those of large indexes are.
"""

import resource
import sys
from pathlib import Path

import numpy as np

from retrieval import index as whole
from retrieval.errors import IndexUnfit
from retrieval.index import open_index
from tests.doubles import WordLengths

MORE = 512_000_000  # bytes of addresses beyond those that the imports take
OPEN, UNFIT = "open", "unfit"
MAPPED = "mapped"


def outcome(folder: Path, corpus: str) -> str:
    """`open` for an index all of whose councils can be asked; `unfit` and why for one refused."""
    asked = WordLengths()(["who replies, and by when?"])[0]
    try:
        index = open_index(folder, corpus, WordLengths.digest)
        for council in index.shelves:
            entries = index.shelves[council]
            near = index.similarities(council, asked)
            assert len(near) == sum(len(entry.passages) for entry in entries)
        assert len(index.silent(asked)) == index.manifest.silent
    except IndexUnfit as refused:
        return f"{UNFIT} {refused}"
    return OPEN


def limit_memory() -> None:
    """Let this process take a little more memory than it has."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + MORE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def main() -> None:
    """A line out for each line in: the corpus digest, a space, the folder."""
    assert np.isfinite(WordLengths()(["warm"])).all()
    limit_memory()
    if MAPPED in sys.argv:
        whole.LARGE = 0
    for line in sys.stdin:
        corpus, _, folder = line.rstrip("\n").partition(" ")
        sys.stdout.write(f"{outcome(Path(folder), corpus)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
