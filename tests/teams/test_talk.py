"""Questions in each kind of conversation: answered where they were asked, and taken up again."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.store import recent, tenants
from bot.teams.front import PLATFORM
from tests.teams.conftest import OpenDoor, Opened, whose
from tests.teams.connector import Fault, RecordingConnector, Shown
from tests.teams.payloads import SOUTHEND, Given, Person
from tests.teams.screen import buttons, settled, words

QUESTION = "can I attend a party group meeting?"
QUOTED = "Only a Chief Officer shall be invited to attend"
MARKED = "*must* we reply? see [x](https://example.org/?a=1&b=2) <b>now</b> & **here**"


async def said(connector: RecordingConnector, door: Opened, *acts: Given) -> list[Shown]:
    """What is shown after each of these acts, in order, each answered before the next."""
    for number, act in enumerate(acts, 1):
        assert await door.post(act) is None
        await connector.shown.until(number)
    return list(connector.shown)


async def kept(store: AsyncEngine, person: Person) -> list[str]:
    """What is remembered as a person's own questions, newest first."""
    asked = await recent.recent(store, *whose(person))
    return [one.question for one in asked]


@pytest.mark.parametrize("where", ["personal", "groupChat", "channel"])
async def test_a_question_is_answered_where_it_was_asked_for_all_who_read_there(
    connector: RecordingConnector, door: Opened, ann: Person, where: str
) -> None:
    door.finder.labels = ("9.2.12", "9.2.2")
    asks = ann.at(where)
    asked = asks.says(QUESTION) if where == "personal" else asks.mentions(QUESTION)
    (answer,) = await said(connector, door, asked)
    assert (answer.conversation, answer.to) == (asks.conversation, None)
    assert QUOTED in words(answer)
    assert QUESTION in words(answer)
    assert wording.SHARE_BUTTON not in buttons(answer.cards[0])
    assert answer.activity["replyToId"] == asked["id"]
    assert answer.activity["channelData"]["feedbackLoop"] == {"type": "custom"}
    assert answer.activity["entities"][0]["citation"][0]["appearance"]["name"] == "Clause 9.2.12"
    assert door.finder.asked == [("southend", QUESTION)]


