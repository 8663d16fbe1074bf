"""Two tenants with different councils ask the same things at once: nothing crosses."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.store import recent, tenants
from bot.store.feedback import listed
from bot.teams.front import PLATFORM
from tests.teams.conftest import Opened, whose
from tests.teams.connector import RecordingConnector
from tests.teams.payloads import HASTINGS, SOUTHEND, Person
from tests.teams.screen import press, settled, words

QUESTION = "can I attend a party group meeting?"


async def both(connector: RecordingConnector, store: AsyncEngine) -> tuple[Person, Person]:
    """Ann of Southend and Cat of Hastings, each tenant bound to its own council."""
    for tenant in (SOUTHEND, HASTINGS):
        await tenants.bind(store, PLATFORM, tenant.id, (tenant.name,))
    return Person(SOUTHEND, "Ann", connector.url), Person(HASTINGS, "Cat", connector.url)


async def test_the_same_question_is_answered_from_each_tenants_own_protocol(
    connector: RecordingConnector, door: Opened, store: AsyncEngine
) -> None:
    ann, cat = await both(connector, store)
    await asyncio.gather(door.post(ann.says(QUESTION)), door.post(cat.says(QUESTION)))
    answers = {one.conversation: words(one) for one in await settled(connector, 2)}
    assert sorted(door.finder.asked) == [("hastings", QUESTION), ("southend", QUESTION)]
    for person, own, other in ((ann, "southend", "hastings"), (cat, "hastings", "southend")):
        books = door.front.desk.library.rulebooks
        assert books[own].protocol.clauses[0].text.split("\n")[0] in answers[person.conversation]
        assert books[own].council.protocol.cited_as in answers[person.conversation]
        assert books[other].council.name not in answers[person.conversation]


async def test_the_same_person_id_in_two_tenants_is_two_people(
    connector: RecordingConnector, door: Opened, store: AsyncEngine
) -> None:
    ann, cat = await both(connector, store)
    posing = cat.says("what about officers?") | {"from": ann.says("x")["from"]}
    await door.post(ann.says(QUESTION))
    await settled(connector)
    await door.post(posing)
    await settled(connector, 2)
    assert door.finder.asked[1] == ("hastings", "what about officers?")
    assert not await recent.recent(store, *whose(cat))
    kept = await recent.recent(store, *whose(ann))
    assert [one.question for one in kept] == [QUESTION]


async def test_a_button_and_an_opinion_of_another_tenant_find_nothing(
    connector: RecordingConnector, door: Opened, store: AsyncEngine
) -> None:
    ann, cat = await both(connector, store)
    door.finder.labels = ("9.2.12", "9.2.2", "9.2.3", "9.2.4")
    await door.post(ann.says(QUESTION))
    (answer,) = await settled(connector)
    told = await door.post(press(cat, answer, wording.MORE_BUTTON))
    assert told["value"] == wording.OTHER_COUNCIL_HERE
    await door.post(cat.rates("like", on=answer.id))
    (given,) = await listed(store)
    assert (given.council, given.question, given.shown) == ("hastings", "", ())


async def test_a_search_finds_in_the_tenants_own_protocol(
    connector: RecordingConnector, door: Opened, store: AsyncEngine
) -> None:
    for person in await both(connector, store):
        found = await door.post(person.searches("searchClauses", "press", parameter="words"))
        council = door.front.desk.library.rulebooks[person.tenant.name].council
        for one in found["composeExtension"]["attachments"]:
            assert council.protocol.cited_as in str(one["content"])
