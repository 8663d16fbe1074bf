"""What is counted while the bot works: how often and how fast, never who asked or what.

Each front has a `Tally`. `bot.metrics` keeps one for Prometheus; `Silent` counts nothing.
"""

from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from bot.store.away import Errand

Unstored = Errand | Literal["check", "purge"]
ALL_UNSTORED: tuple[Unstored, ...] = (*get_args(Errand), "check", "purge")


@dataclass(frozen=True)
class Told:
    """An answer that went out, as far as a log or a metric may know it.

    `score` is the confidence in its first clause (0 to 1), None where it quotes none. `desk` are
    the seconds that the desk took, `seconds` those from the event to the posted answer.
    """

    reference: str
    door: str
    council: str
    kind: str
    clauses: tuple[str, ...]
    score: float | None
    desk: float
    seconds: float


class Tally(Protocol):
    """What counts; each method is called once for each thing that happened."""

    def told(self, told: Told) -> None:
        """An answer went out."""

    def repeated(self, door: str) -> None:
        """An event came again, and was not answered again."""

    def failed(self, door: str) -> None:
        """An event could not be answered, and somebody was told so."""

    def retried(self, platform: str) -> None:
        """A platform was called again, since it had stumbled or was busy."""

    def rejected(self, platform: str) -> None:
        """A platform did not take what it was sent."""

    def unstored(self, what: Unstored) -> None:
        """Something could not be stored or read."""


class Silent:
    """Counts nothing."""

    def told(self, told: Told) -> None:
        """As in Tally."""

    def repeated(self, door: str) -> None:
        """As in Tally."""

    def failed(self, door: str) -> None:
        """As in Tally."""

    def retried(self, platform: str) -> None:
        """As in Tally."""

    def rejected(self, platform: str) -> None:
        """As in Tally."""

    def unstored(self, what: Unstored) -> None:
        """As in Tally."""


SILENT = Silent()