async def test_an_answer_in_a_channel_stands_in_the_thread_of_the_question(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    (answer,) = await said(connector, door, ann.at("channel").mentions(QUESTION))
    assert answer.conversation == f"{SOUTHEND.channel};messageid={ann.thread}"


async def test_a_follow_up_leans_on_the_question_before_it(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    follow = "and if some of them aren't councillors?"
    await said(connector, door, ann.says(QUESTION), ann.says(follow))
    asked = door.finder.asked[1][1]
    assert "party group meeting" in asked
    assert "aren't councillors" in asked


@pytest.mark.parametrize("who", ["another person", "another thread", "another chat"])
async def test_only_ones_own_question_of_the_same_conversation_is_leaned_on(
    connector: RecordingConnector, door: Opened, ann: Person, who: str
) -> None:
    here = ann.at("channel")
    others = {
        "another person": Person(SOUTHEND, "Bob", connector.url, "channel"),
        "another thread": Person(SOUTHEND, "Ann", connector.url, "channel", thread="1791111111111"),
        "another chat": ann.at("groupChat"),
    }
    follow = others[who].mentions("what about officers?")
    await said(connector, door, here.mentions(QUESTION), follow)
    assert door.finder.asked[1] == ("southend", "what about officers?")


async def test_what_begins_a_thread_leans_on_nothing(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    here = ann.at("channel")
    begins = here.mentions("what about officers?", id=here.thread)
    await said(connector, door, here.mentions(QUESTION), begins)
    assert door.finder.asked[1] == ("southend", "what about officers?")


async def test_what_was_asked_privately_is_not_leaned_on_in_public(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    here = ann.at("groupChat")
    follow = "what about officers?"
    await said(connector, door, here.commands(QUESTION), here.mentions(follow))
    assert [question for _, question in door.finder.asked] == [QUESTION, follow]
    assert "party" not in words(connector.shown[1])


async def test_what_was_asked_privately_is_leaned_on_in_private(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    here = ann.at("groupChat")
    follow = "and if some of them aren't councillors?"
    answers = await said(connector, door, here.commands(QUESTION), here.commands(follow))
    assert "party group meeting" in door.finder.asked[1][1]
    assert [one.to for one in answers] == [ann.id, ann.id]


async def test_more_shows_the_next_clauses_each_time(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    door.finder.labels = ("9.2.12", "9.2.2", "9.2.3", "9.2.4", "9.2.5")
    whole, more, none = await said(connector, door, *map(ann.says, [QUESTION, "more", "more"]))
    assert "Clause 9.2.3" in words(whole)
    assert "Clause 9.2.4" in words(more)
    assert "Clause 9.2.12" not in words(more)
    assert wording.NO_MORE_CLAUSES in words(none)


@pytest.mark.parametrize("text", ["thanks", "ok, great", "Thank you!"])
async def test_a_courtesy_is_returned_and_not_searched_for(
    connector: RecordingConnector, door: Opened, ann: Person, text: str
) -> None:
    (answer,) = await said(connector, door, ann.says(text))
    assert words(answer) == wording.WELCOME
    assert not door.finder.asked


# What was typed


async def test_what_was_typed_comes_to_the_desk_as_typed_and_goes_back_literal(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    (answer,) = await said(connector, door, ann.says(MARKED))
    assert door.finder.asked == [("southend", MARKED)]
    (card,) = answer.cards
    restated = card["body"][0]
    assert (restated["type"], restated["inlines"][1]["text"]) == ("RichTextBlock", MARKED)
    assert MARKED not in str(answer.activity["text"])


def naming(ann: Person, text: str, name: str) -> Given:
    """Ann mentions the bot, and somebody else in the same text."""
    here = ann.at("groupChat")
    asked = here.mentions(text)
    called = f"<at>{name}</at>"
    other = {"type": "mention", "mentioned": {"id": "29:x", "name": name}, "text": called}
    return {**asked, "entities": [*asked["entities"], other]}


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (
            "can <at>Jo Bloggs</at> come to a group meeting?",
            "can Jo Bloggs come to a group meeting?",
        ),
        ("may <at>Jo</at> reply to <at>Protocol Bot</at>?", "may Jo reply to ?"),
        ("may I&nbsp;reply?\r\n", "may I reply?"),
        ("is R&amp;D public?", "is R&D public?"),
        ("/ may I reply?", "may I reply?"),
        ("/protocol may I reply?", "may I reply?"),
        ("//may I reply?", "/may I reply?"),
    ],
)
async def test_what_teams_marks_is_read_as_people_see_it(
    connector: RecordingConnector, door: Opened, ann: Person, text: str, typed: str
) -> None:
    await said(connector, door, naming(ann, text, "Jo Bloggs"))
    assert door.finder.asked == [("southend", typed)]


async def test_the_bots_own_mention_is_left_out_wherever_it_stands(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    asked = ann.at("channel").mentions("")
    asked["text"] = "may I reply, <at>Protocol Bot</at>, to the press?"
    await said(connector, door, asked)
    assert door.finder.asked == [("southend", "may I reply, , to the press?")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("deadline enquiry-repply 20 Nov", "Did you mean enquiry-reply"),
        ("deadline enquiry-rep-ly-x", wording.RULES_BY_TYPING),
        ("deadline enquiry-reply 11/20/2026", "2026-11-20"),
        ("route officer-conductt", "Did you mean officer-conduct?"),
        ("clause 99.9", "Southend-on-Sea has"),
        ("-- --", "Nothing was asked"),
        ("why " * 300, "ask it in 1,000 or fewer"),
        ("can I\x07 speak?", "control characters"),
    ],
)
async def test_what_cannot_be_answered_as_typed_is_said_kindly(
    connector: RecordingConnector, door: Opened, ann: Person, text: str, told: str
) -> None:
    (answer,) = await said(connector, door, ann.says(text))
    assert told in words(answer)
    assert "protocol-bot" not in words(answer)
    assert "reference" not in words(answer)
    assert not door.finder.asked


async def test_where_the_protocol_does_not_say_a_next_step_is_named(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    door.finder.answers = False
    (answer,) = await said(connector, door, ann.says("flurb the wibble zorp"))
    assert wording.NOT_COVERED in words(answer)
    assert "the Monitoring Officer" in words(answer)


# What is kept


async def test_a_question_joins_the_askers_recent_questions(
    connector: RecordingConnector, door: Opened, ann: Person, store: AsyncEngine
) -> None:
    await said(connector, door, ann.says(QUESTION), ann.says("deadline enquiry-reply"))
    assert await kept(store, ann) == [QUESTION]


async def test_personal_data_is_answered_but_not_kept_and_not_leaned_on(
    connector: RecordingConnector,
    door: Opened,
    ann: Person,
    store: AsyncEngine,
    stored: Callable[[], bytes],
) -> None:
    private = "can jo.bloggs@example.org or 07700 900123 come to a group meeting?"
    acts = [ann.says(text) for text in (QUESTION, private, "what about officers?")]
    answers = await said(connector, door, *acts)
    asked = [question for _, question in door.finder.asked]
    assert asked == [QUESTION, private, "what about officers?"]
    assert private in words(answers[1])
    assert private not in await kept(store, ann)
    assert b"group meeting" in stored()
    assert b"jo.bloggs" not in stored()
    assert b"900123" not in stored()


# Whose protocol


async def test_without_a_council_an_admin_is_asked_to_choose_one(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person, store: AsyncEngine
) -> None:
    door = await open_door(councils=())
    acts = [ann.says(text) for text in (QUESTION, "thanks", "help", "deadline")]
    answers = await said(connector, door, *acts)
    assert [words(answer) for answer in answers] == [wording.NO_COUNCIL_CHOSEN] * 4
    assert not door.finder.asked
    assert not await kept(store, ann)


async def test_switched_off_it_says_so_and_keeps_nothing(
    connector: RecordingConnector,
    door: Opened,
    ann: Person,
    store: AsyncEngine,
    stored: Callable[[], bytes],
) -> None:
    await tenants.bind(store, PLATFORM, SOUTHEND.id, ("southend",))
    await tenants.switch(store, PLATFORM, SOUTHEND.id, off=True)
    acts = [ann.says(text) for text in (QUESTION, "thanks", "help", "deadline")]
    answers = await said(connector, door, *acts)
    assert [words(answer) for answer in answers] == [wording.SWITCHED_OFF_HERE] * 4
    assert not door.finder.asked
    assert b"party group" not in stored()


async def test_the_twenty_first_question_in_a_minute_is_put_off_kindly(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    for number in range(21):
        await door.post(ann.says(f"{QUESTION} {number}"))
    answers = await connector.shown.until(21)
    assert [words(one) for one in answers].count(wording.TOO_MANY) == 1
    bob = Person(SOUTHEND, "Bob", connector.url)
    await door.post(bob.says("clause 9.2.12"))
    assert QUOTED in words((await connector.shown.until(22))[-1])


# Who is not answered


def by_a_bot(ann: Person) -> Given:
    said = ann.says(QUESTION)
    return {**said, "from": {"id": "28:other", "name": "Other Bot"}}


def of_others(ann: Person) -> Given:
    """A message that mentions somebody else alone."""
    asked = naming(ann, "ask <at>Jo Bloggs</at>", "Jo Bloggs")
    return {**asked, "entities": asked["entities"][-1:]}


@pytest.mark.parametrize(
    "act",
    [
        lambda ann: ann.at("channel").says(QUESTION),
        lambda ann: ann.at("groupChat").says(QUESTION),
        of_others,
        by_a_bot,
        lambda ann: ann.says(QUESTION) | {"type": "messageUpdate"},
        lambda ann: ann.says(QUESTION) | {"type": "messageDelete"},
        lambda ann: ann.reacts("like"),
        lambda ann: ann.at("channel").joins(),
        lambda ann: ann.says(QUESTION) | {"type": "event", "name": "x"},
        lambda ann: ann.rates("like") | {"name": "something/new"},
    ],
)
async def test_what_is_not_for_the_bot_is_not_answered(
    connector: RecordingConnector, door: Opened, ann: Person, act: Callable[[Person], Given]
) -> None:
    assert await door.post(act(ann)) in (None, {})
    assert not await settled(connector, 0)
    assert not door.finder.asked


# While it takes


@pytest.mark.parametrize("fault", [None, Fault(403), Fault(429, "30")])
async def test_an_answer_that_takes_a_while_shows_the_bot_typing_and_waits_for_nothing(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person, fault: Fault | None
) -> None:
    door = await open_door(long=0.1)
    door.finder.before = lambda: time.sleep(0.3)
    if fault:
        connector.fail(fault)
    await said(connector, door, ann.says(QUESTION))
    first, *_, last = [call.activity["type"] for call in connector.calls]
    assert (first, last) == ("typing", "message")


async def test_a_private_answer_that_takes_a_while_shows_nobody_that_something_was_asked(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person
) -> None:
    door = await open_door(long=0.1)
    door.finder.before = lambda: time.sleep(0.3)
    await said(connector, door, ann.at("channel").commands(QUESTION))
    assert [call.to for call in connector.calls] == [ann.id]


async def test_a_message_is_acknowledged_when_it_is_answered(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    door.finder.before = lambda: time.sleep(0.2)
    await door.post(ann.says(QUESTION))
    assert len(connector.shown) == 1


async def test_a_message_whose_answer_takes_long_is_acknowledged_before(
    connector: RecordingConnector, open_door: OpenDoor, ann: Person
) -> None:
    door = await open_door(hold=0.1)
    door.finder.before = lambda: time.sleep(0.5)
    await door.post(ann.says(QUESTION))
    assert not connector.shown
    await connector.shown.until(1)
