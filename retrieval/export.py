"""The reference encoder -> the two files that answer: ONNX in 8 bits, and the tokenizer.

Torch and sentence-transformers are needed here, once, when an index is built.
"""

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.adapter import tuned
from retrieval.encoder import SentenceEncoder
from retrieval.errors import EncoderError
from retrieval.index import made_by
from retrieval.quantised import MODEL, TOKENIZER, Quantised, quantised

if TYPE_CHECKING:
    from onnx import GraphProto
    from sentence_transformers import SentenceTransformer

OPSET = 18
LEAST_COSINE = 0.95  # of a sentence's vector to that of the reference
SENTENCES = (
    "Can an officer attend a meeting of a political group?",
    "who do I go to if a councillor shouts at me",
    "A reply should be sent within 10 working days of receipt.",
)


def export(reference: SentenceEncoder, folder: Path) -> Quantised:
    """Write the exported form of a reference encoder to a folder that is there.

    Raises EncoderError for a model that cannot be exported, or that loses too much by it.
    """
    from retrieval.packed_attention import packed

    with _quietly(), tempfile.TemporaryDirectory() as beside:
        whole = Path(beside, MODEL)
        try:
            with packed(reference.model):
                _write_onnx(reference.model, whole)
            _fuse(whole)
            _quantise(whole, folder / MODEL)
            _write_tokenizer(reference.model, folder / TOKENIZER)
        except EncoderError:
            raise
        except Exception as error:
            kind = type(error).__name__
            raise EncoderError(f"{reference.name} cannot be exported to ONNX ({kind})") from error
    made = quantised(reference, folder)
    _refuse_unlike(made, reference)
    return made


@contextmanager
def exported(reference: SentenceEncoder, index: Path) -> Iterator[Quantised]:
    """The exported form of a reference, for as long as an index is built with it.

    That of the index that is there, if it is of this reference; else one made anew.
    """
    kept = quantised(reference, index)
    if made_by(index) in {kept.digest, tuned(kept).digest}:
        yield kept
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield export(reference, Path(folder))


def _write_onnx(model: "SentenceTransformer", file: Path) -> None:
    """Trace the model from the token ids of one text to its unit vector.

    One text has no padding, so that the graph is rid of every step that would leave padding out.
    """
    import torch

    class Vector(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
            read = {"input_ids": input_ids, "attention_mask": torch.ones_like(input_ids)}
            found: torch.Tensor = self.model(read)["sentence_embedding"]
            return torch.nn.functional.normalize(found, dim=-1)

    torch.onnx.export(
        Vector().eval(),
        (torch.arange(100, 116).reshape(1, 16),),
        str(file),
        input_names=["input_ids"],
        output_names=["vector"],
        dynamic_shapes=({1: "tokens"},),
        opset_version=OPSET,
        dynamo=True,
        verbose=False,
    )


def _fuse(whole: Path) -> None:
    """Put the graph's usual groups of steps together, each as the one step that ONNX Runtime has.

    What is of another make than BERT stays as it is.
    """
    from onnxruntime.transformers.optimizer import optimize_model

    fused = optimize_model(str(whole), model_type="bert", opt_level=0, use_gpu=False)
    fused.save_model_to_file(str(whole))


def _quantise(whole: Path, file: Path) -> None:
    """Weights to 8 bits by channel; 7 are used, since some processors overflow with all 8."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(
        str(whole), str(file), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
    )
    model = onnx.load(file)
    _drop_zero_points(model.graph)
    onnx.save(model, file)


def _drop_zero_points(graph: "GraphProto") -> None:
    """Leave out of each product the zero points of its weights where all are 0, as they are here.

    The product is the same without them, and takes a twentieth less time.
    """
    from onnx.numpy_helper import to_array

    held = {one.name: one for one in graph.initializer}
    for step in graph.node:
        if step.op_type == "MatMulInteger" and len(step.input) == 4:  # noqa: PLR2004 - two pairs
            points = held.get(step.input[3])
            if points is not None and not to_array(points).any():
                del step.input[3]


def _write_tokenizer(model: "SentenceTransformer", file: Path) -> None:
    """The tokenizer, which cuts texts where the reference does and pads none."""
    tokenizer = model.tokenizer.backend_tokenizer
    tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.no_padding()
    tokenizer.save(str(file))


def _refuse_unlike(made: Quantised, reference: SentenceEncoder) -> None:
    """Raise EncoderError where the exported encoder's vectors are not near the reference's."""
    near = np.sum(made(SENTENCES) * reference(SENTENCES), axis=1).min()
    if near < LEAST_COSINE:
        raise EncoderError(
            f"{reference.name} loses too much in 8 bits (cosine {near:.2f}, at least "
            f"{LEAST_COSINE} is needed); name another model"
        )


@contextmanager
def _quietly() -> Iterator[None]:
    """Export without the exporters' advice, which is for those who write them.

    A word of theirs to the root logger would also give it a handler, on which others then speak.
    """
    level, handlers = logging.root.manager.disable, list(logging.root.handlers)
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)
        logging.root.handlers[:] = handlers
