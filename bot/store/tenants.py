"""Which councils a workspace asks about, and whether the bot is switched off there."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from bot.store.schema import tenants
from bot.store.upsert import upsert
from bot.store.within import Store, within

FOUND = select(tenants.c.councils, tenants.c.off).where(
    tenants.c.platform == bindparam("platform"), tenants.c.tenant == bindparam("tenant")
)
LISTED = select(tenants.c.platform, tenants.c.tenant, tenants.c.councils, tenants.c.off)


@dataclass(frozen=True)
class Tenant:
    """A workspace (Slack: team id) or a tenant (Teams: tenant id), bound to council slugs.

    `councils` is in the order of binding, empty until an administrator chose.
    """

    platform: str
    tenant: str
    councils: tuple[str, ...]
    off: bool


async def tenant_of(store: Store, platform: str, tenant: str) -> Tenant | None:
    """The tenant as it was bound or switched last, None when it never was."""
    async with within(store) as connection:
        found = await connection.execute(FOUND, {"platform": platform, "tenant": tenant})
        row = found.one_or_none()
    return Tenant(platform, tenant, *row) if row else None


async def listed(store: Store) -> tuple[Tenant, ...]:
    """All tenants of all platforms that were ever bound or switched."""
    async with within(store) as connection:
        return tuple(Tenant(*row) for row in await connection.execute(LISTED))


async def bind(store: Store, platform: str, tenant: str, councils: tuple[str, ...]) -> None:
    """Bind a tenant to these council slugs instead of those before; on and off stays as it was."""
    row = {"platform": platform, "tenant": tenant, "councils": councils, "off": False}
    async with within(store) as connection:
        await connection.execute(upsert(connection, tenants, ("councils",)), row)


async def switch(store: Store, platform: str, tenant: str, off: bool) -> None:
    """Switch the bot off or on for a tenant; its councils stay as they were."""
    row = {"platform": platform, "tenant": tenant, "councils": (), "off": off}
    async with within(store) as connection:
        await connection.execute(upsert(connection, tenants, ("off",)), row)
