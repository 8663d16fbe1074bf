"""Several workspaces: each installs the app by OAuth, has its own council and its own tokens."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer, unused_port
from cryptography.fernet import Fernet
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from yarl import URL

from bot import wording
from bot.asker import Asker
from bot.desk import Desk
from bot.front import Person
from bot.offers import FEEDBACK
from bot.rulebook import Library
from bot.serve import front_of, keys_of
from bot.server import application
from bot.settings import Settings
from bot.slack import http
from bot.slack.door import build
from bot.slack.front import PLATFORM
from bot.slack.oauth import CALLBACK_PATH, INSTALL_PATH, SCOPES
from bot.slack.shortcuts import WHICH_CLAUSE
from bot.store.feedback import listed
from bot.store.installations import Installations
from bot.store.schema import metadata
from bot.store.tenants import bind, tenant_of
from bot.views import COUNCIL
from tests.slack.conftest import Door, Finder, OpenDoor
from tests.slack.payloads import Member
from tests.slack.recording import Fault, RecordingSlack
from tests.slack.shown import Given
from tests.slack.workspace import ANN, APP, BOB, CAT, DAN, HASTINGS, SOUTHEND
from tests.store.gone import gone, impatient

# slack_sdk 3.47 makes an aiohttp.BasicAuth, which aiohttp 3.14 has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

QUESTION = "can I attend a party group meeting?"
ORGANISATION = "E0ESSEX"
UNINSTALLED: dict[str, object] = {"type": "app_uninstalled"}
REVOKED: dict[str, object] = {
    "type": "tokens_revoked",
    "tokens": {"oauth": [], "bot": ["U0SOUTHENDBOT"]},
}


@dataclass
class Shop(Door):
    """A door for many workspaces, and what is kept of them."""

    installations: Installations


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
    tmp_path: Path,
) -> AsyncIterator[Shop]:
    """A door for every workspace that installs the app, put together as `serve` does it."""
    assert bare
    port = unused_port()
    settings = Settings(
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_client_id=slack.client_id,
        slack_client_secret=SecretStr(slack.client_secret),
        slack_api_url=slack.api_url,
        slack_authorize_url=slack.authorize_url,
        store=f"sqlite:///{tmp_path / 'store.db'}",
        store_keys=SecretStr(Fernet.generate_key().decode()),
        public_url=f"http://127.0.0.1:{port}",
    )
    keys = keys_of(settings, store)
    front = replace(front_of(settings, Desk(library, finder), store, keys), visits=impatient())
    routes = http.routes(build(front, keys), keys.signing_secret)
    async with TestServer(application(routes), port=port) as server:
        assert keys.oauth is not None
        kept = keys.oauth.installation_store
        assert isinstance(kept, Installations)
        yield Shop(str(server.make_url("/slack/events")), front, finder, kept)
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


async def install_in_both(slack: RecordingSlack, door: Door) -> tuple[Member, Member]:
    """The app is installed in both workspaces, each bound to its council; who installed it."""
    bob, dan = slack.member(SOUTHEND, BOB), slack.member(HASTINGS, DAN)
    for member, council in ((bob, "southend"), (dan, "hastings")):
        await install(slack, door, member)
        await choose(slack, door, member, council)
    return bob, dan


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


@pytest.mark.parametrize("path", [INSTALL_PATH, CALLBACK_PATH])
@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Encoding": "gzip"},
        {"Content-Type": "text/plain; charset=nonsense"},
        {"Content-Type": "text/plain; charset=utf-16"},
    ],
)
async def test_a_page_that_is_asked_for_with_a_garbled_body_is_400(
    door: Door, path: str, headers: dict[str, str]
) -> None:
    url = door.url.replace("/slack/events", path)
    async with (
        aiohttp.ClientSession(skip_auto_headers={"Content-Type"}) as browser,
        browser.get(url, data=BytesIO(b"\xff\xfe\xfd"), headers=headers) as page,
    ):
        assert page.status == 400


@pytest.mark.parametrize(
    "query",
    ["", "?code", "?state=%ed%a0%80&code=%00", "?error=%ff%00", f"?state={'x' * 7000}&code=1"],
)
async def test_a_page_that_nobody_was_sent_to_is_never_500(door: Door, query: str) -> None:
    url = URL(door.url.replace("/slack/events", CALLBACK_PATH) + query, encoded=True)
    async with aiohttp.ClientSession() as browser, browser.get(url) as page:
        assert page.status in {200, 400}
        assert "Traceback" not in await page.text()


async def test_two_workspaces_get_their_own_councils_clauses_by_their_own_tokens(
    slack: RecordingSlack, door: Door
) -> None:
    await install_in_both(slack, door)
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


async def test_two_workspaces_are_answered_by_their_own_tokens_while_the_store_is_away(
    slack: RecordingSlack, door: Door, store: AsyncEngine
) -> None:
    for home, admin, council in ((SOUTHEND, BOB, "southend"), (HASTINGS, DAN, "hastings")):
        await install(slack, door, slack.member(home, admin))
        await choose(slack, door, slack.member(home, admin), council)
    calls = len(slack.calls)
    async with gone(store):
        for home, person in ((SOUTHEND, ANN), (HASTINGS, CAT)):
            assert (
                await slack.send(door.url, slack.member(home, person).mentions(QUESTION))
            ).status == 200
    assert [council for council, _ in door.finder.asked] == ["southend", "hastings"]
    assert [call.token for call in slack.calls[calls:]] == [SOUTHEND.bot_token, HASTINGS.bot_token]


async def test_a_workspace_whose_token_this_process_never_read_is_asked_to_send_again(
    slack: RecordingSlack, door: Door, store: AsyncEngine
) -> None:
    mention = slack.member(SOUTHEND, ANN).mentions(QUESTION)
    async with gone(store):
        assert (await slack.send(door.url, mention)).status == 500
    assert not slack.shown


async def test_the_app_leaving_while_the_store_is_away_is_forgotten_when_it_is_back(
    slack: RecordingSlack, door: Shop, store: AsyncEngine
) -> None:
    bob = slack.member(SOUTHEND, BOB)
    await install(slack, door, bob)
    await choose(slack, door, bob, "southend")
    left = bob.event(UNINSTALLED)
    async with gone(store):
        sending = asyncio.ensure_future(slack.send(door.url, left))
        await asyncio.sleep(0.2)
        assert door.front.answering
    await door.front.drain(5.0)
    assert (await sending).status == 200
    assert await tenant_of(store, "slack", SOUTHEND.team) is None
    assert (
        await door.installations.async_find_bot(enterprise_id=None, team_id=SOUTHEND.team) is None
    )


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


async def held(store: AsyncEngine) -> dict[str, set[tuple[str, int]]]:
    """How many rows are kept of which tenant, by table; tables without any are left out."""
    found = {}
    async with store.connect() as connection:
        for table in metadata.sorted_tables:
            if {"platform", "tenant"} <= set(table.c.keys()):
                counted = select(table.c.tenant, func.count()).group_by(table.c.tenant)
                found[table.name] = {
                    (one, count) for one, count in await connection.execute(counted)
                }
    return {name: some for name, some in found.items() if some}


async def fill(slack: RecordingSlack, door: Door, member: Member) -> None:
    """Somebody asks in a thread and gives feedback, with a role of their own."""
    shown = len(slack.shown)
    await door.front.keep_role(Person(member.home.team, member.person.id), Asker.OFFICER)
    await slack.send(door.url, member.mentions(QUESTION))
    answer = (await slack.shown.until(shown + 1))[-1]
    await slack.send(door.url, member.presses(answer, FEEDBACK, "positive"))
    await slack.shown.until(shown + 2)
    await door.front.drain(5.0)


EVERYTHING = {"tenants", "people", "questions", "said", "rates", "feedback"}


async def test_all_that_is_kept_of_a_workspace_goes_with_the_app_but_feedback_that_names_nobody(
    slack: RecordingSlack, door: Door
) -> None:
    bob, dan = await install_in_both(slack, door)
    for member in (bob, dan):
        await fill(slack, door, member)
    both = {(SOUTHEND.team, 1), (HASTINGS.team, 1)}
    before = await held(door.front.store)
    assert before == dict.fromkeys(EVERYTHING, both)
    # Slack tells both, in either order.
    await slack.send(door.url, bob.event(REVOKED))
    await door.front.drain(5.0)
    assert await held(door.front.store) == before
    await slack.send(door.url, bob.event(UNINSTALLED))
    await door.front.drain(5.0)
    after = await held(door.front.store)
    assert after.pop("feedback") == {("", 1), (HASTINGS.team, 1)}
    assert after == {name: {(HASTINGS.team, 1)} for name in EVERYTHING - {"feedback"}}
    assert SOUTHEND.team not in "".join(map(repr, await listed(door.front.store)))


async def test_a_workspace_may_come_and_go_and_change_its_mind(
    slack: RecordingSlack, door: Door
) -> None:
    bob = slack.member(SOUTHEND, BOB)
    answer = None
    for verdict in ("positive", "negative"):
        await install(slack, door, bob)
        await choose(slack, door, bob, "southend")
        if answer is None:
            await slack.send(door.url, bob.mentions(QUESTION))
            answer = (await slack.shown.until(1))[-1]
        await slack.send(door.url, bob.presses(answer, FEEDBACK, verdict))
        await door.front.drain(5.0)
        await slack.calls.quiet(0.05)
        await slack.send(door.url, bob.event(UNINSTALLED))
        await door.front.drain(5.0)
    assert set(await held(door.front.store)) == {"feedback"}
    assert [one.verdict for one in await listed(door.front.store)] == ["down"]


@pytest.mark.parametrize("event", [UNINSTALLED, REVOKED], ids=["uninstalled", "revoked"])
async def test_an_event_of_before_the_app_came_back_takes_nothing_away(
    slack: RecordingSlack, door: Door, event: dict[str, object]
) -> None:
    ann, bob = slack.member(SOUTHEND, ANN), slack.member(SOUTHEND, BOB)
    late = bob.event(dict(event))
    late["event_time"] = int(time.time()) - 60
    await install(slack, door, bob)
    await choose(slack, door, bob, "southend")
    before = await held(door.front.store)
    assert (await slack.send(door.url, late)).status == 200
    await door.front.drain(5.0)
    assert await rows(door.front.store, SOUTHEND.team) == 2
    assert await held(door.front.store) == before
    await slack.send(door.url, ann.mentions(QUESTION))
    await slack.shown.until(1)
    assert door.finder.asked == [("southend", QUESTION)]


async def test_with_one_workspace_and_no_oauth_its_data_go_too(
    slack: RecordingSlack, open_door: OpenDoor
) -> None:
    slack.granted[SOUTHEND.bot_token] = ",".join(SCOPES)
    door, bob = await open_door(), slack.member(SOUTHEND, BOB)
    await choose(slack, door, bob, "southend")
    await fill(slack, door, bob)
    await slack.send(door.url, bob.event(UNINSTALLED))
    await door.front.drain(5.0)
    assert await held(door.front.store) == {"feedback": {("", 1)}}


# Enterprise Grid


@dataclass(frozen=True)
class Grid:
    """How an app is installed in an organisation: in one workspace of it, or in all of them."""

    org_wide: bool

    def installs(self, installer: str) -> Installation:
        """What Slack gives when somebody installs the app so."""
        return Installation(
            app_id=APP,
            enterprise_id=ORGANISATION,
            team_id=None if self.org_wide else SOUTHEND.team,
            bot_token=SOUTHEND.bot_token,
            bot_id=SOUTHEND.bot_id,
            bot_user_id=SOUTHEND.bot_user,
            user_id=installer,
            is_enterprise_install=self.org_wide,
        )

    def sends(self, payload: Given) -> Given:
        """A payload as it comes from such a workspace."""
        within = {"enterprise_id": ORGANISATION, "is_enterprise_install": self.org_wide}
        if "authorizations" in payload:
            named = [{**one, **within} for one in payload["authorizations"]]
            return {**payload, "authorizations": named}
        if "command" in payload:
            return {**payload, **within, "is_enterprise_install": str(self.org_wide).lower()}
        team = None if self.org_wide else payload["team"]
        return {**payload, **within, "team": team, "enterprise": {"id": ORGANISATION}}


@pytest.fixture(params=[True, False], ids=["org-wide", "one workspace"])
async def grid(request: pytest.FixtureRequest, slack: RecordingSlack, door: Shop) -> Grid:
    """An organisation, Southend's workspace in it, in which Bob installed the app."""
    found = Grid(request.param)
    slack.granted[SOUTHEND.bot_token] = ",".join(SCOPES)
    await door.installations.async_save(found.installs(BOB.id))
    return found


