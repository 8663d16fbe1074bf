"""Socket Mode: the app opens a WebSocket, and envelopes come down it."""

import json

from aiohttp import WSMsgType, web

from tests.slack.heard import Heard
from tests.slack.issued import Issued, Refused
from tests.slack.payloads import kind_of
from tests.slack.shown import Given
from tests.slack.workspace import APP


class SocketMode:
    """The open lines; the newest one gets the envelopes.

    `opened` holds the ticket of each line as it opened, `acks` what came back, in order.
    """

    def __init__(self, issued: Issued) -> None:
        self.opened: Heard[str] = Heard()
        self.acks: Heard[Given] = Heard()
        self.lines: list[tuple[web.WebSocketResponse, web.Request]] = []
        self._issued = issued

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one line until either side ends it."""
        ticket = request.query.get("ticket", "")
        try:
            self._issued.take(ticket, "unknown", "used", "expired")
        except Refused as no:
            raise web.HTTPForbidden(text=f"ticket {no.error}") from no
        line = web.WebSocketResponse(timeout=1.0)
        await line.prepare(request)
        self.lines.append((line, request))
        count, about = len(self.lines), {"app_id": APP}
        await line.send_json({"type": "hello", "num_connections": count, "connection_info": about})
        self.opened.append(ticket)
        try:
            async for message in line:
                if message.type is WSMsgType.TEXT:
                    self.acks.append(json.loads(message.data))
        finally:
            self.lines.remove((line, request))
        return line

    async def send(self, payload: Given, retry: int = 0) -> str:
        """Send an envelope, the `retry`th again; returns its id and waits for nothing."""
        key, kind = self._issued.id("envelope-"), kind_of(payload)
        envelope: Given = {"envelope_id": key, "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        line, _ = self.lines[-1]
        await line.send_json(envelope)
        return key

    async def deliver(self, payload: Given, retry: int = 0) -> Given:
        """Send an envelope; returns its acknowledgement. Raises TimeoutError after 3 s."""
        sent = await self.send(payload, retry)
        return (await self.acks.until(1, lambda ack: ack["envelope_id"] == sent, within=3))[0]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the app to open another line; this one stays open until the app leaves it."""
        line, _ = self.lines[-1]
        await line.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})

    def drop(self) -> None:
        """Cut every line without a word."""
        for _, request in self.lines:
            if request.transport:
                request.transport.abort()

    async def close(self) -> None:
        for line, _ in list(self.lines):
            await line.close()
