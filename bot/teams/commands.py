"""Commands, as they are typed: of these words alone the answer is private where others read."""

from bot.errors import BadRequest
from bot.request import Ask, Known, read
from bot.teams.names import CLAUSE, COMMANDS, DEADLINE, HELP, PROTOCOL, ROUTE

SETTINGS = "settings"  # for admins; it stands in no list
BARE = {DEADLINE, ROUTE, CLAUSE, PROTOCOL, HELP, SETTINGS}


def bare(text: str) -> str:
    """The command that a text is with nothing after it, "" if it is none; no text is help."""
    word = text.casefold().strip(" :?!.") or HELP
    return word if word in BARE else ""


def is_command(text: str, known: Known) -> bool:
    """Whether a text is a command and not a question: `route press`, but not "route to whom?"."""
    if bare(text) or _verb(text) == PROTOCOL:
        return True
    try:
        return not isinstance(read(text, known), Ask)
    except BadRequest:
        return _verb(text) in COMMANDS


def asked(text: str) -> str:
    """What a text asks in the grammar of `bot.request`: `protocol` says no more than that it asks.

    Of "protocol" alone the word is left.
    """
    return text.partition(" ")[2].strip() or text if _verb(text) == PROTOCOL else text


def _verb(text: str) -> str:
    return text.partition(" ")[0].casefold().rstrip(":")
