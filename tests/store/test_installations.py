"""slack_sdk's installations come back whole, lie sealed, and an OAuth state is good once."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.errors import StoreError
from bot.store.installations import Installations, OAuthStates
from tests.store.traces import everything

pytestmark = pytest.mark.asyncio

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
SECRETS = (
    "xoxe.xoxb-bot-token",
    "xoxe-bot-refresh",
    "xoxp-user-token",
    "xoxe-user-refresh",
    "https://hooks.slack.com/services/T1/B1/webhook",
)
SECOND = "xoxb-2"
EXPIRES = int(datetime(2026, 11, 22, 21, 30, tzinfo=UTC).timestamp())


def installation(team: str = "T1", **changes: str) -> Installation:
    """An installation with a token of every kind."""
    bot, bot_refresh, user, user_refresh, webhook = SECRETS
    columns: dict[str, Any] = {
        "app_id": "A1",
        "team_id": team,
        "user_id": "U1",
        "bot_token": bot,
        "bot_id": "B1",
        "bot_user_id": "UB1",
        "bot_scopes": "chat:write,commands",
        "bot_refresh_token": bot_refresh,
        "bot_token_expires_at": EXPIRES,
        "user_token": user,
        "user_refresh_token": user_refresh,
        "incoming_webhook_url": webhook,
    }
    return Installation(**(columns | changes))


async def test_an_installation_comes_back_whole(engine: AsyncEngine) -> None:
    store = Installations("client", engine, [NEW])
    given = installation()
    await store.async_save(given)
    found = await store.async_find_installation(enterprise_id=None, team_id="T1")
    assert found
    assert found.to_dict() == given.to_dict()
    bot = await store.async_find_bot(enterprise_id=None, team_id="T1")
    assert bot
    assert bot.bot_token == SECRETS[0]
    assert bot.bot_token_expires_at == EXPIRES


async def test_no_token_stands_in_the_database_in_clear(engine: AsyncEngine) -> None:
    await Installations("client", engine, [NEW]).async_save(installation())
    state = await OAuthStates(engine).async_issue()
    stored = await everything(engine)
    assert "UB1" in stored
    assert [secret for secret in (*SECRETS, state) if secret in stored] == []


async def test_two_workspaces_never_meet(engine: AsyncEngine) -> None:
    store = Installations("client", engine, [NEW])
    await store.async_save(installation("T1"))
    await store.async_save(installation("T2", bot_token=SECOND))
    await store.async_delete_all(enterprise_id=None, team_id="T1")
    assert await store.async_find_bot(enterprise_id=None, team_id="T1") is None
    assert await store.async_find_installation(enterprise_id=None, team_id="T1") is None
    second = await store.async_find_bot(enterprise_id=None, team_id="T2")
    assert second
    assert second.bot_token == SECOND


async def test_the_token_of_the_last_installation_counts(engine: AsyncEngine) -> None:
    store = Installations("client", engine, [NEW])
    await store.async_save(installation())
    await store.async_save(installation(bot_token=SECOND, user_id="U2"))
    found = await store.async_find_installation(enterprise_id=None, team_id="T1", user_id="U1")
    assert found
    assert found.bot_token == SECOND


async def test_a_token_of_200_characters_and_more_can_be_kept(engine: AsyncEngine) -> None:
    store = Installations("client", engine, [NEW])
    await store.async_save(installation(bot_token="x" * 500))
    bot = await store.async_find_bot(enterprise_id=None, team_id="T1")
    assert bot
    assert bot.bot_token == "x" * 500


async def test_without_a_key_nothing_is_stored(engine: AsyncEngine) -> None:
    with pytest.raises(StoreError, match="not stored without a key"):
        Installations("client", engine, [])


async def test_sealing_anew_makes_the_old_key_needless(engine: AsyncEngine) -> None:
    await Installations("client", engine, [OLD]).async_save(installation())
    assert await Installations("client", engine, [NEW, OLD]).async_reseal() == 2
    store = Installations("client", engine, [NEW])
    found = await store.async_find_installation(enterprise_id=None, team_id="T1")
    assert found
    assert (found.bot_token, found.user_refresh_token) == (SECRETS[0], SECRETS[3])
    with pytest.raises(StoreError):
        await Installations("client", engine, [OLD]).async_find_bot(
            enterprise_id=None, team_id="T1"
        )


async def test_where_one_token_cannot_be_read_none_is_sealed_anew(engine: AsyncEngine) -> None:
    await Installations("client", engine, [OLD]).async_save(installation("T1"))
    lost = Fernet.generate_key().decode()
    await Installations("client", engine, [lost]).async_save(installation("T2"))
    before = await sealed(engine)
    with pytest.raises(StoreError, match="not among the settings any more"):
        await Installations("client", engine, [NEW, OLD]).async_reseal()
    assert await sealed(engine) == before
    bot = await Installations("client", engine, [OLD]).async_find_bot(
        enterprise_id=None, team_id="T1"
    )
    assert bot
    assert bot.bot_token == SECRETS[0]


async def sealed(engine: AsyncEngine) -> list[str]:
    """The bot tokens as they stand in the database."""
    tokens = "SELECT bot_token FROM slack_bots ORDER BY id"
    async with engine.connect() as connection:
        return list((await connection.exec_driver_sql(tokens)).scalars())


async def test_a_state_is_good_once(engine: AsyncEngine) -> None:
    states = OAuthStates(engine)
    state = await states.async_issue()
    assert await states.async_consume(state)
    assert not await states.async_consume(state)
    assert not await states.async_consume("made up")


async def test_a_state_that_many_use_at_once_is_good_for_one(engine: AsyncEngine) -> None:
    states = OAuthStates(engine)
    state = await states.async_issue()
    assert sum(await asyncio.gather(*(states.async_consume(state) for _ in range(10)))) == 1


async def test_a_state_expires_and_is_then_forgotten(engine: AsyncEngine) -> None:
    past = OAuthStates(engine, expiration_seconds=-1)
    assert not await past.async_consume(await past.async_issue())
    await OAuthStates(engine).async_issue()
    async with engine.connect() as connection:
        count = await connection.exec_driver_sql("SELECT count(*) FROM slack_oauth_states")
        assert count.scalar_one() == 1
