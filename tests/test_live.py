"""The live desk: another release takes the place of the one that answers, or does not open."""

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from bot import live
from bot.answer import Quotation
from bot.desk import Desk
from bot.live import LiveDesk, renewed
from bot.request import Ask
from bot.rulebook import Library
from bot.standing import Standing
from retrieval.errors import IndexUnfit, Unfit
from retrieval.index import Manifest, corpus_digest, read_manifest
from retrieval.release_folder import ReleaseFolder
from retrieval.search import Found, Ranking
from tests.doubles import WordLengths
from tests.little import SLUG
from tests.little_releases import BOTH, SILENT, published

TODAY = date(2026, 11, 22)


@dataclass
class Opening:
    """Opens releases in a folder; each finds a clause of its own, and remembers its name."""

    releases: ReleaseFolder
    library: Library
    names: list[str] = field(default_factory=list)
    damaged: bool = False
    during: Callable[[], object] = str

    def __call__(self, name: str) -> Standing:
        self.names.append(name)
        self.during()
        if self.damaged:
            raise IndexUnfit("the index is damaged; run `protocol-bot index`")
        release = self.releases.release(name)
        release.opened(corpus_digest(BOTH, SILENT), WordLengths.digest)
        manifest: Manifest = read_manifest(release.folder)
        clause = self.library.rulebooks[SLUG].protocol.clauses[release.record.made.minute]
        found = Found(clause, 1.0, 0.9, ())

        def search(_council: str, _question: str) -> Ranking:
            self.during()
            return Ranking((found,), 0.9, answers=True)

        return Standing(release, Desk(self.library, search), manifest)


@pytest.fixture
def releases(tmp_path: Path) -> ReleaseFolder:
    """A first release, which finds the first clause."""
    folder = ReleaseFolder(tmp_path / "index")
    published(folder)
    return folder


@pytest.fixture
def opening(releases: ReleaseFolder, little: Library) -> Opening:
    """What opens them."""
    return Opening(releases, little)


@pytest.fixture
def desk(releases: ReleaseFolder, opening: Opening) -> LiveDesk:
    """A desk that began with the first release."""
    return LiveDesk(opening(releases.current() or ""), releases.current, opening)


def label(desk: Desk) -> str:
    """The clause that is quoted."""
    answer = desk.answer(Ask("who sees the log?"), SLUG, None, TODAY)
    assert isinstance(answer, Quotation)
    return answer.quotes[0].clause.label


def test_a_live_desk_is_a_desk_of_the_release_that_answers(
    desk: LiveDesk, opening: Opening, little: Library
) -> None:
    assert desk.library is little
    assert desk.rulebook(SLUG) is little.rulebooks[SLUG]
    assert desk.known.rules == little.rule_ids
    assert desk.search(SLUG, "who?").answers
    assert label(desk) == little.rulebooks[SLUG].protocol.clauses[0].label
    assert [desk.name] == opening.names
    assert desk.standing.manifest.silent == len(SILENT)


def test_a_desk_as_it_stands_stays_with_its_release(
    desk: LiveDesk, releases: ReleaseFolder, little: Library
) -> None:
    now = desk.now
    published(releases, 1)
    desk.renew()
    assert label(now) == little.rulebooks[SLUG].protocol.clauses[0].label
    assert now.now is now
    assert desk.now is not now


def test_the_next_release_answers_once_it_was_looked_for(
    desk: LiveDesk, opening: Opening, releases: ReleaseFolder, little: Library
) -> None:
    first, clauses = desk.name, little.rulebooks[SLUG].protocol.clauses
    second = published(releases, 1)
    assert label(desk) == clauses[0].label
    desk.renew()
    assert (label(desk), desk.name) == (clauses[1].label, second)
    releases.switch(first)
    desk.renew()
    assert (label(desk), desk.name) == (clauses[0].label, first)
    desk.renew()
    assert opening.names == [first, second, first]


def test_a_question_that_is_under_way_is_finished_by_the_old_release(
    desk: LiveDesk, opening: Opening, releases: ReleaseFolder, little: Library
) -> None:
    published(releases, 1)
    done: list[str] = []

    def renew_once() -> None:
        opening.during = str
        desk.renew()
        done.append(desk.name)

    opening.during = renew_once
    assert label(desk) == little.rulebooks[SLUG].protocol.clauses[0].label
    assert done == [releases.current()]
    assert label(desk) == little.rulebooks[SLUG].protocol.clauses[1].label


def test_a_release_that_does_not_open_is_logged_once_and_the_old_one_goes_on(
    desk: LiveDesk,
    opening: Opening,
    releases: ReleaseFolder,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = desk.name, published(releases, 1)
    opening.damaged = True
    for _ in range(3):
        desk.renew()
    assert desk.name == first
    assert opening.names == [first, second]  # the next try is a minute away
    (line,) = caplog.messages
    assert f"{first} goes on answering: the index is damaged" in line
    monkeypatch.setattr(live, "AGAIN", 0.0)
    desk.renew()
    assert len(caplog.messages) == 1
    opening.damaged = False
    desk.renew()
    assert desk.name == second


def test_a_place_that_is_away_is_logged_once_and_the_old_release_goes_on(
    opening: Opening, releases: ReleaseFolder, caplog: pytest.LogCaptureFixture
) -> None:
    away = True

    def current() -> str | None:
        if away:
            raise Unfit("the database is away")
        return releases.current()

    desk = LiveDesk(opening(releases.current() or ""), current, opening)
    second = published(releases, 1)
    for _ in range(3):
        desk.renew()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    away = False
    desk.renew()
    assert desk.name == second


async def test_a_newer_release_is_looked_for_again_and_again_whatever_comes_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    looked: list[str] = []
    thrice, loop = asyncio.Event(), asyncio.get_running_loop()

    def renew() -> None:
        looked.append(threading.current_thread().name)
        if len(looked) == 3:
            loop.call_soon_threadsafe(thrice.set)
        raise ZeroDivisionError("what somebody asked")

    async with renewed(renew, every=0.01):
        async with asyncio.timeout(10):
            await thrice.wait()
    assert threading.current_thread().name not in looked
    assert caplog.messages[0] == "no newer index was looked for: ZeroDivisionError"


def test_where_no_release_is_named_the_old_one_goes_on(
    opening: Opening, releases: ReleaseFolder
) -> None:
    desk = LiveDesk(opening(releases.current() or ""), lambda: None, opening)
    desk.renew()
    assert len(opening.names) == 1
