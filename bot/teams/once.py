"""Each act is answered once, although Teams sends some again: a few under another id."""

import hashlib
import json
from datetime import datetime, timedelta

from bot import once as first
from bot.conversation import resolve
from bot.once import Apologise, Key, Work
from bot.teams.act import Act
from bot.teams.front import PLATFORM, TeamsFront
from bot.teams.typed import as_typed
from bot.teams.wire import MESSAGE

AGAIN = timedelta(minutes=1)  # within it, the same words of a person in a place are one question
ANY_QUESTION = ("Who may speak to the press?",)


async def once(front: TeamsFront, act: Act, work: Work, apologise: Apologise) -> None:
    """Do the work for the first of however many activities that tell of the same act."""
    await first.once(front, keys(front, act, front.now()), work, apologise)


def keys(front: TeamsFront, act: Act, now: datetime) -> list[Key]:
    """What names an act: its activity's id, and for a message, who said what where of late.

    A minute is counted from each message and not by the clock, so that it has no seams. Of a second
    "more" there is more to show, and a button says by itself that it was pressed again.
    """
    where = f"{PLATFORM}:{act.person.tenant}:{act.conversation}"
    name = act.id or _digest(act)
    text = as_typed(act.activity) if act.activity["type"] == MESSAGE else ""
    if not text or resolve(text, ANY_QUESTION).page:
        return [Key(f"{where}:{name}")]
    return [Key(f"{where}:{name}"), Key(f"{where}:{front.alias(act.person)}:{text}", now - AGAIN)]


def _digest(act: Act) -> str:
    return hashlib.sha256(json.dumps(act.activity, sort_keys=True).encode()).hexdigest()
