"""Which token answers in a workspace: the one of the settings, or the one kept when it installed.

Bolt's own way asks Slack (auth.test) before each question. While Slack stumbles there, Bolt
acknowledges the question, drops it, and bids people to install the app again.
"""

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore


class Authorize(AsyncAuthorize):
    """Finds the token: `bot_token`, unless a store of installations has one for each workspace."""

    def __init__(self, bot_token: str, store: AsyncInstallationStore | None) -> None:
        self.bot_token, self.store = bot_token, store

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
        the organisation.
        """
        who = {"enterprise_id": enterprise_id, "team_id": team_id, "user_id": user_id}
        if self.store is None:
            return AuthorizeResult(**who, bot_token=self.bot_token)
        bot = await self.store.async_find_bot(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=context.is_enterprise_install,
        )
        if bot is None:
            return None
        named = {"bot_id": bot.bot_id, "bot_user_id": bot.bot_user_id}
        return AuthorizeResult(**who, **named, bot_token=bot.bot_token)
