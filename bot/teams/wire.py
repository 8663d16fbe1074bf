"""What the Teams door needs of any SDK: who is let in, and how a turn is answered.

Activities are plain JSON of the Bot Framework protocol, as they come and as they go. Nothing here
or in what is built on it knows an SDK: a successor of botbuilder is one more `Wire`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

Activity = dict[str, Any]

MESSAGE = "message"
INVOKE = "invoke"


class Unauthorised(Exception):
    """The request is not Teams', or is meant for another bot."""


class Malformed(Exception):
    """The activity is of no shape that the Bot Framework knows."""


class NotSent(Exception):
    """Teams did not take what was sent: the HTTP `status` it answered, 0 when it did not answer.

    It holds no word of what was sent.
    """

    def __init__(self, status: int, reason: str = "") -> None:
        super().__init__(f"Teams answered {status or 'nothing'} {reason}".rstrip())
        self.status = status


@dataclass(frozen=True)
class Invoked:
    """What answers an invoke: the status and the JSON body of its HTTP response."""

    status: int = 200
    body: Activity = field(default_factory=dict)


class Turn(Protocol):
    """One activity that came in, and a way to answer it: also long after its request is over.

    What is sent needs only what it says: from whom it is, to whom and where is filled in. With
    `private` only the person who wrote sees it: Teams does this in channels and group chats, for a
    day. What was sent privately is updated and deleted privately. Each raises NotSent.
    """

    @property
    def activity(self) -> Activity:
        """The activity that came in, whole."""

    async def send(self, activity: Activity, *, private: bool = False) -> str:
        """Send an activity to the same conversation; its id comes back, "" if Teams gives none."""

    async def update(self, activity_id: str, activity: Activity, *, private: bool = False) -> None:
        """Put an activity in the place of one that was sent."""

    async def delete(self, activity_id: str, *, private: bool = False) -> None:
        """Take back what was sent."""


# None: there is nothing to answer, as with a message.
Handler = Callable[[Turn], Awaitable[Invoked | None]]


class Wire(Protocol):
    """An SDK, as far as the door needs one."""

    async def verify(self, authorization: str) -> None:
        """Check the token of an Authorization header, before anything else of the request is read.

        Raises Unauthorised.
        """

    async def take(self, authorization: str, activity: Activity, handle: Handler) -> Invoked | None:
        """Have an activity handled that came with this Authorization header.

        Raises Unauthorised, before the handler is run and before anything is sent, unless the token
        is Teams', for this bot and for this activity's serviceUrl; and Malformed.
        """
