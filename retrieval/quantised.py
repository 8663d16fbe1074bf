"""The encoder that answers: the reference's weights in 8 bits, run by ONNX Runtime, without torch.

`retrieval.export` makes its two files when an index is built, and they are kept with the index.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.encoder import Encoder, Progress, Vectors
from retrieval.errors import EncoderError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL, TOKENIZER = "encoder.onnx", "tokenizer.json"
# Another one: other vectors.
RECIPE = "onnx, opset 18, one text, packed attention, fused, int8 by channel, 7 bits used, 1"
SHOWN_EVERY = 64  # texts
# ONNX Runtime has addition and normalisation as one step, which takes longer than the two.
SLOWER = ["SkipLayerNormFusion"]


@dataclass(frozen=True)
class Quantised:
    """The exported encoder in a folder, loaded when it is first called.

    Each text is encoded by itself: the activations' scale is that of all that is encoded together,
    so that in a batch a text's vector would depend on its neighbours.
    """

    name: str
    digest: str
    folder: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """What it is made of."""
        return self.folder / MODEL, self.folder / TOKENIZER

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The texts' unit vectors, in order. Raises EncoderError when the model does not load."""
        width = self._session.get_outputs()[0].shape[1]
        vectors = np.empty((len(texts), width), dtype=np.float32)
        if len(texts) == 1:
            vectors[0] = self._vector(texts[0])
            return vectors
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for row, vector in enumerate(pool.map(self._vector, texts)):
                vectors[row] = vector
                if progress and (row + 1 == len(texts) or row % SHOWN_EVERY == SHOWN_EVERY - 1):
                    progress(row + 1, len(texts))
        return vectors

    def clauses(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """As of questions."""
        return self(texts, progress)

    def _vector(self, text: str) -> Vectors:
        tokens = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        (found,) = self._session.run(None, {"input_ids": tokens})
        vector: Vectors = found[0]
        return vector

    @cached_property
    def _session(self) -> "InferenceSession":
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 1  # texts side by side are faster than parts of one text
        options.log_severity_level = 3
        try:
            return InferenceSession(
                str(self.folder / MODEL),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=SLOWER,
            )
        except Exception as error:
            raise EncoderError(_unusable(self.folder / MODEL)) from error

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        try:
            return Tokenizer.from_file(str(self.folder / TOKENIZER))
        except Exception as error:
            raise EncoderError(_unusable(self.folder / TOKENIZER)) from error


def quantised(reference: Encoder, folder: Path) -> Quantised:
    """The exported form of a reference encoder, in the folder where its files are or will be."""
    return Quantised(reference.name, digest_of(reference), folder)


def digest_of(reference: Encoder) -> str:
    """SHA-256, in hexadecimal, of the reference's digest and of the way it is exported."""
    return hashlib.sha256(f"{reference.digest} {RECIPE}".encode()).hexdigest()


def _unusable(file: Path) -> str:
    return f"the exported encoder {file} is missing or damaged; run `protocol-bot index`"