async def test_whoever_installed_the_app_in_an_organisation_is_an_admin(
    slack: RecordingSlack, door: Shop, grid: Grid
) -> None:
    ann, bob = slack.member(SOUTHEND, ANN), slack.member(SOUTHEND, BOB)
    for count, (member, admin) in enumerate([(ann, False), (bob, True)], start=1):
        await slack.send(door.url, grid.sends(member.opens()))
        home = (await slack.views.until(count))[-1]
        assert (wording.FOR_ADMINS in home.words) is admin
    await slack.send(door.url, grid.sends(bob.presses(home, COUNCIL, "southend")))
    await slack.views.until(3)
    known = await tenant_of(door.front.store, PLATFORM, SOUTHEND.team)
    assert known is not None
    assert known.councils == ("southend",)


async def test_a_workspace_of_an_organisation_is_answered_whatever_is_sent(
    slack: RecordingSlack, door: Shop, grid: Grid
) -> None:
    await bind(door.front.store, PLATFORM, SOUTHEND.team, ("southend",))
    ann = slack.member(SOUTHEND, ANN)
    await slack.send(door.url, grid.sends(ann.mentions(QUESTION)))
    answer = (await slack.shown.until(1))[-1]
    await slack.send(door.url, grid.sends(ann.presses(answer, FEEDBACK, "positive")))
    await slack.send(door.url, grid.sends(ann.uses(WHICH_CLAUSE, QUESTION)))
    await slack.shown.until(3)
    await slack.send(door.url, grid.sends(ann.types("/clause")))
    view = (await slack.views.until(1))[-1]
    await slack.send(door.url, grid.sends(ann.submits(view, {"label": "9.2.12"})))
    assert "Only a Chief Officer" in (await slack.shown.until(4))[-1].words
    assert not [shown for shown in slack.shown if shown.text.startswith("Sorry")]


async def test_an_organisation_that_uninstalls_the_app_leaves_no_token(
    slack: RecordingSlack, door: Shop, grid: Grid
) -> None:
    await slack.send(door.url, grid.sends(slack.member(SOUTHEND, BOB).event(UNINSTALLED)))
    await door.front.drain(5.0)
    found = await door.installations.async_find_installation(
        enterprise_id=ORGANISATION, team_id=SOUTHEND.team, is_enterprise_install=grid.org_wide
    )
    assert found is None


async def rows(store: AsyncEngine, team: str) -> int:
    """How many rows of tokens are kept for a workspace."""
    count = "SELECT (SELECT count(*) FROM slack_bots WHERE team_id = :team)"
    count += " + (SELECT count(*) FROM slack_installations WHERE team_id = :team)"
    async with store.connect() as connection:
        return int((await connection.execute(text(count), {"team": team})).scalar_one())


@pytest.mark.parametrize(
    ("event", "left"),
    [
        (UNINSTALLED, 0),
        (REVOKED, 0),
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
    await choose(slack, door, bob, "southend")
    await slack.send(door.url, ann.mentions(QUESTION))
    await slack.shown.until(1)
    assert door.finder.asked == [("southend", QUESTION)]
