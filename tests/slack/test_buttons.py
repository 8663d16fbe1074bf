"""What stands below an answer: share, calendar, remind, a start date, more, role, feedback."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import icalendar
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import offers, wording
from bot.asker import Asker
from bot.slack.front import PLATFORM
from bot.store import feedback, people, rate, recent, tenants
from bot.views import DEADLINE_MODAL, FEEDBACK_MODAL
from tests.slack.conftest import NOW, Door, OpenDoor, whose
from tests.slack.payloads import Member
from tests.slack.recording import RecordingSlack
from tests.slack.shown import Given, Shown, View
from tests.slack.workspace import ANN, BOB, SOUTHEND

QUESTION = "can I attend a party group meeting?"
LABELS = ("9.2.12", "9.2.2", "9.2.3", "9.2.4", "9.2.5", "9.2.6", "9.2.7", "9.2.8")
GOOD, BAD = "positive", "negative"


class Screen:
    """Ann's screen: what each act of hers brings."""

    def __init__(self, slack: RecordingSlack, door: Door, ann: Member) -> None:
        self.slack, self.door, self.ann = slack, door, ann

    async def brings(self, act: Given) -> Shown:
        """The one message that an act brings."""
        before = len(self.slack.shown)
        assert (await self.slack.send(self.door.url, act)).status == 200
        return (await self.slack.shown.until(before + 1))[-1]

    async def opens(self, act: Given) -> View:
        """The one modal that an act opens."""
        before = len(self.slack.views)
        assert (await self.slack.send(self.door.url, act)).status == 200
        return (await self.slack.views.until(before + 1))[-1]

    async def pressed(self, where: Shown, button: str, chosen: str | None = None) -> Shown:
        """The one message that a press brings."""
        return await self.brings(self.ann.presses(where, button, chosen))


@pytest.fixture
def screen(slack: RecordingSlack, door: Door, ann: Member) -> Screen:
    door.finder.labels = LABELS
    return Screen(slack, door, ann)


@pytest.fixture
async def dated(screen: Screen) -> Shown:
    """A due date, 4 December 2026, for Ann alone; nothing more is shown or scheduled before."""
    return await screen.brings(screen.ann.types("/deadline enquiry-reply 20 Nov"))


# Share


@pytest.mark.parametrize("channel", [SOUTHEND.channel, SOUTHEND.elsewhere])
async def test_a_shared_answer_stands_in_the_channel_with_who_shared_it(
    screen: Screen, channel: str
) -> None:
    private = await screen.brings(screen.ann.types(f"/protocol {QUESTION}", channel=channel))
    shared = await screen.pressed(private, offers.SHARE)
    assert (private.to, shared.to, shared.channel) == (ANN.id, None, channel)
    assert shared.text.startswith(f"<@{ANN.id}>{wording.SHARED_THIS}")
    (line,) = shared.blocks[0]["elements"]
    assert line["elements"][0] == {"type": "user", "user_id": ANN.id}
    assert QUESTION in shared.words
    assert "Only a Chief Officer shall be invited to attend" in shared.words
    assert wording.SHARE_BUTTON not in shared.words
    assert private.ts not in screen.slack.deleted


async def test_a_shared_answer_mentions_nobody_else(screen: Screen) -> None:
    private = await screen.brings(screen.ann.types("/protocol may <!channel> or <@U0BOB> come?"))
    shared = await screen.pressed(private, offers.SHARE)
    assert shared.text.count("<") == 1
    assert "may <!channel> or <@U0BOB> come?" in shared.words


async def test_an_answer_is_shared_as_it_was_worked_out_for_its_day(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member
) -> None:
    clock = [NOW]
    screen = Screen(slack, await open_door(now=lambda: clock[0]), ann)
    private = await screen.brings(ann.types("/deadline enquiry-reply yesterday"))
    clock[0] = datetime(2026, 11, 25, 12, tzinfo=UTC)
    shared = await screen.pressed(private, offers.SHARE)
    assert "Due Friday 4 December 2026" in private.words
    assert "Due Friday 4 December 2026" in shared.words


# Calendar


async def test_add_to_calendar_brings_a_file_in_direct_messages(
    slack: RecordingSlack, screen: Screen, dated: Shown
) -> None:
    note = await screen.pressed(dated, offers.CALENDAR)
    assert (note.to, note.words) == (ANN.id, wording.CALENDAR_SENT)
    (file,) = slack.files
    assert (file.name, file.channel) == ("enquiry-reply.ics", screen.ann.tab)
    (event,) = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 12, 4)
    assert event.decoded("dtstamp") == NOW
    assert "Southend-on-Sea Borough Council" in str(event["summary"])
    assert "9.1.5" in str(event["description"])


