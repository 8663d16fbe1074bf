"""Teams is called patiently: what it cannot take now is tried again, for as long as makes sense."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer, unused_port

from bot.teams.calls import RETRIES, Connector, ConnectorTurn, NoToken, Tokens
from bot.teams.wire import NotSent
from tests.teams.conftest import TOKEN, OwnTokens, Pauses
from tests.teams.connector import Fault, RecordingConnector
from tests.teams.payloads import Person

WORD = "marmalade"
MESSAGE = {"type": "message", "text": WORD}


@pytest.fixture
def turn(teams: Connector, ann: Person) -> ConnectorTurn:
    """A turn of Ann's."""
    return ConnectorTurn(ann.says("?"), teams)


@pytest.mark.parametrize("status", [412, 429, 502, 504, 0])
async def test_in_the_end_we_give_up(
    turn: ConnectorTurn, connector: RecordingConnector, pauses: Pauses, status: int
) -> None:
    connector.fail(*[Fault(status)] * (RETRIES + 1))
    with pytest.raises(NotSent) as given_up:
        await turn.send(MESSAGE)
    assert given_up.value.status == status
    assert WORD not in str(given_up.value)
    assert (len(connector.calls), len(pauses.seconds)) == (RETRIES + 1, RETRIES)


async def test_each_wait_is_longer_and_none_like_anothers(
    turn: ConnectorTurn, connector: RecordingConnector, pauses: Pauses
) -> None:
    for _ in range(2):
        connector.fail(*[Fault(502)] * RETRIES)
        await turn.send(MESSAGE)
    for start in (0, RETRIES):
        first, second, third = pauses.seconds[start : start + RETRIES]
        assert 0.5 <= first < 1.0 <= second < 2.0 <= third < 3.0
    assert pauses.seconds[:RETRIES] != pauses.seconds[RETRIES:]


@pytest.mark.parametrize("asked", ["61", "9" * 400])
async def test_when_teams_asks_for_more_than_a_minute_we_give_up(
    turn: ConnectorTurn, connector: RecordingConnector, pauses: Pauses, asked: str
) -> None:
    connector.fail(Fault(429, asked))
    with pytest.raises(NotSent):
        await turn.send(MESSAGE)
    assert (len(connector.calls), pauses.seconds) == (1, [])


@pytest.mark.parametrize("asked", ["", "soon", "-1", "1.5", "Sun, 22 Nov 2026 12:00:00 GMT"])
async def test_a_wait_that_is_no_number_of_seconds_is_our_own(
    turn: ConnectorTurn, connector: RecordingConnector, pauses: Pauses, asked: str
) -> None:
    connector.fail(Fault(429, asked))
    await turn.send(MESSAGE)
    assert 0.5 <= pauses.seconds[0] < 1.0


async def test_a_token_that_is_not_taken_is_asked_for_anew_once(
    turn: ConnectorTurn, connector: RecordingConnector, tokens: OwnTokens
) -> None:
    connector.fail(Fault(401))
    await turn.send(MESSAGE)
    connector.fail(Fault(401), Fault(401))
    with pytest.raises(NotSent) as refused:
        await turn.send(MESSAGE)
    assert (refused.value.status, tokens.forgotten) == (401, 2)


async def test_where_no_token_is_given_nothing_is_sent(
    session: ClientSession, connector: RecordingConnector, ann: Person
) -> None:
    class Refused(Tokens):
        async def get(self) -> str:
            raise NoToken("invalid_client")

    turn = ConnectorTurn(ann.says("?"), Connector(session, Refused()))
    with pytest.raises(NotSent, match="invalid_client") as refused:
        await turn.send(MESSAGE)
    assert (refused.value.status, connector.calls) == (0, [])


async def test_without_tokens_none_is_sent(
    session: ClientSession, connector: RecordingConnector, ann: Person
) -> None:
    await ConnectorTurn(ann.says("?"), Connector(session, Tokens())).send(MESSAGE)
    assert [call.token for call in connector.calls] == [""]


async def test_where_nobody_listens_we_give_up(teams: Connector, ann: Person) -> None:
    nobody = ann.says("?", serviceUrl=f"http://127.0.0.1:{unused_port()}/")
    with pytest.raises(NotSent) as refused:
        await ConnectorTurn(nobody, teams).send(MESSAGE)
    assert refused.value.status == 0


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def sent_to(answer: Answer, teams: Connector, ann: Person) -> str:
    """The id that a message has where this answers."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        turn = ConnectorTurn(ann.says("?", serviceUrl=str(server.make_url("/"))), teams)
        return await turn.send(MESSAGE)


@pytest.mark.parametrize("status", [307, 308])
async def test_our_token_follows_no_redirect(
    teams: Connector, connector: RecordingConnector, ann: Person, status: int
) -> None:
    async def redirect(_request: web.Request) -> web.Response:
        place = f"{connector.url}v3/conversations/elsewhere/activities"
        return web.Response(status=status, headers={"Location": place})

    with pytest.raises(NotSent):
        await sent_to(redirect, teams, ann)
    assert connector.calls == []


@pytest.mark.parametrize("text", ["", "[]", "null", "<html>", '{"id": null}', "{}"])
async def test_an_answer_without_an_id_was_taken_all_the_same(
    teams: Connector, ann: Person, text: str
) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=201, text=text, content_type="application/json")

    assert await sent_to(answer, teams, ann) == ""


async def test_what_was_taken_is_not_sent_again_when_the_answer_breaks_off(
    teams: Connector, ann: Person
) -> None:
    heard: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        heard.append(await request.text())
        response = web.StreamResponse(status=201, headers={"Content-Length": "99"})
        await response.prepare(request)
        await response.write(b'{"id": "1"')
        if request.transport:
            request.transport.close()
        return response

    assert await sent_to(answer, teams, ann) == ""
    assert len(heard) == 1


@pytest.mark.parametrize(
    "odd", ["19:a/b@thread.tacv2;messageid=1", "a:ü", "x?y=1#z", "a%2Fb", "a b", "../../x"]
)
async def test_an_id_stays_one_part_of_the_path(
    turn: ConnectorTurn, connector: RecordingConnector, odd: str
) -> None:
    turn.activity["conversation"]["id"] = odd
    key = await turn.send(MESSAGE)
    await turn.update(key, MESSAGE)
    assert {call.conversation for call in connector.calls} == {odd}


@pytest.mark.parametrize("slash", ["", "/"])
async def test_a_service_url_may_end_in_a_slash_or_not(
    turn: ConnectorTurn, connector: RecordingConnector, slash: str
) -> None:
    turn.activity["serviceUrl"] = connector.url.rstrip("/") + slash
    assert await turn.send(MESSAGE)


async def test_an_answer_says_to_what_it_is_one(
    turn: ConnectorTurn, connector: RecordingConnector
) -> None:
    await turn.send(MESSAGE)
    given = connector.shown[0].activity
    assert given["replyToId"] == turn.activity["id"]
    assert given["recipient"] == turn.activity["from"]


async def test_all_goes_over_one_connection(
    turn: ConnectorTurn, connector: RecordingConnector
) -> None:
    for _ in range(3):
        await turn.send(MESSAGE)
    assert len({call.line for call in connector.calls}) == 1


async def test_our_token_is_the_one_sent(
    turn: ConnectorTurn, connector: RecordingConnector
) -> None:
    await turn.delete(await turn.send(MESSAGE))
    assert {call.token for call in connector.calls} == {TOKEN}
