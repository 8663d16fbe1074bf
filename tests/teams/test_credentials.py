"""The door opens only when it is configured whole; its tokens are kept, and its secret is."""

import asyncio
import logging
import re
import threading
import traceback
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from cryptography import x509

from bot.errors import BadRequest
from bot.settings import Settings
from bot.teams import credentials
from bot.teams.builder import BuilderWire, wired
from bot.teams.builder import Keys as MicrosoftsKeys
from bot.teams.calls import Connector, NoToken
from bot.teams.credentials import (
    EARLY,
    AppTokens,
    acquiring,
    faults,
    refuse_unknown,
)
from bot.teams.hosts import is_loopback
from bot.teams.wire import NotSent, Turn
from tests.teams.conftest import Pauses
from tests.teams.connector import Fault, RecordingConnector
from tests.teams.keys import APP_ID, APP_TENANT, Entra, Keys, self_signed
from tests.teams.payloads import HASTINGS, SOUTHEND, Person

SECRET = "hush~hush.Never_Log-me"  # noqa: S105 - it opens nothing
WORD = "marmalade"
PREFIX = "PROTOCOL_BOT_TEAMS_"
WHOLE = {
    "app_id": APP_ID,
    "app_type": "SingleTenant",
    "app_tenant": APP_TENANT,
    "app_password": SECRET,
    "tenants": SOUTHEND.id,
}

Given = dict[str, str]


def settings(given: Given, **more: str) -> Settings:
    """Settings of the Teams door; all else as on a fresh machine."""
    return Settings.model_validate(
        {f"teams_{name}": value for name, value in (given | more).items()}
    )


def without(*names: str) -> Given:
    return {name: value for name, value in WHOLE.items() if name not in names}


def as_identity(**more: str) -> Given:
    """Settings for a managed identity."""
    return {**without("app_password", "app_tenant"), "app_type": "UserAssignedMSI", **more}


@pytest.fixture(autouse=True)
def fresh(bare: pytest.MonkeyPatch) -> None:
    """Nothing is set."""
    assert bare


@pytest.mark.parametrize(
    "given",
    [WHOLE, {**WHOLE, "tenants": f"{SOUTHEND.id}, {HASTINGS.id.upper()}"}, as_identity()],
)
def test_a_door_that_is_configured_whole_opens(given: Given) -> None:
    assert faults(settings(given)) == []


def test_a_certificate_is_a_credential_too(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    files = {"certificate": str(certificate), "certificate_key": str(key)}
    assert faults(settings(without("app_password") | files)) == []


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        *[(without(name), [name]) for name in WHOLE],
        (without("app_type", "app_tenant"), ["app_type", "app_tenant"]),
        ({"app_id": APP_ID}, ["app_type", "app_tenant", "app_password", "tenants"]),
        ({"tenants": SOUTHEND.id}, ["app_id", "app_type", "app_tenant", "app_password"]),
        ({**without("app_password"), "certificate": "c.pem"}, ["certificate_key"]),
        ({**without("app_password"), "certificate_key": "k.pem"}, ["certificate"]),
        ({"app_type": "UserAssignedMSI"}, ["app_id", "tenants"]),
    ],
)
def test_what_is_missing_is_named_and_nothing_else(given: Given, missing: list[str]) -> None:
    told, *_ = faults(settings(given))
    names = " and ".join(PREFIX + name.upper() for name in missing)
    assert f"needs {names}; " in told
    assert SECRET not in told


@pytest.mark.parametrize("name", WHOLE)
def test_a_blank_is_missing(name: str) -> None:
    told, *_ = faults(settings(WHOLE, **{name: " , " if name == "tenants" else " "}))
    assert PREFIX + name.upper() in told


@pytest.mark.parametrize("kind", ["MultiTenant", "singletenant", "SystemAssigned", "x"])
def test_a_type_that_microsoft_does_not_have_is_refused(kind: str) -> None:
    (told,) = faults(settings(WHOLE, app_type=kind))
    assert f"{kind}; Microsoft has SingleTenant and UserAssignedMSI" in told


@pytest.mark.parametrize(
    ("given", "unwanted"),
    [
        (as_identity(app_password=SECRET), "APP_PASSWORD"),
        (as_identity(certificate="c.pem", certificate_key="k.pem"), "CERTIFICATE and"),
        ({**WHOLE, "certificate": "c.pem", "certificate_key": "k.pem"}, "APP_PASSWORD"),
    ],
)
def test_two_credentials_are_refused(given: Given, unwanted: str) -> None:
    told, *_ = faults(settings(given))
    assert f"one credential; unset {PREFIX}{unwanted}" in told
    assert SECRET not in told


