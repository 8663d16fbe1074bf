"""How Slack is called: patiently, and without a word of it in the logs."""

import logging

from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

RETRIES = 3
OFFICIAL = "https://slack.com/api/"


def client(token: str, base_url: str = OFFICIAL) -> AsyncWebClient:
    """A Web API client that waits as long as Slack says, and tries again when Slack stumbles."""
    return AsyncWebClient(
        token=token or None, base_url=base_url, logger=silent(), retry_handlers=_patience()
    )


def webhook(response_url: str) -> AsyncWebhookClient:
    """A client for a response URL, as patient as the other.

    The one that Bolt makes gives up at the first 429, and logs each message at DEBUG.
    """
    return AsyncWebhookClient(response_url, logger=silent(), retry_handlers=_patience())


def silent() -> logging.Logger:
    """A logger that says nothing, at any level."""
    logger = logging.getLogger("bot.slack.silent")
    logger.disabled = True
    logger.propagate = False
    return logger


def _patience() -> list[AsyncRetryHandler]:
    return [
        AsyncConnectionErrorRetryHandler(max_retry_count=RETRIES),
        AsyncRateLimitErrorRetryHandler(max_retry_count=RETRIES),
        AsyncServerErrorRetryHandler(max_retry_count=RETRIES),
    ]
