"""Several workspaces: the app is installed by OAuth, and the store keeps what Slack gives."""

from collections.abc import Sequence

from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.installations import Installations, OAuthStates

# What the manifest asks for; a test holds the two to each other.
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "chat:write",
    "commands",
    "files:write",
    "im:history",
    "im:write",
)
INSTALL_PATH = "/slack/install"
CALLBACK_PATH = "/slack/oauth_redirect"
AUTHORIZE = "https://slack.com/oauth/v2/authorize"


def oauth_settings(
    client_id: str,
    client_secret: str,
    store: AsyncEngine,
    keys: Sequence[str],
    public_url: str = "",
    authorize: str = AUTHORIZE,
) -> AsyncOAuthSettings:
    """The install flow; tokens are sealed with `keys`. Raises StoreError without a key.

    `public_url` is the https address under which Slack reaches this server.
    """
    return AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=list(SCOPES),
        redirect_uri=f"{public_url.rstrip('/')}{CALLBACK_PATH}" if public_url else None,
        install_path=INSTALL_PATH,
        redirect_uri_path=CALLBACK_PATH,
        authorization_url=authorize,
        installation_store=Installations(client_id, store, keys),
        state_store=OAuthStates(store),
    )
