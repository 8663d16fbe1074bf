"""A workspace is bound to its councils and switched off, and no other with it."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tenants import Tenant, bind, switch, tenant_of

pytestmark = pytest.mark.asyncio


async def test_a_tenant_that_nobody_bound_is_not_known(engine: AsyncEngine) -> None:
    assert await tenant_of(engine, "slack", "T1") is None


async def test_a_tenant_is_bound_to_its_councils_in_order(engine: AsyncEngine) -> None:
    await bind(engine, "slack", "T1", ("southend", "hastings"))
    expected = Tenant("slack", "T1", ("southend", "hastings"), off=False)
    assert await tenant_of(engine, "slack", "T1") == expected


async def test_binding_again_replaces_the_councils_and_leaves_the_switch(
    engine: AsyncEngine,
) -> None:
    await bind(engine, "slack", "T1", ("southend",))
    await switch(engine, "slack", "T1", off=True)
    await bind(engine, "slack", "T1", ("brixton",))
    assert await tenant_of(engine, "slack", "T1") == Tenant("slack", "T1", ("brixton",), off=True)


async def test_switching_leaves_the_councils(engine: AsyncEngine) -> None:
    await bind(engine, "slack", "T1", ("southend",))
    await switch(engine, "slack", "T1", off=True)
    await switch(engine, "slack", "T1", off=False)
    assert await tenant_of(engine, "slack", "T1") == Tenant("slack", "T1", ("southend",), off=False)


async def test_the_bot_can_be_switched_off_before_any_council_is_chosen(
    engine: AsyncEngine,
) -> None:
    await switch(engine, "slack", "T1", off=True)
    assert await tenant_of(engine, "slack", "T1") == Tenant("slack", "T1", (), off=True)


async def test_tenants_of_one_name_on_two_platforms_never_meet(engine: AsyncEngine) -> None:
    await bind(engine, "slack", "T1", ("southend",))
    await bind(engine, "teams", "T1", ("hastings",))
    await switch(engine, "teams", "T1", off=True)
    assert await tenant_of(engine, "slack", "T1") == Tenant("slack", "T1", ("southend",), off=False)
    assert await tenant_of(engine, "slack", "T2") is None
