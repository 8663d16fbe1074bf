"""Workspaces and the people in them; ids look as Slack's do and are made from short names."""

from dataclasses import dataclass

APP = "A0PROTOCOL"


@dataclass(frozen=True)
class Person:
    """Somebody in a workspace, with a user id as in "U0ANN"."""

    id: str
    name: str
    admin: bool = False


@dataclass(frozen=True)
class Workspace:
    """A workspace; `name` is one word."""

    name: str
    people: tuple[Person, ...]

    @property
    def team(self) -> str:
        return f"T0{self.name.upper()}"

    @property
    def bot_token(self) -> str:
        return f"xoxb-{self.name}"

    @property
    def bot_user(self) -> str:
        """The user id by which the bot is mentioned."""
        return f"U0{self.name.upper()}BOT"

    @property
    def bot_id(self) -> str:
        """The bot's other id, which stands in the messages it posts."""
        return f"B0{self.name.upper()}"

    @property
    def channel(self) -> str:
        """A public channel to which the bot has been invited."""
        return f"C0{self.name.upper()}"

    @property
    def elsewhere(self) -> str:
        """A public channel without the bot: commands work there, chat.postMessage does not."""
        return f"C0{self.name.upper()}ELSE"

    def messages_tab(self, user: str) -> str:
        """The direct messages between the bot and a person."""
        return f"D{user[1:]}{self.name.upper()}"

    def find(self, user: object) -> Person | None:
        return next((person for person in self.people if person.id == user), None)

    def readers(self, channel: object) -> list[str]:
        """The user ids of those who can read a channel; none where there is no such channel."""
        if channel in (self.channel, self.elsewhere):
            return [person.id for person in self.people]
        return [one.id for one in self.people if channel == self.messages_tab(one.id)]


ANN, BOB = Person("U0ANN", "ann"), Person("U0BOB", "bob", admin=True)
CAT, DAN = Person("U0CAT", "cat"), Person("U0DAN", "dan", admin=True)
SOUTHEND = Workspace("southend", (ANN, BOB))
HASTINGS = Workspace("hastings", (CAT, DAN))