async def test_the_calendar_file_of_a_question_quotes_the_rules_own_clause(
    slack: RecordingSlack, door: Door, screen: Screen
) -> None:
    door.finder.labels = ("9.1.6", "9.1.5")
    asked = "how long do we have to reply to an enquiry received on 20 November 2026?"
    answer = await screen.brings(screen.ann.mentions(asked))
    await screen.pressed(answer, offers.CALENDAR)
    (event,) = icalendar.Calendar.from_ical(slack.files[0].content).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 12, 4)
    assert "9.1.5" in str(event["description"])
    assert asked not in slack.files[0].content.decode()


# Remind


async def test_a_reminder_is_set_for_the_day_before_and_the_day_at_nine_in_london(
    slack: RecordingSlack, screen: Screen, dated: Shown
) -> None:
    note = await screen.pressed(dated, offers.REMIND)
    before, on_the_day = sorted(slack.scheduled.values(), key=lambda one: one["post_at"])
    assert datetime.fromtimestamp(before["post_at"], UTC) == datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert datetime.fromtimestamp(on_the_day["post_at"], UTC) == datetime(
        2026, 12, 4, 9, tzinfo=UTC
    )
    assert {before["channel_id"], on_the_day["channel_id"]} == {screen.ann.tab}
    assert before["text"].startswith("Due tomorrow")
    assert on_the_day["text"].startswith("Due today")
    assert note.to == ANN.id
    assert "Thursday 3 December 2026 and Friday 4 December 2026" in note.words


async def test_nine_in_london_is_eight_in_universal_time_in_summer(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member
) -> None:
    summer = datetime(2027, 6, 1, 12, tzinfo=UTC)
    slack.issued.skip((summer - NOW).total_seconds())
    screen = Screen(slack, await open_door(now=lambda: summer), ann)
    answer = await screen.brings(ann.types("/deadline enquiry-reply 2027-06-01"))
    await screen.pressed(answer, offers.REMIND)
    hours = [datetime.fromtimestamp(one["post_at"], UTC).hour for one in slack.scheduled.values()]
    assert hours == [8, 8]


@pytest.mark.parametrize(
    ("start", "days"),
    [("2026-11-09", ["23 November 2026"]), ("2026-11-06", []), ("2027-06-01", [])],
)
async def test_days_that_are_past_or_too_far_ahead_bring_no_reminder(
    slack: RecordingSlack, screen: Screen, start: str, days: list[str]
) -> None:
    answer = await screen.brings(screen.ann.types(f"/deadline enquiry-reply {start}"))
    note = await screen.pressed(answer, offers.REMIND)
    assert len(slack.scheduled) == len(days)
    assert all(day in note.words for day in days)
    assert days or note.words == wording.TOO_LATE_TO_REMIND


async def test_the_same_reminder_asked_for_twice_is_set_once(
    slack: RecordingSlack, screen: Screen, dated: Shown
) -> None:
    await screen.pressed(dated, offers.REMIND)
    await screen.pressed(dated, offers.REMIND)
    assert len(slack.scheduled) == 2


async def test_reminders_are_listed_on_the_home_tab(
    slack: RecordingSlack, screen: Screen, dated: Shown
) -> None:
    await screen.pressed(dated, offers.REMIND)
    home = await screen.opens(screen.ann.opens())
    assert "Thursday 3 December 2026: Due tomorrow" in home.words
    assert "Friday 4 December 2026: Due today" in home.words
    assert len(slack.views) == 1


# A start date, more clauses, a role


async def test_choose_the_start_date_opens_the_rule_and_answers_in_the_same_place(
    screen: Screen,
) -> None:
    answer = await screen.brings(screen.ann.types("/deadline absence-cover"))
    modal = await screen.opens(screen.ann.presses(answer, offers.PICK_DATE))
    assert modal.body["callback_id"] == DEADLINE_MODAL
    worked = await screen.brings(screen.ann.submits(modal, {"start": "2026-11-20"}))
    assert (worked.to, worked.channel) == (ANN.id, SOUTHEND.channel)
    assert "deadline absence-cover 2026-11-20" in worked.words
    assert "Due Monday 23 November 2026" in worked.words


async def test_a_start_date_chosen_in_a_thread_is_answered_in_that_thread(
    door: Door, screen: Screen
) -> None:
    door.finder.labels = ("9.1.5",)
    asked = screen.ann.mentions("how long do we have to reply to an enquiry?")
    answer = await screen.brings(asked)
    modal = await screen.opens(screen.ann.presses(answer, offers.PICK_DATE))
    worked = await screen.brings(screen.ann.submits(modal, {"start": "2026-11-20"}))
    assert (worked.to, worked.thread) == (ANN.id, asked["event"]["ts"])
    assert "Due Friday 4 December 2026" in worked.words


