"""Teams over HTTP: activities, let in one check after another.

Whoever has no token of Teams' gets a status and not one word, and nothing that they sent is read. A
tenant that is not listed gets a polite sentence; what its people wrote reaches no part of the bot.
"""

import logging
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import from_json

from bot import wording
from bot.proxied import is_proxied
from bot.teams.hosts import is_loopback_host
from bot.teams.names import MESSAGES_PATH
from bot.teams.wire import (
    INVOKE,
    MESSAGE,
    Activity,
    Handler,
    Invoked,
    Malformed,
    NotSent,
    Turn,
    Unauthorised,
    Wire,
)

LARGEST = 1_000_000  # bytes; Teams' own activities are far smaller
JSON = "application/json"

CARD_ACTION = "adaptiveCard/action"
CARD_SAYS = "application/vnd.microsoft.activity.message"
SEARCHES = ("composeExtension/query", "composeExtension/selectItem", "composeExtension/queryLink")
DIALOGS = ("composeExtension/fetchTask", "composeExtension/submitAction", "message/fetchTask")

log = logging.getLogger(__name__)

Tenants = frozenset[str] | None

Id = Annotated[str, StringConstraints(min_length=1)]


class _Part(BaseModel):
    """A part of an activity, as far as the door relies on its shape; the rest may be anything."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Account(_Part):
    id: Id
    name: str | None = None
    aadObjectId: str | None = None  # noqa: N815 - the protocol's name


class _Conversation(_Part):
    id: Id
    conversationType: str | None = None  # noqa: N815 - the same


class _Tenant(_Part):
    id: Id


class _ChannelData(_Part):
    tenant: _Tenant | None = None


class _Shape(_Part):
    """What every activity of Teams has, and of which kind what it may have is."""

    type: Id
    id: str = ""
    name: str | None = None
    text: str | None = None
    channelId: Id  # noqa: N815 - the same
    serviceUrl: Id  # noqa: N815 - the same
    sender: _Account = Field(alias="from")
    recipient: _Account
    conversation: _Conversation
    channelData: _ChannelData | None = None  # noqa: N815 - the same
    replyToId: str | None = None  # noqa: N815 - the same
    entities: list[dict[str, Any]] | None = None
    attachments: list[dict[str, Any]] | None = None
    membersAdded: list[_Account] | None = None  # noqa: N815 - the same
    membersRemoved: list[_Account] | None = None  # noqa: N815 - the same

    @property
    def tenant(self) -> str:
        """The tenant's id, in lower case; "" where none is named."""
        named = self.channelData and self.channelData.tenant
        return named.id.lower() if named else ""


def routes(wire: Wire, handle: Handler, tenants: Tenants) -> list[web.RouteDef]:
    """Teams' route. `tenants` are the ids, in lower case, that are let in.

    None stands for the Playground: any tenant, but only what was addressed to this machine.
    """

    async def messages(request: web.Request) -> web.StreamResponse:
        if tenants is None and not _is_local(request):
            return web.Response(status=403)
        if (request.content_length or 0) > LARGEST:
            return web.Response(status=413)
        try:
            return await _answer(request, wire, handle, tenants)
        except (Malformed, Unauthorised) as reason:
            log.info("a request to the Teams door was refused: %s", reason)
            return web.Response(status=400 if isinstance(reason, Malformed) else 401)
        except web.HTTPException as error:  # the body is too large, or garbled on its way
            return web.Response(status=error.status)
        # Left alone, aiohttp would log what any error says, and that may be a question.
        except Exception as error:  # noqa: BLE001 - every kind of it
            log.error("not handled: %s", type(error).__name__)  # noqa: TRY400 - the same
            return web.Response(status=500)

    return [web.post(MESSAGES_PATH, messages)]


async def _answer(
    request: web.Request, wire: Wire, handle: Handler, tenants: Tenants
) -> web.Response:
    """The response to a request. Raises Unauthorised."""
    authorization = request.headers.get("Authorization", "")
    await wire.verify(authorization)
    if request.content_type != JSON:
        return web.Response(status=415)
    try:
        activity = from_json(await request.read(), allow_inf_nan=False)
        shape = _Shape.model_validate(activity)
    except (ValueError, web.RequestPayloadError):
        return web.Response(status=400)
    welcome = tenants is None or shape.tenant in tenants
    answered = await wire.take(authorization, activity, handle if welcome else refuse)
    return _response(shape.type, answered)


def _response(kind: str, answered: Invoked | None) -> web.Response:
    """Teams takes an empty body for everything but an invoke, which it wants an object for."""
    if kind != INVOKE:
        return web.Response(status=200)
    invoked = answered or Invoked()
    return web.json_response(invoked.body, status=invoked.status)


async def refuse(turn: Turn) -> Invoked | None:
    """Tell somebody of a tenant that is not listed whom to turn to, and nothing else."""
    log.info("an activity of a tenant that is not listed was refused")
    activity = turn.activity
    if activity["type"] == INVOKE:
        return Invoked(body=_refused(activity.get("name")))
    if activity["type"] == MESSAGE:
        try:
            await turn.send({"type": MESSAGE, "text": wording.NO_SUCH_TENANT})
        except NotSent as error:
            log.warning("a tenant that is not listed could not be told so: %s", error)
    return None


def _refused(name: str | None) -> Activity:
    """The refusal in the form that this kind of invoke shows to people, {} if it shows none."""
    if name == CARD_ACTION:
        return {"statusCode": 200, "type": CARD_SAYS, "value": wording.NO_SUCH_TENANT}
    if name in SEARCHES:
        return {"composeExtension": {"type": "message", "text": wording.NO_SUCH_TENANT}}
    if name in DIALOGS:
        return {"task": {"type": "message", "value": wording.NO_SUCH_TENANT}}
    return {}


def _is_local(request: web.Request) -> bool:
    """Whether a request was made on this machine, by no proxy and no web page of elsewhere."""
    return not is_proxied(request) and is_loopback_host(request.url.host or "")
