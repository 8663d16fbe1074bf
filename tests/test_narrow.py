"""Fewer coordinates: what is kept is what the vectors lie along."""

import numpy as np
import pytest

from retrieval.adapter import Adapter
from retrieval.encoder import Vectors
from retrieval.narrow import narrowed

CHANCE = np.random.default_rng(5)
WIDTH, FEW = 12, 4


def unit(vectors: np.ndarray[tuple[int, int], np.dtype[np.floating]]) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / lengths, dtype=np.float32)


def lying_in(few: int, count: int = 60) -> Vectors:
    """Unit vectors of `WIDTH` coordinates that lie in a space of fewer."""
    return unit(CHANCE.normal(size=(count, few)) @ BASIS[:few])


BASIS = np.linalg.qr(CHANCE.normal(size=(WIDTH, WIDTH)))[0]
TURNING = [np.linalg.qr(CHANCE.normal(size=(WIDTH, WIDTH)))[0].astype(np.float32)] * 2
ADAPTER = Adapter("made up", *TURNING)


def cosines(adapter: Adapter, asked: Vectors, said: Vectors) -> Vectors:
    return np.asarray(adapter.questions(asked) @ adapter.clauses(said).T)


def test_vectors_have_as_many_coordinates_as_are_wanted() -> None:
    adapter = narrowed(ADAPTER, lying_in(WIDTH), lying_in(WIDTH), FEW)
    assert adapter.questions(lying_in(WIDTH)).shape == (60, FEW)
    assert adapter.clauses(lying_in(WIDTH)).dtype == np.float32
    assert adapter.encoder == "made up"


def test_nothing_is_lost_of_vectors_that_lie_in_a_smaller_space() -> None:
    asked, said = lying_in(FEW), lying_in(FEW)
    adapter = narrowed(ADAPTER, asked, said, FEW)
    assert cosines(adapter, asked, said) == pytest.approx(cosines(ADAPTER, asked, said), abs=1e-5)


def test_the_directions_kept_are_those_that_hold_the_most() -> None:
    mostly = unit(lying_in(FEW) + 0.1 * lying_in(WIDTH))
    adapter = narrowed(ADAPTER, mostly, mostly, FEW)
    assert cosines(adapter, mostly, mostly) == pytest.approx(
        cosines(ADAPTER, mostly, mostly), abs=0.1
    )
    held = np.linalg.norm(mostly @ adapter.question, axis=1)
    assert held.min() > 0.9  # another four of twelve would hold 0.6


@pytest.mark.parametrize("width", [WIDTH, WIDTH + 1])
def test_vectors_that_are_narrow_already_stay_as_they_are(width: int) -> None:
    assert narrowed(ADAPTER, lying_in(WIDTH), lying_in(WIDTH), width) is ADAPTER


def test_the_same_vectors_give_the_same_directions() -> None:
    asked, said = lying_in(WIDTH), lying_in(WIDTH)
    one, other = (narrowed(ADAPTER, asked, said, FEW) for _ in range(2))
    assert one.digest == other.digest
