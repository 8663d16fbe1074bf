"""Forms with pickers, by the command that opens each; and what is asked with one.

In a channel or a group chat a form is the person's own, and so is its answer. Where Teams cannot do
that, the form itself says that everybody will see the answer.

Where a tenant has several councils, each form lets one be chosen. Rules are each council's own, and
a card can neither group choices nor fetch them: so for a due date the council is chosen first, and
the form with its rules takes the place of that choice.
"""

from dataclasses import dataclass
from typing import Any

from bot import card_forms, wording
from bot.card_elements import VERB, Element
from bot.card_forms import CLAUSE_FORM, DEADLINE_FORM, PROTOCOL_FORM, ROUTE_FORM, filled
from bot.cards import CardMessage
from bot.front import Sentence
from bot.rulebook import Rulebook
from bot.store.tenants import Tenant
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
# In a form's metadata: the council that it is of ("" where one is to be chosen), and whether
# everybody sees it.
OF, PUBLIC = "council", "public"


@dataclass(frozen=True)
class _Wanted:
    """A form by its name, and the rulebooks of the tenant's councils in their order.

    It is of the one whose slug is `council`; where that is "", one is to be chosen. `rule` is
    chosen beforehand.
    """

    name: str
    books: tuple[Rulebook, ...]
    council: str
    rule: str = ""


async def offer(
    act: Act, front: TeamsFront, name: str, *, council: str = "", rule: str = ""
) -> str:
    """Show a form: of this council, or the tenant's. Why not, in a sentence; "" if it is."""
    if why := await front.closed(act.person.tenant):
        return why
    wanted = _wanted(front, await front.tenant(act.person.tenant), name, council, rule)
    try:
        await whisper(act, front, [await _message(act, front, wanted, public=False)])
    except NotPrivate:
        await post(act, front, [await _message(act, front, wanted, public=True)])
    return ""


async def rules_of(act: Act, front: TeamsFront, data: dict[str, Any]) -> Element | Sentence:
    """The form with the rules of the council that was chosen, or why there is none."""
    if why := await front.closed(act.person.tenant):
        return Sentence(why)
    council, tenant = card_forms.chosen_whose(data), await front.tenant(act.person.tenant)
    if why := _unfit(tenant, council):
        return Sentence(why)
    wanted = _wanted(front, tenant, DEADLINE_FORM, council)
    return await _card(act, front, wanted, public=is_public(data))


async def ask(act: Act, front: TeamsFront, data: dict[str, Any]) -> str:
    """Answer what a form asks, with its verb in `data`. Why not, in a sentence; "" if it is.

    Raises ValueError for what is no form.
    """
    form, tenant = filled(data), await front.tenant(act.person.tenant)
    offered = data[VERB] != PROTOCOL_FORM  # any question may be of another council
    council = form.council or (str(data.get(OF) or "") if offered else "")
    to_be_chosen = OF in data and not data[OF]
    if (council or to_be_chosen) and (why := _unfit(tenant, council)):
        return why
    reply = await front.reply(act.person, form.ask, asker=form.asker, council=council)
    await answer(act, front, reply, private=not is_public(data), typed=form.ask)
    return ""


def is_public(data: dict[str, Any]) -> bool:
    """Whether everybody sees the form that brought this."""
    return data.get(PUBLIC) is True


def _unfit(tenant: Tenant, council: str) -> str:
    """Why a council that was to be chosen is not asked about, in a sentence; "" if it is.

    That a tenant has none, the answer says.
    """
    if not tenant.councils or council in tenant.councils:
        return ""
    return wording.FORM_OF_OTHER_COUNCIL_HERE if council else wording.CHOOSE_WHOSE


def _wanted(
    front: TeamsFront, tenant: Tenant, name: str, council: str = "", rule: str = ""
) -> _Wanted:
    """The form of this council, of the tenant's only one, or of whichever will be chosen."""
    first, *others = tenant.councils
    books = tuple(front.desk.rulebook(slug) for slug in tenant.councils)
    return _Wanted(name, books, council or ("" if others else first), rule)


async def _message(act: Act, front: TeamsFront, wanted: _Wanted, *, public: bool) -> CardMessage:
    card = await _card(act, front, wanted, public=public)
    return CardMessage(card["speak"], card)


async def _card(act: Act, front: TeamsFront, wanted: _Wanted, *, public: bool) -> Element:
    how: dict[str, Any] = {"public": public, "metadata": {OF: wanted.council, PUBLIC: public}}
    councils = [book.council for book in wanted.books]
    if wanted.name == DEADLINE_FORM:
        return _deadline_card(wanted, how)
    if wanted.name == ROUTE_FORM:
        matters, asker = front.desk.library.matters, await front.role(act.person)
        return card_forms.route_form(matters, councils, asker=asker, **how)
    if wanted.name == CLAUSE_FORM:
        return card_forms.clause_form(wanted.books, **how)
    return card_forms.protocol_form(councils, **how)


def _deadline_card(wanted: _Wanted, how: dict[str, Any]) -> Element:
    for book in wanted.books:
        if book.protocol.slug == wanted.council:
            return card_forms.deadline_form(book, among=wanted.books, rule=wanted.rule, **how)
    return card_forms.whose_rules_form(wanted.books, **how)
