"""The bot comes somewhere: one card greets; where it leaves, nothing is sent."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.store import tenants
from bot.teams.front import PLATFORM
from tests.cards.limits import check_card
from tests.teams.conftest import OpenDoor, Opened
from tests.teams.connector import Fault, RecordingConnector
from tests.teams.payloads import SOUTHEND, Person
from tests.teams.screen import buttons, press, settled, words

PLACES = pytest.mark.parametrize("where", ["personal", "groupChat", "channel"])
PROMPT = wording.SHORT_PROMPTS[0]


@PLACES
@pytest.mark.parametrize("order", [1, -1])
async def test_one_card_greets_although_teams_tells_of_it_twice(
    connector: RecordingConnector, door: Opened, ann: Person, where: str, order: int
) -> None:
    for told in ann.at(where).installs()[::order]:
        assert await door.post(told) is None
    (welcome,) = await settled(connector)
    assert welcome.to is None
    (card,) = welcome.cards
    check_card(card)
    assert wording.CAN[0] in words(welcome)
    assert wording.CANNOT[0] in words(welcome)
    assert "Southend-on-Sea Borough Council" in words(welcome)


async def test_a_team_is_greeted_once_although_teams_names_two_channels(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    first, second = ann.at("channel").installs()
    elsewhere = {**second["conversation"], "id": "19:chosen@thread.tacv2"}
    for told in (first, {**second, "conversation": elsewhere}):
        await door.post(told)
    assert len(await settled(connector)) == 1


async def test_a_prompt_of_the_card_is_answered(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    await door.post(ann.installs()[0])
    (welcome,) = await settled(connector)
    await door.post(press(ann, welcome, PROMPT))
    await settled(connector, 2)
    assert door.finder.asked == [("southend", PROMPT)]


async def test_a_prompt_pressed_in_a_channel_is_answered_to_the_presser_alone(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    here = ann.at("channel")
    await door.post(here.installs()[0])
    (welcome,) = await settled(connector)
    await door.post(press(here, welcome, PROMPT))
    (answer,) = (await settled(connector, 2))[1:]
    assert answer.to == ann.id


async def test_without_a_council_it_says_who_chooses_and_offers_nothing(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person
) -> None:
    door = await open_door(councils=())
    await door.post(ann.installs()[0])
    (welcome,) = await settled(connector)
    assert wording.NO_COUNCIL_HERE in words(welcome)
    assert not buttons(welcome.cards[0])


@PLACES
async def test_a_newcomer_a_removal_and_an_upgrade_are_passed_over(
    connector: RecordingConnector, door: Opened, ann: Person, where: str
) -> None:
    here = ann.at(where)
    upgraded = {**here.removes(), "action": "add-upgrade"}
    for act in (here.joins(), here.removes(), upgraded, {**here.removes(), "action": 5}):
        assert await door.post(act) is None
    assert not await settled(connector, 0)
    assert not connector.calls


async def test_switched_off_it_greets_nobody(
    connector: RecordingConnector, door: Opened, ann: Person, store: AsyncEngine
) -> None:
    await tenants.switch(store, PLATFORM, SOUTHEND.id, off=True)
    await door.post(ann.installs()[0])
    assert not await settled(connector, 0)


async def test_a_greeting_that_teams_refuses_is_in_the_log_alone(
    connector: RecordingConnector, door: Opened, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    connector.fail(Fault(403))
    await door.post(ann.installs()[1])
    assert not await settled(connector, 0)
    assert "NotSent" in caplog.text
