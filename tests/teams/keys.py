"""What Microsoft is to a bot, on a loopback port: keys that sign for Teams, and Entra's tokens.

async with Keys() as keys:
    headers = {"Authorization": keys.bearer(service_url)}
"""

import base64
import hashlib
import hmac
import json
import ssl
import time
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import NameOID

Given = dict[str, Any]

APP_ID = "5f0c2b1e-7a57-4f5e-9b52-6a4d1f2c8e01"
APP_TENANT = "11111111-aaaa-4aaa-8aaa-000000000001"
ISSUER = "https://api.botframework.com"
KEY_ID, OTHER_KEY_ID, WEBCHAT_KEY_ID, BARE_KEY_ID = "signs", "rotated", "webchat", "unendorsed"


@cache
def private_key(name: str = KEY_ID) -> RSAPrivateKey:
    """A key of this name, the same for as long as the tests run."""
    assert name
    return generate_private_key(public_exponent=65_537, key_size=2048)


def public_pem(name: str = KEY_ID) -> bytes:
    """The public half of a key, as a file would hold it."""
    public = serialization.PublicFormat.SubjectPublicKeyInfo
    return private_key(name).public_key().public_bytes(serialization.Encoding.PEM, public)


class Keys:
    """An OpenID document and a key set; `asked` counts how often the set was fetched.

    `published` are the ids of the keys in the set and the channels that each is endorsed for.
    """

    def __init__(self) -> None:
        self.published: dict[str, list[str] | None] = {
            KEY_ID: ["msteams", "webchat"],
            WEBCHAT_KEY_ID: ["webchat"],
            BARE_KEY_ID: None,
        }
        self.asked = 0
        self.broken = False
        app = web.Application()
        app.router.add_get("/v1/.well-known/openidconfiguration", self._document)
        app.router.add_get("/v1/.well-known/keys", self._set)
        self._server = TestServer(app)

    async def __aenter__(self) -> Self:
        await self._server.start_server()
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
        """Where the OpenID document is."""
        return str(self._server.make_url("/v1/.well-known/openidconfiguration"))

    def bearer(self, service_url: str, **instead: Any) -> str:  # noqa: ANN401 - any claim
        """An Authorization header as Teams sends it; `instead` as in `token`."""
        return f"Bearer {self.token(service_url, **instead)}"

    def token(
        self,
        service_url: str,
        *,
        key: str = KEY_ID,
        kid: str | None = KEY_ID,
        algorithm: str = "RS256",
        **claims: Any,  # noqa: ANN401 - any claim
    ) -> str:
        """A token of Teams' for this bot, with other claims if any are given; None: without it."""
        now = int(time.time())
        known: Given = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 60, "exp": now + 3600}
        known |= {"serviceurl": service_url, **claims}
        payload = {name: value for name, value in known.items() if value is not None}
        headers = {"kid": kid} if kid is not None else {}
        return jwt.encode(payload, private_key(key), algorithm, headers)

    async def _document(self, request: web.Request) -> web.Response:
        keys = str(request.url.with_path("/v1/.well-known/keys"))
        return web.json_response({"issuer": ISSUER, "jwks_uri": keys})

    async def _set(self, _request: web.Request) -> web.Response:
        self.asked += 1
        if self.broken:
            return web.Response(status=503)
        return web.json_response({"keys": [_jwk(*one) for one in self.published.items()]})


def unsigned(token: str) -> str:
    """The same token, said to need no signature."""
    header, payload, _ = token.split(".")
    return f"{_base64(json.dumps({**_read(header), 'alg': 'none'}).encode())}.{payload}."


def signed_with_public_key(token: str) -> str:
    """The same token, signed by HS256 with what everybody knows: the public key."""
    header, payload, _ = token.split(".")
    text = f"{_base64(json.dumps({**_read(header), 'alg': 'HS256'}).encode())}.{payload}"
    return f"{text}.{_base64(hmac.new(public_pem(), text.encode(), hashlib.sha256).digest())}"


def altered(token: str, **claims: object) -> str:
    """The same token with other claims, under the signature of the first."""
    header, payload, signature = token.split(".")
    other = _base64(json.dumps({**_read(payload), **claims}).encode())
    return f"{header}.{other}.{signature}"


class Entra:
    """Entra's token endpoint, over TLS with a certificate of its own; remembers what it was sent.

    `tokens` are given in turn, the last one again and again; none: it refuses.
    """

    def __init__(self, folder: Path, tokens: tuple[str, ...] = ("the bot's own token",)) -> None:
        self.tokens, self.lasts = list(tokens), 3600
        self.sent: list[Given] = []
        self.certificate, self.key = self_signed(folder)
        app = web.Application()
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._document)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        self._server = TestServer(app, scheme="https")

    async def __aenter__(self) -> Self:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate, self.key)
        await self._server.start_server(ssl=context)
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
        """The setting `teams_login_url`."""
        return str(self._server.make_url("")).rstrip("/")

    async def _document(self, request: web.Request) -> web.Response:
        base = f"{self.url}/{request.match_info['tenant']}"
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token"}
        document = {name: f"{base}/oauth2/v2.0/{last}" for name, last in places.items()}
        return web.json_response({"issuer": f"{base}/v2.0", **document})

    async def _token(self, request: web.Request) -> web.Response:
        self.sent.append({**await request.post(), "tenant": request.match_info["tenant"]})
        if not self.tokens:
            said = "AADSTS7000215: Invalid client secret provided"
            answer = {"error": "invalid_client", "error_description": said}
            return web.json_response(answer, status=401)
        token = self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]
        given: Given = {"token_type": "Bearer", "expires_in": self.lasts, "access_token": token}
        return web.json_response(given)


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine and its key, as PEM files in a folder."""
    key, now = private_key("tls"), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private


def _jwk(kid: str, endorsements: list[str] | None) -> Given:
    public = private_key(kid).public_key()
    jwk = jwt.algorithms.RSAAlgorithm.to_jwk(public, as_dict=True)
    endorsed = {} if endorsements is None else {"endorsements": endorsements}
    return {**jwk, "use": "sig", "kid": kid, "x5t": kid, **endorsed}


def _read(part: str) -> Given:
    return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
