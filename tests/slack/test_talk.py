"""Mentions and direct messages: answered in the thread, where more can be asked."""

from collections.abc import Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.slack.front import PLATFORM
from bot.store import recent, tenants
from tests.slack.conftest import Door, OpenDoor, whose
from tests.slack.payloads import Member
from tests.slack.recording import RecordingSlack
from tests.slack.shown import Given, Shown, nodes
from tests.slack.workspace import ANN, BOB, SOUTHEND

Stored = Callable[[], bytes]

QUESTION = "can I attend a party group meeting?"
SHOUTED = "<!channel> *must* we reply? see https://example.org/a?b=1&c=2 or ask <@U0BOB> & co"


async def said(slack: RecordingSlack, door: Door, *acts: Given) -> list[Shown]:
    """What is shown after each of these acts, in order, each answered before the next."""
    for number, act in enumerate(acts, 1):
        assert (await slack.send(door.url, act)).status == 200
        await slack.shown.until(number)
    return list(slack.shown)


async def kept(store: AsyncEngine) -> list[str]:
    """What is remembered as Ann's own questions, newest first."""
    asked = await recent.recent(store, *whose(ANN))
    return [one.question for one in asked]


async def test_a_mention_is_answered_in_its_thread(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    door.finder.labels = ("9.2.12", "9.2.2")
    mention = ann.mentions(QUESTION)
    (answer,) = await said(slack, door, mention)
    assert answer.thread == mention["event"]["ts"]
    assert answer.channel == SOUTHEND.channel
    assert answer.to is None
    assert "Only a Chief Officer shall be invited to attend" in answer.words
    assert door.finder.asked == [("southend", QUESTION)]


async def test_a_mention_inside_a_thread_is_answered_in_that_thread(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    (answer,) = await said(slack, door, ann.mentions(QUESTION, thread="1700000000.000001"))
    assert answer.thread == "1700000000.000001"


async def test_a_direct_message_is_answered_and_taken_up_again(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    door.finder.labels = ("9.2.12",)
    first = ann.writes(QUESTION)
    follow = ann.writes("and if some of them aren't councillors?", thread=first["event"]["ts"])
    await said(slack, door, first, follow)
    asked = door.finder.asked[1][1]
    assert "party group meeting" in asked
    assert "aren't councillors" in asked


async def test_somebody_elses_question_in_the_thread_is_not_leaned_on(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    first = ann.mentions(QUESTION)
    bob = slack.member(SOUTHEND, BOB)
    follow = bob.mentions("what about officers?", thread=first["event"]["ts"])
    await said(slack, door, first, follow)
    assert door.finder.asked[1] == ("southend", "what about officers?")


async def test_more_shows_the_next_clauses(slack: RecordingSlack, door: Door, ann: Member) -> None:
    door.finder.labels = ("9.2.12", "9.2.2", "9.2.3", "9.2.4", "9.2.5")
    first = ann.mentions(QUESTION)
    again = [ann.mentions("more", thread=first["event"]["ts"]) for _ in range(2)]
    whole, more, none = await said(slack, door, first, *again)
    assert "Clause 9.2.3" in whole.words
    assert "Clause 9.2.4" not in whole.words
    assert "Clause 9.2.4" in more.words
    assert "Clause 9.2.12" not in more.words
    assert wording.NO_MORE_CLAUSES in none.words


@pytest.mark.parametrize("text", ["", "help", "Help"])
async def test_a_mention_without_a_question_gets_help(
    slack: RecordingSlack, door: Door, ann: Member, text: str
) -> None:
    (answer,) = await said(slack, door, ann.mentions(text))
    assert "deadline enquiry-reply" in answer.words
    assert not door.finder.asked


@pytest.mark.parametrize("text", ["thanks", "ok, great", "Thank you!"])
async def test_a_courtesy_is_returned_and_not_searched_for(
    slack: RecordingSlack, door: Door, ann: Member, text: str
) -> None:
    (answer,) = await said(slack, door, ann.writes(text))
    assert answer.words == wording.WELCOME
    assert not door.finder.asked


# What was typed


async def test_what_was_typed_comes_to_the_desk_as_typed_and_goes_back_inert(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    (answer,) = await said(slack, door, ann.mentions(SHOUTED))
    assert door.finder.asked == [("southend", SHOUTED)]
    assert SHOUTED in [node.get("text") for node in nodes({"blocks": answer.blocks})]
    kinds = {node.get("type") for block in answer.blocks for node in nodes(block)}
    assert not kinds & {"mrkdwn", "link", "user", "broadcast"}
    assert "<" not in answer.text
    assert "&lt;!channel&gt; *must* we reply?" in answer.text


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("can <@U0BOB> come?", "can come?"),
        ("is <#C0SOUTHEND|general> public?", "is #general public?"),
        ("may I use <!channel>?", "may I use @channel?"),
        ("may I use <!subteam^S1|@hub>?", "may I use @hub?"),
        ("is <https://example.org/|our page> public?", "is our page public?"),
        ("what does &amp;lt; mean?", "what does &lt; mean?"),
    ],
)
async def test_what_slack_marks_is_read_as_people_see_it(
    slack: RecordingSlack, door: Door, ann: Member, sent: str, typed: str
) -> None:
    mention = ann.mentions("")
    mention["event"]["text"] += sent
    await said(slack, door, mention)
    assert door.finder.asked == [("southend", typed)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("deadline enquiry-repply 20 Nov", "Did you mean enquiry-reply"),
        ("deadline enquiry-reply 11/20/2026", "2026-11-20"),
        ("route officer-conductt", "Did you mean officer-conduct?"),
        ("clause 99.9", "Southend-on-Sea has"),
        ("?!", "Nothing was asked"),
        ("why " * 300, "ask it in 1,000 or fewer"),
        ("can I\x07 speak?", "control characters"),
    ],
)
async def test_what_cannot_be_answered_as_typed_is_said_kindly(
    slack: RecordingSlack, door: Door, ann: Member, text: str, words: str
) -> None:
    (answer,) = await said(slack, door, ann.mentions(text))
    assert words in answer.words
    assert "protocol-bot" not in answer.words
    assert "reference" not in answer.words
    assert not door.finder.asked


async def test_where_the_protocol_does_not_say_a_next_step_is_named(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    door.finder.answers = False
    (answer,) = await said(slack, door, ann.mentions("may I park on the pavement?"))
    assert wording.NOT_COVERED in answer.words
    assert "the Monitoring Officer" in answer.words


# What is kept


async def test_a_question_joins_the_askers_recent_questions(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine
) -> None:
    await said(slack, door, ann.mentions(QUESTION), ann.mentions("deadline enquiry-reply"))
    assert await kept(store) == [QUESTION]


async def test_personal_data_is_answered_but_not_kept_and_not_leaned_on(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine, stored: Stored
) -> None:
    private = "can jo.bloggs@example.org or 07700 900123 come to a group meeting?"
    first = ann.writes(QUESTION)
    thread = first["event"]["ts"]
    acts = ann.writes(private, thread=thread), ann.writes("what about officers?", thread=thread)
    await said(slack, door, first, *acts)
    assert [question for _, question in door.finder.asked] == [
        QUESTION,
        private,
        "what about officers?",
    ]
    assert private not in await kept(store)
    assert b"group meeting" in stored()
    assert b"jo.bloggs" not in stored()
    assert b"900123" not in stored()


async def test_a_text_too_long_to_be_a_question_is_not_kept_and_not_leaned_on(
    slack: RecordingSlack, door: Door, ann: Member, stored: Stored
) -> None:
    first = ann.writes(QUESTION)
    thread = first["event"]["ts"]
    long, follow = "pavement " * 200, "what about officers?"
    await said(slack, door, first, *(ann.writes(one, thread=thread) for one in (long, follow)))
    assert "party group meeting" in door.finder.asked[1][1]
    assert b"pavement" not in stored()


# Whose protocol


async def test_another_council_that_is_named_does_not_answer_here(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    asked = "in Hastings, can I attend a party group meeting?"
    note, answer = await said(slack, door, ann.mentions(asked))
    assert door.finder.asked == [("southend", asked)]
    assert note.text.startswith("Only Southend-on-Sea Borough Council is asked about here")
    assert "Southend-on-Sea Borough Council" in answer.words


@pytest.mark.parametrize(
    ("text", "council"),
    [
        ("can I attend a party group meeting in Hastings?", "hastings"),
        ("can I attend a party group meeting in Southend?", "southend"),
        ("can I attend a party group meeting in Brixton?", "hastings"),
        (QUESTION, "hastings"),
    ],
)
async def test_of_a_workspaces_councils_the_one_that_is_named_answers_else_the_first(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member, text: str, council: str
) -> None:
    door = await open_door(councils=("hastings", "southend"))
    await said(slack, door, ann.mentions(text))
    assert door.finder.asked == [(council, text)]


async def test_without_a_council_an_admin_is_asked_to_choose_one(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member, store: AsyncEngine
) -> None:
    door = await open_door(councils=())
    answers = await said(slack, door, ann.mentions(QUESTION), ann.writes("thanks"))
    assert [answer.words for answer in answers] == [wording.NO_COUNCIL_YET] * 2
    assert not door.finder.asked
    assert not await kept(store)


async def test_switched_off_it_says_so_and_keeps_nothing(
    slack: RecordingSlack, door: Door, ann: Member, store: AsyncEngine, stored: Stored
) -> None:
    await tenants.bind(store, PLATFORM, SOUTHEND.team, ("southend",))
    await tenants.switch(store, PLATFORM, SOUTHEND.team, off=True)
    answers = await said(slack, door, ann.mentions(QUESTION), ann.writes("thanks"))
    assert [answer.words for answer in answers] == [wording.SWITCHED_OFF] * 2
    assert not door.finder.asked
    assert b"party group" not in stored()


async def test_the_twenty_first_question_in_a_minute_is_put_off_kindly(
    slack: RecordingSlack, door: Door, ann: Member
) -> None:
    for _ in range(21):
        await slack.send(door.url, ann.mentions("clause 9.2.12"))
    answers = await slack.shown.until(21)
    assert [one.words for one in answers].count(wording.TOO_MANY) == 1
    bob = slack.member(SOUTHEND, BOB)
    await slack.send(door.url, bob.mentions("clause 9.2.12"))
    assert "Only a Chief Officer" in (await slack.shown.until(22))[-1].words


# Who is not answered


def edited(ann: Member) -> Given:
    """A message in the Messages tab, written over."""
    event = ann.writes(QUESTION)["event"]
    changed = {"type": "message", "subtype": "message_changed", "channel": ann.tab}
    return ann.event({**changed, "channel_type": "im", "message": event, "ts": event["ts"]})


def by_a_bot(ann: Member) -> Given:
    return ann.writes(QUESTION, bot_id="B0OTHER", user="U0OTHERBOT")


def by_itself(ann: Member) -> Given:
    return ann.writes(QUESTION, bot_id=SOUTHEND.bot_id, user=SOUTHEND.bot_user)


def mentioned_by_a_bot(ann: Member) -> Given:
    return ann.mentions(QUESTION, bot_id="B0OTHER", user="U0OTHERBOT")


def mentioned_by_a_workflow(ann: Member) -> Given:
    """A bot's message that names no user at all."""
    mention = ann.mentions(QUESTION, bot_id="B0OTHER", subtype="bot_message")
    del mention["event"]["user"]
    return mention


def in_a_channel(ann: Member) -> Given:
    return ann.writes(QUESTION, channel=SOUTHEND.channel, channel_type="channel")


@pytest.mark.parametrize(
    "act",
    [edited, by_a_bot, by_itself, mentioned_by_a_bot, mentioned_by_a_workflow, in_a_channel],
)
async def test_what_nobody_asks_is_acknowledged_and_not_answered(
    slack: RecordingSlack, door: Door, ann: Member, act: Callable[[Member], Given]
) -> None:
    assert (await slack.send(door.url, act(ann))).status == 200
    await slack.calls.quiet(0.1)
    assert not slack.shown
    assert not door.finder.asked


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
async def test_a_question_with_a_file_or_also_sent_to_the_channel_is_answered(
    slack: RecordingSlack, door: Door, ann: Member, subtype: str
) -> None:
    await said(slack, door, ann.writes(QUESTION, subtype=subtype))
    assert door.finder.asked == [("southend", QUESTION)]
