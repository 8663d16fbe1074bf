"""The recording Bot Connector refuses what Teams would, so that a story cannot pass with it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.teams.connector import Fault, RecordingConnector

MESSAGE = {"type": "message", "text": "?", "recipient": {"id": "29:ann"}}
PRIVATELY = {"isTargetedActivity": "true"}


@pytest.fixture
async def strict() -> AsyncIterator[RecordingConnector]:
    """A connector that may refuse what it is sent."""
    async with RecordingConnector() as opened:
        yield opened


async def called(
    connector: RecordingConnector,
    method: str,
    given: object = None,
    key: str = "",
    params: dict[str, str] | None = None,
) -> tuple[int, dict[str, Any]]:
    url = f"{connector.url}v3/conversations/a%3Aann/activities" + (f"/{key}" if key else "")
    async with (
        ClientSession() as session,
        session.request(method, url, json=given, params=params) as response,
    ):
        told = await response.json() if response.content_type == "application/json" else {}
        return response.status, told


@pytest.mark.parametrize(
    ("given", "params"),
    [
        ({"text": "no type"}, {}),
        ({**MESSAGE, "text": "x" * 80_001}, {}),
        ({"type": "message", "text": "to whom?"}, PRIVATELY),
    ],
)
async def test_what_teams_would_not_show_is_refused(
    strict: RecordingConnector, given: dict[str, Any], params: dict[str, str]
) -> None:
    status, _ = await called(strict, "POST", given, params=params)
    assert (status, len(strict.refused), strict.shown) == (400, 1, [])


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(("first", "then"), [({}, PRIVATELY), (PRIVATELY, {})])
async def test_who_sees_a_message_cannot_be_changed(
    strict: RecordingConnector, method: str, first: dict[str, str], then: dict[str, str]
) -> None:
    _, told = await called(strict, "POST", MESSAGE, params=first)
    given = {"type": "message", "text": "!"} if method == "PUT" else None
    status, _ = await called(strict, method, given, told["id"], then)
    assert (status, len(strict.refused)) == (404, 1)
    assert [one.text for one in strict.screen] == ["?"]


async def test_what_was_taken_back_cannot_be_changed(strict: RecordingConnector) -> None:
    _, told = await called(strict, "POST", MESSAGE)
    assert await called(strict, "DELETE", key=told["id"]) == (200, {})
    status, _ = await called(strict, "PUT", MESSAGE, told["id"])
    assert (status, strict.screen) == (404, [])


async def test_a_fault_spoils_one_call_and_is_no_refusal(strict: RecordingConnector) -> None:
    strict.fail(Fault(429, "3"))
    assert (await called(strict, "POST", MESSAGE))[0] == 429
    assert (await called(strict, "POST", MESSAGE))[0] == 201
    assert [call.status for call in strict.calls] == [429, 201]
    assert strict.refused == []


async def test_all_that_can_be_read_in_a_card_is_its_words(strict: RecordingConnector) -> None:
    runs = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "one"}]}
    button = {"type": "Action.Execute", "title": "two"}
    card = {"type": "AdaptiveCard", "body": [runs], "actions": [button]}
    kind = "application/vnd.microsoft.card.adaptive"
    await called(
        strict, "POST", {**MESSAGE, "attachments": [{"contentType": kind, "content": card}]}
    )
    (shown,) = await strict.shown.until(1)
    assert shown.words == "one two"
    assert shown.cards == [card]
