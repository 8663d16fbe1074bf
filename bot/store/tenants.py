"""Which councils a workspace asks about, and whether the bot is switched off there."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.schema import tenants
from bot.store.upsert import upsert


@dataclass(frozen=True)
class Tenant:
    """A workspace (Slack: team id) or a tenant (Teams: tenant id), bound to council slugs.

    `councils` is in the order of binding, empty until an administrator chose.
    """

    platform: str
    tenant: str
    councils: tuple[str, ...]
    off: bool


async def tenant_of(engine: AsyncEngine, platform: str, tenant: str) -> Tenant | None:
    """The tenant as it was bound or switched last, None when it never was."""
    found = select(tenants.c.councils, tenants.c.off).where(
        tenants.c.platform == platform, tenants.c.tenant == tenant
    )
    async with engine.connect() as connection:
        row = (await connection.execute(found)).one_or_none()
    return Tenant(platform, tenant, *row) if row else None


async def bind(engine: AsyncEngine, platform: str, tenant: str, councils: tuple[str, ...]) -> None:
    """Bind a tenant to these council slugs instead of those before; on and off stays as it was."""
    row = {"platform": platform, "tenant": tenant, "councils": councils, "off": False}
    async with engine.begin() as connection:
        await connection.execute(upsert(engine, tenants, row, renew=["councils"]))


async def switch(engine: AsyncEngine, platform: str, tenant: str, off: bool) -> None:
    """Switch the bot off or on for a tenant; its councils stay as they were."""
    row = {"platform": platform, "tenant": tenant, "councils": (), "off": off}
    async with engine.begin() as connection:
        await connection.execute(upsert(engine, tenants, row, renew=["off"]))
