"""The Playground's door: no tokens, and nobody but this machine."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from bot.errors import BadRequest
from bot.server import application
from bot.settings import Settings
from bot.teams import http
from bot.teams.calls import Connector, Tokens
from bot.teams.playground import PlaygroundWire, refuse_open
from tests.teams.conftest import Doorstep, Reply
from tests.teams.connector import RecordingConnector
from tests.teams.keys import Keys
from tests.teams.payloads import STRANGERS, Person

JSON = "application/json"


@pytest.fixture
async def playground(teams: Connector, keys: Keys) -> AsyncIterator[Doorstep]:
    """The Playground's door."""
    step = Doorstep(keys)
    wire = PlaygroundWire(Connector(teams.session, Tokens()))
    async with TestServer(application(http.routes(wire, step.handle, None))) as server:
        step.url = str(server.make_url("/api/messages"))
        yield step


@pytest.mark.parametrize("authorization", ["", "Bearer x"])
async def test_anybody_on_this_machine_is_answered_without_a_token(
    playground: Doorstep, connector: RecordingConnector, authorization: str
) -> None:
    eve = Person(STRANGERS, "Eve", connector.url)
    assert await playground.post(eve.says("help"), authorization) == Reply(200, "")
    assert [
        (one.text, call.token) for one, call in zip(connector.shown, connector.calls, strict=True)
    ] == [("heard", "")]


@pytest.mark.parametrize(
    "url", ["https://smba.trafficmanager.net/uk/", "http://10.0.0.1/", "http://0.0.0.0/"]
)
async def test_answers_go_nowhere_but_to_this_machine(
    playground: Doorstep, ann: Person, url: str
) -> None:
    assert await playground.post(ann.says("help", serviceUrl=url)) == Reply(401, "")
    assert playground.through == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "bot.example.com"},
        {"Host": "10.0.0.1:3978"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Host": "localhost"},
        {"Forwarded": "for=127.0.0.1"},
    ],
)
async def test_what_comes_by_a_proxy_or_another_name_is_403(
    playground: Doorstep, headers: dict[str, str]
) -> None:
    reply = await playground.post_raw(b"{}", {"Content-Type": JSON, **headers})
    assert reply == Reply(403, "")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
async def test_a_web_page_cannot_post_without_being_asked_about(
    playground: Doorstep, kind: str
) -> None:
    assert await playground.post_raw(b"{}", {"Content-Type": kind}) == Reply(415, "")


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "bot.example.com", ""])  # noqa: S104
def test_it_opens_on_no_other_address(host: str) -> None:
    with pytest.raises(BadRequest, match="on this machine only; set PROTOCOL_BOT_HOST"):
        refuse_open(Settings.model_validate({"host": host}))


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_it_opens_on_loopback(host: str) -> None:
    refuse_open(Settings.model_validate({"host": host}))


@pytest.mark.usefixtures("bare")
def test_it_does_not_open_where_a_real_door_is_set_up() -> None:
    real = {"teams_app_type": "SingleTenant", "teams_app_password": "hush-hush"}
    with pytest.raises(BadRequest) as refused:
        refuse_open(Settings.model_validate(real))
    assert "unset PROTOCOL_BOT_TEAMS_APP_TYPE and PROTOCOL_BOT_TEAMS_APP_PASSWORD." in str(
        refused.value
    )
