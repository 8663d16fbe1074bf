"""Slack's installations by slack_sdk, with every token sealed, and the states of OAuth."""

from collections.abc import Sequence
from datetime import UTC, datetime

from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.columns import Digest
from bot.store.lock import alone
from bot.store.schema import SEALED
from bot.store.sealing import Sealed, seal_with

STATE_LASTS = 600  # seconds from "Add to Slack" to the consent


class Installations(AsyncSQLAlchemyInstallationStore):
    """slack_sdk's store of installations; what is in SEALED is readable with `keys` only.

    `keys` are Fernet keys, newest first. Raises StoreError for no key or a bad one, so that nothing
    is ever stored in clear; reading raises it when no key fits.
    """

    def __init__(self, client_id: str, engine: AsyncEngine, keys: Sequence[str]) -> None:
        super().__init__(client_id, engine)
        sealed = Sealed(seal_with(keys))
        for table in (self.bots, self.installations):
            for column in _secrets(table):
                table.c[column].type = sealed

    async def async_reseal(self) -> int:
        """Seal every token anew with the newest key; how many rows were sealed.

        After it no older key is needed.
        """
        async with alone(self.engine) as connection:
            return sum(
                [await _reseal(connection, table) for table in (self.bots, self.installations)]
            )


class OAuthStates(AsyncSQLAlchemyOAuthStateStore):
    """slack_sdk's store of OAuth states: kept as digests, used once, forgotten when they expire.

    slack_sdk's own lets two requests at once use one state, and logs it.
    """

    def __init__(self, engine: AsyncEngine, expiration_seconds: int = STATE_LASTS) -> None:
        super().__init__(expiration_seconds, engine)
        self.oauth_states.c.state.type = Digest()

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A new state, good for `expiration_seconds`."""
        expired = delete(self.oauth_states).where(self.oauth_states.c.expire_at <= _now())
        async with self.engine.begin() as connection:
            await connection.execute(expired)
        return await super().async_issue(*args, **kwargs)

    async def async_consume(self, state: str) -> bool:
        """Whether this state was issued, has not expired and was not used before."""
        states = self.oauth_states.c
        used = delete(self.oauth_states).where(states.state == state, states.expire_at > _now())
        async with self.engine.begin() as connection:
            return (await connection.execute(used)).rowcount == 1


def _secrets(table: Table) -> list[str]:
    return [name for name in SEALED if name in table.c]


async def _reseal(connection: AsyncConnection, table: Table) -> int:
    """Read with any key, write with the newest."""
    secrets = [table.c[name] for name in _secrets(table)]
    rows = (await connection.execute(select(table.c.id, *secrets).with_for_update())).mappings()
    count = 0
    for row in rows.all():
        tokens = {column.name: row[column] for column in secrets}
        await connection.execute(update(table).where(table.c.id == row["id"]).values(tokens))
        count += 1
    return count


def _now() -> datetime:
    """The moment, as slack_sdk writes it: in UTC and without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
