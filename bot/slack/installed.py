"""Who installed the app and when, from what slack_sdk keeps; no token is read for it.

A workspace has a team id. One in an organisation (Enterprise Grid) has that one's id beside it, and
what was installed for the whole organisation has that id alone.
"""

from datetime import UTC, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.schema import slack_installations

KEPT = slack_installations.c


async def installer_of(store: AsyncEngine, client_id: str, where: str) -> str | None:
    """The user id of whoever installed the app last in a workspace or, org-wide, an organisation.

    `client_id` is the app's, `where` the id of either. None where nobody has.
    """
    org_wide = and_(KEPT.enterprise_id == where, KEPT.team_id.is_(None))
    newest = (
        select(KEPT.user_id)
        .where(KEPT.client_id == client_id, or_(KEPT.team_id == where, org_wide))
        .order_by(KEPT.installed_at.desc(), KEPT.id.desc())
        .limit(1)
    )
    async with store.connect() as connection:
        return await connection.scalar(newest)


async def installed_at(
    store: AsyncEngine, enterprise: str | None, team: str | None
) -> datetime | None:
    """When the app was installed last under these ids, in UTC; None where it is not installed."""
    last = select(func.max(KEPT.installed_at)).where(
        KEPT.enterprise_id == enterprise, KEPT.team_id == team
    )
    async with store.connect() as connection:
        moment: datetime | None = await connection.scalar(last)
    return moment and moment.replace(tzinfo=UTC)  # slack_sdk writes UTC without a zone
