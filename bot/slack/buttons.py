"""What stands below an answer: share, calendar, remind, a start date, more, role, feedback."""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, time, timedelta
from hashlib import sha256

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot import offers, views, wording
from bot.blocks import Message, reminder, said, shared
from bot.dates import in_words
from bot.errors import BadRequest
from bot.event import calendar_event
from bot.front import LONDON, Answered, Person
from bot.offers import ROLES, Carried, carried, carry, is_own
from bot.privacy import personal_data
from bot.request import DeadlineWanted, read
from bot.slack.front import PLATFORM, SlackFront, dress
from bot.slack.once import once
from bot.slack.replies import direct, person_of, post, way_back, whisper
from bot.store import feedback
from bot.store.away import Away
from bot.store.feedback import Feedback, Verdict

NINE = time(9, 0, tzinfo=LONDON)  # when a reminder is sent
FURTHEST = timedelta(days=120)  # ahead, that Slack schedules a message


Pressed = Callable[[AsyncArgs, SlackFront, Carried], Awaitable[None]]


def register(app: AsyncApp, front: SlackFront) -> None:
    """Listen to every button of `bot.blocks`, and to the modal that a thumbs down opens."""
    presses: dict[str, Pressed] = {
        offers.SHARE: _share,
        offers.CALENDAR: _calendar,
        offers.REMIND: _remind,
        offers.PICK_DATE: _pick_date,
        offers.MORE: _more,
        offers.AS_OFFICER: _role,
        offers.AS_COUNCILLOR: _role,
        offers.FEEDBACK: _feedback,
    }
    for name, pressed in presses.items():
        app.action(name)(once(front, _pressed(front, pressed), _apologise))

    async def complained(args: AsyncArgs) -> None:
        await _complained(args, front)

    app.view(views.FEEDBACK_MODAL)(once(front, complained, _apologise_directly))


def _pressed(front: SlackFront, pressed: Pressed) -> Callable[[AsyncArgs], Awaitable[None]]:
    """A press on a button that stands in the presser's own workspace, and still has its council."""

    async def listening(args: AsyncArgs) -> None:
        what = carried(args.body["actions"][0]["value"])
        if refusal := await front.refused(person_of(args), what):
            await whisper(args, [said(refusal)])
            return
        try:
            await pressed(args, front, what)
        except BadRequest as error:
            await whisper(args, [said(str(error))])

    return listening


async def _share(args: AsyncArgs, front: SlackFront, what: Carried) -> None:
    reply, person = await front.again(person_of(args), what), person_of(args)
    messages = dress(reply, private=False, own=is_own(what))
    if isinstance(reply, Answered):
        await whisper(args, shared(messages, person.user), in_channel=True)
    else:
        await whisper(args, messages)


async def _more(args: AsyncArgs, front: SlackFront, what: Carried) -> None:
    reply = await front.again(person_of(args), what, page=what.get("page", 1))
    await whisper(args, dress(reply, private=True, own=is_own(what)))


async def _role(args: AsyncArgs, front: SlackFront, what: Carried) -> None:
    person, role = person_of(args), ROLES[args.body["actions"][0]["action_id"]]
    with suppress(Away):  # the answer is what was wanted; next time the role is asked for again
        await front.keep_role(person, role)
    again: Carried = {**what, "as": role.value}
    reply = await front.again(person, again)
    await whisper(args, dress(reply, private=True, own=is_own(what)))


async def _pick_date(args: AsyncArgs, front: SlackFront, what: Carried) -> None:
    book = front.desk.rulebook(what["council"])
    wanted = read(what["ask"], front.desk.known)
    rule = wanted.rule if isinstance(wanted, DeadlineWanted) else ""
    view = views.deadline_modal([book], rule=rule, metadata=way_back(args.body, what["council"]))
    await args.client.views_open(trigger_id=args.body["trigger_id"], view=view)


