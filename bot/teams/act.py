"""An act: something that a person did in Teams, as far as the door goes by it."""

from dataclasses import dataclass
from functools import cached_property

from bot.front import Person, Place
from bot.teams.wire import Activity, Turn

PERSONAL = "personal"
OF_A_THREAD = ";messageid="  # in the id of a channel's conversation: the thread's first message
BOTS = "28:"  # how the ids of bots begin


@dataclass(frozen=True)
class Act:
    """What a person did, where, and the way to answer it. Its shape was checked at the door."""

    turn: Turn

    @property
    def activity(self) -> Activity:
        """The activity, whole."""
        return self.turn.activity

    @property
    def id(self) -> str:
        """The activity's id, "" if it has none."""
        return str(self.activity.get("id") or "")

    @cached_property
    def person(self) -> Person:
        """Who it was: by the id in Entra, which is the same wherever they write."""
        tenant = ((self.activity.get("channelData") or {}).get("tenant") or {}).get("id") or ""
        who = self.activity["from"]
        return Person(tenant.lower(), (who.get("aadObjectId") or who["id"]).lower())

    @property
    def name(self) -> str:
        """What the person is called in Teams, "" where it does not say."""
        return str(self.activity["from"].get("name") or "")

    @property
    def is_bots(self) -> bool:
        """Whether another bot did it, or we ourselves."""
        return str(self.activity["from"]["id"]).startswith(BOTS)

    @property
    def conversation(self) -> str:
        """The id of the conversation; that of a channel's names the thread, too."""
        return str(self.activity["conversation"]["id"])

    @property
    def room(self) -> str:
        """The chat or the channel, whichever its thread."""
        return self.conversation.partition(OF_A_THREAD)[0]

    @property
    def is_personal(self) -> bool:
        """Whether nobody else reads here."""
        return (self.activity["conversation"].get("conversationType") or PERSONAL) == PERSONAL

    @property
    def is_targeted(self) -> bool:
        """Whether the person wrote it so that only the bot sees it."""
        return self.activity["recipient"].get("isTargeted") is True

    @property
    def is_mention(self) -> bool:
        """Whether the person mentioned the bot."""
        return any(one["id"] == self.activity["recipient"]["id"] for one in self._mentioned())

    def place(self, *, private: bool) -> Place:
        """Where the conversation is remembered: what was private is not leaned on in public."""
        thread = self.conversation.partition(OF_A_THREAD)[2]
        key = f"{self.conversation} private" if private else self.conversation
        return Place(key, begins=bool(thread) and thread == self.id)

    def message(self, key: str) -> str:
        """The name under which a message of this chat or channel is known; its id is its only
        there.
        """  # noqa: D205 - one thought
        return f"{self.room} {key}"

    def _mentioned(self) -> list[dict[str, str]]:
        entities = self.activity.get("entities") or []
        named = [one.get("mentioned") for one in entities if one.get("type") == "mention"]
        return [one for one in named if isinstance(one, dict) and isinstance(one.get("id"), str)]
