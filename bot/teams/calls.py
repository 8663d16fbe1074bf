"""How Teams is called: patiently, with plain JSON, and without a word of it in the logs."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from secrets import SystemRandom
from typing import Any, Literal
from urllib.parse import quote

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from bot.hearing import retried
from bot.teams.wire import MESSAGE, Activity, NotSent

PATIENCE = ClientTimeout(total=15)  # for one call
RETRIES = 3
# Microsoft asks that these be tried again: too many at once, a conversation that somebody else was
# writing to, and gateways that stumbled. So is a line that was cut: better the same answer twice,
# should Teams have taken it, than none.
AGAIN = frozenset({412, 429, 502, 504})
FIRST_WAIT = 0.5  # seconds; twice as long each time, and up to half as long again
LONGEST_WAIT = 60.0  # seconds; when Teams asks for more, we give up
TAKEN = range(200, 300)
PRIVATELY = {"isTargetedActivity": "true"}

Method = Literal["POST", "PUT", "DELETE"]


class NoToken(Exception):
    """Microsoft gave no token: the error as it names it, with nothing of the credential."""


class Tokens:
    """What gives bearer tokens for the Bot Connector; by itself, none, as the Playground has it."""

    async def get(self) -> str:
        """A token that is still good, "" where none is needed. Raises NoToken."""
        return ""

    def forget(self) -> None:
        """Ask for a new one next time: Teams did not take the last."""


@dataclass(frozen=True)
class Connector:
    """The Bot Connector, called over one session, whose connections are kept."""

    session: ClientSession
    tokens: Tokens
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def call(
        self, method: Method, url: URL, activity: Activity | None = None
    ) -> dict[str, Any]:
        """What Teams answered, {} if it answered no object. Raises NotSent."""
        fresh = False
        for attempt in range(RETRIES + 1):
            status, wait, answered = await self._once(method, url, activity)
            if status in TAKEN:
                return answered
            if status == HTTPStatus.UNAUTHORIZED and not fresh:
                self.tokens.forget()
                fresh, wait = True, 0.0
            elif status and status not in AGAIN:
                break
            if attempt == RETRIES or wait > LONGEST_WAIT:
                break
            retried()
            await self.pause(wait or _back_off(attempt))
        raise NotSent(status)

    async def _once(
        self, method: Method, url: URL, activity: Activity | None
    ) -> tuple[int, float, dict[str, Any]]:
        """The status (0: no answer), the seconds that Teams asks us to wait, the answer."""
        try:
            headers = (
                {"Authorization": f"Bearer {token}"} if (token := await self.tokens.get()) else {}
            )
            # A redirect is not followed: it could lead our token elsewhere.
            calling = self.session.request(
                method, url, json=activity, headers=headers, timeout=PATIENCE, allow_redirects=False
            )
            async with calling as response:
                return response.status, _retry_after(response), await _object(response)
        except NoToken as error:
            raise NotSent(0, f"({error})") from None
        except (ClientError, TimeoutError):
            return 0, 0.0, {}


@dataclass(frozen=True)
class ConnectorTurn:
    """A turn that is answered by calling the serviceUrl that its activity names."""

    activity: Activity
    connector: Connector

    async def send(self, activity: Activity, *, private: bool = False) -> str:
        """As in Turn."""
        came = self.activity
        where = {"conversation": came["conversation"], "recipient": came["from"]}
        if came["type"] == MESSAGE:
            where["replyToId"] = came.get("id", "")
        sent = {"from": came["recipient"], **where, **activity}
        answered = await self.connector.call("POST", self._url(private=private), sent)
        return str(answered.get("id") or "")

    async def update(self, activity_id: str, activity: Activity, *, private: bool = False) -> None:
        """As in Turn."""
        came = self.activity  # no recipient: Teams refuses one when a private message is changed
        sent = {"from": came["recipient"], "conversation": came["conversation"], **activity}
        url = self._url(activity_id, private=private)
        await self.connector.call("PUT", url, {**sent, "id": activity_id})

    async def delete(self, activity_id: str, *, private: bool = False) -> None:
        """As in Turn."""
        await self.connector.call("DELETE", self._url(activity_id, private=private))

    def _url(self, activity_id: str = "", *, private: bool) -> URL:
        base = self.activity["serviceUrl"].rstrip("/")
        conversation = quote(self.activity["conversation"]["id"], safe="")
        path = f"{base}/v3/conversations/{conversation}/activities"
        if activity_id:
            path += f"/{quote(activity_id, safe='')}"
        url = URL(path, encoded=True)
        return url.with_query(PRIVATELY) if private else url


def session() -> ClientSession:
    """A session for all calls to Teams; whoever opens it closes it."""
    return ClientSession(timeout=PATIENCE, cookie_jar=DummyCookieJar())


def _retry_after(response: ClientResponse) -> float:
    """The seconds that Teams asks us to wait, 0 when it does not say so in whole seconds."""
    asked = response.headers.get("Retry-After", "")
    return float(asked) if asked.isascii() and asked.isdigit() else 0.0


def _back_off(attempt: int) -> float:
    """Seconds to wait after an attempt (0, 1 ...): longer each time, and never all at once."""
    return FIRST_WAIT * 2.0**attempt * SystemRandom().uniform(1.0, 1.5)


async def _object(response: ClientResponse) -> dict[str, Any]:
    try:
        read = await response.json(content_type=None)
    except (ClientError, ValueError):  # it was taken all the same: to send it again would repeat it
        return {}
    return read if isinstance(read, dict) else {}
