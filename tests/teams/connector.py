"""A Bot Connector on a loopback port that records what a bot sends, changes and takes back.

async with RecordingConnector() as connector:
    await post(door, ann.says("can I attend a party group meeting?"))
    (shown,) = await connector.shown.until(1)
"""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.slack.heard import Heard

Given = dict[str, Any]

LARGEST = 80_000  # bytes of an activity, about
CONVERSATION = "/uk/v3/conversations/{conversation}/activities"


@dataclass(frozen=True)
class Call:
    """One call as it arrived: `POST`, `PUT` or `DELETE`, with the bearer token that came with it.

    `to` is the person who alone sees it, None if all do; `status` is what was answered, 0 if the
    line was cut.
    """

    method: str
    conversation: str
    activity_id: str
    activity: Given
    token: str
    to: str | None
    status: int
    line: str  # the address and port that it came from: one connection


@dataclass(frozen=True)
class Shown:
    """A message on the screen; `replaces` is the id of that in whose place it stands, if any."""

    id: str
    conversation: str
    activity: Given
    to: str | None = None
    replaces: str | None = None

    @property
    def text(self) -> str:
        return str(self.activity.get("text") or "")

    @property
    def cards(self) -> list[Given]:
        """The Adaptive Cards in the message."""
        attachments = self.activity.get("attachments") or []
        cards = [one for one in attachments if one["contentType"].endswith(".card.adaptive")]
        return [one["content"] for one in cards]

    @property
    def words(self) -> str:
        """All that can be read in the cards, else the text."""
        return " ".join(_texts(self.cards)) or self.text


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a call: a status, with `Retry-After` if said so; 0 cuts the line."""

    status: int
    retry_after: str = ""
    delay: float = 0.0


@dataclass
class RecordingConnector:
    """A Teams to look into: `calls` in order with what was answered, `shown` what came of them."""

    calls: Heard[Call] = field(default_factory=Heard)
    shown: Heard[Shown] = field(default_factory=Heard)
    deleted: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)  # faults that no story injected
    _faults: deque[Fault] = field(default_factory=deque)
    _ids: Iterator[int] = field(default_factory=itertools.count)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post(CONVERSATION, self._call)
        app.router.add_post(f"{CONVERSATION}/{{id}}", self._call)
        app.router.add_put(f"{CONVERSATION}/{{id}}", self._call)
        app.router.add_delete(f"{CONVERSATION}/{{id}}", self._call)
        self._server = TestServer(app)
        await self._server.start_server(shutdown_timeout=1.0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._server.close()

    @property
    def url(self) -> str:
        """The serviceUrl of activities that are answered here; as Teams', it has a path."""
        return str(self._server.make_url("/uk/"))

    def fail(self, *faults: Fault) -> None:
        """Spoil the next calls, one fault each."""
        self._faults.extend(faults)

    @property
    def screen(self) -> list[Shown]:
        """What stands on the screen now: changed messages as they are, deleted ones gone."""
        now = {one.replaces or one.id: one for one in self.shown}
        return [one for key, one in now.items() if key not in self.deleted]

    async def _call(self, request: web.Request) -> web.Response:
        fault = self._faults.popleft() if self._faults else None
        body = await request.read()
        activity = json.loads(body) if body else {}
        if fault:
            await asyncio.sleep(fault.delay)
            if not fault.status and request.transport:
                request.transport.abort()
            response = _spoilt(fault)
        else:
            response = self._take(request, activity, len(body))
        self._note(request, activity, fault.status if fault else response.status)
        return response

    def _note(self, request: web.Request, activity: Given, status: int) -> None:
        conversation = request.match_info["conversation"]
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        key, to = request.match_info.get("id", ""), _to(request, activity)
        self.calls.append(
            Call(request.method, conversation, key, activity, token, to, status, _line(request))
        )

    def _take(self, request: web.Request, activity: Given, size: int) -> web.Response:
        conversation, key = request.match_info["conversation"], request.match_info.get("id")
        if request.method != "DELETE" and (fault := self._refusal(request, activity, size)):
            self.refused.append(fault)
            error = {"error": {"code": "BadArgument", "message": fault}}
            return web.json_response(error, status=400)
        if request.method == "POST":
            return web.json_response(
                {"id": self._show(conversation, activity, request)}, status=201
            )
        if fault := self._unchangeable(request, str(key)):
            self.refused.append(fault)
            return web.json_response({"error": {"code": "ActivityNotFound"}}, status=404)
        if request.method == "DELETE":
            self.deleted.add(str(key))
            return web.Response(status=200)
        self._show(conversation, activity, request, replaces=key)
        return web.json_response({"id": key})

    def _show(
        self, conversation: str, given: Given, request: web.Request, replaces: str | None = None
    ) -> str:
        key = f"1700000000{next(self._ids):03}"
        if given["type"] != "typing":
            old = next((one for one in self.shown if one.id == replaces), None)
            to = old.to if old else _to(request, given)
            self.shown.append(Shown(replaces or key, conversation, given, to, replaces))
        return key

    def _unchangeable(self, request: web.Request, key: str) -> str:
        """Why an activity cannot be changed or taken back; "" where it can."""
        there = [one for one in self.shown if one.id == key and key not in self.deleted]
        if not there:
            return f"no activity {key}"
        private = "isTargetedActivity" in request.query
        return "" if private == (there[0].to is not None) else f"{key} is seen by others"

    def _refusal(self, request: web.Request, activity: Given, size: int) -> str:
        """Why Teams would not take an activity; "" where it would."""
        private = "isTargetedActivity" in request.query
        if request.content_type != "application/json":
            return "not JSON"
        if not isinstance(activity.get("type"), str):
            return "no type"
        if size > LARGEST:
            return f"{size} bytes"
        if private and request.method == "POST" and "recipient" not in activity:
            return "a private message without a recipient"
        if private and request.method == "PUT" and "recipient" in activity:
            return "a private message is changed for the one it was sent to"
        return ""


def _to(request: web.Request, activity: Given) -> str | None:
    private = request.query.get("isTargetedActivity") == "true"
    return str(activity.get("recipient", {}).get("id", "")) if private else None


def _line(request: web.Request) -> str:
    peer = request.transport and request.transport.get_extra_info("peername")
    return str(peer or request.remote)


def _spoilt(fault: Fault) -> web.Response:
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    return web.Response(status=fault.status or 502, text="upstream error", headers=headers)


def _texts(value: object) -> list[str]:
    """Every "text" and "title" in cards, from the outside in."""
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    if not isinstance(value, dict):
        return []
    own = [value[name] for name in ("text", "title") if isinstance(value.get(name), str)]
    return own + [text for one in value.values() for text in _texts(one)]
