"""Forms with pickers, by the command that opens each; and what is asked with one.

In a channel or a group chat a form is the person's own, and so is its answer. Where Teams cannot do
that, the form itself says that everybody will see the answer.
"""

from typing import Any

from bot import card_forms, wording
from bot.card_elements import VERB, Element
from bot.card_forms import CLAUSE_FORM, DEADLINE_FORM, PROTOCOL_FORM, ROUTE_FORM, filled
from bot.cards import CardMessage
from bot.teams.act import Act
from bot.teams.front import TeamsFront
from bot.teams.names import CLAUSE, DEADLINE, PROTOCOL, ROUTE
from bot.teams.replies import NotPrivate, answer, post, whisper

FORMS = {
    PROTOCOL: PROTOCOL_FORM,
    DEADLINE: DEADLINE_FORM,
    ROUTE: ROUTE_FORM,
    CLAUSE: CLAUSE_FORM,
}
OF, PUBLIC = "council", "public"  # in a form's metadata


async def offer(
    act: Act, front: TeamsFront, name: str, *, council: str = "", rule: str = ""
) -> str:
    """Show a form: of this council, or the tenant's first. Why not, in a sentence; "" if it is."""
    if why := await front.closed(act.person.tenant):
        return why
    slug = council or (await front.tenant(act.person.tenant)).councils[0]
    try:
        await whisper(act, front, [await _form(act, front, name, slug, rule, public=False)])
    except NotPrivate:
        await post(act, front, [await _form(act, front, name, slug, rule, public=True)])
    return ""


async def ask(act: Act, front: TeamsFront, data: dict[str, Any]) -> str:
    """Answer what a form asks, with its verb in `data`. Why not, in a sentence; "" if it is.

    Raises ValueError for what is no form.
    """
    form, tenant = filled(data), await front.tenant(act.person.tenant)
    offered = data[VERB] != PROTOCOL_FORM  # any question may be of another council
    council = str(data.get(OF) or "") if offered else ""
    if council and tenant.councils and council not in tenant.councils:
        return wording.FORM_OF_OTHER_COUNCIL_HERE
    reply = await front.reply(act.person, form.ask, asker=form.asker, council=council)
    private = data.get(PUBLIC) is not True
    await answer(act, front, reply, private=private, typed=form.ask)
    return ""


async def _form(
    act: Act, front: TeamsFront, name: str, council: str, rule: str, *, public: bool
) -> CardMessage:
    how: dict[str, Any] = {"public": public, "metadata": {OF: council, PUBLIC: public}}
    card = await _card(act, front, name, council, rule, how)
    return CardMessage(card["speak"], card)


async def _card(
    act: Act, front: TeamsFront, name: str, council: str, rule: str, how: dict[str, Any]
) -> Element:
    book = front.desk.rulebook(council)
    if name == DEADLINE_FORM:
        return card_forms.deadline_form(book, rule=rule, **how)
    if name == ROUTE_FORM:
        matters, asker = front.desk.library.matters, await front.role(act.person)
        return card_forms.route_form(matters, asker=asker, **how)
    if name == CLAUSE_FORM:
        return card_forms.clause_form(book, **how)
    return card_forms.protocol_form(**how)
