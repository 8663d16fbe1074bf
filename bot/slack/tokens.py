"""Whether Slack takes a token, asked at start-up: a slip is told there, not at a question."""

import asyncio

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

PATIENCE = 5.0  # seconds; a client would go on asking a Slack that stumbles for a minute
NOT_TAKEN = {
    "account_inactive",
    "invalid_auth",
    "not_allowed_token_type",
    "not_authed",
    "token_expired",
    "token_revoked",
}


async def refusal(client: AsyncWebClient, *, socket: bool = False) -> str:
    """Slack's own word for why it does not take this client's token, else "".

    `socket`: it is an app token, for Socket Mode. A Slack that cannot be reached has refused
    nothing: the door opens, and tries again with each question.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            if socket:
                await client.apps_connections_open(app_token=client.token or "")
            else:
                await client.auth_test()
    except SlackApiError as error:
        word = str(error.response.get("error"))
        return word if word in NOT_TAKEN else ""
    except (ClientError, TimeoutError):
        return ""
    return ""
