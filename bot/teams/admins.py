"""An admin chooses the tenant's council, and switches the bot off and on."""

from bot import wording
from bot.card_elements import Element
from bot.card_forms import chosen_council, council_card, wanted_on
from bot.cards import CardMessage, said
from bot.front import Sentence
from bot.store import tenants
from bot.teams.act import Act
from bot.teams.front import TeamsFront
from bot.teams.replies import NotPrivate, post, tell, whisper


async def show(act: Act, front: TeamsFront) -> None:
    """Show an admin the card with the settings. It holds no question, but is nobody else's."""
    if not await front.is_admin(act.person):
        await tell(act, front, wording.ADMINS_ONLY)
        return
    settings = await card(act, front)
    try:
        await whisper(act, front, [CardMessage(settings["speak"], settings)])
    except NotPrivate:
        await post(act, front, [said(wording.ASK_ALONE)])


async def card(act: Act, front: TeamsFront) -> Element:
    """The settings of the person's tenant as they are now."""
    tenant = await front.tenant(act.person.tenant)
    choices = [book.council for book in front.desk.library.rulebooks.values()]
    return council_card(choices, tenant.councils, off=tenant.off)


async def choose(act: Act, front: TeamsFront, data: dict[str, object]) -> Element | Sentence:
    """Have the tenant's people answered from the chosen council's protocol."""
    if not await front.is_admin(act.person):
        return Sentence(wording.ADMINS_ONLY)
    council = front.desk.rulebook(chosen_council(data)).council.slug
    binding = tenants.bind(front.store, front.platform, act.person.tenant, (council,))
    await front.visit("settings", binding)
    return await card(act, front)


async def switch(act: Act, front: TeamsFront, data: dict[str, object]) -> Element | Sentence:
    """Switch the bot off or on for the tenant; its councils stay as they are."""
    if not await front.is_admin(act.person):
        return Sentence(wording.ADMINS_ONLY)
    on, tenant = wanted_on(data), await front.tenant(act.person.tenant)
    where = (front.store, front.platform, act.person.tenant)
    await front.visit("settings", tenants.bind(*where, tenant.councils))
    await front.visit("settings", tenants.switch(*where, not on))
    return await card(act, front)
