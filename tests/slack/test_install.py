"""Several workspaces: each installs the app by OAuth, has its own council and its own tokens."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer, unused_port
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.desk import Desk
from bot.rulebook import Library
from bot.serve import front_of, keys_of
from bot.server import application
from bot.settings import Settings
from bot.slack import http
from bot.slack.door import build
from bot.slack.oauth import CALLBACK_PATH, INSTALL_PATH, SCOPES
from bot.views import COUNCIL
from tests.slack.conftest import Door, Finder
from tests.slack.payloads import Member
from tests.slack.recording import Fault, RecordingSlack
from tests.slack.workspace import ANN, BOB, CAT, DAN, HASTINGS, SOUTHEND

# slack_sdk 3.47 makes an aiohttp.BasicAuth, which aiohttp 3.14 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

QUESTION = "can I attend a party group meeting?"


@pytest.fixture
async def slack() -> AsyncIterator[RecordingSlack]:
    """A Slack in which no workspace has installed the app yet."""
    async with RecordingSlack(SOUTHEND, HASTINGS, installed=False) as opened:
        yield opened
        assert not opened.refused


@pytest.fixture
async def door(
    slack: RecordingSlack,
    store: AsyncEngine,
    finder: Finder,
    library: Library,
    bare: pytest.MonkeyPatch,
) -> AsyncIterator[Door]:
    """A door for every workspace that installs the app, put together as `serve` does it."""
    assert bare
    port = unused_port()
    settings = Settings(
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_client_id=slack.client_id,
        slack_client_secret=SecretStr(slack.client_secret),
        slack_api_url=slack.api_url,
        slack_authorize_url=slack.authorize_url,
        store_keys=SecretStr(Fernet.generate_key().decode()),
        public_url=f"http://127.0.0.1:{port}",
    )
    keys = keys_of(settings, store)
    front = front_of(settings, Desk(library, finder), store, keys)
    routes = http.routes(build(front, keys), keys.signing_secret)
    async with TestServer(application(routes), port=port) as server:
        yield Door(str(server.make_url("/slack/events")), front, finder)
        await front.drain(5.0)


async def install(slack: RecordingSlack, door: Door, member: Member) -> None:
    """Somebody installs the app in their workspace, in a browser."""
    done = await slack.install(door.url.replace("/slack/events", INSTALL_PATH), member)
    assert done.status == 200


async def choose(slack: RecordingSlack, door: Door, member: Member, council: str) -> None:
    """The installer binds their workspace to a council, on their Home tab."""
    seen = len(slack.views)
    await slack.send(door.url, member.opens())
    home = (await slack.views.until(seen + 1))[-1]
    await slack.send(door.url, member.presses(home, COUNCIL, council))
    await slack.views.until(seen + 2)


async def test_an_installed_workspace_is_answered_once_its_installer_chose_a_council(
    slack: RecordingSlack, door: Door
) -> None:
    ann, bob = slack.member(SOUTHEND, ANN), slack.member(SOUTHEND, BOB)
    await install(slack, door, bob)
    assert slack.granted[SOUTHEND.bot_token].split(",") == list(SCOPES)
    await slack.send(door.url, ann.mentions(QUESTION))
    assert (await slack.shown.until(1))[0].text == wording.NO_COUNCIL_YET
    await choose(slack, door, bob, "southend")
    await slack.send(door.url, ann.mentions(QUESTION))
    await slack.shown.until(2)
    assert door.finder.asked == [("southend", QUESTION)]


async def test_whoever_cancels_at_slack_installs_nothing(slack: RecordingSlack, door: Door) -> None:
    url = door.url.replace("/slack/events", INSTALL_PATH)
    page = await slack.install(url, slack.member(SOUTHEND, BOB), agrees=False)
    assert "access_denied" in page.body
    assert not slack.granted


async def test_a_code_that_comes_without_a_state_of_ours_is_not_used(
    slack: RecordingSlack, door: Door
) -> None:
    url = door.url.replace("/slack/events", f"{CALLBACK_PATH}?code=1&state=2")
    assert (await slack.install(url, slack.member(SOUTHEND, BOB))).status == 400
    assert "oauth.v2.access" not in [call.method for call in slack.calls]


async def test_two_workspaces_get_their_own_councils_clauses_by_their_own_tokens(
    slack: RecordingSlack, door: Door
) -> None:
    bob, dan = slack.member(SOUTHEND, BOB), slack.member(HASTINGS, DAN)
    for member, council in ((bob, "southend"), (dan, "hastings")):
        await install(slack, door, member)
        await choose(slack, door, member, council)
    for member in (slack.member(SOUTHEND, ANN), slack.member(HASTINGS, CAT)):
        await slack.send(door.url, member.mentions(QUESTION))
    await slack.shown.until(2)
    assert sorted(door.finder.asked) == [("hastings", QUESTION), ("southend", QUESTION)]
    posted = await slack.calls.until(2, lambda call: call.method == "chat.postMessage")
    assert {call.given["channel"]: call.token for call in posted} == {
        SOUTHEND.channel: SOUTHEND.bot_token,
        HASTINGS.channel: HASTINGS.bot_token,
    }
    said = {shown.home: shown.words for shown in slack.shown}
    assert "Southend-on-Sea" in said[SOUTHEND]
    assert "Hastings" not in said[SOUTHEND]
    assert "Hastings" in said[HASTINGS]
    assert "Southend" not in said[HASTINGS]


async def test_a_question_is_answered_while_slack_cannot_say_whose_the_token_is(
    slack: RecordingSlack, door: Door
) -> None:
    bob = slack.member(SOUTHEND, BOB)
    await install(slack, door, bob)
    await choose(slack, door, bob, "southend")
    slack.fail("auth.test", Fault(error="fatal_error"))
    await slack.send(door.url, bob.mentions(QUESTION))
    await slack.shown.until(1)


async def test_an_installer_is_an_admin_of_their_own_workspace_only(
    slack: RecordingSlack, door: Door
) -> None:
    await install(slack, door, slack.member(SOUTHEND, BOB))
    await install(slack, door, slack.member(HASTINGS, DAN))
    ann, dan = slack.member(SOUTHEND, ANN), slack.member(HASTINGS, DAN)
    for count, (member, admin) in enumerate([(ann, False), (dan, True)], start=1):
        await slack.send(door.url, member.opens())
        home = (await slack.views.until(count))[-1]
        assert (wording.FOR_ADMINS in home.words) is admin


def kept_in(folder: Path) -> bytes:
    """All that the database's files hold."""
    return b"".join(file.read_bytes() for file in folder.glob("store.db*"))


