"""What Teams' door counts; and what both doors log of an answer: one line, and nothing of who."""

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestServer

from bot.log import Form, Lines
from bot.server import application
from bot.slack import http
from bot.slack.door import Keys, build
from bot.slack.front import SlackFront
from tests.doubles import PSEUDONYMS, Counted
from tests.slack.conftest import NOW
from tests.slack.recording import RecordingSlack
from tests.slack.workspace import ANN
from tests.slack.workspace import SOUTHEND as WORKSPACE
from tests.teams.conftest import TOKEN, OpenDoor, Opened
from tests.teams.connector import Fault, RecordingConnector
from tests.teams.payloads import SOUTHEND, Person
from tests.teams.screen import settled

WORD = "marmalade"
QUESTION = f"can I bring {WORD} to a party group meeting?"


@pytest.fixture
def tally() -> Counted:
    """What the doors count."""
    return Counted()


@pytest.fixture
async def door(open_door: OpenDoor, tally: Counted) -> Opened:
    """A door that counts."""
    opened = await open_door(tally=tally, second_look=0.01)
    opened.finder.labels = ("9.2.12", "9.2.2")
    return opened


async def test_an_answer_is_told_once(
    connector: RecordingConnector, door: Opened, tally: Counted, ann: Person
) -> None:
    await door.post(ann.says(QUESTION))
    await settled(connector)
    (told,) = tally.answers
    assert (told.door, told.council, told.kind) == ("teams", "southend", "quotation")
    assert told.clauses == ("9.2.12", "9.2.2")
    assert not tally.counts


async def test_an_answer_in_a_dialog_is_told_too(
    connector: RecordingConnector, door: Opened, tally: Counted, ann: Person
) -> None:
    await door.post(ann.uses("whichClause", QUESTION))
    await settled(connector, 0)
    assert [told.kind for told in tally.answers] == ["quotation"]


async def test_an_activity_that_comes_again_is_counted_and_not_told(
    connector: RecordingConnector, door: Opened, tally: Counted, ann: Person
) -> None:
    said = ann.says(QUESTION)
    for _ in range(2):
        await door.post(said)
    await settled(connector)
    await door.front.drain(5.0)
    assert len(tally.answers) == 1
    assert tally.counts == [("repeated", "teams")]


@pytest.mark.parametrize(("status", "counted"), [(502, "retried"), (413, "rejected"), (403, "")])
async def test_what_teams_makes_of_an_answer_is_counted(
    connector: RecordingConnector,
    door: Opened,
    tally: Counted,
    ann: Person,
    status: int,
    counted: str,
) -> None:
    connector.fail(Fault(status))
    await door.post(ann.says(QUESTION))
    await settled(connector)
    assert tally.counts == [(counted or "failed", "teams")]
    assert len(tally.answers) == bool(counted)


# ------------------------------------------------------------------------------- both doors' lines
@dataclass
class SlackDoor:
    """Slack, and where it sends events to."""

    slack: RecordingSlack
    url: str


@pytest.fixture
async def slack(door: Opened, tally: Counted) -> AsyncIterator[SlackDoor]:
    """Slack before a door over the same desk and store as Teams' door."""
    teams = door.front
    front = SlackFront(
        desk=teams.desk,
        store=teams.store,
        now=lambda: NOW,
        pseudonyms=PSEUDONYMS,
        councils=teams.councils,
        tally=tally,
    )
    async with RecordingSlack(WORKSPACE) as opened:
        keys = Keys(opened.signing_secret, WORKSPACE.bot_token, base_url=opened.api_url)
        routes = http.routes(build(front, keys), opened.signing_secret)
        async with TestServer(application(routes)) as server:
            yield SlackDoor(opened, str(server.make_url("/slack/events")))
            await front.drain(5.0)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], list[logging.LogRecord]]:
    """All that any logger that there is says, at DEBUG."""
    for name in ("root", *logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, None if name == "root" else name)
    return lambda: list(caplog.records)


@pytest.mark.parametrize("form", Form)
async def test_each_answer_is_one_line_and_no_line_says_who_asked_what_or_where(
    connector: RecordingConnector,
    slack: SlackDoor,
    door: Opened,
    ann: Person,
    logged: Callable[[], list[logging.LogRecord]],
    form: Form,
) -> None:
    member = slack.slack.member(WORKSPACE, ANN)
    await door.post(ann.says(QUESTION))
    await door.post(ann.at("channel").mentions(QUESTION))
    await slack.slack.send(slack.url, member.mentions(QUESTION))
    await slack.slack.send(slack.url, member.types(f"/protocol {QUESTION}"))
    await slack.slack.shown.until(2)
    await settled(connector)
    lines = [Lines(form).format(one) for one in logged()]
    held = "\n".join(f"{one.getMessage()} {one.args} {vars(one)}" for one in logged())
    assert len([line for line in lines if "9.2.12" in line]) == 4
    for word in secret(ann, slack.slack):
        assert word not in "\n".join(lines)
        assert word not in held


def secret(ann: Person, slack: RecordingSlack) -> set[str]:
    """What no line may hold: words, people, places, tokens."""
    of_teams = {ann.id, ann.aad, ann.conversation, SOUTHEND.id, SOUTHEND.channel, TOKEN, "eyJ"}
    of_slack = {ANN.id, WORKSPACE.team, WORKSPACE.channel, WORKSPACE.bot_token, "xoxb"}
    return {WORD, *of_teams, *of_slack, slack.signing_secret}
