"""The adapter: two matrices, one for each side, that belong to one encoder."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.adapter import FILE, Adapter, read_adapter, tuned, write_adapter
from retrieval.encoder import Vectors, load_encoder
from retrieval.quantised import digest_of
from tests.doubles import LONGEST, WordLengths

TEXTS = ["when do I hear back", "The Clerk replies within seven working days."]
CHANCE = np.random.default_rng(7)


def matrix() -> Vectors:
    """One that is exact in 16 bits."""
    return np.asarray(CHANCE.integers(-8, 9, size=(LONGEST, LONGEST)) / 8, dtype=np.float32)


ADAPTER = Adapter(WordLengths.digest, matrix(), matrix())
STILL = Adapter(WordLengths.digest, *[np.eye(LONGEST, dtype=np.float32)] * 2)


def test_what_is_turned_are_unit_vectors_still() -> None:
    vectors = WordLengths()(TEXTS)
    for turned in (ADAPTER.questions(vectors), ADAPTER.clauses(vectors)):
        assert turned.shape == (2, LONGEST)
        assert turned.dtype == np.float32
        assert np.allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-6)


def test_no_vectors_are_turned_into_none() -> None:
    assert ADAPTER.questions(np.empty((0, LONGEST), dtype=np.float32)).shape == (0, LONGEST)


def test_questions_and_clauses_are_turned_each_by_their_own_matrix() -> None:
    encoder = tuned(WordLengths(), ADAPTER)
    plain = WordLengths()(TEXTS)
    assert (encoder(TEXTS) == ADAPTER.questions(plain)).all()
    assert (encoder.clauses(TEXTS) == ADAPTER.clauses(plain)).all()
    assert not np.allclose(encoder(TEXTS), encoder.clauses(TEXTS), atol=0.1)


def test_matrices_that_turn_nothing_leave_vectors_as_they_are() -> None:
    vectors = WordLengths()(TEXTS)
    assert np.allclose(tuned(WordLengths(), STILL)(TEXTS), vectors, atol=1e-6)


def test_an_encoder_that_the_adapter_was_not_made_for_is_left_alone() -> None:
    other = WordLengths(digest="another")
    assert tuned(other, ADAPTER) is other


def test_a_tuned_encoder_is_another_encoder() -> None:
    plain = WordLengths(files=(Path("weights"),))
    digests = {plain.digest, tuned(plain, ADAPTER).digest, tuned(plain, STILL).digest}
    assert len(digests) == 3
    assert tuned(plain, ADAPTER).name == plain.name
    assert tuned(plain, ADAPTER).files == plain.files


def test_a_digest_knows_both_matrices() -> None:
    changed = [replace(ADAPTER, question=matrix()), replace(ADAPTER, clause=matrix())]
    swapped = replace(ADAPTER, question=ADAPTER.clause, clause=ADAPTER.question)
    assert len({one.digest for one in (ADAPTER, *changed, swapped)}) == 4


def test_progress_is_told_on_either_side() -> None:
    calls: list[tuple[int, int]] = []
    encoder = tuned(WordLengths(), ADAPTER)
    encoder(TEXTS, lambda *call: calls.append(call))
    encoder.clauses(TEXTS, lambda *call: calls.append(call))
    assert calls == [(2, 2), (2, 2)]


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    write_adapter(ADAPTER, tmp_path / "adapter.npz")
    read = read_adapter(tmp_path / "adapter.npz")
    assert (read.encoder, read.digest) == (ADAPTER.encoder, ADAPTER.digest)
    assert read.question.dtype == read.clause.dtype == np.float32


def test_sixteen_bits_are_enough(tmp_path: Path) -> None:
    rough = replace(STILL, question=CHANCE.normal(size=(LONGEST, LONGEST)).astype(np.float32))
    write_adapter(rough, tmp_path / "adapter.npz")
    vectors = WordLengths()(TEXTS)
    near = np.sum(
        read_adapter(tmp_path / "adapter.npz").questions(vectors) * rough.questions(vectors), axis=1
    )
    assert near == pytest.approx([1, 1], abs=1e-5)


def test_the_same_matrices_are_the_same_file(tmp_path: Path) -> None:
    write_adapter(ADAPTER, tmp_path / "one.npz")
    write_adapter(ADAPTER, tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_the_repositorys_adapter_is_for_the_encoder_that_answers() -> None:
    adapter = read_adapter()
    assert adapter.encoder == digest_of(load_encoder())
    assert adapter.question.shape == adapter.clause.shape == (384, 256)
    assert FILE.stat().st_size < 1_000_000