@pytest.mark.parametrize(
    ("asked", "button", "counts"),
    [
        (f"/protocol {QUESTION}", offers.MORE, True),
        (f"/protocol {QUESTION}", offers.SHARE, True),
        ("/route officer-conduct", offers.AS_OFFICER, False),
        ("/clause 9.2.12", offers.SHARE, False),
    ],
)
async def test_a_press_counts_as_a_question_where_it_has_to_search_again(
    screen: Screen, store: AsyncEngine, asked: str, button: str, *, counts: bool
) -> None:
    answer = await screen.brings(screen.ann.types(asked))
    for _ in range(rate.LIMIT - 2):
        assert await rate.allowed(store, *whose(ANN), NOW)
    first, second = [await screen.pressed(answer, button) for _ in range(2)]
    assert first.words != wording.TOO_MANY
    assert (second.words == wording.TOO_MANY) is counts


async def test_that_another_council_is_not_asked_about_here_is_shared_with_the_answer(
    slack: RecordingSlack, screen: Screen
) -> None:
    await screen.brings(screen.ann.types("/protocol what does Hastings say?"))
    note, answer = await slack.shown.until(2)
    assert note.words.startswith("Only Southend-on-Sea Borough Council is asked about here")
    await screen.pressed(answer, offers.SHARE)
    shared, whole = (await slack.shown.until(4))[2:]
    assert (shared.to, whole.to) == (None, None)
    assert "Only Southend-on-Sea Borough Council is asked about here" in shared.words


async def test_the_start_date_is_worked_out_for_the_council_of_the_answer(
    slack: RecordingSlack, open_door: OpenDoor, ann: Member
) -> None:
    door = await open_door(councils=("southend", "hastings"))
    door.finder.labels = ("47",)
    screen = Screen(slack, door, ann)
    asked = ann.mentions("in Hastings, how long do we have to reply to an enquiry?")
    answer = await screen.brings(asked)
    modal = await screen.opens(ann.presses(answer, offers.PICK_DATE))
    worked = await screen.brings(ann.submits(modal, {"start": "2026-11-20"}))
    assert "Due Friday 27 November 2026" in worked.words


async def test_more_clauses_come_page_by_page_for_the_presser_alone(screen: Screen) -> None:
    asked = screen.ann.mentions(QUESTION)
    answer = await screen.brings(asked)
    pages = [answer]
    for _ in range(2):
        pages.append(await screen.pressed(pages[-1], offers.MORE))
    quoted = [
        [label for label in LABELS if f"Clause {label} " in f"{page.words} "] for page in pages
    ]
    assert quoted == [list(LABELS[:3]), list(LABELS[3:6]), list(LABELS[6:])]
    assert [page.to for page in pages] == [None, ANN.id, ANN.id]
    assert {page.thread for page in pages} == {asked["event"]["ts"]}
    assert wording.MORE_BUTTON not in pages[-1].words


@pytest.mark.parametrize(
    ("button", "role", "side"),
    [
        (offers.AS_OFFICER, Asker.OFFICER, "steps for an officer"),
        (offers.AS_COUNCILLOR, Asker.COUNCILLOR, "steps for a councillor"),
    ],
)
async def test_a_role_button_keeps_the_role_and_shows_its_steps(
    screen: Screen, store: AsyncEngine, button: str, role: Asker, side: str
) -> None:
    answer = await screen.brings(screen.ann.types("/route officer-conduct"))
    steps = await screen.pressed(answer, button)
    assert steps.to == ANN.id
    assert side in steps.words
    assert wording.AS_OFFICER_BUTTON not in steps.words
    assert await people.role_of(store, *whose(ANN)) is role
    assert await people.role_of(store, *whose(BOB)) is None
    again = await screen.brings(screen.ann.types("/route officer-conduct"))
    assert side in again.words


async def test_what_buttons_bring_does_not_join_the_recent_questions(
    screen: Screen, store: AsyncEngine
) -> None:
    answer = await screen.brings(screen.ann.types(f"/protocol {QUESTION}"))
    await screen.pressed(answer, offers.MORE)
    await screen.pressed(answer, offers.SHARE)
    assert len(await recent.recent(store, *whose(ANN))) == 1


# Feedback


async def test_a_thumbs_up_is_kept_with_the_clauses_that_were_shown(
    screen: Screen, store: AsyncEngine
) -> None:
    answer = await screen.brings(screen.ann.mentions(QUESTION))
    thanks = await screen.pressed(answer, offers.FEEDBACK, GOOD)
    assert (thanks.to, thanks.words) == (ANN.id, wording.THANKS)
    (given,) = await feedback.listed(store)
    assert (given.council, given.question, given.verdict) == ("southend", QUESTION, "up")
    assert given.shown == LABELS[:3]
    assert given.at == NOW
    assert ANN.id not in repr(given)


