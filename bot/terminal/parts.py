"""What the commands work with: a protocol, so that a test can put small parts in their place."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot.desk import Desk
from bot.rulebook import Library
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.releasing import Released
    from bot.store.dossier import Dossier, Erased, Sought
    from bot.store.feedback import Feedback
    from retrieval.release import Listed


class Racer(StrEnum):
    """A side of the race that `bench` runs."""

    OURS = "ours"
    RECIPE = "recipe"


class Parts(Protocol):
    """What the commands work with; each part is made when a command first asks for it."""

    @property
    def settings(self) -> Settings:
        """What is set."""

    @property
    def library(self) -> Library:
        """The councils' rulebooks."""

    @property
    def desk(self) -> Desk:
        """The desk, its index open and its encoder loaded on the first question."""

    def build_index(
        self, questions: Path | None = None, least: Mapping[str, float] | None = None
    ) -> "Released":
        """Release the corpus, with progress on stderr; only if it reaches `least` on a set."""

    def roll_back(self, name: str) -> str:
        """Go back to a release, or where it is "" to the one before; its name comes back."""

    def releases_kept(self) -> "tuple[Sequence[Listed], str | None]":
        """The releases that are kept, oldest first, and the name of the one that answers."""

    def feedback(self) -> "tuple[Feedback, ...]":
        """What people thought of answers, oldest first."""

    def dossiers(self, sought: "Sought") -> "tuple[Dossier, ...]":
        """What is kept about a person, by tenant."""

    def erase(self, sought: "Sought") -> "tuple[Erased, ...]":
        """Erase what is kept about a person; what was erased, by tenant."""

    def reseal(self) -> int:
        """Seal stored tokens anew with the newest key; in how many rows."""

    def serve(
        self, say: Callable[[str], None], *, playground: bool = False, check: bool = False
    ) -> None:
        """Open the chat doors, or `check` that they could be; `say` gets the line that says so.

        Raises Unready, with all that is missing.
        """

    def evaluate(
        self, questions: Path, report: Path | None = None, *, unseen: bool = False
    ) -> tuple[str, dict[str, Any]]:
        """Figures over a question set, as a table and as JSON; with them in a report's folder."""

    def race(self) -> str:
        """Speed and memory against the tutorial recipe's, as a table."""

    def laps(self, side: "Racer") -> str:
        """The laps of one side, run in this process, as a line of JSON."""

    def scale(self, clauses: int) -> str:
        """What an index of so many clauses costs, as a table."""
