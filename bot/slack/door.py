"""Slack's door: one Bolt application that listens to everything the manifest names."""

import logging
from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings

from bot.slack import buttons, commands, home, leaving, shortcuts, talk
from bot.slack.authorize import Authorize
from bot.slack.calls import OFFICIAL, client, silent
from bot.slack.front import SlackFront

PARTS = (talk, commands, buttons, shortcuts, home, leaving)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Keys:
    """What Slack gave us: a bot token for one workspace, or OAuth settings for several."""

    signing_secret: str
    bot_token: str = ""
    oauth: AsyncOAuthSettings | None = None
    base_url: str = OFFICIAL


def build(front: SlackFront, keys: Keys) -> AsyncApp:
    """The application. Bolt and slack_sdk are given a logger that says nothing: theirs log whole
    requests, and with them what people asked. It waits for a listener, which comes back as soon as
    its event may be acknowledged; by itself Bolt would acknowledge events before they are answered.
    """  # noqa: D205 - one thought
    installations = keys.oauth.installation_store if keys.oauth else None
    app = AsyncApp(
        client=client(keys.bot_token, keys.base_url),
        signing_secret=keys.signing_secret,
        oauth_settings=keys.oauth,
        authorize=Authorize(keys.bot_token, installations, front.visit),  # type: ignore[arg-type] # None is fine
        logger=silent(),
        process_before_response=True,
        attaching_conversation_kwargs_enabled=False,
    )
    app.error(_outside_an_answer)
    for part in PARTS:
        part.register(app, front)
    return app


async def _outside_an_answer(error: Exception) -> None:
    """What goes wrong before a listener has a request is logged by its kind alone, as in `once`."""
    log.error("a request was not taken up: %s", type(error).__name__)