async def test_a_thumbs_down_asks_why_and_keeps_what_is_said(
    screen: Screen, store: AsyncEngine
) -> None:
    answer = await screen.brings(screen.ann.mentions(QUESTION))
    modal = await screen.opens(screen.ann.presses(answer, offers.FEEDBACK, BAD))
    assert modal.body["callback_id"] == FEEDBACK_MODAL
    said = {"reason": "missing_clause", "comment": "9.2.9 says who else may come"}
    thanks = await screen.brings(screen.ann.submits(modal, said))
    assert (thanks.channel, thanks.words) == (screen.ann.tab, wording.THANKS)
    (given,) = await feedback.listed(store)
    assert (given.question, given.verdict, given.shown) == (QUESTION, "down", LABELS[:3])
    assert (given.reason, given.comment) == (said["reason"], said["comment"])


async def test_a_thumbs_down_counts_even_if_nobody_says_why(
    screen: Screen, store: AsyncEngine
) -> None:
    answer = await screen.brings(screen.ann.mentions(QUESTION))
    await screen.opens(screen.ann.presses(answer, offers.FEEDBACK, BAD))
    await screen.door.front.drain(1.0)
    (given,) = await feedback.listed(store)
    assert (given.verdict, given.reason, given.comment) == ("down", "", "")


async def test_a_mind_that_is_changed_counts_once_and_each_person_for_themselves(
    slack: RecordingSlack, screen: Screen, store: AsyncEngine
) -> None:
    answer = await screen.brings(screen.ann.mentions(QUESTION))
    modal = await screen.opens(screen.ann.presses(answer, offers.FEEDBACK, BAD))
    await screen.brings(screen.ann.submits(modal, {"reason": "other"}))
    await screen.pressed(answer, offers.FEEDBACK, GOOD)
    bob = slack.member(SOUTHEND, BOB)
    await screen.brings(bob.presses(answer, offers.FEEDBACK, GOOD))
    assert [one.verdict for one in await feedback.listed(store)] == ["up", "up"]


async def test_personal_data_in_a_question_or_a_comment_is_not_kept(
    screen: Screen, store: AsyncEngine, stored: Callable[[], bytes]
) -> None:
    asked = "may jo.bloggs@example.org attend?"
    answer = await screen.brings(screen.ann.mentions(asked))
    modal = await screen.opens(screen.ann.presses(answer, offers.FEEDBACK, BAD))
    said = {"reason": "not_answered", "comment": "ring me on 07700 900123"}
    await screen.brings(screen.ann.submits(modal, said))
    (given,) = await feedback.listed(store)
    assert (given.question, given.comment) == ("", "")
    assert (given.reason, given.shown) == ("not_answered", LABELS[:3])
    assert b"jo.bloggs" not in stored()
    assert b"900123" not in stored()


# Not answered


PRESSES = [
    (f"/protocol {QUESTION}", offers.SHARE, None),
    (f"/protocol {QUESTION}", offers.MORE, None),
    (f"/protocol {QUESTION}", offers.FEEDBACK, BAD),
    ("/route officer-conduct", offers.AS_OFFICER, None),
    ("/deadline enquiry-reply 20 Nov", offers.CALENDAR, None),
    ("/deadline enquiry-reply 20 Nov", offers.REMIND, None),
    ("/deadline enquiry-reply", offers.PICK_DATE, None),
]


@pytest.mark.parametrize(("line", "button", "chosen"), PRESSES)
async def test_a_button_of_a_council_that_the_workspace_has_left_does_nothing(
    screen: Screen, store: AsyncEngine, line: str, button: str, chosen: str | None
) -> None:
    answer = await screen.brings(screen.ann.types(line))
    await tenants.bind(store, PLATFORM, SOUTHEND.team, ("hastings",))
    note = await screen.pressed(answer, button, chosen)
    assert (note.to, note.words) == (ANN.id, wording.OTHER_COUNCIL)
    assert not screen.slack.views
    assert not screen.slack.files
    assert not screen.slack.scheduled
    assert await people.role_of(store, *whose(ANN)) is None
    assert not await feedback.listed(store)


@pytest.mark.parametrize(("line", "button", "chosen"), PRESSES)
async def test_switched_off_a_button_says_so(
    screen: Screen, store: AsyncEngine, line: str, button: str, chosen: str | None
) -> None:
    answer = await screen.brings(screen.ann.types(line))
    await tenants.bind(store, PLATFORM, SOUTHEND.team, ("southend",))
    await tenants.switch(store, PLATFORM, SOUTHEND.team, off=True)
    note = await screen.pressed(answer, button, chosen)
    assert (note.to, note.words) == (ANN.id, wording.SWITCHED_OFF)
