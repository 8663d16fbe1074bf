"""The encoder: known weights only, nothing fetched, nothing said, unit rows."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import WEIGHTS_DIGEST, load_encoder, official
from retrieval.errors import EncoderError


def model_folder(folder: Path, config: str = "{}") -> Path:
    """A folder that has a model's files but not its sense."""
    (folder / "model.safetensors").write_bytes(b"no weights")
    (folder / "config.json").write_text(config, encoding="utf-8")
    return folder


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )


def test_packaged_weights_are_the_official_ones() -> None:
    encoder = load_encoder()
    assert (encoder.name, encoder.digest) == ("all-MiniLM-L6-v2", WEIGHTS_DIGEST)


def test_weights_of_another_digest_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"not the official all-MiniLM-L6-v2 .* reinstall"):
        official(model_folder(tmp_path))


def test_without_packaged_weights_an_index_made_by_them_is_known_but_nothing_is_encoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("retrieval.encoder.PACKAGE", "no-such-package")
    encoder = load_encoder()
    assert encoder.digest == WEIGHTS_DIGEST
    with pytest.raises(EncoderError, match=r"no-such-package .* is not installed"):
        encoder(["a question"])


def test_a_model_that_is_not_here_is_not_fetched_and_the_setting_is_named() -> None:
    with pytest.raises(EncoderError, match="PROTOCOL_BOT_ALLOW_DOWNLOAD"):
        load_encoder("nobody/no-such-model")


@pytest.mark.parametrize("name", ["no/such/folder/here", "../up", "two words", ""])
def test_what_is_neither_a_folder_nor_a_name_is_refused(name: str) -> None:
    with pytest.raises(EncoderError):
        load_encoder(name)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderError, match=r"no \*\.safetensors weights"):
        load_encoder(tmp_path)


def test_the_digest_of_a_folder_knows_its_configuration(tmp_path: Path) -> None:
    before = load_encoder(model_folder(tmp_path)).digest
    same = load_encoder(str(tmp_path)).digest
    after = load_encoder(model_folder(tmp_path, config='{"pooling": "max"}')).digest
    assert before == same != after


def test_digests_are_read_without_torch() -> None:
    done = run(
        "import sys, retrieval.search, retrieval.evaluate\n"
        "from retrieval.encoder import load_encoder\n"
        "assert load_encoder().digest\n"
        "assert 'torch' not in sys.modules\n"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.model
def test_a_folder_that_does_not_load_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no sentence-transformers model that loads") as caught:
        load_encoder(model_folder(tmp_path))(["a question"])
    assert "\n" not in str(caught.value)


@pytest.mark.model
def test_rows_are_unit_vectors_in_the_order_of_the_texts() -> None:
    encoder = load_encoder()
    texts = ["a far longer text than the one that comes after it in this list", "short", ""]
    vectors = encoder(texts)
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[1], encoder(["short"])[0], atol=1e-5)


@pytest.mark.model
def test_progress_counts_up_to_every_text() -> None:
    calls: list[tuple[int, int]] = []
    load_encoder()(["word"] * 70, lambda done, total: calls.append((done, total)))
    assert calls == [(64, 70), (70, 70)]


@pytest.mark.model
def test_encoding_says_nothing_and_opens_no_connection() -> None:
    done = run(
        "import socket\n"
        "def refuse(*_): raise OSError('a connection was tried')\n"
        "socket.socket.connect = refuse\n"
        "from retrieval.encoder import load_encoder\n"
        "load_encoder()(['a question'])\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
