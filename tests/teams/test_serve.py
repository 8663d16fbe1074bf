"""`protocol-bot serve` with the Teams door: alone, beside Slack's, or for the Playground."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.__main__ import main
from bot.desk import Desk
from bot.errors import BadRequest
from bot.rulebook import Library
from bot.serve import serve
from bot.settings import Settings
from tests.conftest import Given as Parts
from tests.slack.conftest import Finder, dawdle
from tests.slack.recording import RecordingSlack
from tests.slack.test_serve import opened, served
from tests.slack.workspace import ANN, SOUTHEND
from tests.teams.conftest import TOKEN
from tests.teams.connector import Fault, RecordingConnector
from tests.teams.keys import APP_ID, APP_TENANT, Entra, Keys
from tests.teams.payloads import SOUTHEND as TENANT
from tests.teams.payloads import Given, Person
from tests.teams.screen import settled, words

QUESTION = "can I attend a party group meeting?"
QUOTED = "Clause 9.2.12"
PREFIX = "PROTOCOL_BOT_TEAMS_"


@pytest.fixture
def desk(library: Library, finder: Finder) -> Desk:
    """A desk whose search takes no time."""
    finder.labels = ("9.2.12",)
    return Desk(library, finder)


@pytest.fixture
async def entra(tmp_path: Path, bare: pytest.MonkeyPatch) -> AsyncIterator[Entra]:
    """Entra, whose certificate is trusted."""
    async with Entra(tmp_path) as there:
        bare.setenv("REQUESTS_CA_BUNDLE", str(there.certificate))
        yield there


@pytest.fixture
async def slack() -> AsyncIterator[RecordingSlack]:
    """A Slack with one workspace."""
    async with RecordingSlack(SOUTHEND) as there:
        yield there
        assert not there.refused


Set = Callable[..., Settings]


@pytest.fixture
def over(entra: Entra, keys: Keys, tmp_path: Path) -> Set:
    """Settings for Teams, with changes."""

    def settings(**changed: object) -> Settings:
        known = {
            "teams_app_id": APP_ID,
            "teams_app_type": "SingleTenant",
            "teams_app_tenant": APP_TENANT,
            "teams_app_password": SecretStr("hush"),
            "teams_tenants": TENANT.id,
            "teams_openid_url": keys.url,
            "teams_login_url": entra.url,
            "store": f"sqlite:///{tmp_path / 'serve.db'}",
            "council": "southend",
            "port": unused_port(),
        }
        return Settings.model_validate(known | changed)

    return settings


async def post(settings: Settings, act: Given, bearer: str = "") -> int:
    """Post an activity to the served door; the status that comes back."""
    url = f"http://127.0.0.1:{settings.port}/api/messages"
    headers = {"Authorization": bearer} if bearer else {}
    async with aiohttp.request("POST", url, json=act, headers=headers) as response:
        return response.status


async def test_the_door_opens_with_microsofts_tokens_and_answers(
    connector: RecordingConnector, keys: Keys, over: Set, desk: Desk, ann: Person
) -> None:
    settings = over()
    async with opened(settings, desk) as line:
        door = wording.TEAMS_OVER_HTTP.format(host="127.0.0.1", port=settings.port)
        assert line == wording.DOORS_OPEN.format(doors=door)
        assert await post(settings, ann.says(QUESTION)) == 401
        assert await post(settings, ann.says(QUESTION), keys.bearer(ann.service_url)) == 200
        (answer,) = await settled(connector)
        assert QUOTED in words(answer)
        assert connector.calls[0].token == TOKEN


async def test_both_doors_open_in_one_process_and_the_line_says_so(
    connector: RecordingConnector,
    slack: RecordingSlack,
    keys: Keys,
    over: Set,
    desk: Desk,
    ann: Person,
) -> None:
    settings = over(
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_bot_token=SecretStr(SOUTHEND.bot_token),
        slack_api_url=slack.api_url,
    )
    async with opened(settings, desk) as line:
        for told in (wording.SLACK_OVER_HTTP, wording.TEAMS_OVER_HTTP):
            assert told.format(host="127.0.0.1", port=settings.port) in line
        await post(settings, ann.says(QUESTION), keys.bearer(ann.service_url))
        mention = slack.member(SOUTHEND, ANN).mentions(QUESTION)
        await slack.send(f"http://127.0.0.1:{settings.port}/slack/events", mention)
        (in_teams,) = await settled(connector)
        (in_slack,) = await slack.shown.until(1)
        assert QUOTED in words(in_teams)
        assert QUOTED in in_slack.words


async def test_only_the_doors_that_are_configured_are_there(over: Set, desk: Desk) -> None:
    settings = over()
    async with opened(settings, desk):
        url = f"http://127.0.0.1:{settings.port}/slack/events"
        async with aiohttp.request("POST", url) as response:
            assert response.status == 404


async def test_a_credential_that_microsoft_does_not_take_is_told_before_anything_opens(
    entra: Entra, over: Set, desk: Desk, store: AsyncEngine
) -> None:
    entra.tokens.clear()
    said: list[str] = []
    with pytest.raises(BadRequest, match="invalid_client"):
        await serve(over(), desk, store, said.append)
    assert not said


async def test_a_council_that_is_mistyped_is_told_before_anything_opens(
    over: Set, desk: Desk, store: AsyncEngine
) -> None:
    with pytest.raises(BadRequest, match="southern"):
        await serve(over(teams_councils="southern"), desk, store, print)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_an_answer_under_way_goes_out_before_the_process_ends(
    connector: RecordingConnector,
    keys: Keys,
    over: Set,
    finder: Finder,
    ann: Person,
    number: signal.Signals,
) -> None:
    settings = over()
    async with opened(settings, Desk(finder.library, finder), number):
        begun = dawdle(finder, 0.2)
        posting = post(settings, ann.says(QUESTION), keys.bearer(ann.service_url))
        posted = asyncio.ensure_future(posting)
        await begun.wait()
        assert not connector.shown
    assert len(connector.shown) == 1
    assert await posted == 200


# The Playground


@pytest.fixture
def alone(bare: pytest.MonkeyPatch, tmp_path: Path) -> Set:
    """Settings without any credential."""
    assert bare

    def settings(**changed: object) -> Settings:
        known = {
            "store": f"sqlite:///{tmp_path / 'serve.db'}",
            "council": "southend",
            "port": unused_port(),
        }
        return Settings.model_validate(known | changed)

    return settings


async def test_the_playgrounds_door_answers_without_a_token_on_this_machine(
    connector: RecordingConnector, alone: Set, desk: Desk, ann: Person
) -> None:
    settings = alone()
    async with opened(settings, desk, playground=True) as line:
        assert "without authentication and for this machine only" in line
        asked = ann.says(QUESTION)
        del asked["channelData"]
        assert await post(settings, asked) == 200
        (answer,) = await settled(connector)
        assert QUOTED in words(answer)
        assert await post(settings, ann.says("x", serviceUrl="https://example.org/")) == 401


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"HOST": "0.0.0.0"}, "set PROTOCOL_BOT_HOST to 127.0.0.1"),  # noqa: S104 - it is refused
        ({"TEAMS_APP_PASSWORD": "hush"}, "unset PROTOCOL_BOT_TEAMS_APP_PASSWORD"),
    ],
)
def test_the_playgrounds_door_does_not_open_to_anybody_else(
    bare: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    library: Library,
    given: dict[str, str],
    told: str,
) -> None:
    for name, value in given.items():
        bare.setenv(f"PROTOCOL_BOT_{name}", value)
    assert main(["serve", "--playground"], partial(Parts, library)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert "hush" not in line


def test_a_door_that_is_set_up_half_way_names_what_is_missing_in_one_line(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], library: Library
) -> None:
    bare.setenv(f"{PREFIX}APP_PASSWORD", "hush")
    bare.setenv(f"{PREFIX}APP_ID", APP_ID)
    assert main(["serve"], partial(Parts, library)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    missing = [f"{PREFIX}{name}" for name in ("APP_TYPE", "APP_TENANT", "TENANTS")]
    assert " and ".join(missing) in line
    assert "hush" not in line


# The command in a process of its own


@pytest.mark.model
async def test_the_command_finishes_an_answer_when_it_is_told_to_stop(
    connector: RecordingConnector, keys: Keys, over: Set, real_index: Path, ann: Person
) -> None:
    settings, bearer = over(), keys.bearer(ann.service_url)
    async with served(settings, real_index) as one:
        assert "/api/messages" in one.line
        await post(settings, ann.says(QUESTION), bearer)
        (answer,) = await settled(connector)
        assert QUOTED in words(answer)
        connector.fail(Fault(502, delay=0.5))
        posting = post(settings, ann.says("who may speak to the press?"), bearer)
        posted = asyncio.ensure_future(posting)
        await connector.calls.until(2)
        assert len(connector.shown) == 1  # the second answer is under way
        assert await one.stop(signal.SIGTERM) == 0
    assert await posted == 200
    assert len(connector.shown) == 2


@pytest.mark.model
async def test_the_command_opens_the_playgrounds_door(
    connector: RecordingConnector, alone: Set, real_index: Path, ann: Person
) -> None:
    settings = alone()
    async with served(settings, real_index, "--playground") as one:
        assert "without authentication" in one.line
        assert await post(settings, ann.says(QUESTION)) == 200
        (answer,) = await settled(connector)
        assert QUOTED in words(answer)
        assert await one.stop(signal.SIGTERM) == 0
