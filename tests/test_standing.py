"""A release stands ready to be asked: its corpus proved, its index open, its encoder warm."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import wording
from bot.standing import stand
from bot.stock import Stock, read_stock
from retrieval.errors import CorpusError
from retrieval.index import build, read_manifest
from retrieval.release import CORPUS, Release, copy_corpus, seal
from retrieval.release_folder import ReleaseFolder
from retrieval.search import Search
from tests.doubles import Broken, WordLengths
from tests.little import SLUG, amend, write_little


@pytest.fixture
def little(tmp_path: Path, corpus: Path) -> Path:
    """A corpus of one small council."""
    shutil.copy(corpus / "matters.toml", tmp_path)
    return write_little(tmp_path).parent


@pytest.fixture
def releases(tmp_path: Path) -> ReleaseFolder:
    """No release yet."""
    return ReleaseFolder(tmp_path / "index")


def opened(release: Release, stock: Stock, encoder: WordLengths) -> Search:
    """The search over a release, by this encoder."""
    return Search(release.opened(stock.digest, encoder.digest), stock.shelves, encoder)


def released(releases: ReleaseFolder, corpus: Path) -> Release:
    """A release of a corpus, proved or not."""
    stock = read_stock(corpus)
    with releases.building() as folder:
        build(stock.shelves, WordLengths(), folder, silent=stock.silence)
        copy_corpus(corpus, folder / CORPUS)
        seal(folder, datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC))
        return releases.release(releases.publish(folder))


def test_each_council_is_asked_once_and_is_then_answered_from_the_release(
    releases: ReleaseFolder, little: Path
) -> None:
    release, encoder = released(releases, little), WordLengths()
    standing = stand(release, lambda one, stock: opened(one, stock, encoder))
    assert encoder.read == [wording.PROMPTS[0]]
    assert standing.desk.search(SLUG, "who sees the log?").found
    assert standing.manifest == read_manifest(release.folder)
    assert standing.desk.rulebook(SLUG).protocol.folder == release.corpus / SLUG


def test_a_release_whose_words_were_never_proved_is_not_stood_on(
    releases: ReleaseFolder, little: Path
) -> None:
    amend(little / SLUG / "protocol.md", "must be civil to one another", "must be civil to another")
    release = released(releases, little)
    with pytest.raises(CorpusError, match=r'protocol\.md:\d+: has "another"'):
        stand(release, lambda one, stock: opened(one, stock, Broken()))
