"""Slack over HTTP: signed requests, guarded before Bolt sees them, and the OAuth pages.

Bolt answers a timestamp that is no number or a body that is no JSON with 500, and logs the body of
a request that is badly signed. Here both are refused first, with 401 or 400 and no word of them.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable
from types import NoneType
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.slack.oauth import CALLBACK_PATH, INSTALL_PATH

LARGEST = 1_000_000  # bytes; Slack's own payloads are far smaller
SLOWEST = 10.0  # seconds for a body to arrive; Slack itself waits three for an answer
FORM = "application/x-www-form-urlencoded"
KINDS = {FORM, "application/json"}
SECONDS = re.compile(r"[0-9]{1,12}")  # since 1970
DEEPEST = 100  # levels of nesting; Slack's own payloads have a dozen
# Parts of a request over which Bolt would answer 500 if they were anything else.
SHAPES: dict[str, tuple[type, ...]] = {
    "event": (dict,),
    "view": (dict, NoneType),
    "actions": (list, NoneType),
}
# What Bolt and JSON raise over a body that is not as Slack makes it. A listener's own errors do not
# come this way.
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, RecursionError)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes(app: AsyncApp, signing_secret: str, slowest: float = SLOWEST) -> list[web.RouteDef]:
    """Slack's routes: `/slack/events` for all that is signed; install pages if OAuth is set up.

    A body that is not there after `slowest` seconds is waited for no longer.
    """
    verifier = SignatureVerifier(signing_secret)
    return [web.post("/slack/events", events(app, verifier, slowest)), *install_pages(app)]


def install_pages(app: AsyncApp) -> list[web.RouteDef]:
    """The pages on which the app is installed; none where OAuth is not set up."""
    flow = app.oauth_flow
    if flow is None:
        return []

    return [
        web.get(INSTALL_PATH, page(flow.handle_installation)),
        web.get(CALLBACK_PATH, page(flow.handle_callback)),
    ]


def page(shown: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]) -> Handler:
    """What answers a browser with one of Bolt's pages; 400 if the request is garbled."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            bolt = await to_bolt_request(request)
        except (web.RequestPayloadError, *UNREADABLE):
            return web.Response(status=400)
        return await to_aiohttp_response(await shown(bolt))

    return handle


def events(app: AsyncApp, verifier: SignatureVerifier, slowest: float) -> Handler:
    """What answers a request of Slack's: 401 if it is not signed by Slack, 415 if it is of a kind
    that Slack does not send, 400 if it is garbled, 413 if it is far too large, 408 if it does not
    end within `slowest` seconds.
    """  # noqa: D205 - one thought

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await _body(request, slowest)
        if not _is_signed(request, body, verifier):
            return web.Response(status=401)
        if request.content_type not in KINDS:
            return web.Response(status=415)
        try:
            answered = await app.async_dispatch(_read(request, body))
        except UNREADABLE:
            return web.Response(status=400)
        return await to_aiohttp_response(answered)

    return handle


async def _body(request: web.Request, slowest: float) -> bytes:
    """The body. Raises the HTTPException of one that is far too large, garbled or slow."""
    if (request.content_length or 0) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(LARGEST, request.content_length or 0)
    try:
        async with asyncio.timeout(slowest):
            return await request.read()
    except web.RequestPayloadError:  # it is no gzip, though it is said to be
        raise web.HTTPBadRequest from None
    except TimeoutError:  # behind a chunk that is none, aiohttp would wait for ever
        raise web.HTTPRequestTimeout from None


def _is_signed(request: web.Request, body: bytes, verifier: SignatureVerifier) -> bool:
    """Whether Slack signed this body, within the last five minutes."""
    timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    if not SECONDS.fullmatch(timestamp) or not signature.isascii():
        return False
    try:
        return verifier.is_valid(body.decode("utf-8"), timestamp, signature)
    except UnicodeDecodeError:
        return False


def _read(request: web.Request, body: bytes) -> AsyncBoltRequest:
    """The request for Bolt, read once and here. Raises one of UNREADABLE.

    Bolt's own reading turns a form with the word "payload" anywhere in it into nothing, and so a
    slash command that asks about one. It takes what somebody else has read in one mode only, that
    of Socket Mode, in which it verifies no signature; that is done above.
    """
    read = _object(request.content_type, body.decode("utf-8"))
    return AsyncBoltRequest(body=read, headers=dict(request.headers), mode="socket_mode")


def _object(kind: str, text: str) -> dict[str, Any]:
    """A JSON object, a form, or the object in a form's payload. Raises ValueError for all else."""
    form = dict(parse_qsl(text, keep_blank_values=True)) if kind == FORM else {}
    if form and "payload" not in form:
        return dict(form)
    read = json.loads(form.get("payload", text))
    if not isinstance(read, dict) or "type" not in read or _depth(read) > DEEPEST:
        raise ValueError("no object of Slack's")
    if any(not isinstance(read[name], shape) for name, shape in SHAPES.items() if name in read):
        raise TypeError("a part of another shape")
    return read


def _depth(value: object) -> int:
    """How many levels of objects and arrays a value has."""
    depth, level = 0, [value]
    while level := [child for one in level for child in _children(one)]:
        depth += 1
    return depth


def _children(value: object) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
