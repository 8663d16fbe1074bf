"""Slack's door as it is set up: whether one is wanted, what it lacks, what Slack does not take."""

from bot import wording
from bot.settings import Settings
from bot.slack import tokens
from bot.slack.calls import client

STORE_KEYS = "PROTOCOL_BOT_STORE_KEYS"


def wanted(settings: Settings) -> bool:
    """Whether anything is set of what Slack's door needs."""
    return any(_values(settings).values())


def faults(settings: Settings) -> list[str]:
    """What a door that is begun lacks, in a sentence; none where it is whole."""
    values = _values(settings)
    bot, oauth, app, signing, secret = values
    values[STORE_KEYS] = settings.store_keys.get_secret_value()
    needed = [app] if settings.slack_over_socket else [signing]
    needed += [oauth, secret, STORE_KEYS] if values[oauth] or values[secret] else [bot]
    missing = [name for name in needed if not values[name]]
    return [wording.SLACK_NEEDS.format(missing=" and ".join(missing))] if missing else []


async def refusals(settings: Settings) -> list[str]:
    """A sentence, naming the setting, for each token that Slack does not take."""
    bot, app = settings.slack_bot_token.get_secret_value(), settings.slack_app_token
    asked = []
    if bot:
        line = client(bot, settings.slack_api_url)
        asked.append(("PROTOCOL_BOT_SLACK_BOT_TOKEN", await tokens.refusal(line)))
    if settings.slack_over_socket:
        line = client(app.get_secret_value(), settings.slack_api_url)
        asked.append(("PROTOCOL_BOT_SLACK_APP_TOKEN", await tokens.refusal(line, socket=True)))
    return [
        wording.SLACK_REFUSES.format(setting=setting, error=error)
        for setting, error in asked
        if error
    ]


def _values(settings: Settings) -> dict[str, str]:
    """What is set of what Slack's door needs: the bot token, OAuth, app token and secrets."""
    return {
        "PROTOCOL_BOT_SLACK_BOT_TOKEN": settings.slack_bot_token.get_secret_value(),
        "PROTOCOL_BOT_SLACK_CLIENT_ID": settings.slack_client_id,
        "PROTOCOL_BOT_SLACK_APP_TOKEN": settings.slack_app_token.get_secret_value(),
        "PROTOCOL_BOT_SLACK_SIGNING_SECRET": settings.slack_signing_secret.get_secret_value(),
        "PROTOCOL_BOT_SLACK_CLIENT_SECRET": settings.slack_client_secret.get_secret_value(),
    }
