"""The door without tokens, for Microsoft's Agents Playground on a developer's own machine."""

from dataclasses import dataclass

from bot import wording
from bot.errors import BadRequest
from bot.settings import Settings
from bot.teams import credentials
from bot.teams.calls import Connector, ConnectorTurn
from bot.teams.hosts import is_loopback, is_loopback_host
from bot.teams.wire import Activity, Handler, Invoked, Unauthorised


@dataclass(frozen=True)
class PlaygroundWire:
    """Takes what comes, and answers only to this machine: `connector` needs no tokens."""

    connector: Connector

    async def verify(self, authorization: str) -> None:
        """Nothing: there are no tokens."""

    async def take(self, authorization: str, activity: Activity, handle: Handler) -> Invoked | None:
        """As in Wire, where the serviceUrl is on this machine."""
        del authorization
        if not is_loopback(activity["serviceUrl"]):
            raise Unauthorised("not on this machine")
        return await handle(ConnectorTurn(activity, self.connector))


def refuse_open(settings: Settings) -> None:
    """Raise BadRequest where a door without tokens could be reached from outside.

    So wherever real credentials are set: a server behind a proxy listens on loopback too, and there
    the Playground's door would be open to everybody.
    """
    if not is_loopback_host(settings.host):
        raise BadRequest(wording.PLAYGROUND_HOST.format(host=settings.host))
    if found := credentials.given(settings):
        raise BadRequest(wording.PLAYGROUND_ALONE.format(settings=" and ".join(found)))
