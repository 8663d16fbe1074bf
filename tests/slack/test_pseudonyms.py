"""After a conversation with everything in it, no user id of Slack's stands in the store."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.__main__ import main
from bot.offers import FEEDBACK
from bot.views import ROLE
from tests.doubles import USER_KEY
from tests.slack.conftest import NOW, Door, OpenDoor
from tests.slack.payloads import Member
from tests.slack.recording import RecordingSlack
from tests.slack.test_buttons import Screen
from tests.slack.workspace import ANN, BOB, SOUTHEND
from tests.store.traces import everything, filled

QUESTION = "can I attend a party group meeting?"
FOLLOW_UP = "what about officers?"

Told = Callable[[str, str], Awaitable[list[Any]]]


@pytest.fixture
async def shared(engine: AsyncEngine, open_door: OpenDoor) -> Door:
    """A door over that store, which is closed after it."""
    return await open_door(store=engine)


@pytest.fixture
def told(url: str, bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """What `protocol-bot privacy` says of somebody in that store, as JSON."""
    bare.setenv("PROTOCOL_BOT_STORE", url)
    bare.setenv("PROTOCOL_BOT_USER_KEY", USER_KEY)

    async def run(command: str, user: str) -> list[Any]:
        arguments = ["privacy", command, "--user", user, "--json"]
        assert await asyncio.to_thread(main, arguments) == 0
        return list(json.loads(capsys.readouterr().out))

    return run


@pytest.fixture
def screen(slack: RecordingSlack, shared: Door, ann: Member) -> Screen:
    """What Ann sees of that door."""
    return Screen(slack, shared, ann)


async def converse(screen: Screen) -> None:
    """Ask in a channel and alone, lean on it, choose a role, press buttons, give feedback."""
    ann, slack, asked = screen.ann, screen.slack, screen.ann.mentions(QUESTION)
    answer = await screen.brings(asked)
    await screen.brings(ann.mentions(FOLLOW_UP, thread=asked["event"]["ts"]))
    await screen.brings(ann.writes(QUESTION))
    await screen.brings(ann.types("/route officer-conduct"))
    await screen.pressed(answer, FEEDBACK, "positive")
    home = await screen.opens(ann.opens())
    await screen.opens(ann.presses(home, ROLE, "officer"))
    modal = await screen.opens(ann.presses(answer, FEEDBACK, "negative"))
    await screen.brings(ann.submits(modal, {"reason": "other", "comment": "9.2.9 does"}))
    await slack.calls.quiet(0.05)
    await screen.door.front.drain(5.0)


async def test_no_user_id_stands_in_the_store(
    screen: Screen, engine: AsyncEngine, ann: Member
) -> None:
    await converse(screen)
    tables = {"people", "rates", "questions", "said", "feedback", "events"}
    assert tables <= set(await filled(engine))
    text = (await everything(engine)).casefold()
    assert SOUTHEND.team.casefold() in text
    assert [one for one in (ANN.id, ann.tab) if one.casefold() in text] == []


async def test_a_person_is_shown_and_forgotten_while_the_bot_runs(
    screen: Screen, told: Told
) -> None:
    await converse(screen)
    bob = screen.slack.member(SOUTHEND, BOB)
    await screen.brings(bob.mentions(QUESTION))
    await screen.door.front.drain(5.0)
    (dossier,) = await told("export", ANN.id)
    assert dossier["role"] == {"role": "officer", "chosen_at": NOW.isoformat()}
    assert QUESTION in {one["question"].strip() for one in dossier["questions"]}
    said = [one["text"].strip() for one in dossier["threads"]]
    assert said == [QUESTION, FOLLOW_UP, QUESTION]
    (erased,) = await told("forget", ANN.id)
    assert erased["erased"] == {"people": 1, "questions": 2, "said": 3, "rates": 1}
    assert await told("export", ANN.id) == []
    assert len(await told("export", BOB.id)) == 1
    await screen.brings(screen.ann.mentions(QUESTION))
