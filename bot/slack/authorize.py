"""Which token answers in a workspace: the one of the settings, or the one kept when it installed.

Bolt's own way asks Slack (auth.test) before each question. While Slack stumbles there, Bolt
acknowledges the question, drops it, and bids people to install the app again.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot

from bot.store.away import Away, Errand

LASTS = 1800.0  # seconds that a token is good for while the store is away
MOST = 1_000  # workspaces whose tokens are remembered

Ids = tuple[str | None, str | None]  # an organisation's and a workspace's


class Visit(Protocol):
    """Makes a visit to the store, as Front has it."""

    async def __call__(self, errand: Errand, visit: Coroutine[Any, Any, Bot | None]) -> Bot | None:
        """What a visit brings. Raises Away."""


class Authorize(AsyncAuthorize):
    """Finds the token: `bot_token`, unless a store of installations has one for each workspace.

    A token that was read is remembered for half an hour, for when the store is away, and only then
    used: where the app was taken out, the store says so. `clock` is in seconds.
    """

    def __init__(
        self,
        bot_token: str,
        store: AsyncInstallationStore | None,
        visit: Visit,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.bot_token, self.store = bot_token, store
        self._visit, self._clock = visit, clock
        self._read: OrderedDict[Ids, tuple[Bot, float]] = OrderedDict()

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_actor: object,
    ) -> AuthorizeResult | None:
        """The token for a workspace, None where the app is not installed (any more).

        One that an organisation (Enterprise Grid) installed for all its workspaces is kept under
        the organisation. Raises Away where it cannot be told; Slack then sends the event again.
        """
        who = {"enterprise_id": enterprise_id, "team_id": team_id, "user_id": user_id}
        if self.store is None:
            return AuthorizeResult(**who, bot_token=self.bot_token)
        org_wide = context.is_enterprise_install
        bot = await self._bot(self.store, (enterprise_id, team_id), org_wide=org_wide)
        if bot is None:
            return None
        named = {"bot_id": bot.bot_id, "bot_user_id": bot.bot_user_id}
        return AuthorizeResult(**who, **named, bot_token=bot.bot_token)

    async def _bot(
        self, store: AsyncInstallationStore, ids: Ids, *, org_wide: bool | None
    ) -> Bot | None:
        enterprise, team = ids
        finding = store.async_find_bot(
            enterprise_id=enterprise, team_id=team, is_enterprise_install=org_wide
        )
        try:
            bot = await self._visit("token", finding)
        except Away:
            return self._remembered(ids)
        self._remember(ids, bot)
        return bot

    def _remember(self, ids: Ids, bot: Bot | None) -> None:
        self._read.pop(ids, None)
        if bot is not None:
            self._read[ids] = (bot, self._clock())
        if len(self._read) > MOST:
            self._read.popitem(last=False)

    def _remembered(self, ids: Ids) -> Bot:
        """What was read within the last half hour. Raises Away."""
        bot, at = self._read.get(ids, (None, 0.0))
        if bot is None or self._clock() - at > LASTS:
            raise Away
        return bot