@pytest.mark.parametrize("name", ["app_id", "tenants"])
@pytest.mark.parametrize("odd", ["*", "contoso.com", "southend", SOUTHEND.id[:-1]])
def test_what_would_never_match_an_id_is_refused(name: str, odd: str) -> None:
    (told,) = faults(settings(WHOLE, **{name: odd}))
    assert told.startswith(f"{PREFIX}{name.upper()} has {odd}")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), (b"no certificate", "no PEM file"), (b"\xff\xfe", "no text")],
)
def test_a_file_that_holds_no_certificate_is_told_by_its_setting(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "certificate.pem"
    if content is not None:
        file.write_bytes(content)
    key = tmp_path / "key.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----")
    files = {"certificate": str(file), "certificate_key": str(key)}
    (told,) = faults(settings(without("app_password") | files))
    assert re.match(f"{PREFIX}CERTIFICATE names no file .*{reason}", told)


def test_all_that_is_amiss_is_told_at_once(tmp_path: Path) -> None:
    missing = {"certificate": str(tmp_path / "c.pem"), "certificate_key": str(tmp_path / "k.pem")}
    told = faults(settings(WHOLE | missing, app_id="x", app_type="MultiTenant", tenants="*,y"))
    named = ("APP_TYPE is", "APP_PASSWORD or", "APP_ID has x", "TENANTS has *", "TENANTS has y")
    files = ("CERTIFICATE names", "CERTIFICATE_KEY names")
    assert [name for name, one in zip(named + files, told, strict=True) if name in one] == [
        *named,
        *files,
    ]


def test_nobody_wants_a_door_where_nothing_is_set() -> None:
    assert credentials.given(Settings()) == []
    assert credentials.given(settings(as_identity())) == [
        PREFIX + name for name in ("APP_ID", "APP_TYPE", "TENANTS")
    ]


def test_tenants_are_told_apart_in_lower_case() -> None:
    given = settings(WHOLE, tenants=f" {SOUTHEND.id.upper()},{HASTINGS.id} ,")
    assert credentials.tenants(given) == {SOUTHEND.id, HASTINGS.id}


# ------------------------------------------------------------------------------------- tokens


@pytest.fixture
async def entra(tmp_path: Path, bare: pytest.MonkeyPatch) -> AsyncIterator[Entra]:
    """Entra, whose certificate is trusted."""
    async with Entra(tmp_path) as opened:
        bare.setenv("REQUESTS_CA_BUNDLE", str(opened.certificate))
        yield opened


async def test_a_secret_is_exchanged_for_a_token_in_our_own_tenant(entra: Entra) -> None:
    tokens = AppTokens(acquiring(settings(WHOLE, login_url=entra.url)))
    assert await tokens.get() == "the bot's own token"
    (sent,) = entra.sent
    assert (sent["tenant"], sent["client_id"], sent["client_secret"]) == (
        APP_TENANT,
        APP_ID,
        SECRET,
    )
    assert (sent["grant_type"], sent["scope"]) == (
        "client_credentials",
        "https://api.botframework.com/.default",
    )


async def test_a_certificate_signs_instead_of_a_secret(entra: Entra) -> None:
    files = {"certificate": str(entra.certificate), "certificate_key": str(entra.key)}
    given = settings(without("app_password") | files, login_url=entra.url)
    assert await AppTokens(acquiring(given)).get() == "the bot's own token"
    (sent,) = entra.sent
    assert "client_secret" not in sent
    public = x509.load_pem_x509_certificate(entra.certificate.read_bytes()).public_key()
    claims = jwt.decode(
        sent["client_assertion"],
        public,  # type: ignore[arg-type] # it is an RSA key
        algorithms=["PS256"],
        options={"verify_aud": False},
    )
    assert (claims["iss"], claims["sub"]) == (APP_ID, APP_ID)


