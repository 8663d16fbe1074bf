"""A Slack on a loopback port that records: the Web API, response URLs, Socket Mode and OAuth.

async with RecordingSlack(SOUTHEND) as slack:
    ann = slack.member(SOUTHEND, ANN)
    await slack.send(door, ann.mentions("can I attend a party group meeting?"))
    (shown,) = await slack.shown.until(1)
"""

import asyncio
import html
import json
import re
import time
from base64 import b64decode
from collections import defaultdict, deque
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from aiohttp import ClientResponse, ClientSession, ClientTimeout, CookieJar, web
from aiohttp.test_utils import TestServer
from yarl import URL

from tests.slack import signed
from tests.slack.issued import CODE, Refused
from tests.slack.memory import Call, Memory
from tests.slack.payloads import Member
from tests.slack.shown import Given
from tests.slack.signed import Reply
from tests.slack.socket_mode import SocketMode
from tests.slack.web_api import answer
from tests.slack.workspace import Person, Workspace

PATIENCE = ClientTimeout(total=3)  # seconds that Slack waits for an acknowledgement
DECODED = ("blocks", "files", "prompts", "view")  # arguments that may come as JSON in a form
LEAST_SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "chat:write",
    "commands",
    "files:write",
    "im:history",
    "im:write",
)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a call: a status, an error in an answer of 200, or only a delay."""

    status: int = 200
    error: str = ""
    retry_after: int = 1
    delay: float = 0.0

    def response(self) -> web.Response | None:
        if self.status == 429:
            wait = {"Retry-After": str(self.retry_after)}
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers=wait
            )
        if self.status != 200:
            page = "<html>upstream error</html>"
            return web.Response(status=self.status, text=page, content_type="text/html")
        return web.json_response({"ok": False, "error": self.error}) if self.error else None


class RecordingSlack(Memory):
    """A Slack to send from and to look into; what it remembers is in Memory."""

    def __init__(
        self,
        *homes: Workspace,
        scopes: Iterable[str] = LEAST_SCOPES,
        installed: bool = True,
    ) -> None:
        super().__init__(*homes, scopes=scopes, installed=installed)
        self.socket = SocketMode(self.issued)
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{key}", self._response_url)
        app.router.add_post("/upload/{key}", self._upload)
        app.router.add_get("/link", self.socket.connect)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        self._server = TestServer(app)

    async def __aenter__(self) -> Self:
        await self._server.start_server(shutdown_timeout=1.0)
        self.issued.base = str(self._server.make_url("")).rstrip("/")
        self._session = ClientSession(timeout=PATIENCE)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.socket.close()
        await self._session.close()
        await self._server.close()

    @property
    def api_url(self) -> str:
        """The base URL for slack_sdk's clients."""
        return f"{self.issued.base}/api/"

    @property
    def authorize_url(self) -> str:
        """The page on which a person agrees to install the app."""
        return f"{self.issued.base}/oauth/v2/authorize"

    def member(self, home: Workspace, person: Person) -> Member:
        return Member(self.issued, home, person)

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """Spoil the next calls of a method, or of `response_url` or `upload`."""
        self._faults[method].extend([fault] * times)

    def mend(self, method: str) -> None:
        """Spoil no more calls of a method."""
        self._faults[method].clear()

    async def called(self, method: str, count: int = 1) -> list[Given]:
        """The arguments of all calls of a method, once there are `count`. Raises TimeoutError."""
        calls = await self.calls.until(count, lambda call: call.method == method)
        return [call.given for call in calls]

    async def send(
        self, url: str, payload: Given, *, retry: int = 0, at: float | None = None
    ) -> Reply:
        """Send a payload to the app, signed; `retry` says for which time it is sent again."""
        body, content_type = signed.encoded(payload)
        headers = signed.headers(self.signing_secret, body, content_type, at)
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        return await self.send_raw(url, body, headers)

    async def send_raw(self, url: str, body: bytes, headers: dict[str, str]) -> Reply:
        """Send bytes and headers as they are, also such as no Slack would send."""
        return await _fetched(self._session.post(url, data=body, headers=headers))

    async def install(self, url: str, member: Member, *, agrees: bool = True) -> Reply:
        """Go to the app's install page in a browser, agree (or not), and come back to the app."""
        jar = CookieJar(unsafe=True, treat_as_secure_origin=URL(url).origin())
        who = f"{member.home.team} {member.person.id} {'agrees' if agrees else 'cancels'}"
        jar.update_cookies({"d": who}, URL(self.authorize_url))
        async with ClientSession(cookie_jar=jar) as browser:
            page = await _fetched(browser.get(url))
            link = re.search(rf'href="({re.escape(self.authorize_url)}[^"]*)"', page.body)
            return await _fetched(browser.get(html.unescape(link[1]))) if link else page

    # what arrives

    async def _api(self, request: web.Request) -> web.Response:
        given = await _arguments(request)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Basic":
            client = b64decode(token).decode().partition(":")
            token, given = "", {"client_id": client[0], "client_secret": client[2], **given}
        call = Call(request.match_info["method"], token, given)
        self.calls.append(call)
        scopes = {"X-OAuth-Scopes": self.granted.get(token, "")}
        spoilt = await self._spoilt(call.method)
        return spoilt or web.json_response(answer(self, call), headers=scopes)

    async def _response_url(self, request: web.Request) -> web.Response:
        key, given = request.match_info["key"], await request.json()
        self.calls.append(Call("response_url", key, given))
        if spoilt := await self._spoilt("response_url"):
            return spoilt
        try:
            self._respond(key, given)
        except Refused as no:
            self.refused.append(("response_url", no.error, *no.faults))
            return web.Response(status=404 if no.error.endswith("url") else 400, text=no.error)
        return web.Response(text="ok")

    def _respond(self, key: str, given: Given) -> None:
        """Private unless it says otherwise; what takes a message's place is seen by the same."""
        url = self.issued.take(key, "expired_url", "used_url", "expired_url")
        to = None if given.get("response_type") == "in_channel" else url.user
        if given.get("delete_original"):
            self.deleted.add(url.about)
        elif given.get("replace_original"):
            original = next(shown for shown in self.shown if shown.ts == url.about)
            self.show(url.home, url.channel, given, replaces=original)
        else:
            self.show(url.home, url.channel, given, to)

    async def _upload(self, request: web.Request) -> web.Response:
        key, content = request.match_info["key"], await request.read()
        if spoilt := await self._spoilt("upload"):
            return spoilt
        self.uploads[key] = (self.uploads[key][0], content)
        return web.Response(text=f"OK - {len(content)}")

    async def _authorize(self, request: web.Request) -> web.Response:
        """The page of Slack's own; who is signed in stands in a cookie, as in a browser."""
        team, user, agrees = request.cookies["d"].split(" ")
        asked = request.query
        if asked["client_id"] != self.client_id:
            raise web.HTTPBadRequest(text="invalid_client_id")
        home = next(home for home in self.homes if home.team == team)
        back, scopes = asked["redirect_uri"], asked["scope"]
        code = {"code": self.issued.leave(CODE, home, user, at=back, of=scopes)}
        answered = code if agrees == "agrees" else {"error": "access_denied"}
        raise web.HTTPFound(f"{back}?{urlencode({**answered, 'state': asked['state']})}")

    async def _spoilt(self, method: str) -> web.Response | None:
        if not self._faults[method]:
            return None
        fault = self._faults[method].popleft()
        await asyncio.sleep(fault.delay)
        return fault.response()


async def _arguments(request: web.Request) -> Given:
    """The arguments of a call: query, then form or JSON; JSON inside a form is decoded."""
    given: Given = {**request.query}
    if request.content_type == "application/json":
        given |= await request.json()
    else:
        given |= await request.post()
    for name in DECODED:
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    return given


async def _fetched(request: AbstractAsyncContextManager[ClientResponse]) -> Reply:
    began = time.monotonic()
    async with request as response:
        return Reply(response.status, await response.text(), time.monotonic() - began)
