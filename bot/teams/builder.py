"""The wire by botbuilder, as far as botbuilder is sound. The only file that imports it.

Of botframework-connector 4.17.1 the check of a token is used, of botbuilder-core 4.17.1 the
pipeline of a turn, in which a council's own middleware has its place. Around these parts we go:

- `_OpenIdMetadata` fetches keys with `requests`, on the event loop and without a time limit, and
  raises IndexError for a key that it has not seen, so that it never fetches a rotated one: `Keys`.
- `JwtTokenExtractor` asks for no endorsement where a key has none, and takes a token that never
  expires: `Keys` holds only keys that are endorsed for Teams, and `verify` asks for `exp`.
- `JwtTokenValidation` turns to the emulator's and to skills' rules by claims that nobody has
  verified yet, and compares `serviceurl` only if the activity has one: it is not used.
- `CloudAdapter` sends model classes, which lose citations, and writes the bodies of invokes twice:
  our handler has its turn as the JSON that it is, beside the `TurnContext` of the pipeline.
- `ConnectorClient` opens a connection a call and tries nothing again: `bot.teams.calls`.
- `MicrosoftAppCredentials` blocks the event loop and says in its errors what Entra said:
  `bot.teams.credentials`.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from typing import Any

from aiohttp import ClientError, ClientSession
from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity as BuilderActivity
from botbuilder.schema import ConversationReference, ResourceResponse
from botframework.connector.auth import (
    AuthenticationConstants,
    ChannelValidation,
    ClaimsIdentity,
    JwtTokenExtractor,
    SimpleCredentialProvider,
    VerifyOptions,
)
from jwt.algorithms import RSAAlgorithm

from bot.settings import Settings
from bot.teams.calls import Connector, ConnectorTurn, Tokens
from bot.teams.hosts import Trusts, trusted
from bot.teams.wire import Activity, Handler, Invoked, Malformed, Unauthorised

CHANNEL = "msteams"
TURN = "bot.teams.turn"
ALGORITHM = "RS256"
CLOCKS_DIFFER = 300  # seconds that our clock and Microsoft's may be apart
KEYS_LAST = 24 * 3600.0  # seconds
ASK_AGAIN = 300.0  # seconds between fetches for keys that are not in the set
AFTER_FAILURE = 10.0  # seconds until keys that did not come are asked for again
SERVICE_URL = AuthenticationConstants.SERVICE_URL_CLAIM

log = logging.getLogger(__name__)


class Key:
    """A public key, in the form that JwtTokenExtractor wants."""

    def __init__(self, jwk: dict[str, Any]) -> None:
        self.public_key = RSAAlgorithm.from_jwk(json.dumps(jwk))
        self.endorsements: list[str] = jwk["endorsements"]


class Keys:
    """Microsoft's keys that sign for Teams, by id: kept for a day.

    A key that is not among them has them fetched again, once in five minutes at most, so that a
    stranger with made-up keys cannot have us call Microsoft for each.
    """

    def __init__(
        self, session: ClientSession, url: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.url = url
        self._session, self._clock = session, clock
        self._keys: dict[str, Key] = {}
        self._stale = self._next = clock()  # when they are a day old, and when we may ask again
        self._asking = asyncio.Lock()

    async def get(self, key_id: object) -> Key:
        """The key of this id. Raises Unauthorised where there is none."""
        if not isinstance(key_id, str):
            raise Unauthorised("no key is named")
        if key_id not in self._keys or self._clock() >= self._stale:
            await self._refresh(key_id)
        if key_id not in self._keys:
            raise Unauthorised("no such key")
        return self._keys[key_id]

    async def _refresh(self, key_id: str) -> None:
        async with self._asking:
            now = self._clock()
            if now < self._next or (key_id in self._keys and now < self._stale):
                return
            try:
                self._keys = await self._fetch()
                self._stale, self._next = now + KEYS_LAST, now + ASK_AGAIN
            except (ClientError, TimeoutError, ValueError, LookupError, TypeError) as error:
                # Those that we have are kept: Microsoft's may be out of reach for a while.
                log.warning("the keys of Teams could not be fetched: %s", type(error).__name__)
                self._next = now + AFTER_FAILURE

    async def _fetch(self) -> dict[str, Key]:
        metadata = await self._json(self.url)
        jwks = (await self._json(metadata["jwks_uri"]))["keys"]
        return {
            one["kid"]: Key(one)
            for one in jwks
            if one.get("kty") == "RSA" and CHANNEL in one.get("endorsements", ())
        }

    async def _json(self, url: str) -> Any:  # noqa: ANN401 - JSON is whatever it is
        async with self._session.get(url, raise_for_status=True) as response:
            return await response.json(content_type=None)


class Turns(BotAdapter):  # type: ignore[misc] # it ships no types
    """botbuilder's pipeline of a turn: its middleware first, and then our handler.

    What a middleware sends by its TurnContext goes out as our own sendings do.
    """

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self._connector = connector

    async def run(self, activity: Activity, handle: Handler) -> Invoked | None:
        """What the handler answers. Raises Malformed for what botbuilder's model does not take."""
        turn = ConnectorTurn(activity, self._connector)
        try:
            context = TurnContext(self, BuilderActivity.deserialize(activity))
        except ValueError:
            raise Malformed("no activity of the Bot Framework") from None
        context.turn_state[TURN] = turn
        answered: list[Invoked | None] = []

        async def logic(_context: TurnContext) -> None:
            answered.append(await handle(turn))

        await self.run_pipeline(context, logic)
        return next(iter(answered), None)

    async def send_activities(
        self, context: TurnContext, activities: list[BuilderActivity]
    ) -> list[ResourceResponse]:
        """As in BotAdapter."""
        turn: ConnectorTurn = context.turn_state[TURN]
        return [ResourceResponse(id=await turn.send(one.serialize())) for one in activities]

    async def update_activity(self, context: TurnContext, activity: BuilderActivity) -> None:
        """As in BotAdapter."""
        turn: ConnectorTurn = context.turn_state[TURN]
        await turn.update(activity.id, activity.serialize())

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:
        """As in BotAdapter."""
        turn: ConnectorTurn = context.turn_state[TURN]
        await turn.delete(reference.activity_id)


