"""What people think of an answer comes into the same store as Slack's; nothing says who."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.card_elements import VERB
from bot.card_forms import COMPLAINT_FORM
from bot.store import tenants
from bot.store.feedback import Feedback, listed
from bot.store.retention import Retention, purge
from bot.teams.front import PLATFORM
from bot.views import COMMENT, REASON, Reason
from tests.cards.limits import check_card
from tests.slack.conftest import NOW
from tests.teams.conftest import OpenDoor, Opened
from tests.teams.connector import RecordingConnector, Shown
from tests.teams.payloads import SOUTHEND, Person
from tests.teams.screen import buttons, inputs, settled

QUESTION = "can I attend a party group meeting?"
WHERE = pytest.mark.parametrize("where", ["personal", "groupChat", "channel"])
Answer = Callable[..., Awaitable[Shown]]


@pytest.fixture
def answer(connector: RecordingConnector, door: Opened, ann: Person) -> Answer:
    """An answer to a text of Ann's, somewhere."""
    door.finder.labels = ("9.2.12", "9.2.2", "9.2.3", "9.2.4")

    async def asked(text: str = QUESTION, where: str = "personal") -> Shown:
        here = ann.at(where)
        await door.post(here.says(text) if where == "personal" else here.mentions(text))
        return (await settled(connector))[-1]

    return asked


async def only(store: AsyncEngine) -> Feedback:
    """The one feedback that there is."""
    (given,) = await listed(store)
    return given


@WHERE
@pytest.mark.parametrize("nested", [True, False])
async def test_a_like_is_kept_and_thanked_for_in_either_shape(
    door: Opened, store: AsyncEngine, ann: Person, answer: Answer, where: str, *, nested: bool
) -> None:
    shown = await answer(where=where)
    told = await door.post(ann.at(where).rates("like", on=shown.id, nested=nested))
    assert told == {"task": {"type": "message", "value": wording.THANKS}}
    given = await only(store)
    assert (given.verdict, given.question, given.council) == ("up", QUESTION, "southend")
    assert given.shown == ("9.2.12", "9.2.2", "9.2.3")
    assert (given.at, given.reason, given.comment) == (NOW, "", "")


@pytest.mark.parametrize("nested", [True, False])
async def test_a_dislike_is_kept_at_once_and_asks_what_was_wrong(
    door: Opened, store: AsyncEngine, ann: Person, answer: Answer, *, nested: bool
) -> None:
    shown = await answer()
    told = await door.post(ann.rates("dislike", on=shown.id, nested=nested))
    value = told["task"]["value"]
    assert (told["task"]["type"], value["title"]) == ("continue", wording.FEEDBACK_TITLE)
    card = value["card"]["content"]
    check_card(card)
    assert {one["id"] for one in inputs(card)} == {REASON, COMMENT}
    assert buttons(card)[wording.SUBMIT_FEEDBACK]["type"] == "Action.Submit"
    assert (await only(store)).verdict == "down"


@WHERE
async def test_what_was_wrong_takes_the_place_of_the_verdict(
    door: Opened, store: AsyncEngine, ann: Person, answer: Answer, where: str
) -> None:
    shown, here = await answer(where=where), ann.at(where)
    await door.post(here.rates("dislike", on=shown.id))
    filled = {REASON: "missing_clause", COMMENT: "the press is missing"}
    assert await door.post(here.complains("dislike", filled, on=shown.id)) == {}
    given = await only(store)
    assert (given.verdict, given.reason) == ("down", Reason.MISSING_CLAUSE)
    assert (given.comment, given.question) == ("the press is missing", QUESTION)


async def dialogs_data(door: Opened, ann: Person, shown: Shown) -> dict[str, Any]:
    """What the dialog's button brings back beside what is filled in."""
    told = await door.post(ann.rates("dislike", on=shown.id))
    card = told["task"]["value"]["card"]["content"]
    data = buttons(card)[wording.SUBMIT_FEEDBACK]["data"]
    assert data[VERB] == COMPLAINT_FORM
    return dict(data)


async def test_a_complaint_that_comes_as_any_dialog_does_is_kept_and_thanked_for(
    door: Opened, store: AsyncEngine, ann: Person, answer: Answer
) -> None:
    data = await dialogs_data(door, ann, await answer())
    filled = {**data, REASON: "other", COMMENT: "x"}
    submitted = {**ann.rates("dislike"), "name": "task/submit", "value": {"data": filled}}
    submitted.pop("replyToId")
    told = await door.post(submitted)
    assert told == {"task": {"type": "message", "value": wording.THANKS}}
    given = await only(store)
    assert (given.question, given.reason, given.comment) == (QUESTION, Reason.OTHER, "x")


