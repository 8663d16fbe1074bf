"""What the tests share: the corpus as it stands in this repository."""

from pathlib import Path

import pytest

from bot.rulebook import Library, load_library
from retrieval.protocols import Protocol, read_protocol


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The repository's own corpus: a folder a council."""
    return Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def protocols(corpus: Path) -> dict[str, Protocol]:
    """Every council's protocol by slug, read once."""
    folders = sorted(path.parent for path in corpus.glob("*/council.toml"))
    return {folder.name: read_protocol(folder) for folder in folders}


@pytest.fixture(scope="session")
def library(corpus: Path) -> Library:
    """Every council's rulebook, read once."""
    return load_library(corpus)
