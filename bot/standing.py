"""A release as it answers: its own corpus proved, its index open, its encoder warm."""

from collections.abc import Callable
from dataclasses import dataclass

from bot import wording
from bot.check import check
from bot.desk import Desk
from bot.stock import Stock, read_stock
from retrieval.index import Manifest
from retrieval.release import Release
from retrieval.search import Search


@dataclass(frozen=True)
class Standing:
    """A release that answers: its desk, and what its index was made from."""

    release: Release
    desk: Desk
    manifest: Manifest


def stand(release: Release, searched: Callable[[Release, Stock], Search]) -> Standing:
    """A release, ready to be asked; it takes seconds. `searched` opens its index.

    Raises CorpusError where its corpus does not prove, IndexUnfit and EncoderError where it cannot
    be searched.
    """
    stock = read_stock(release.corpus)
    list(check(stock))
    search = searched(release, stock)
    desk = Desk(stock.library, search.rank)
    _warm(desk)
    return Standing(release, desk, search.index.manifest)


def _warm(desk: Desk) -> None:
    """Ask once of each council, so that the first question waits for nothing to be loaded."""
    for slug in desk.library.rulebooks:
        desk.search(slug, wording.PROMPTS[0])
