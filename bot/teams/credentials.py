"""Who we are to Microsoft: an app with a secret or a certificate, or a managed identity.

Microsoft registers no new multi-tenant bots since July 2025; what is left are these two types.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import requests
from msal import (  # type: ignore[import-untyped] # it ships no types
    ConfidentialClientApplication,
    ManagedIdentityClient,
    UserAssignedManagedIdentity,
)
from requests.adapters import HTTPAdapter

from bot import wording
from bot.errors import BadRequest
from bot.settings import Settings, listed
from bot.teams.calls import NoToken, Tokens

SINGLE_TENANT, MANAGED_IDENTITY = "SingleTenant", "UserAssignedMSI"  # as Azure names them
CONNECTOR = "https://api.botframework.com"
EARLY = 300.0  # seconds before it expires that a token is no longer used
PATIENCE = 10  # seconds for a call to Entra

APP_ID, APP_TYPE = "PROTOCOL_BOT_TEAMS_APP_ID", "PROTOCOL_BOT_TEAMS_APP_TYPE"
APP_TENANT = "PROTOCOL_BOT_TEAMS_APP_TENANT"
PASSWORD = "PROTOCOL_BOT_TEAMS_APP_PASSWORD"  # noqa: S105 - a setting's name
CERTIFICATE = "PROTOCOL_BOT_TEAMS_CERTIFICATE"
CERTIFICATE_KEY = "PROTOCOL_BOT_TEAMS_CERTIFICATE_KEY"
TENANTS = "PROTOCOL_BOT_TEAMS_TENANTS"

Acquire = Callable[[], dict[str, Any]]


def values(settings: Settings) -> dict[str, str]:
    """What is set of all that the Teams door needs, by the names of the variables."""
    have = {
        APP_ID: settings.teams_app_id,
        APP_TYPE: settings.teams_app_type,
        APP_TENANT: settings.teams_app_tenant,
        PASSWORD: settings.teams_app_password.get_secret_value(),
        CERTIFICATE: settings.teams_certificate,
        CERTIFICATE_KEY: settings.teams_certificate_key,
        TENANTS: ",".join(listed(settings.teams_tenants)),
    }
    return {name: value.strip() for name, value in have.items()}


def given(settings: Settings) -> list[str]:
    """The variables that are set; none where nobody wants a Teams door."""
    return [name for name, value in values(settings).items() if value]


def tenants(settings: Settings) -> frozenset[str]:
    """The ids of the tenants that are let in, in lower case."""
    return frozenset(one.lower() for one in listed(settings.teams_tenants))


def faults(settings: Settings) -> list[str]:
    """All that is missing or wrong of a door that is begun, a sentence each; none where none is."""
    have, kind, found = values(settings), settings.teams_app_type, []
    if missing := [name for name in _needed(settings) if not have[name]]:
        found.append(wording.TEAMS_NEEDS.format(missing=" and ".join(missing)))
    if kind and kind not in {SINGLE_TENANT, MANAGED_IDENTITY}:
        found.append(wording.TEAMS_TYPE.format(type=kind))
    if unwanted := [name for name in _unwanted(settings) if have[name]]:
        found.append(wording.TEAMS_CREDENTIALS.format(settings=" and ".join(unwanted)))
    return [*found, *_no_ids(have), *_no_pems(have)]


def _needed(settings: Settings) -> list[str]:
    """The variables that must be set: those of a secret, where no other credential is begun."""
    needed = [APP_ID, APP_TYPE]
    if settings.teams_app_type != MANAGED_IDENTITY:
        certificate = settings.teams_certificate or settings.teams_certificate_key
        needed += [APP_TENANT, *([CERTIFICATE, CERTIFICATE_KEY] if certificate else [PASSWORD])]
    return [*needed, TENANTS]


def _unwanted(settings: Settings) -> list[str]:
    """The variables that must not be set beside the others, since only one credential counts."""
    if settings.teams_app_type == MANAGED_IDENTITY:
        return [PASSWORD, CERTIFICATE, CERTIFICATE_KEY]
    return [PASSWORD] if settings.teams_certificate else []


def _no_ids(have: Mapping[str, str]) -> list[str]:
    """A sentence for what is no id of Microsoft's: a name or a * would never match one."""
    return [
        wording.TEAMS_NO_ID.format(setting=name, value=one, example=UUID(int=0))
        for name in (APP_ID, TENANTS)
        for one in listed(have[name])
        if not _is_id(one)
    ]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _no_pems(have: Mapping[str, str]) -> list[str]:
    """A sentence for each file that should be a PEM file and cannot be used as one."""
    found = []
    for name in (CERTIFICATE, CERTIFICATE_KEY):
        try:
            if have[name]:
                _pem(name, have[name])
        except BadRequest as error:
            found.append(str(error))
    return found