async def test_no_token_stands_in_the_database_in_clear(
    slack: RecordingSlack, door: Door, tmp_path: Path
) -> None:
    await install(slack, door, slack.member(SOUTHEND, BOB))
    kept = kept_in(tmp_path)
    assert SOUTHEND.team.encode() in kept
    assert SOUTHEND.bot_token.encode() not in kept


async def rows(store: AsyncEngine, team: str) -> int:
    """How many rows of tokens are kept for a workspace."""
    count = "SELECT (SELECT count(*) FROM slack_bots WHERE team_id = :team)"
    count += " + (SELECT count(*) FROM slack_installations WHERE team_id = :team)"
    async with store.connect() as connection:
        return int((await connection.execute(text(count), {"team": team})).scalar_one())


@pytest.mark.parametrize(
    ("event", "left"),
    [
        ({"type": "app_uninstalled"}, 0),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0SOUTHENDBOT"]}}, 0),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U0BOB"], "bot": []}}, 2),
    ],
    ids=["uninstalled", "bot token revoked", "somebody's token revoked"],
)
async def test_tokens_are_deleted_when_the_app_leaves_a_workspace_and_only_that_one(
    slack: RecordingSlack, door: Door, event: dict[str, object], left: int
) -> None:
    bob = slack.member(SOUTHEND, BOB)
    await install(slack, door, bob)
    await install(slack, door, slack.member(HASTINGS, DAN))
    assert (await slack.send(door.url, bob.event(dict(event)))).status == 200
    await door.front.drain(5.0)
    assert await rows(door.front.store, SOUTHEND.team) == left
    assert await rows(door.front.store, HASTINGS.team) == 2


async def test_a_workspace_that_left_is_no_longer_answered_and_can_come_back(
    slack: RecordingSlack, door: Door
) -> None:
    ann, bob = slack.member(SOUTHEND, ANN), slack.member(SOUTHEND, BOB)
    await install(slack, door, bob)
    await choose(slack, door, bob, "southend")
    await slack.send(door.url, bob.event({"type": "app_uninstalled"}))
    await door.front.drain(5.0)
    await slack.send(door.url, ann.mentions(QUESTION))
    await slack.shown.quiet()
    assert not slack.shown
    await install(slack, door, bob)
    await slack.send(door.url, ann.mentions(QUESTION))
    await slack.shown.until(1)
    assert door.finder.asked == [("southend", QUESTION)]
