"""The store goes away: Teams' people are answered, once; nothing is pretended."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.card_forms import SWITCH, WANTED
from bot.store import tenants
from bot.views import OFF
from tests.store.gone import gone, impatient
from tests.teams.conftest import OpenDoor, Opened
from tests.teams.connector import RecordingConnector
from tests.teams.payloads import SOUTHEND, Person
from tests.teams.screen import settled, words

QUESTION = "can I attend a party group meeting?"


@pytest.fixture
async def door(open_door: OpenDoor) -> Opened:
    """A door that looks at once whether the store is back."""
    return await open_door(visits=impatient())


@pytest.mark.parametrize("key", ["the same id", "another id"])
async def test_a_message_is_answered_once_while_the_store_is_away(
    connector: RecordingConnector, door: Opened, store: AsyncEngine, ann: Person, key: str
) -> None:
    await door.post(ann.says("help"))
    asked = ann.says(QUESTION)
    async with gone(store):
        await door.post(asked)
        await door.post(asked if key == "the same id" else {**asked, "id": key})
        shown = await settled(connector, 2)
    assert len(shown) == 2
    assert QUESTION in words(shown[-1])


async def test_a_tenant_that_is_switched_off_stays_off(
    connector: RecordingConnector, door: Opened, store: AsyncEngine, ann: Person
) -> None:
    await tenants.switch(store, "teams", SOUTHEND.id, off=True)
    await door.post(ann.says(QUESTION))
    async with gone(store):
        await door.post(ann.says("who may speak to the press?"))
        shown = await settled(connector, 2)
    assert [words(one) for one in shown] == [wording.SWITCHED_OFF_HERE] * 2


async def test_a_tenant_of_which_nothing_is_known_gets_no_councils_answer(
    connector: RecordingConnector, door: Opened, store: AsyncEngine, ann: Person
) -> None:
    async with gone(store):
        await door.post(ann.says(QUESTION))
        (told,) = await settled(connector)
        searched = await door.post(ann.searches("searchClauses", QUESTION, parameter="words"))
    assert words(told) == wording.STORE_AWAY
    assert searched["composeExtension"]["text"] == wording.STORE_AWAY
    assert not door.finder.asked


async def test_what_cannot_be_saved_is_not_said_to_be(
    connector: RecordingConnector, door: Opened, store: AsyncEngine, ann: Person
) -> None:
    bob = Person(SOUTHEND, "Bob", ann.service_url)
    await door.post(ann.says(QUESTION))
    await settled(connector)
    async with gone(store):
        switched = await door.post(bob.executes(SWITCH, {WANTED: OFF}))
        liked = await door.post(ann.rates("like"))
    assert switched["value"] == wording.STORE_AWAY
    assert liked["task"]["value"] == wording.STORE_AWAY
    await door.post(ann.says("who may speak to the press?"))
    assert len(await settled(connector, 2)) == 2
