"""The message extension: clauses to insert, and what governs somebody's message, in time."""

import time
from dataclasses import replace
from typing import Any

import pytest

from bot import wording
from bot.card_forms import ADAPTIVE, THUMBNAIL
from bot.store import recent
from bot.store.rate import LIMIT
from bot.teams.extension import MOST
from bot.teams.names import REPLY_DUE_DATE, SEARCH, SEARCH_WORDS, WHICH_CLAUSE
from tests.cards import limits
from tests.store.gone import gone, impatient
from tests.teams.conftest import OpenDoor, Opened, whose
from tests.teams.connector import RecordingConnector
from tests.teams.payloads import SOUTHEND, Given, Person
from tests.teams.screen import buttons, read, words

MESSAGE = "May I come to your group meeting on Friday?"


def searches(who: Person, typed: str, **how: int) -> Given:
    return who.searches(SEARCH, typed, parameter=SEARCH_WORDS, **how)


async def found(door: Opened, act: Given) -> list[dict[str, Any]]:
    """What a search lists."""
    listed = (await door.post(act))["composeExtension"]
    assert (listed["type"], listed["attachmentLayout"]) == ("result", "list")
    return list(listed["attachments"])


async def told(door: Opened, act: Given) -> str:
    """The sentence that a search is answered with."""
    answered = (await door.post(act))["composeExtension"]
    assert answered["type"] == "message"
    return str(answered["text"])