async def test_a_managed_identity_needs_no_secret(bare: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append({**request.query, "header": request.headers["X-IDENTITY-HEADER"]})
        token = {"access_token": "the identity's token", "expires_on": "9999999999"}
        return web.json_response({**token, "resource": "x", "token_type": "Bearer"})

    app = web.Application()
    app.router.add_get("/msi/token", answer)
    async with TestServer(app) as server:
        bare.setenv("IDENTITY_ENDPOINT", str(server.make_url("/msi/token")))
        bare.setenv("IDENTITY_HEADER", "from the machine")
        assert await AppTokens(acquiring(settings(as_identity()))).get() == "the identity's token"
    (sent,) = asked
    assert (sent["client_id"], sent["header"]) == (APP_ID, "from the machine")
    assert sent["resource"] == "https://api.botframework.com"


class Source:
    """What gives tokens that last an hour, one after another; notes the thread it ran on."""

    def __init__(self, **instead: Any) -> None:  # noqa: ANN401 - any JSON
        self.given, self.instead = 0, instead
        self.threads: set[int] = set()

    def __call__(self) -> dict[str, Any]:
        self.given += 1
        self.threads.add(threading.get_ident())
        return {"access_token": f"token {self.given}", "expires_in": 3600, **self.instead}


class Clock:
    """A clock that stands still until it is moved."""

    seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


async def test_a_token_is_kept_until_shortly_before_it_expires() -> None:
    clock, source = Clock(), Source()
    tokens = AppTokens(source, clock)
    given = await asyncio.gather(*[tokens.get() for _ in range(9)])
    assert set(given) == {"token 1"}
    clock.seconds += 3600 - EARLY - 1
    assert await tokens.get() == "token 1"
    clock.seconds += 1
    assert await tokens.get() == "token 2"
    assert threading.get_ident() not in source.threads


async def test_a_token_that_is_forgotten_is_asked_for_anew() -> None:
    tokens = AppTokens(Source())
    await tokens.get()
    tokens.forget()
    assert await tokens.get() == "token 2"


def down() -> dict[str, Any]:
    raise OSError(SECRET)


@pytest.mark.parametrize(
    ("acquire", "said"),
    [
        (lambda: {"error": "invalid_client", "error_description": SECRET}, "invalid_client"),
        (dict, "no token"),
        (down, "OSError"),
    ],
)
async def test_where_there_is_no_token_the_reason_is_one_word_of_nobodys_secret(
    acquire: Callable[[], dict[str, Any]], said: str
) -> None:
    with pytest.raises(NoToken) as refused:
        await AppTokens(acquire).get()
    assert str(refused.value) == said
    assert SECRET not in "".join(traceback.format_exception(refused.value))


async def test_that_there_is_no_token_is_told_at_start_up(entra: Entra) -> None:
    tokens = AppTokens(acquiring(settings(WHOLE, login_url=entra.url)))
    await refuse_unknown(tokens)
    entra.tokens = []
    tokens.forget()
    with pytest.raises(BadRequest, match="invalid_client") as refused:
        await refuse_unknown(tokens)
    assert SECRET not in str(refused.value)


async def test_a_door_by_its_settings_takes_what_these_keys_sign(
    entra: Entra, keys: Keys, connector: RecordingConnector, session: ClientSession
) -> None:
    given = settings(WHOLE, login_url=entra.url, openid_url=keys.url)
    wire = wired(given, session, AppTokens(acquiring(given)))

    async def answer(turn: Turn) -> None:
        await turn.send({"type": "message", "text": "heard"})

    activity = Person(SOUTHEND, "Ann", connector.url).says("?")
    await wire.take(keys.bearer(connector.url), activity, answer)
    assert [call.token for call in connector.calls] == ["the bot's own token"]


async def test_after_a_failure_a_token_is_asked_for_again() -> None:
    answers = iter(
        [{"error": "temporarily_unavailable"}, {"access_token": "x", "expires_in": "3599"}]
    )
    tokens = AppTokens(lambda: dict(next(answers)))
    with pytest.raises(NoToken):
        await tokens.get()
    assert await tokens.get() == "x"


# ------------------------------------------------------------------------- a whole exchange, logged


async def test_of_a_whole_exchange_no_word_and_no_secret_is_logged(
    entra: Entra,
    keys: Keys,
    connector: RecordingConnector,
    session: ClientSession,
    pauses: Pauses,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Every logger there is writes all it has: botframework's, msal's, urllib3's, aiohttp's."""
    known = logging.root.manager.loggerDict.values()
    before = [(one, one.level) for one in known if isinstance(one, logging.Logger)]
    for one, _ in before:
        one.setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    entra.tokens = ["an old bearer token", "a new bearer token"]
    tokens = AppTokens(acquiring(settings(WHOLE, login_url=entra.url)))
    known_keys = MicrosoftsKeys(session, keys.url)
    wire = BuilderWire(APP_ID, known_keys, Connector(session, tokens, pauses), is_loopback)

    async def answer(turn: Turn) -> None:
        connector.fail(Fault(401), Fault(502))
        key = await turn.send({"type": "message", "text": f"about {WORD}"})
        await turn.update(key, {"type": "message", "text": WORD})
        connector.fail(Fault(400))
        with pytest.raises(NotSent):
            await turn.send({"type": "message", "text": WORD})
        entra.tokens = []
        tokens.forget()
        with pytest.raises(NotSent):
            await turn.send({"type": "message", "text": WORD})

    activity = Person(SOUTHEND, "Ann", connector.url).says(f"is {WORD} allowed?")
    signed = keys.bearer(connector.url)
    await wire.take(signed, activity, answer)
    written = "\n".join(f"{one.getMessage()} {one.args} {one.exc_info}" for one in caplog.records)
    for one, level in before:
        one.setLevel(level)
    assert {"urllib3.connectionpool", "msal.token_cache"} <= {one.name for one in caplog.records}
    for secret in (WORD, SECRET, "bearer token", signed.removeprefix("Bearer ")):
        assert secret not in written
    assert [call.token for call in connector.calls][:2] == [
        "an old bearer token",
        "a new bearer token",
    ]