class BuilderWire:
    """Tokens of the Bot Framework, for one app id; serviceUrls as `trusts` has it."""

    def __init__(self, app_id: str, keys: Keys, connector: Connector, trusts: Trusts) -> None:
        self._known = SimpleCredentialProvider(app_id, "")
        self._trusts = trusts
        self.turns = Turns(connector)
        issuer = AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER
        options = VerifyOptions([issuer], None, CLOCKS_DIFFER, ignore_expiration=False)
        self._tokens = JwtTokenExtractor(options, keys.url, [ALGORITHM])
        self._tokens.open_id_metadata = keys

    async def verify(self, authorization: str) -> None:
        """As in Wire."""
        await self._claims(authorization)

    async def take(self, authorization: str, activity: Activity, handle: Handler) -> Invoked | None:
        """As in Wire; for Teams alone, of all that the Bot Framework reaches."""
        claims = await self._claims(authorization)
        url = activity["serviceUrl"]
        if activity.get("channelId") != CHANNEL or claims.get(SERVICE_URL) != url:
            raise Unauthorised("signed for another activity")
        if not self._trusts(url):
            raise Unauthorised("not Microsoft's serviceUrl")
        return await self.turns.run(activity, handle)

    async def _claims(self, authorization: str) -> dict[str, Any]:
        """What a token says that is Teams' and for this bot. Raises Unauthorised."""
        try:
            identity = await self._tokens.get_identity_from_auth_header(authorization, CHANNEL)
            found: ClaimsIdentity = await ChannelValidation.validate_identity(identity, self._known)
        except Unauthorised:
            raise
        except Exception as error:  # noqa: BLE001 - it raises bare Exception itself
            raise Unauthorised(type(error).__name__) from None
        claims: dict[str, Any] = found.claims
        if "exp" not in claims:
            raise Unauthorised("never expires")
        return claims


def wired(settings: Settings, session: ClientSession, tokens: Tokens) -> BuilderWire:
    """The wire by these settings: keys are fetched and Teams is called over this session."""
    url = settings.teams_openid_url
    connector = Connector(session, tokens)
    return BuilderWire(settings.teams_app_id, Keys(session, url), connector, trusted(url))
