"""Socket Mode: Slack's requests come down a WebSocket that we open, and open anew when it drops."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

PING = 5.0  # seconds between signs of life, and until a line that dropped is noticed


@asynccontextmanager
async def connected(
    app: AsyncApp, client: AsyncWebClient, ping: float = PING
) -> AsyncIterator[Callable[[], Awaitable[bool]]]:
    """Listen over Socket Mode; `client` has the app token. What comes says if Slack is connected.

    A Slack that cannot be reached is tried again and again, which nothing here waits for.
    """
    handler = AsyncSocketModeHandler(app, client.token, web_client=client, ping_interval=ping)
    connecting = asyncio.ensure_future(handler.connect_async())  # type: ignore[no-untyped-call]
    try:
        yield handler.client.is_connected
    finally:
        connecting.cancel()
        await asyncio.wait([connecting])  # it uses the connection that is closed next
        await handler.close_async()  # type: ignore[no-untyped-call]
