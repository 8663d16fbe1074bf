"""The encoder that answers: near the reference, the same whoever asks beside, without torch."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import pytest

from bot.rulebook import Library
from retrieval.adapter import Tuned, read_adapter, tuned
from retrieval.encoder import Encoder, load_encoder
from retrieval.errors import EncoderError
from retrieval.evaluate import SetQuestion, evaluate, read_question_set
from retrieval.export import exported
from retrieval.index import Shelf, build, corpus_digest, open_index
from retrieval.protocols import Protocol
from retrieval.quantised import MODEL, TOKENIZER, Quantised, digest_of, quantised
from retrieval.questions import read_questions
from retrieval.search import Search
from tests.test_dev import DEV

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def encoder(real_release: Path) -> Quantised:
    """The encoder that is kept with the repository's index."""
    return quantised(load_encoder(), real_release)


@pytest.fixture(scope="module")
def shelves(protocols: dict[str, Protocol]) -> list[Shelf]:
    """Each council's clauses with three questions each: the reference takes its time for all."""
    asked = {slug: read_questions(one.folder, one.clauses) for slug, one in protocols.items()}
    return [
        Shelf(slug, one.clauses, {label: some[:3] for label, some in asked[slug].items()})
        for slug, one in protocols.items()
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
    library: Library, shelves: list[Shelf], encoder: Quantised, real_release: Path, tmp_path: Path
) -> None:
    kept = shutil.copytree(real_release, tmp_path / "exported")  # its vectors are there already
    reference = Tuned(load_encoder(), read_adapter())
    asked = read_question_set(DEV, library.rulebooks)
    own = recall(shelves, reference, tmp_path / "own", asked)
    assert recall(shelves, tuned(encoder), kept, asked) == pytest.approx(own, abs=0.01)


def recall(
    shelves: list[Shelf], encoder: Encoder, folder: Path, asked: Sequence[SetQuestion]
) -> float | None:
    """Recall@3 of what this encoder finds."""
    build(shelves, encoder, folder)
    index = open_index(folder, corpus_digest(shelves), encoder.digest)
    found = evaluate(asked, Search(index, shelves, encoder).rank)
    return found.figures[-1].shares["recall@3"]


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


def test_no_product_carries_zero_points_of_weights(encoder: Quantised) -> None:
    steps = onnx.load(encoder.folder / MODEL).graph.node
    inputs = [len(step.input) for step in steps if step.op_type == "MatMulInteger"]
    assert len(inputs) == 24  # four a layer: packed attention, its output, and two of the network
    assert set(inputs) == {3}


def test_progress_counts_up_to_every_text(encoder: Quantised) -> None:
    calls: list[tuple[int, int]] = []
    encoder(["word"] * 70, lambda done, total: calls.append((done, total)))
    assert calls == [(64, 70), (70, 70)]


def test_its_digest_is_neither_the_references_nor_another_models() -> None:
    reference = load_encoder()
    assert digest_of(reference) != reference.digest
    assert digest_of(reference) == digest_of(load_encoder())


def test_the_export_of_an_index_that_is_there_is_used_again(real_release: Path) -> None:
    with exported(load_encoder(), real_release) as encoder:
        assert encoder.folder == real_release


@pytest.mark.parametrize("damaged", [MODEL, TOKENIZER])
def test_a_damaged_export_is_refused_with_its_cure(
    real_release: Path, tmp_path: Path, damaged: str
) -> None:
    for name in (MODEL, TOKENIZER):
        (tmp_path / name).write_bytes(
            (real_release / name).read_bytes()[: 100 if name == damaged else None]
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
