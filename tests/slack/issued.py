"""What Slack hands out and takes back: ids, timestamps, trigger ids, response URLs, codes."""

import itertools
import time
from dataclasses import dataclass

from tests.slack.workspace import Workspace

TRIGGER = (1, 3.0)  # uses, seconds
RESPONSE_URL = (5, 30 * 60.0)
CODE = (1, 10 * 60.0)
TICKET = (1, 30.0)


class Refused(Exception):
    """Slack says no: `error` as Slack names it, then a line for each fault it found."""

    def __init__(self, error: str, *faults: str) -> None:
        super().__init__(error, *faults)
        self.error, self.faults = error, faults


@dataclass
class Leave:
    """Leave for one app to do something `uses` times until a moment (seconds since 1970).

    `about` is the message that a response URL came from, the scopes of an OAuth code.
    """

    home: Workspace
    user: str
    channel: str
    about: str
    uses: int
    until: float


class Issued:
    """One counter for all ids and one clock, which a story can set forward."""

    def __init__(self) -> None:
        self.base = ""  # the URL of this Slack, once it listens
        self._leaves: dict[str, Leave] = {}
        self._numbers = itertools.count(1)
        self._ahead = 0.0

    def now(self) -> float:
        return time.time() + self._ahead

    def skip(self, seconds: float) -> None:
        """Let time pass for what was issued; signatures go on carrying the real time."""
        self._ahead += seconds

    def id(self, kind: str) -> str:
        return f"{kind}{next(self._numbers):08}"

    def ts(self) -> str:
        """A fresh message timestamp."""
        return f"{int(self.now())}.{next(self._numbers):06}"

    def leave(
        self,
        kind: tuple[int, float],
        home: Workspace,
        user: str = "",
        *,
        at: str = "",
        of: str = "",
    ) -> str:
        """A fresh trigger id, response URL key, code or ticket."""
        key, (uses, lasts) = f"{next(self._numbers)}.7890123.abcdef", kind
        self._leaves[key] = Leave(home, user, at, of, uses, self.now() + lasts)
        return key

    def take(self, key: object, unknown: str, used: str, expired: str) -> Leave:
        """One use of what was issued. Raises Refused with one of three errors."""
        leave = self._leaves.get(str(key))
        if leave is None:
            raise Refused(unknown)
        if not leave.uses:
            raise Refused(used)
        if leave.until < self.now():
            raise Refused(expired)
        leave.uses -= 1
        return leave

    def trigger(self, home: Workspace, user: str) -> str:
        return self.leave(TRIGGER, home, user)

    def response_url(self, home: Workspace, user: str, channel: str, original: str = "") -> str:
        return (
            f"{self.base}/response/{self.leave(RESPONSE_URL, home, user, at=channel, of=original)}"
        )
