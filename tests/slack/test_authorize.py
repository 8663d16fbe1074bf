"""A token that was read is good for half an hour while the store is away, and no longer."""

from collections.abc import Coroutine
from typing import Any

import pytest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot

from bot.slack.authorize import LASTS, MOST, Authorize
from bot.store.away import Away, Errand


class Kept(AsyncInstallationStore):
    """Installations by workspace, and whether they can be read."""

    def __init__(self) -> None:
        self.here, self.teams, self.now = True, {"T1"}, 0.0

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        assert (enterprise_id, is_enterprise_install) == (None, False)
        if team_id not in self.teams:
            return None
        return Bot(bot_token=f"xoxb-{team_id}", bot_id="B1", bot_user_id="U1", installed_at=1.0)

    async def visit(self, errand: Errand, visit: Coroutine[Any, Any, Bot | None]) -> Bot | None:
        assert errand == "token"
        if self.here:
            return await visit
        visit.close()
        raise Away


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def authorize(kept: Kept) -> Authorize:
    return Authorize("", kept, kept.visit, clock=lambda: kept.now)


async def token(authorize: Authorize, team: str = "T1") -> str | None:
    """The token for a workspace, None where there is none."""
    found = await authorize(
        context=AsyncBoltContext({"is_enterprise_install": False}),
        enterprise_id=None,
        team_id=team,
        user_id="U2",
    )
    return found.bot_token if found else None


async def test_a_token_is_read_each_time_while_the_store_is_there(
    authorize: Authorize, kept: Kept
) -> None:
    assert await token(authorize) == "xoxb-T1"
    kept.teams.clear()
    assert await token(authorize) is None


@pytest.mark.parametrize(("later", "good"), [(0.0, True), (LASTS, True), (LASTS + 1.0, False)])
async def test_a_token_that_was_read_is_good_for_half_an_hour(
    authorize: Authorize, kept: Kept, later: float, good: bool
) -> None:
    await token(authorize)
    kept.here, kept.now = False, later
    if good:
        assert await token(authorize) == "xoxb-T1"
    else:
        with pytest.raises(Away):
            await token(authorize)


async def test_a_workspace_without_the_app_has_no_token_of_before(
    authorize: Authorize, kept: Kept
) -> None:
    await token(authorize)
    kept.teams.clear()
    await token(authorize)
    kept.here = False
    with pytest.raises(Away):
        await token(authorize)


async def test_a_workspace_never_gets_anothers_token(authorize: Authorize, kept: Kept) -> None:
    await token(authorize)
    kept.here = False
    with pytest.raises(Away):
        await token(authorize, "T2")


async def test_no_more_tokens_are_remembered_than_the_bound(
    authorize: Authorize, kept: Kept
) -> None:
    for number in range(MOST + 1):
        kept.teams.add(f"W{number}")
        await token(authorize, f"W{number}")
    kept.here = False
    assert await token(authorize, "W1") == "xoxb-W1"
    with pytest.raises(Away):
        await token(authorize, "W0")
