"""The bot is installed somewhere: one card says what it can do and what it cannot."""

from collections.abc import Sequence

from bot.card_forms import welcome_card
from bot.cards import CardMessage
from bot.once import Key
from bot.teams.act import Act
from bot.teams.front import PLATFORM, TeamsFront
from bot.teams.replies import post

ADDED = "add"  # the others are remove, and upgrades: nobody is told of a new version


def is_installation(act: Act) -> bool:
    """Whether an activity says that the bot itself came here: Teams posts two that do."""
    if act.activity["type"] == "installationUpdate":
        return bool(act.activity.get("action") == ADDED)
    own = act.activity["recipient"]["id"]
    return any(one["id"] == own for one in act.activity.get("membersAdded") or [])


def keys(act: Act) -> Sequence[Key]:
    """What names an installation: the chat, or the team, of which Teams may name two channels."""
    team = (act.activity.get("channelData") or {}).get("team")
    where = team.get("id") if isinstance(team, dict) else ""
    return [Key(f"{PLATFORM}:{act.person.tenant}:{where or act.room}:welcome")]


async def greet(act: Act, front: TeamsFront) -> None:
    """Send the welcome card, unless the bot is switched off in the tenant. Raises NotSent."""
    tenant = await front.tenant(act.person.tenant)
    if tenant.off:
        return
    books = front.desk.library.rulebooks
    card = welcome_card([books[slug].council.name for slug in tenant.councils])
    await post(act, front, [CardMessage(card["speak"], card)])
