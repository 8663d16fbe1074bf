"""Readiness: what is missing by name, without hammering what is asked, and bounded in time."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from bot.readiness import Readiness, always, never, reachable
from bot.store.engine import open_store
from tests.doubles import Clock, Counted


@dataclass
class Asked:
    """A check that counts how often it is made, and does as it is told."""

    holds: bool = True
    times: int = 0
    hangs: asyncio.Event | None = None

    async def __call__(self) -> bool:
        self.times += 1
        if self.hangs:
            await self.hangs.wait()
        return self.holds


async def test_what_does_not_hold_is_named_in_order() -> None:
    readiness = Readiness()
    assert await readiness.missing() == []
    for name, check in (("store", never), ("slack", always), ("teams", never)):
        readiness.watch(name, check)
    assert await readiness.missing() == ["store", "teams"]


async def test_a_check_takes_the_place_of_another_of_its_name() -> None:
    readiness = Readiness()
    readiness.watch("slack", never)
    assert await readiness.missing() == ["slack"]
    readiness.watch("slack", always)
    assert await readiness.missing() == []


async def test_a_check_is_made_once_a_second_however_many_ask() -> None:
    clock, check = Clock(0.0), Asked()
    readiness = Readiness(clock=clock)
    readiness.watch("store", check)
    await asyncio.gather(*(readiness.missing() for _ in range(20)))
    clock.now = 0.9
    await readiness.missing()
    assert check.times == 1
    clock.now, check.holds = 1.0, False
    assert await readiness.missing() == ["store"]
    assert check.times == 2


async def test_a_check_that_hangs_is_missing_and_is_not_begun_again_beside_itself() -> None:
    clock, hangs = Clock(0.0), asyncio.Event()
    check = Asked(hangs=hangs)
    readiness = Readiness(patience=0.01, clock=clock)
    readiness.watch("store", check)
    assert await readiness.missing() == ["store"]
    clock.now = 60.0
    assert await readiness.missing() == ["store"]
    assert check.times == 1
    hangs.set()
    await asyncio.sleep(0)
    assert await readiness.missing() == []
    assert check.times == 2


async def test_a_check_that_hangs_for_too_long_is_given_up_and_made_anew() -> None:
    check = Asked(hangs=asyncio.Event())
    readiness = Readiness(longest=0.01, fresh=0.0)
    readiness.watch("store", check)
    assert await readiness.missing() == ["store"]
    check.hangs = None
    assert await readiness.missing() == []
    assert check.times == 2


async def test_a_door_may_open_while_others_are_looked_at() -> None:
    hangs = asyncio.Event()
    readiness = Readiness()
    readiness.watch("store", Asked(hangs=hangs))
    asking = asyncio.ensure_future(readiness.missing())
    await asyncio.sleep(0)
    readiness.watch("slack", never)
    hangs.set()
    assert await asking == []
    assert await readiness.missing() == ["slack"]


async def test_a_check_that_raises_does_not_hold() -> None:
    async def broken() -> bool:
        raise OSError

    readiness = Readiness()
    readiness.watch("store", broken)
    assert await readiness.missing() == ["store"]


async def test_a_store_is_reachable_when_it_can_be_read(url: str) -> None:
    store, tally = await open_store(url), Counted()
    try:
        assert await reachable(store, tally)()
        assert not tally.counts
    finally:
        await store.dispose()


@pytest.mark.parametrize(
    "address",
    [
        "sqlite+aiosqlite:///{folder}/without-tables.db",
        "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
    ],
)
async def test_a_store_that_cannot_be_read_is_counted(address: str, tmp_path: Path) -> None:
    store, tally = create_async_engine(address.format(folder=tmp_path)), Counted()
    assert not await reachable(store, tally)()
    assert tally.counts == [("unstored", "check")]
    await store.dispose()
