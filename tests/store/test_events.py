"""An event is answered once: by one process of many, and again only when that one died."""

from collections import Counter
from datetime import timedelta
from itertools import chain
from typing import cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.events import LEASE, RESENT, claim, finish
from tests.store.contender import NOW, race

SOON = timedelta(seconds=1)

pytestmark = pytest.mark.asyncio


async def test_a_key_is_claimed_once(engine: AsyncEngine) -> None:
    assert await claim(engine, "Ev1", NOW)
    assert not await claim(engine, "Ev1", NOW)
    assert await claim(engine, "Ev2", NOW)


async def test_a_claim_holds_for_its_lease_and_no_longer(engine: AsyncEngine) -> None:
    await claim(engine, "Ev1", NOW)
    assert not await claim(engine, "Ev1", NOW + LEASE)
    assert await claim(engine, "Ev1", NOW + LEASE + SOON)


async def test_a_claim_taken_over_has_a_lease_of_its_own(engine: AsyncEngine) -> None:
    await claim(engine, "Ev1", NOW)
    later = NOW + LEASE + SOON
    await claim(engine, "Ev1", later)
    assert not await claim(engine, "Ev1", later + LEASE)
    assert await claim(engine, "Ev1", later + LEASE + SOON)


async def test_what_was_finished_is_not_claimed_again(engine: AsyncEngine) -> None:
    await claim(engine, "Ev1", NOW)
    await finish(engine, "Ev1", NOW + SOON)
    assert not await claim(engine, "Ev1", NOW + LEASE + SOON)
    assert not await claim(engine, "Ev1", NOW + RESENT)


async def test_what_was_finished_without_a_claim_counts_as_answered(engine: AsyncEngine) -> None:
    await finish(engine, "Ev1", NOW)
    assert not await claim(engine, "Ev1", NOW + LEASE + SOON)


async def test_finishing_twice_is_finishing(engine: AsyncEngine) -> None:
    await finish(engine, "Ev1", NOW)
    await finish(engine, "Ev1", NOW + SOON)
    assert not await claim(engine, "Ev1", NOW + LEASE + 2 * SOON)


async def test_a_key_may_be_of_any_length_and_is_kept_as_a_digest(engine: AsyncEngine) -> None:
    key = "conversation/user/can I attend a party group meeting?" * 100
    assert await claim(engine, key, NOW)
    assert not await claim(engine, key, NOW)
    async with engine.connect() as connection:
        kept = (await connection.exec_driver_sql("SELECT key FROM events")).scalar_one()
    assert len(kept) == 64


async def test_two_processes_claim_a_key_and_one_wins(url: str) -> None:
    assert sorted(map(str, race(2, "claims", url, "Ev1"))) == ["['Ev1']", "[]"]


async def test_four_processes_claim_two_hundred_keys_and_each_is_won_once(url: str) -> None:
    keys = [f"Ev{number}" for number in range(200)]
    won = cast("list[list[str]]", race(4, "claims", url, *keys))
    assert Counter(chain.from_iterable(won)) == Counter(keys)


async def test_what_a_dead_process_claimed_is_claimed_again_after_the_lease(
    url: str, engine: AsyncEngine
) -> None:
    race(1, "claims-and-dies", url, "Ev1")
    assert not await claim(engine, "Ev1", NOW + LEASE)
    assert await claim(engine, "Ev1", NOW + LEASE + SOON)


@pytest.mark.parametrize("finished", [True, False])
async def test_what_was_claimed_before_a_moment_was_another_event(
    engine: AsyncEngine, *, finished: bool
) -> None:
    await claim(engine, "Ev1", NOW)
    if finished:
        await finish(engine, "Ev1", NOW)
    assert not await claim(engine, "Ev1", NOW + SOON, since=NOW)
    assert await claim(engine, "Ev1", NOW + SOON, since=NOW + SOON)


async def test_another_event_of_a_finished_ones_name_is_not_finished_itself(
    engine: AsyncEngine,
) -> None:
    await claim(engine, "Ev1", NOW)
    await finish(engine, "Ev1", NOW)
    later = NOW + LEASE + SOON
    await claim(engine, "Ev1", later, since=later)
    assert not await claim(engine, "Ev1", later + LEASE)
    assert await claim(engine, "Ev1", later + LEASE + SOON)


async def test_before_a_moment_a_dead_process_is_known_by_its_lease(engine: AsyncEngine) -> None:
    await claim(engine, "Ev1", NOW)
    later = NOW + LEASE + SOON
    assert not await claim(engine, "Ev1", NOW + LEASE, since=NOW - SOON)
    assert await claim(engine, "Ev1", later, since=NOW - SOON)


async def test_four_processes_claim_what_is_known_by_its_moment_and_each_is_won_once(
    url: str,
) -> None:
    keys = [f"Ev{number}" for number in range(100)]
    won = cast("list[list[str]]", race(4, "claims-lately", url, *keys))
    assert Counter(chain.from_iterable(won)) == Counter(keys)