async def test_without_a_message_named_the_form_itself_names_it(
    door: Opened, store: AsyncEngine, ann: Person, answer: Answer
) -> None:
    data = await dialogs_data(door, ann, await answer())
    filled = {**data, REASON: "other", COMMENT: "x"}
    assert await door.post(ann.complains("dislike", filled, on=None)) == {}
    assert (await only(store)).question == QUESTION


@pytest.mark.parametrize("on", [None, "1699999999999"])
async def test_of_an_answer_that_nobody_knows_the_opinion_is_kept_alone(
    door: Opened, store: AsyncEngine, ann: Person, on: str | None
) -> None:
    assert await door.post(ann.complains("dislike", {REASON: "other", COMMENT: "x"}, on=on)) == {}
    given = await only(store)
    assert (given.council, given.question, given.shown) == ("southend", "", ())
    assert (given.verdict, given.reason, given.comment) == ("down", Reason.OTHER, "x")


@pytest.mark.parametrize(
    "feedback", ["", "no JSON", "[]", "{}", '{"feedbackText": "x"}', None, 5, '{"reason": 5}']
)
async def test_a_complaint_of_another_form_counts_as_a_verdict(
    door: Opened, store: AsyncEngine, ann: Person, answer: Answer, feedback: object
) -> None:
    shown = await answer()
    complained = ann.complains("dislike", {}, on=shown.id)
    complained["value"]["actionValue"]["feedback"] = feedback
    assert await door.post(complained) == {}
    given = await only(store)
    assert (given.verdict, given.question, given.reason) == ("down", QUESTION, "")


async def test_a_mind_that_changed_replaces_the_opinion_before(
    door: Opened, store: AsyncEngine, ann: Person, answer: Answer
) -> None:
    shown = await answer()
    for reaction in ("dislike", "like"):
        await door.post(ann.rates(reaction, on=shown.id))
    assert (await only(store)).verdict == "up"


async def test_two_people_have_an_opinion_each_and_nothing_says_whose(
    door: Opened,
    store: AsyncEngine,
    ann: Person,
    answer: Answer,
    connector: RecordingConnector,
) -> None:
    shown = await answer(where="channel")
    bob = Person(SOUTHEND, "Bob", connector.url, "channel")
    for person, reaction in ((ann.at("channel"), "like"), (bob, "dislike")):
        await door.post(person.rates(reaction, on=shown.id))
    given = await listed(store)
    assert sorted(one.verdict for one in given) == ["down", "up"]
    for one in given:
        assert not {ann.id, ann.aad, ann.name, shown.id} & set(map(str, vars(one).values()))


async def test_personal_data_is_kept_of_neither_question_nor_comment(
    door: Opened,
    store: AsyncEngine,
    ann: Person,
    answer: Answer,
    stored: Callable[[], bytes],
) -> None:
    shown = await answer("can jo.bloggs@example.org come to a group meeting?")
    await door.post(ann.rates("dislike", on=shown.id))
    filled = {REASON: "other", COMMENT: "ask ann.bloggs@example.org"}
    await door.post(ann.complains("dislike", filled, on=shown.id))
    given = await only(store)
    assert (given.question, given.comment, given.reason) == ("", "", Reason.OTHER)
    assert given.shown == ("9.2.12", "9.2.2", "9.2.3")
    assert b"bloggs" not in stored()


async def test_after_a_week_nobody_knows_what_an_answer_was_about(
    open_door: OpenDoor, connector: RecordingConnector, store: AsyncEngine, ann: Person
) -> None:
    now = [NOW]
    door = await open_door(now=lambda: now[0])
    await door.post(ann.says(QUESTION))
    (shown,) = await settled(connector)
    now[0] += timedelta(days=7, seconds=1)
    await purge(store, now[0], Retention())
    await door.post(ann.rates("like", on=shown.id))
    assert (await only(store)).question == ""


async def test_an_answer_of_a_page_further_on_asks_for_no_opinion(
    connector: RecordingConnector, door: Opened, ann: Person, answer: Answer
) -> None:
    await answer()
    await door.post(ann.says("more"))
    assert "channelData" not in (await settled(connector, 2))[1].activity


@pytest.mark.parametrize("off", [True, False])
async def test_where_nobody_is_answered_no_opinion_is_asked_for(
    door: Opened, store: AsyncEngine, ann: Person, *, off: bool
) -> None:
    await tenants.bind(store, PLATFORM, SOUTHEND.id, ())
    await tenants.switch(store, PLATFORM, SOUTHEND.id, off)
    why = wording.SWITCHED_OFF_HERE if off else wording.NO_COUNCIL_CHOSEN
    assert (await door.post(ann.rates("dislike")))["task"] == {"type": "message", "value": why}
    assert await door.post(ann.complains("dislike", {REASON: "other"})) == {}
    assert not await listed(store)
