"""The file of a flat FAISS index: a head, then the rows as 32-bit floats.

FAISS takes the head's word for what follows: another kind of index, other distances, more rows than
there are. Some of that opens and answers wrongly; where a file is mapped, some ends the process.
"""

from pathlib import Path

import faiss
import numpy as np

EMPTY = faiss.serialize_index(faiss.IndexFlatIP(1)).tobytes()  # nothing but a head
DIMENSION, ROWS, NUMBERS = slice(4, 8), slice(8, 16), slice(-8, None)  # of the head, in bytes
FLOAT = 4  # bytes


def head(rows: int, dimension: int) -> bytes:
    """The head of the file that FAISS writes for so many rows of so many numbers.

    By it rows can be written piece by piece, where FAISS would need them all in memory. Raises
    OverflowError for more than FAISS has room for.
    """
    written = bytearray(EMPTY)
    written[DIMENSION] = np.int32(dimension).tobytes()
    written[ROWS] = np.int64(rows).tobytes()
    written[NUMBERS] = np.int64(rows * dimension).tobytes()
    return bytes(written)


def refuse_odd(path: Path, rows: int, dimension: int) -> None:
    """Raise ValueError unless a file is that of a flat index of so many rows, none below zero.

    The rows themselves are not looked at. Raises OSError for a file that cannot be read.
    """
    with path.open("rb") as file:
        found = file.read(len(EMPTY))
    size = len(EMPTY) + rows * dimension * FLOAT
    if path.stat().st_size != size or found != head(rows, dimension):
        raise ValueError("the vectors are no flat index of the size that the manifest says")
