"""What people think of an answer: like, or dislike with a reason, into the same store as Slack's.

Teams keeps nothing of it and says only on which message; what that was about is in the store. Both
of its shapes are taken, for its documentation, its SDKs and its clients differ.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bot import wording
from bot.card_elements import VERB
from bot.card_forms import COMPLAINT_FORM, complaint, complaint_form
from bot.offers import DOWN, UP
from bot.privacy import personal_data
from bot.store import answers, feedback
from bot.store.answers import About
from bot.store.feedback import Feedback, Verdict
from bot.teams.act import Act
from bot.teams.dialogs import dialog, remark
from bot.teams.front import TeamsFront
from bot.teams.wire import Invoked

MESSAGE = "message"  # in a form's metadata: the id of the message that it is about
LIKE, DISLIKE = "like", "dislike"


async def judged(act: Act, front: TeamsFront) -> Invoked:
    """Keep a verdict at once, and ask what was wrong; what is then said takes its place."""
    if why := await front.closed(act.person.tenant):
        return remark(why)
    if _reaction(act.activity.get("value")) != DISLIKE:
        await _keep(act, front, _message(act), UP)
        return remark(wording.THANKS)
    await _keep(act, front, _message(act), DOWN)
    form = complaint_form(metadata={MESSAGE: _message(act)})
    return dialog(wording.FEEDBACK_TITLE, form, height="medium")


async def submitted(act: Act, front: TeamsFront) -> Invoked:
    """Keep a complaint that came by the feedback loop; Teams wants an empty object for it."""
    value = _dict(act.activity.get("value"))
    told = _dict(value.get("actionValue"))
    filled = _filled(told.get("feedback"))
    if told.get("reaction") == LIKE:
        await _keep(act, front, _message(act, filled), UP)
    elif not await front.closed(act.person.tenant):
        await _complain(act, front, filled)
    return Invoked()


async def finished(act: Act, front: TeamsFront) -> Invoked:
    """Keep a complaint that came as any dialog's form does."""
    filled = _dict(_dict(act.activity.get("value")).get("data"))
    if filled.get(VERB) != COMPLAINT_FORM:
        return Invoked()
    if why := await front.closed(act.person.tenant):
        return remark(why)
    await _complain(act, front, filled)
    return remark(wording.THANKS)


async def _complain(act: Act, front: TeamsFront, filled: Mapping[str, Any]) -> None:
    try:
        reason, comment = complaint(filled)
        told = (reason.value, comment)
    except ValueError:  # a client's own form, or an empty one: the verdict counts all the same
        told = ("", "")
    await _keep(act, front, _message(act, filled), DOWN, *told)


async def _keep(
    act: Act,
    front: TeamsFront,
    message: str,
    verdict: Verdict,
    reason: str = "",
    comment: str = "",
) -> None:
    """Keep what somebody thought, without who; words with personal data in them are not kept."""
    about = await _about(act, front, message)
    if not about.council:
        return
    given = Feedback(
        id=_key(act, front, message),
        at=front.now(),
        council=about.council,
        question=about.question,
        shown=about.shown,
        verdict=verdict,
        reason=reason,
        comment="" if personal_data(comment) else comment,
    )
    keeping = feedback.keep(front.store, front.platform, act.person.tenant, given)
    await front.visit("feedback", keeping)


async def _about(act: Act, front: TeamsFront, message: str) -> About:
    """What an answer was about; of one that is not known (any more), whose council it was."""
    tenant = act.person.tenant
    name = front.veiled(tenant, act.message(message))
    looking = answers.about(front.store, front.platform, tenant, name, front.now())
    if found := await front.visit("answers", looking):
        return found
    councils = (await front.tenant(tenant)).councils
    return About(next(iter(councils), ""), "", ())


def _message(act: Act, filled: Mapping[str, Any] | None = None) -> str:
    """The id of the message that an opinion is on; the Playground says it in the form alone."""
    return str(act.activity.get("replyToId") or (filled or {}).get(MESSAGE) or "")


def _key(act: Act, front: TeamsFront, message: str) -> str:
    """What names the message and who liked it or not, and says neither: a digest of both."""
    named = (act.message(message), front.alias(act.person))
    return sha256(" ".join(named).encode()).hexdigest()


def _reaction(value: object) -> str:
    """What was pressed, like or dislike, in either shape."""
    flat = _dict(value)
    inner = _dict(flat.get("data")) or flat
    return str(_dict(inner.get("actionValue")).get("reaction"))


def _filled(text: object) -> dict[str, Any]:
    """The inputs of a form, which come as JSON in a text."""
    try:
        return _dict(json.loads(text)) if isinstance(text, str) else _dict(text)
    except ValueError:
        return {}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
