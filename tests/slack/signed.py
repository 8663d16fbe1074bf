"""Slack's requests to the app over HTTP: encoded and signed as Slack does it."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.slack.payloads import kind_of
from tests.slack.shown import Given

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Reply:
    """What the app answered, after so many seconds."""

    status: int
    body: str
    seconds: float

    @property
    def json(self) -> Given:
        return dict(json.loads(self.body))


def encoded(payload: Given) -> tuple[bytes, str]:
    """A payload's raw body and content type: JSON, a form, or JSON in a form."""
    kind = kind_of(payload)
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), FORM


def headers(secret: str, body: bytes, content_type: str, at: float | None = None) -> dict[str, str]:
    """The headers of a request signed at a moment, now unless told otherwise."""
    timestamp = str(int(time.time() if at is None else at))
    signed = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256)
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={signed.hexdigest()}",
    }