async def test_a_search_lists_the_clauses_that_govern_each_with_the_card_to_insert(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    door.finder.labels = ("9.2.12", "9.2.2")
    first, second = await found(door, searches(ann, "group meetings"))
    assert (first["contentType"], first["preview"]["contentType"]) == (ADAPTIVE, THUMBNAIL)
    assert first["preview"]["content"]["title"] == "Clause 9.2.12"
    assert second["preview"]["content"]["title"] == "Clause 9.2.2"
    assert not connector.calls


async def test_the_inserted_card_quotes_the_clause_and_has_no_buttons_and_no_question(
    door: Opened, ann: Person
) -> None:
    for number, clause in enumerate(door.front.desk.library.rulebooks["southend"].protocol.clauses):
        door.finder.labels = (clause.label,)
        somebody = replace(ann, name=f"Ann {number}")  # nobody searches so often in a minute
        (result,) = await found(door, searches(somebody, clause.label))
        card = result["content"]
        limits.check_card(card)
        assert not list(limits.buttons([card]))
        quoted = " ".join(limits.quotations([card])).replace("• ", "").replace("◦ ", "")
        assert quoted.split()[:8] == clause.text.replace("- ", "").split()[:8]
        assert f", clause {clause.label}" in read(card)
        assert wording.YOU_ASKED.strip() not in read(card) + card["speak"]


async def test_a_number_finds_that_clause_and_searches_for_nothing(
    door: Opened, ann: Person
) -> None:
    (result,) = await found(door, searches(ann, " 9.2.12 "))
    assert result["preview"]["content"]["title"] == "Clause 9.2.12"
    assert not door.finder.asked


async def test_words_that_answer_no_question_find_the_clauses_that_hold_them_all(
    door: Opened, ann: Person
) -> None:
    door.finder.answers = False
    for result in await found(door, searches(ann, "Chief OFFICER invited")):
        text = (str(result["content"]) + str(result["preview"])).casefold()
        assert {"chief", "officer", "invited"} <= {
            word for word in ("chief", "officer", "invited") if word in text
        }


async def test_words_that_stand_nowhere_find_nothing_and_it_is_said(
    door: Opened, ann: Person
) -> None:
    door.finder.answers = False
    assert await told(door, searches(ann, "marmalade")) == wording.NOTHING_FOUND


@pytest.mark.parametrize("words", ["", "   ", "?!"])
async def test_before_anything_is_typed_it_says_what_to_type(
    door: Opened, ann: Person, words: str
) -> None:
    assert await told(door, searches(ann, words)) == wording.TYPE_TO_SEARCH
    assert await told(door, ann.opens_search(SEARCH)) == wording.TYPE_TO_SEARCH


@pytest.mark.parametrize(
    "value", [None, [], {"parameters": 5}, {"parameters": [5, {}]}, {"commandId": SEARCH}]
)
async def test_a_search_of_an_odd_shape_is_told_what_to_type(
    door: Opened, ann: Person, value: object
) -> None:
    assert await told(door, searches(ann, "x") | {"value": value}) == wording.TYPE_TO_SEARCH


async def test_a_long_list_comes_in_parts_and_ends(door: Opened, ann: Person) -> None:
    door.finder.answers = False
    seen: list[str] = []
    while part := await found(door, searches(ann, "councillor", skip=len(seen))):
        assert len(part) <= MOST
        seen += [one["preview"]["content"]["title"] for one in part]
    assert len(seen) == len(set(seen)) > MOST


async def test_what_is_typed_in_the_search_box_is_not_kept(door: Opened, ann: Person) -> None:
    await found(door, searches(ann, "casework"))
    assert not await recent.recent(door.front.store, *whose(ann))


async def test_a_search_counts_as_a_question_and_too_many_are_put_off_kindly(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    for _ in range(LIMIT + 1):
        assert await told(door, searches(ann, " ")) == wording.TYPE_TO_SEARCH
    for number in range(LIMIT):
        await found(door, searches(ann, f"casework {number}"))
    assert await told(door, searches(ann, "casework")) == wording.TOO_MANY
    assert len(door.finder.asked) == LIMIT
    await door.post(ann.says("may I speak?"))
    assert words((await connector.shown.until(1))[0]) == wording.TOO_MANY
    bob = Person(SOUTHEND, "Bob", connector.url)
    assert await found(door, searches(bob, "casework"))


async def test_a_person_searches_no_oftener_while_the_store_is_away(
    open_door: OpenDoor, ann: Person
) -> None:
    door = await open_door(visits=impatient())
    await found(door, searches(ann, "casework"))
    async with gone(door.front.store):
        for number in range(LIMIT):
            await found(door, searches(ann, f"casework {number}"))
        assert await told(door, searches(ann, "casework")) == wording.TOO_MANY


async def test_what_is_found_of_several_councils_says_of_which(
    open_door: OpenDoor, ann: Person
) -> None:
    door = await open_door(councils=("hastings", "southend"))
    door.finder.labels = ("9.2.12", "47")
    titles = [
        one["preview"]["content"]["title"] for one in await found(door, searches(ann, "press"))
    ]
    assert titles == ["Clause 47, Hastings", "Clause 9.2.12, Southend-on-Sea"]


async def test_where_nobody_is_answered_nothing_is_found(open_door: OpenDoor, ann: Person) -> None:
    door = await open_door(councils=())
    assert await told(door, searches(ann, "press")) == wording.NO_COUNCIL_CHOSEN
    for command in (WHICH_CLAUSE, REPLY_DUE_DATE):
        answered = await door.post(ann.uses(command, MESSAGE))
        assert answered["task"]["value"] == wording.NO_COUNCIL_CHOSEN


async def test_what_takes_longer_than_teams_waits_is_said_in_time(
    open_door: OpenDoor, ann: Person
) -> None:
    door = await open_door(patience=0.1)
    door.finder.before = lambda: time.sleep(0.3)
    assert await told(door, searches(ann, "press")) == wording.TOOK_TOO_LONG
    answered = await door.post(ann.uses(WHICH_CLAUSE, MESSAGE))
    assert answered["task"] == {"type": "message", "value": wording.TOOK_TOO_LONG}


# On a message


async def dialog(door: Opened, act: Given) -> dict[str, Any]:
    """The card in the dialog that opens; it has nothing that the bot would have to answer."""
    task = (await door.post(act))["task"]
    assert task["type"] == "continue"
    assert task["value"]["card"]["contentType"] == ADAPTIVE
    card: dict[str, Any] = task["value"]["card"]["content"]
    limits.check_card(card)
    kinds = {one["type"] for one in limits.buttons([card])}
    assert kinds <= {"Action.OpenUrl", "Action.ToggleVisibility"}
    return card


@pytest.mark.parametrize("where", ["personal", "groupChat", "channel"])
async def test_which_clause_governs_a_message_is_shown_in_a_dialog(
    connector: RecordingConnector, door: Opened, ann: Person, where: str
) -> None:
    door.finder.labels = ("9.2.12", "9.2.2", "9.2.3", "9.2.4")
    card = await dialog(door, ann.at(where).uses(WHICH_CLAUSE, MESSAGE))
    assert "Only a Chief Officer shall be invited to attend" in read(card)
    assert door.finder.asked == [("southend", MESSAGE)]
    assert not connector.calls
    assert not await recent.recent(door.front.store, *whose(ann))


async def test_nothing_in_the_dialog_would_need_the_bot_in_the_conversation(
    door: Opened, ann: Person
) -> None:
    card = await dialog(door, ann.uses(WHICH_CLAUSE, "route officer-conduct"))
    assert wording.NEXT_STEP in read(card)
    assert wording.AS_OFFICER_BUTTON not in buttons(card)


@pytest.mark.parametrize(
    ("html", "asked"),
    [
        ("<div><p>May I&nbsp;reply?</p><p>R&amp;D asks.</p></div>", "May I reply? R&D asks."),
        ('<p><at id="0">Jo</at>, may I?</p>', "Jo, may I?"),
        ("<p>One<br>two</p><ul><li>three</li><li>four</li></ul>", "One two three four"),
        (
            '<attachment id="1">x</attachment><p>what <emoji alt="🐈"></emoji> now</p>',
            "what 🐈 now",
        ),
        ("plain & simple <b>words", "plain & simple words"),
        ("<script>alert(1)</script>may I <i>speak</i>?", "may I speak?"),
    ],
)
async def test_the_words_of_a_message_are_looked_at_and_not_its_marks(
    door: Opened, ann: Person, html: str, asked: str
) -> None:
    await dialog(door, ann.uses(WHICH_CLAUSE, "", html=html))
    assert door.finder.asked == [("southend", asked)]


@pytest.mark.parametrize("html", ["<p></p>", '<attachment id="1"></attachment>', "<p>?!</p>"])
async def test_a_message_without_words_is_told_of_in_a_sentence(
    door: Opened, ann: Person, html: str
) -> None:
    task = (await door.post(ann.uses(WHICH_CLAUSE, "", html=html)))["task"]
    assert task["type"] == "message"
    assert "Nothing was asked" in task["value"]


async def test_of_a_long_message_only_the_beginning_is_looked_at_and_it_is_said(
    door: Opened, ann: Person
) -> None:
    card = await dialog(door, ann.uses(WHICH_CLAUSE, "may I speak? " * 100))
    assert wording.LONG_MESSAGE.format(longest=1000) in read(card)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-20T09:12:24.833Z", "Friday 4 December 2026"),
        ("2026-06-30T23:30:00.000Z", "Wednesday 15 July 2026"),  # the first of July in London
        ("2026-11-20T09:12:24", "Friday 4 December 2026"),
    ],
)
async def test_a_reply_is_due_from_the_day_in_london_on_which_the_message_was_sent(
    door: Opened, ann: Person, sent: str, due: str
) -> None:
    act = ann.uses(REPLY_DUE_DATE, MESSAGE)
    act["value"]["messagePayload"]["createdDateTime"] = sent
    card = await dialog(door, act)
    assert due in read(card)
    assert MESSAGE not in read(card)


@pytest.mark.parametrize("sent", [None, "", "yesterday", 5])
async def test_a_message_without_a_date_is_told_of_in_a_sentence(
    door: Opened, ann: Person, sent: object
) -> None:
    act = ann.uses(REPLY_DUE_DATE, MESSAGE)
    act["value"]["messagePayload"]["createdDateTime"] = sent
    task = (await door.post(act))["task"]
    assert task == {"type": "message", "value": wording.NO_DATE_ON_MESSAGE}


@pytest.mark.parametrize("value", [None, {}, {"commandId": "other"}, {"commandId": WHICH_CLAUSE}])
async def test_an_action_of_an_odd_shape_is_answered_with_a_sentence(
    door: Opened, ann: Person, value: object
) -> None:
    task = (await door.post(ann.uses(WHICH_CLAUSE, MESSAGE) | {"value": value}))["task"]
    assert task["type"] == "message"


async def test_a_dialog_that_is_submitted_closes(door: Opened, ann: Person) -> None:
    assert await door.post(ann.finishes(WHICH_CLAUSE, {}, MESSAGE)) == {}
