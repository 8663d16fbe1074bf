"""After a conversation with everything in it, no user id of Teams' stands in the store."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.dossier import Sought, dossiers
from bot.views import COMMENT, REASON
from tests.doubles import PSEUDONYMS
from tests.store.traces import everything, filled
from tests.teams.conftest import OpenDoor, Opened
from tests.teams.connector import RecordingConnector
from tests.teams.payloads import SOUTHEND, Person
from tests.teams.screen import settled

QUESTION = "can I attend a party group meeting?"
FOLLOW_UP = "what about officers?"
TABLES = {"people", "rates", "questions", "said", "feedback", "events", "answers"}


@pytest.fixture
async def shared(engine: AsyncEngine, open_door: OpenDoor) -> Opened:
    """A door over that store, which is closed after it."""
    return await open_door(store=engine)


async def converse(connector: RecordingConnector, door: Opened, who: Person) -> None:
    """Ask alone and in a channel, lean on it, choose a role, give feedback."""
    await door.post(who.says(QUESTION))
    (answer,) = await settled(connector)
    await door.post(who.says(FOLLOW_UP))
    await settled(connector, 2)
    await door.post(who.at("channel").mentions(QUESTION))
    await settled(connector, 3)
    known = {"ask": "route officer-conduct", "council": "southend", "shown": []}
    await door.post(who.executes("role_officer", known))
    await door.post(who.rates("dislike", on=answer.id))
    filled_in = {REASON: "other", COMMENT: "9.2.9 does"}
    await door.post(who.complains("dislike", filled_in, on=answer.id))
    await settled(connector, 4)
    await door.front.drain(5.0)


async def test_no_user_id_stands_in_the_store(
    connector: RecordingConnector, shared: Opened, engine: AsyncEngine, ann: Person
) -> None:
    await converse(connector, shared, ann)
    assert set(await filled(engine)) == TABLES
    text = (await everything(engine)).casefold()
    assert SOUTHEND.id.casefold() in text
    assert [one for one in (ann.aad, ann.id, ann.conversation) if one.casefold() in text] == []


async def test_a_person_is_found_by_their_id_in_entra_however_it_is_written(
    connector: RecordingConnector, shared: Opened, engine: AsyncEngine, ann: Person
) -> None:
    await converse(connector, shared, ann)
    sought = Sought(ann.aad.upper(), "teams", SOUTHEND.id.upper())
    (dossier,) = await dossiers(engine, PSEUDONYMS, sought)
    assert dossier.role
    assert [one.text for one in dossier.said] == [QUESTION, FOLLOW_UP, QUESTION]
