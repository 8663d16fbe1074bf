"""The encoder that answers: near the reference, the same whoever asks beside, without torch."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.rulebook import Library
from bot.settings import Settings
from retrieval.adapter import Tuned, read_adapter
from retrieval.encoder import load_encoder
from retrieval.errors import EncoderError
from retrieval.evaluate import evaluate, read_question_set
from retrieval.export import exported
from retrieval.index import Shelf, build, corpus_digest, open_index
from retrieval.protocols import Protocol
from retrieval.quantised import MODEL, TOKENIZER, Quantised, digest_of, quantised
from retrieval.questions import read_questions
from retrieval.search import Search
from retrieval.silence import read_unanswerable, texts
from tests.test_dev import DEV

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def encoder(real_index: Path) -> Quantised:
    """The encoder that is kept with the repository's index."""
    return quantised(load_encoder(), real_index)


@pytest.fixture(scope="module")
def shelves(protocols: dict[str, Protocol]) -> list[Shelf]:
    """What each council brings to an index."""
    return [
        Shelf(one.slug, one.clauses, read_questions(one.folder, one.clauses))
        for one in protocols.values()
    ]


def test_its_vectors_are_near_those_of_the_reference(
    encoder: Quantised, protocols: dict[str, Protocol]
) -> None:
    asked = [
        questions[0]
        for one in protocols.values()
        for questions in read_questions(one.folder, one.clauses).values()
    ]
    near = np.sum(encoder(asked) * load_encoder()(asked), axis=1)
    assert len(asked) > 600
    assert near.min() >= 0.97


def test_it_ranks_as_well_as_the_reference(
    library: Library, shelves: list[Shelf], real_search: Search, tmp_path: Path
) -> None:
    reference = Tuned(load_encoder(), read_adapter())
    silent = texts(read_unanswerable(Settings().corpus))
    build(shelves, reference, tmp_path / "index", silent=silent)
    index = open_index(tmp_path / "index", corpus_digest(shelves, silent), reference.digest)
    asked = read_question_set(DEV, library.rulebooks)
    either = (Search(index, shelves, reference), real_search)
    own, exported = (evaluate(asked, one.rank).figures[-1].shares["recall@3"] for one in either)
    assert own is not None
    assert exported == pytest.approx(own, abs=0.01)


def test_a_text_has_one_vector_whatever_is_encoded_beside_it(encoder: Quantised) -> None:
    texts = ["a far longer text than the one that comes after it in this list", "short", ""]
    vectors = encoder(texts)
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors[1] == encoder(["short"])[0]).all()


def test_a_text_is_cut_where_the_reference_cuts_it(encoder: Quantised) -> None:
    long = "councillor " * 600
    assert np.sum(encoder([long]) * load_encoder()([long])) >= 0.97


def test_progress_counts_up_to_every_text(encoder: Quantised) -> None:
    calls: list[tuple[int, int]] = []
    encoder(["word"] * 70, lambda done, total: calls.append((done, total)))
    assert calls == [(64, 70), (70, 70)]


def test_its_digest_is_neither_the_references_nor_another_models() -> None:
    reference = load_encoder()
    assert digest_of(reference) != reference.digest
    assert digest_of(reference) == digest_of(load_encoder())


def test_the_export_of_an_index_that_is_there_is_used_again(real_index: Path) -> None:
    with exported(load_encoder(), real_index) as encoder:
        assert encoder.folder == real_index


@pytest.mark.parametrize("damaged", [MODEL, TOKENIZER])
def test_a_damaged_export_is_refused_with_its_cure(
    real_index: Path, tmp_path: Path, damaged: str
) -> None:
    for name in (MODEL, TOKENIZER):
        (tmp_path / name).write_bytes(
            (real_index / name).read_bytes()[: 100 if name == damaged else None]
        )
    with pytest.raises(EncoderError, match="run `protocol-bot index`"):
        quantised(load_encoder(), tmp_path)(["a question"])


ASKING = """
import json, socket, sys
def refuse(*_): raise OSError("a connection was tried")
socket.socket.connect = refuse
from bot.__main__ import main
assert main(["ask", "can I attend a party group meeting?", "--council", "southend", "--json"]) == 0
heavy = {"torch", "transformers", "sentence_transformers", "onnx", "onnxscript"}
print(json.dumps(sorted(heavy & sys.modules.keys())))
"""


def test_a_question_is_answered_without_torch_and_without_a_connection(real_index: Path) -> None:
    ran = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-c", ASKING],
        env={"PROTOCOL_BOT_INDEX": str(real_index)},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    *answer, loaded = ran.stdout.splitlines()
    assert json.loads("\n".join(answer))["quotes"]
    assert json.loads(loaded) == []
    assert ran.stderr == ""
