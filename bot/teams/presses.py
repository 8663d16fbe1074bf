"""What stands on cards: share, more, a role, a start date, forms, settings.

A press is answered by a message of its own below, for that in which the button stands is still
wanted; the response to Teams' invoke is a line that Teams shows the presser alone. Only settings
take the place of the settings before, and the rules of a council that of its choice. Old clients
send a press as a message, without a response.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from bot import card_forms, offers, wording
from bot.card_elements import VERB, Element
from bot.cards import CARD, CardMessage, activity, shared
from bot.errors import BadRequest, UnknownName
from bot.front import Sentence
from bot.offers import ROLES, Carried, known
from bot.request import DeadlineWanted, read
from bot.store.away import Away
from bot.teams import admins, forms
from bot.teams.act import Act
from bot.teams.front import TeamsFront
from bot.teams.once import once
from bot.teams.replies import SHOW_HERE, WHOSE, answer, post, tell
from bot.teams.wire import Invoked

SAYS = "application/vnd.microsoft.activity.message"

Data = dict[str, Any]
# What the presser is shown in the button's place: a sentence, a card, or None: the answer is below.
Told = Sentence | Element | None
Pressed = Callable[[Act, TeamsFront, Data], Awaitable[Told]]


def pressed(act: Act) -> Data | None:
    """What the button of an old client brought back in a message, None for a message of words."""
    value = act.activity.get("value")
    return value if isinstance(value, dict) and isinstance(value.get(VERB), str) else None


async def submitted(act: Act, front: TeamsFront, data: Data) -> None:
    """Act on a press that came as a message. Raises NotSent."""
    told = await _acted(act, front, data)
    if isinstance(told, Sentence):
        await tell(act, front, told.words)
    elif told is not None:
        message = activity(CardMessage(told["speak"], told))
        private = not act.is_personal and not forms.is_public(data)
        await act.turn.update(str(act.activity["replyToId"]), message, private=private)


async def executed(act: Act, front: TeamsFront) -> Invoked:
    """Act on a press that came as an invoke; what takes longer than Teams waits goes on."""
    outcome: asyncio.Future[Told] = asyncio.get_running_loop().create_future()

    async def settle(told: Told) -> None:
        if not outcome.done():
            outcome.set_result(told)
        elif isinstance(told, Sentence):
            await tell(act, front, told.words)

    async def work() -> None:
        await settle(await _acted(act, front, _brought(act)))

    async def apologise(words: str) -> None:
        await settle(Sentence(words))

    front.keep_going(once(front, act, work, apologise))
    await asyncio.wait([outcome], timeout=front.patience)
    if not outcome.done():
        outcome.cancel()
        return _says(wording.WORKING_ON_IT)
    return _shown(outcome.result())


async def _acted(act: Act, front: TeamsFront, data: Data) -> Told:
    """What comes of a press. Raises ValueError for data that no card of ours has."""
    press = PRESSES.get(str(data.get(VERB)))
    if press is None:
        return Sentence(wording.NO_LONGER_HERE)
    try:
        return await press(act, front, data)
    except UnknownName as error:
        return Sentence(error.told)  # how to list names, it says for the terminal
    except BadRequest as error:
        return Sentence(str(error))


def _brought(act: Act) -> Data:
    """The data of an Action.Execute, with its verb."""
    value = act.activity.get("value")
    action = value.get("action") if isinstance(value, dict) else None
    data = action.get("data") if isinstance(action, dict) else None
    verb = action.get(VERB) if isinstance(action, dict) else None
    return {VERB: verb, **(data if isinstance(data, dict) else {})}


def _shown(told: Told) -> Invoked:
    if told is None:
        return _says(wording.SHOWN_BELOW)
    if isinstance(told, Sentence):
        return _says(told.words)
    return Invoked(body={"statusCode": 200, "type": CARD, "value": told})


def _says(words: str) -> Invoked:
    return Invoked(body={"statusCode": 200, "type": SAYS, "value": words})


# ------------------------------------------------------------------------------ below an answer
def _below_an_answer(
    press: Callable[[Act, TeamsFront, Carried], Awaitable[Told]],
) -> Pressed:
    """A press in the presser's own tenant, while the answer's council is still the tenant's."""

    async def checked(act: Act, front: TeamsFront, data: Data) -> Told:
        what = known(data)
        if refusal := await front.refused(act.person, what):
            return Sentence(refusal)
        return await press(act, front, what)

    return checked


async def _again(act: Act, front: TeamsFront, what: Carried, page: int = 0) -> Told:
    """Answer again, for the presser alone where others read."""
    reply = await front.again(act.person, what, page=page)
    if isinstance(reply, Sentence):
        return reply
    await answer(act, front, reply, private=True)
    return None


async def _share(act: Act, front: TeamsFront, what: Carried) -> Told:
    reply = await front.again(act.person, what)
    if isinstance(reply, Sentence):
        return reply
    await post(act, front, shared(front.dress(reply, private=False), act.name))
    return None


async def _more(act: Act, front: TeamsFront, what: Carried) -> Told:
    return await _again(act, front, what, _page(what, 1))


def _as(verb: str) -> Callable[[Act, TeamsFront, Carried], Awaitable[Told]]:
    role = ROLES[verb]

    async def press(act: Act, front: TeamsFront, what: Carried) -> Told:
        with suppress(Away):  # the answer is what was wanted; next time the role is asked for again
            await front.keep_role(act.person, role)
        return await _again(act, front, {**what, "as": role.value})

    return press


async def _pick_date(act: Act, front: TeamsFront, what: Carried) -> Told:
    wanted = read(what["ask"], front.desk.known)
    rule = wanted.rule if isinstance(wanted, DeadlineWanted) else ""
    form, council = card_forms.DEADLINE_FORM, what["council"]
    why = await forms.offer(act, front, form, council=council, rule=rule)
    return Sentence(why) if why else None


async def _show_here(act: Act, front: TeamsFront, data: Data) -> Told:
    """Show all what whoever asked agreed to have shown; nobody else can agree to it."""
    if data.get(WHOSE) != act.person.user:
        return Sentence(wording.NOT_YOURS_TO_SHOW)
    what = known(data)
    if refusal := await front.refused(act.person, what):
        return Sentence(refusal)
    reply = await front.again(act.person, what, page=_page(what, 0))
    await answer(act, front, reply, private=False)
    return None


def _page(what: Carried, default: int) -> int:
    page = what.get("page", default)
    if not isinstance(page, int) or page < 0:
        raise ValueError("a button's page is no number")
    return page


# --------------------------------------------------------------------------------------- on forms
async def _open(act: Act, front: TeamsFront, data: Data) -> Told:
    why = await forms.offer(act, front, card_forms.wanted_form(data))
    return Sentence(why) if why else None


async def _ask(act: Act, front: TeamsFront, data: Data) -> Told:
    why = await forms.ask(act, front, data)
    return Sentence(why) if why else None


PRESSES: Mapping[str, Pressed] = {
    offers.SHARE: _below_an_answer(_share),
    offers.MORE: _below_an_answer(_more),
    offers.PICK_DATE: _below_an_answer(_pick_date),
    **{verb: _below_an_answer(_as(verb)) for verb in ROLES},
    SHOW_HERE: _show_here,
    card_forms.OPEN: _open,
    card_forms.RULES_OF: forms.rules_of,
    **dict.fromkeys(forms.FORMS.values(), _ask),
    card_forms.CHOOSE_COUNCIL: admins.choose,
    card_forms.SWITCH: admins.switch,
}
