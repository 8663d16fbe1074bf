"""What is kept about a person, wherever they asked: for a request to see it, or to have it erased.

The store knows nobody by name, so whoever asks for a person says their user id; it is looked for
under the alias that it has in each tenant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select, union
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.asker import Asker
from bot.store.engine import scrub
from bot.store.lock import alone
from bot.store.people import OF_A_PERSON, forget_person
from bot.store.pseudonym import Alias, Pseudonyms
from bot.store.recent import Recent, recent
from bot.store.schema import people, rates, said, slack_installations

SLACK = "slack"  # only Slack's installations say who made them

Where = tuple[str, str]  # a platform and a tenant


@dataclass(frozen=True)
class Sought:
    """Whom a request is about, by their user id; platform and tenant are "" for all there are."""

    user: str
    platform: str = ""
    tenant: str = ""


@dataclass(frozen=True)
class Role:
    """The role that a person chose, and when."""

    asker: Asker
    chosen_at: datetime


@dataclass(frozen=True)
class Said:
    """What a person said in a thread, and when."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Dossier:
    """All that is kept about a person in one tenant; every moment is in UTC.

    `questions` are newest first, `said` oldest first. `asked` are the moments of their last
    minute's questions, oldest first. `installed` is when they installed the app.
    """

    platform: str
    tenant: str
    role: Role | None
    questions: tuple[Recent, ...]
    said: tuple[Said, ...]
    asked: tuple[datetime, ...]
    installed: tuple[datetime, ...]

    def __bool__(self) -> bool:
        """Whether anything is kept."""
        kept = (self.role, self.questions, self.said, self.asked, self.installed)
        return any(kept)


@dataclass(frozen=True)
class Erased:
    """How many rows of a person were erased in one tenant, by table."""

    platform: str
    tenant: str
    rows: Mapping[str, int]


async def dossiers(
    store: AsyncEngine, pseudonyms: Pseudonyms, sought: Sought
) -> tuple[Dossier, ...]:
    """What is kept about a person, a dossier for each tenant in which that is anything."""
    async with store.connect() as connection:
        installed = await _installed(connection, sought)
        places = await _places(connection, sought, installed)
        found = [
            await _dossier(connection, where, pseudonyms.person(*where, sought.user), installed)
            for where in places
        ]
    return tuple(filter(None, found))


async def erase(store: AsyncEngine, pseudonyms: Pseudonyms, sought: Sought) -> tuple[Erased, ...]:
    """Erase what is kept about a person; what was erased in each tenant in which that was anything.

    Slack's installations stay, for they hold the workspace's token: they go with the app.
    """
    async with alone(store) as connection:
        done = []
        for where in await _places(connection, sought):
            alias = pseudonyms.person(*where, sought.user)
            done.append(Erased(*where, await forget_person(connection, *where, alias)))
    await scrub(store)
    return tuple(one for one in done if any(one.rows.values()))


async def _places(
    connection: AsyncConnection, sought: Sought, more: Iterable[Where] = ()
) -> Sequence[Where]:
    """Each platform and tenant in which people left anything, as far as they are asked for."""
    pairs = union(*(select(table.c.platform, table.c.tenant) for table in OF_A_PERSON))
    found = {(platform, tenant) for platform, tenant in await connection.execute(pairs)}
    return [where for where in sorted({*found, *more}) if _is_sought(where, sought)]


def _is_sought(where: Where, sought: Sought) -> bool:
    platform, tenant = where
    return sought.platform in ("", platform) and (
        not sought.tenant or sought.tenant.casefold() == tenant.casefold()
    )


async def _dossier(
    connection: AsyncConnection,
    where: Where,
    alias: Alias,
    installed: Mapping[Where, tuple[datetime, ...]],
) -> Dossier:
    return Dossier(
        *where,
        role=await _role(connection, where, alias),
        questions=await recent(connection, *where, alias),
        said=await _said(connection, where, alias),
        asked=await _asked(connection, where, alias),
        installed=installed.get(where, ()),
    )


async def _role(connection: AsyncConnection, where: Where, alias: Alias) -> Role | None:
    platform, tenant = where
    chosen = select(people.c.asker, people.c.chosen_at).where(
        people.c.platform == platform, people.c.tenant == tenant, people.c.user == alias
    )
    row = (await connection.execute(chosen)).one_or_none()
    return Role(Asker(row.asker), row.chosen_at) if row else None


async def _said(connection: AsyncConnection, where: Where, alias: Alias) -> tuple[Said, ...]:
    platform, tenant = where
    texts = (
        select(said.c.text, said.c.at)
        .where(said.c.platform == platform, said.c.tenant == tenant, said.c.user == alias)
        .order_by(said.c.at, said.c.id)
    )
    return tuple(Said(*row) for row in await connection.execute(texts))


async def _asked(connection: AsyncConnection, where: Where, alias: Alias) -> tuple[datetime, ...]:
    """When they asked within their last minute, a question that was refused too."""
    platform, tenant = where
    counted = select(rates.c.asked, rates.c.last_at).where(
        rates.c.platform == platform, rates.c.tenant == tenant, rates.c.user == alias
    )
    row = (await connection.execute(counted)).one_or_none()
    if row is None:
        return ()
    return tuple(sorted({*(datetime.fromtimestamp(at, UTC) for at in row.asked), row.last_at}))


async def _installed(
    connection: AsyncConnection, sought: Sought
) -> Mapping[Where, tuple[datetime, ...]]:
    """When this person installed the app, by workspace or, org-wide, by organisation."""
    kept = slack_installations.c
    made = (
        select(kept.team_id, kept.enterprise_id, kept.installed_at)
        .where(func.lower(kept.user_id) == sought.user.lower())
        .order_by(kept.installed_at)
    )
    found: dict[Where, tuple[datetime, ...]] = {}
    for team, organisation, at in await connection.execute(made):
        where = (SLACK, team or organisation)
        found[where] = (*found.get(where, ()), at.replace(tzinfo=UTC))  # slack_sdk leaves it out
    return found