async def _calendar(args: AsyncArgs, front: SlackFront, what: Carried) -> None:
    answer = await front.due_date(what)
    council = front.desk.rulebook(what["council"]).council
    first = answer.quotes[0]
    event = calendar_event(
        answer.deadline, council.name, first.citation, first.clause.text, front.now()
    )
    await args.client.files_upload_v2(
        channel=await direct(args),
        file=event,
        filename=f"{answer.deadline.rule.id}.ics",
        title=answer.deadline.rule.title,
    )
    await whisper(args, [said(wording.CALENDAR_SENT)])


async def _remind(args: AsyncArgs, front: SlackFront, what: Carried) -> None:
    answer = await front.due_date(what)
    due = answer.deadline.due
    council = front.desk.rulebook(what["council"]).council
    days = [] if due is None else [(due - timedelta(days=1), False), (due, True)]
    channel, set_for = await direct(args), []
    for day, is_today in days:
        at = datetime.combine(day, NINE)
        if front.now() < at < front.now() + FURTHEST:
            await _schedule(args, channel, at, reminder(answer, council, today=is_today))
            set_for.append(in_words(day))
    words = wording.REMINDERS_SET.format(days=" and ".join(set_for))
    await whisper(args, [said(words if set_for else wording.TOO_LATE_TO_REMIND)])


async def _schedule(args: AsyncArgs, channel: str, at: datetime, message: Message) -> None:
    """Have Slack send a message then, once: the same reminder stands there only once."""
    then = int(at.timestamp())
    listed = await args.client.chat_scheduledMessages_list(channel=channel)
    there = {(int(one["post_at"]), one.get("text")) for one in listed["scheduled_messages"]}
    if (then, message.text) not in there:
        await args.client.chat_scheduleMessage(
            channel=channel, post_at=then, text=message.text, blocks=list(message.blocks)
        )


async def _feedback(args: AsyncArgs, front: SlackFront, what: Carried) -> None:
    """Keep the verdict at once; what the modal then says takes its place, and so does another."""
    person, key = person_of(args), _key(args, front)
    if what.get("verdict") != offers.DOWN:
        await _keep(front, person, key, what, offers.UP)
        await whisper(args, [said(wording.THANKS)])
        return
    view = views.feedback_modal(metadata=carry(key=key, **what))
    await args.client.views_open(trigger_id=args.body["trigger_id"], view=view)
    await _keep(front, person, key, what, offers.DOWN)


async def _complained(args: AsyncArgs, front: SlackFront) -> None:
    view = args.body["view"]
    reason, comment = views.complaint(view)
    metadata = view["private_metadata"]
    what, key = carried(metadata), json.loads(metadata)["key"]
    await _keep(front, person_of(args), key, what, offers.DOWN, reason, comment)
    await post(args.client, [said(wording.THANKS)], await direct(args), None)


def _key(args: AsyncArgs, front: SlackFront) -> str:
    """What names the message and the presser, and says neither: a digest of both."""
    where = args.body["container"]
    named = (where["channel_id"], where["message_ts"], front.alias(person_of(args)))
    return sha256(" ".join(named).encode()).hexdigest()


async def _keep(  # noqa: PLR0913, PLR0917 - who and which, then what they thought
    front: SlackFront,
    person: Person,
    key: str,
    what: Carried,
    verdict: Verdict,
    reason: str = "",
    comment: str = "",
) -> None:
    """Keep what somebody thought, without who; words with personal data in them are not kept.

    Nor is a question in the words of somebody else, whose message was looked at.
    """
    asked = what["ask"] if is_own(what) else ""
    question, comment = ("" if personal_data(text) else text for text in (asked, comment))
    given = Feedback(
        id=key,
        at=front.now(),
        council=what["council"],
        question=question,
        shown=tuple(what.get("shown", [])),
        verdict=verdict,
        reason=reason,
        comment=comment,
    )
    keeping = feedback.keep(front.store, PLATFORM, person.tenant, given)
    await front.visit("feedback", keeping)


async def _apologise(args: AsyncArgs, words: str) -> None:
    await whisper(args, [said(words)])


async def _apologise_directly(args: AsyncArgs, words: str) -> None:
    await post(args.client, [said(words)], await direct(args), None)
