"""How Slack is called: patiently, and without a word of it in the logs."""

import logging
from typing import Any

from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from typing_extensions import override

from bot.hearing import retried

RETRIES = 7  # Slack may stumble for a minute: pauses of half a second to half a minute
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


class _Counted(AsyncRetryHandler):
    """Has each attempt after the first counted."""

    @override
    async def prepare_for_next_attempt_async(self, **attempt: Any) -> None:
        retried()
        await super().prepare_for_next_attempt_async(**attempt)


class _WhenCut(_Counted, AsyncConnectionErrorRetryHandler):
    """Tries again where the line was cut."""


class _WhenBusy(_Counted, AsyncRateLimitErrorRetryHandler):
    """Tries again after 429, when Slack says."""


class _WhenStumbling(_Counted, AsyncServerErrorRetryHandler):
    """Tries again after 500 and 503."""


def _patience() -> list[AsyncRetryHandler]:
    return [kind(max_retry_count=RETRIES) for kind in (_WhenCut, _WhenBusy, _WhenStumbling)]
