"""The head of a flat index's file is what FAISS writes; a file of another one is never read."""

from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np
import pytest

from retrieval.flat_file import EMPTY, head, refuse_odd

ROWS, DIMENSION = 3, 256


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    """A file that FAISS wrote."""
    index = faiss.IndexFlatIP(DIMENSION)
    index.add(np.ones((ROWS, DIMENSION), dtype=np.float32))
    faiss.write_index(index, str(tmp_path / "flat"))
    return tmp_path / "flat"


@pytest.mark.parametrize(("rows", "dimension"), [(0, 7), (1, 1), (3, 256), (1000, 384)])
def test_the_head_is_the_one_that_faiss_writes(rows: int, dimension: int) -> None:
    index = faiss.IndexFlatIP(dimension)
    if rows:
        index.add(np.ones((rows, dimension), dtype=np.float32))
    written = faiss.serialize_index(index).tobytes()
    assert written[: len(EMPTY)] == head(rows, dimension)


def test_what_follows_a_head_is_read_as_rows(tmp_path: Path) -> None:
    rows = np.arange(ROWS * DIMENSION, dtype=np.float32).reshape(ROWS, DIMENSION)
    (tmp_path / "flat").write_bytes(head(ROWS, DIMENSION) + rows.tobytes())
    refuse_odd(tmp_path / "flat", ROWS, DIMENSION)
    read = faiss.read_index(str(tmp_path / "flat"))
    assert (read.reconstruct_n(0, ROWS) == rows).all()


@pytest.mark.parametrize(("rows", "dimension"), [(2**63, 1), (1, 2**31)])
def test_there_is_no_head_for_more_than_faiss_has_room_for(rows: int, dimension: int) -> None:
    with pytest.raises(OverflowError):
        head(rows, dimension)


@pytest.mark.parametrize(
    ("rows", "dimension"), [(ROWS, 255), (2, DIMENSION), (4, DIMENSION), (6, 128), (10**30, 10**30)]
)
def test_a_file_of_another_size_than_is_said_is_refused(
    flat: Path, rows: int, dimension: int
) -> None:
    refuse_odd(flat, ROWS, DIMENSION)
    with pytest.raises(ValueError, match="no flat index of the size"):
        refuse_odd(flat, rows, dimension)


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda octets: octets[:-1], id="cut"),
        pytest.param(lambda octets: octets + b"\0", id="longer"),
        pytest.param(lambda octets: octets[:0], id="empty"),
        pytest.param(lambda octets: b"IxF2" + octets[4:], id="of other distances"),
        pytest.param(lambda octets: octets[:32] + b"\0" + octets[33:], id="not trained"),
    ],
)
def test_a_file_that_is_not_quite_one_is_refused(
    flat: Path, harm: Callable[[bytes], bytes]
) -> None:
    flat.write_bytes(harm(flat.read_bytes()))
    with pytest.raises(ValueError, match="no flat index of the size"):
        refuse_odd(flat, ROWS, DIMENSION)
