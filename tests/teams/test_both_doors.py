"""The same questions at both doors, over one desk and one store: clauses and citations agree."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer

from bot.quoting import written
from bot.server import application
from bot.slack import http
from bot.slack.door import Keys, build
from bot.slack.front import SlackFront
from tests.blocks.limits import nodes
from tests.blocks.test_quoting import plain_words
from tests.cards import limits
from tests.doubles import PSEUDONYMS
from tests.slack.conftest import NOW
from tests.slack.recording import RecordingSlack
from tests.slack.workspace import ANN, SOUTHEND
from tests.teams.conftest import Opened
from tests.teams.connector import RecordingConnector
from tests.teams.payloads import Person
from tests.teams.screen import settled, words

ASKED = [
    "can I attend a party group meeting?",
    "deadline enquiry-reply 2026-11-20",
    "route officer-conduct",
    "clause 9.2.12",
    "how long do we have to answer a councillor's enquiry of 20 November?",
]


@pytest.fixture
async def slack(door: Opened) -> AsyncIterator[tuple[RecordingSlack, str]]:
    """Slack, and a door to it with the desk, the store and the clock of Teams' door."""
    teams = door.front
    front = SlackFront(
        desk=teams.desk,
        store=teams.store,
        now=lambda: NOW,
        pseudonyms=PSEUDONYMS,
        councils=teams.councils,
    )
    async with RecordingSlack(SOUTHEND) as opened:
        keys = Keys(opened.signing_secret, SOUTHEND.bot_token, base_url=opened.api_url)
        routes = http.routes(build(front, keys), opened.signing_secret)
        async with TestServer(application(routes)) as server:
            yield opened, str(server.make_url("/slack/events"))
            await front.drain(5.0)
        assert not opened.refused


@pytest.mark.parametrize("text", ASKED)
async def test_both_doors_quote_the_same_words_and_cite_the_same_clauses(
    connector: RecordingConnector,
    slack: tuple[RecordingSlack, str],
    door: Opened,
    ann: Person,
    text: str,
) -> None:
    door.finder.labels = ("9.2.12", "9.2.2", "9.1.5")
    workspace, url = slack
    await workspace.send(url, workspace.member(SOUTHEND, ANN).writes(text))
    await door.post(ann.says(text))
    (in_slack,), (in_teams,) = await workspace.shown.until(1), await settled(connector)
    quoted = [
        written(one) for one in nodes(in_slack.blocks) if one.get("type") == "rich_text_quote"
    ]
    cards = list(limits.quotations(in_teams.cards))
    assert quoted
    assert [plain_words(one) for one in quoted] == [plain_words(one) for one in cards]
    claims = in_teams.activity["entities"][0]["citation"]
    for claim in claims:
        assert claim["appearance"]["abstract"] in in_slack.words
        assert claim["appearance"]["abstract"] in words(in_teams)
    assert len(claims) == len(cards)
