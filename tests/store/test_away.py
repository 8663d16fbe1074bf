"""A visit to the store is bounded; while the store is away, nobody waits for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import events
from bot.store.away import PATIENCE, PAUSE, SILENCE, Away, Visits
from bot.store.engine import open_store
from tests.doubles import Clock
from tests.store.gone import locked

WORD = "marmalade"


class Counter:
    """A store that counts who comes, and is there or not."""

    def __init__(self) -> None:
        self.here, self.came = True, 0

    async def visit(self) -> str:
        self.came += 1
        if not self.here:
            raise OperationalError(f"INSERT {WORD}", {}, Exception("disk full"))
        return "found"


async def ended(visit: Callable[[], Awaitable[object]]) -> bool:
    """Whether nothing came of a visit."""
    try:
        await visit()
    except Away:
        return True
    return False


async def test_what_a_visit_brings_comes_back() -> None:
    assert await Visits().make("tenant", Counter().visit()) == "found"


IN_VAIN = {
    "sqlite": text("SELECT * FROM nothing_of_this_name"),
    "postgresql": text("SELECT pg_sleep(30)"),
}


async def test_a_visit_to_a_real_store_comes_to_nothing_within_the_bound(
    engine: AsyncEngine,
) -> None:
    visits = Visits(bound=0.2)

    async def visit() -> None:
        async with engine.begin() as at:
            await at.execute(IN_VAIN[engine.dialect.name])

    with pytest.raises(Away):
        await visits.make("tenant", visit())
    assert visits.away


async def test_a_store_that_is_too_slow_is_waited_for_no_longer_than_the_bound() -> None:
    began = asyncio.Event()

    async def slow() -> None:
        began.set()
        await asyncio.Event().wait()

    with pytest.raises(Away):
        await Visits(bound=0.05).make("claim", slow())
    assert began.is_set()


async def test_a_visit_that_is_too_slow_comes_to_its_own_end_and_nobody_hears_of_it() -> None:
    may_end, ended = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        await may_end.wait()
        ended.set()
        raise OSError(WORD)

    with pytest.raises(Away):
        await Visits(bound=0.05).make("claim", slow())
    may_end.set()
    await ended.wait()


async def test_while_the_store_is_away_one_visitor_a_second_looks() -> None:
    clock, store = Clock(100.0), Counter()
    visits = Visits(clock=clock)
    store.here = False
    assert [await ended(lambda: visits.make("claim", store.visit())) for _ in range(50)] == [
        True
    ] * 50
    assert store.came == 1
    clock.now += PAUSE
    assert [await ended(lambda: visits.make("claim", store.visit())) for _ in range(50)] == [
        True
    ] * 50
    assert store.came == 2


async def test_a_store_that_is_slow_once_is_still_waited_for_and_one_that_stays_so_is_not() -> None:
    clock, came = Clock(100.0), list[int]()
    visits = Visits(bound=0.01, clock=clock)

    async def slow() -> None:
        came.append(1)
        await asyncio.Event().wait()

    for _ in range(PATIENCE + 2):
        assert await ended(lambda: visits.make("claim", slow()))
    assert len(came) == PATIENCE
    clock.now += PAUSE
    assert await visits.make("claim", Counter().visit()) == "found"
    assert await ended(lambda: visits.make("claim", slow()))
    assert await visits.make("claim", Counter().visit()) == "found"


async def test_a_store_that_is_back_is_found_out_and_everybody_comes_again() -> None:
    clock, store = Clock(100.0), Counter()
    visits = Visits(clock=clock)
    store.here = False
    assert await ended(lambda: visits.make("claim", store.visit()))
    store.here = True
    assert await ended(lambda: visits.make("claim", store.visit()))
    clock.now += PAUSE
    assert await visits.make("claim", store.visit()) == "found"
    assert await visits.make("claim", store.visit()) == "found"
    assert not visits.away


async def test_a_fault_of_ours_is_none_of_the_stores() -> None:
    async def wrong() -> None:
        raise ProgrammingError("SELECT", {}, Exception("no such column"))

    visits = Visits()
    with pytest.raises(ProgrammingError):
        await visits.make("claim", wrong())
    assert not visits.away


async def test_what_is_insisted_on_is_done_when_the_store_is_back() -> None:
    store = Counter()
    visits = Visits(pause=0.01)
    store.here = False
    insisting = asyncio.ensure_future(visits.insist("leaving", store.visit))
    while store.came < 3:  # noqa: ASYNC110 - a double tells nobody
        await asyncio.sleep(0.005)
    store.here = True
    assert await insisting == "found"


async def test_a_visit_goes_on_when_whoever_made_it_gives_up_waiting() -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def visit() -> None:
        begun.set()
        await may_end.wait()
        ended.set()

    waiting = asyncio.ensure_future(Visits().make("claim", visit()))
    await begun.wait()
    waiting.cancel()
    may_end.set()
    await ended.wait()


async def test_a_store_that_was_locked_is_of_use_again(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    visits, now = Visits(bound=0.1, pause=0.0), datetime.now(UTC)
    with locked(tmp_path / "store.db"):
        for key in ("a", "b"):
            with pytest.raises(Away):
                await visits.make("claim", events.claim(store, key, now))
    assert await visits.insist("claim", lambda: events.claim(store, "c", now))
    assert not await events.claim(store, "a", now)  # it was claimed when that could be done
    await store.dispose()


async def test_the_log_says_it_once_a_minute_by_errand_and_kind_and_holds_no_content(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock, store = Clock(100.0), Counter()
    visits = Visits(clock=clock)
    store.here = False
    with caplog.at_level(logging.DEBUG):
        for _ in range(3):
            await ended(lambda: visits.make("claim", store.visit()))
            await ended(lambda: visits.make("finish", store.visit()))
            clock.now += PAUSE
        assert [one.getMessage() for one in caplog.records] == [
            "the store is away or slow, answering goes on: claim (OperationalError)"
        ]
        clock.now += SILENCE
        await ended(lambda: visits.make("claim", store.visit()))
        store.here = True
        clock.now += PAUSE
        await visits.make("claim", store.visit())
    assert len(caplog.records) == 3
    assert caplog.records[-1].getMessage() == "the store is back; 7 visits came to nothing"
    assert WORD not in caplog.text