def _pem(name: str, path: str) -> str:
    """The text of a PEM file. Raises BadRequest, naming the setting."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or wording.NO_TEXT
        raise BadRequest(wording.TEAMS_NO_FILE.format(setting=name, reason=reason)) from None
    if "-----BEGIN " not in text:
        raise BadRequest(wording.TEAMS_NO_FILE.format(setting=name, reason=wording.NO_PEM))
    return text


def acquiring(settings: Settings) -> Acquire:
    """What asks Microsoft for a token; it blocks, so it is for a thread. Raises BadRequest."""
    if settings.teams_app_type == MANAGED_IDENTITY:
        return _as_identity(settings.teams_app_id)
    certificate = settings.teams_certificate and {
        "private_key": _pem(CERTIFICATE_KEY, settings.teams_certificate_key),
        "public_certificate": _pem(CERTIFICATE, settings.teams_certificate),
    }
    credential = certificate or settings.teams_app_password.get_secret_value()
    authority = f"{settings.teams_login_url.rstrip('/')}/{settings.teams_app_tenant}"
    return _as_app(settings.teams_app_id, credential, authority)


def _as_app(app_id: str, credential: str | dict[str, str], authority: str) -> Acquire:
    def acquire() -> dict[str, Any]:
        with _line() as line:
            # Made anew each time, which is once an hour: it calls Entra as soon as it is made.
            # Which host is Entra's is a setting of ours, so it need not ask Entra that.
            app = ConfidentialClientApplication(
                app_id,
                client_credential=credential,
                authority=authority,
                instance_discovery=False,
                http_client=line,
            )
            return dict(app.acquire_token_for_client([f"{CONNECTOR}/.default"]))

    return acquire


def _as_identity(app_id: str) -> Acquire:
    def acquire() -> dict[str, Any]:
        with _line() as line:
            identity = UserAssignedManagedIdentity(client_id=app_id)
            client = ManagedIdentityClient(identity, http_client=line)
            return dict(client.acquire_token_for_client(resource=CONNECTOR))

    return acquire


@contextmanager
def _line() -> Iterator[requests.Session]:
    """A session for msal, which by itself would wait for ever and leave its connections open."""
    with requests.Session() as session:
        for scheme in ("https://", "http://"):
            session.mount(scheme, _Patient())
        yield session


class _Patient(HTTPAdapter):
    """Waits for an answer as long as PATIENCE."""

    def send(self, *given: Any, **more: Any) -> requests.Response:  # noqa: ANN401 - as in HTTPAdapter
        return super().send(*given, **{**more, "timeout": PATIENCE})


class AppTokens(Tokens):
    """Tokens that are kept until five minutes before they expire, and fetched on a thread."""

    def __init__(self, acquire: Acquire, clock: Callable[[], float] = time.monotonic) -> None:
        self._acquire, self._clock = acquire, clock
        self._token, self._until = "", 0.0
        self._asking = asyncio.Lock()

    async def get(self) -> str:
        """As in Tokens."""
        async with self._asking:
            if not self._token or self._clock() >= self._until:
                await self._renew()
            return self._token

    def forget(self) -> None:
        """As in Tokens."""
        self._token = ""

    async def _renew(self) -> None:
        began = self._clock()
        try:
            answered = await asyncio.to_thread(self._acquire)
        except Exception as error:  # noqa: BLE001 - msal raises its own, requests' and ValueError
            raise NoToken(type(error).__name__) from None
        if "access_token" not in answered:
            raise NoToken(str(answered.get("error", "no token")))
        self._token = str(answered["access_token"])
        self._until = began + float(answered.get("expires_in", 0)) - EARLY


async def refuse_unknown(tokens: Tokens) -> None:
    """Raise BadRequest where Microsoft gives us no token: better at start-up than later."""
    try:
        await tokens.get()
    except NoToken as error:
        raise BadRequest(wording.TEAMS_REFUSED.format(error=error)) from None
