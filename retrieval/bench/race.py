"""The race: each side in a process of its own, and what came out, held against the targets."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.bench.laps import Laps, read_laps, together
from retrieval.errors import Unfit

# Of each side, in turn, so that what else the machine does falls on both.
ROUNDS, STARTS = 5, 3
LIBRARY = (sys.executable, "-c", "import sentence_transformers")

Command = Sequence[str]
Steps = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Target:
    """A measured value, and what it should be: at least or at most."""

    name: str
    value: float
    target: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether it is."""
        return self.value >= self.target if self.at_least else self.value <= self.target

    def line(self) -> str:
        """Value, target, and whether it is met."""
        bound = "at least" if self.at_least else "at most"
        met = "met" if self.met else "NOT met"
        return f"{self.name:<40} {self.value:>7.2f}   {bound} {self.target:g}   {met}"


@dataclass(frozen=True)
class Race:
    """What both sides came to; starts in seconds."""

    ours: Laps
    recipe: Laps
    our_start: float
    library_start: float

    @property
    def targets(self) -> tuple[Target, ...]:
        """The three ratios."""
        return (
            Target("answers: recipe's time / ours", self.recipe.median / self.ours.median, 4, True),
            Target(
                "start: ours / import of the library", self.our_start / self.library_start, 0.35
            ),
            Target(
                "resident memory (peak): ours / recipe's", self.ours.peak / self.recipe.peak, 0.3
            ),
        )

    def table(self) -> str:
        """Everything measured, in lines for a person."""
        rows = [("", "ours", "recipe"), *_rows(self.ours, self.recipe)]
        measured = [f"{name:<40} {ours:>9} {recipe:>9}" for name, ours, recipe in rows]
        starts = f"{'process start to printed answer, s':<40} {self.our_start:>9.2f}"
        library = f"{'import sentence_transformers, s':<40} {'':>9} {self.library_start:>9.2f}"
        said = [target.line() for target in self.targets]
        return "\n".join([*measured, starts, library, "", *said, load()])


def run_race(ours: Command, recipe: Command, ask: Command, library: Command, steps: Steps) -> Race:
    """Run all four commands. `ours` and `recipe` print laps, `ask` an answer, `library` nothing.

    `steps` hears what is being done. Raises Unfit when a command fails.
    """
    laps = list(_rounds(ours, recipe, steps))
    steps("Timing starts", ROUNDS, ROUNDS + 1)
    starts = [(_seconds(ask), _seconds(library)) for _ in range(STARTS + 1)][1:]
    mine, theirs = (statistics.median(side) for side in zip(*starts, strict=True))
    first, second = (together(side) for side in zip(*laps, strict=True))
    return Race(first, second, mine, theirs)


def _rounds(ours: Command, recipe: Command, steps: Steps) -> Iterator[tuple[Laps, Laps]]:
    for done in range(ROUNDS):
        steps("Timing answers, ours and the recipe's", done, ROUNDS + 1)
        yield read_laps(_out(ours)), read_laps(_out(recipe))


def load() -> str:
    """How busy the machine is: figures of a busy one are worth less."""
    if not hasattr(os, "getloadavg"):
        return f"cores {os.cpu_count()}"
    return f"cores {os.cpu_count()}, load average {os.getloadavg()[0]:.1f}"


def _rows(ours: Laps, recipe: Laps) -> list[tuple[str, str, str]]:
    return [
        (
            f"a question, median of {ours.questions}, ms",
            f"{ours.median:.1f}",
            f"{recipe.median:.1f}",
        ),
        ("a question, 95 of 100 under, ms", f"{ours.slowest:.1f}", f"{recipe.slowest:.1f}"),
        ("resident memory, peak, MiB", f"{ours.peak:.0f}", f"{recipe.peak:.0f}"),
        ("resident memory, after, MiB", f"{ours.now:.0f}", f"{recipe.now:.0f}"),
    ]


def _seconds(command: Command) -> float:
    start = time.perf_counter()
    _out(command)
    return time.perf_counter() - start


def _out(command: Command) -> str:
    """What a command prints. Raises Unfit with its last words when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603 - our own
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Unfit(f"{' '.join(command[:4])} failed: {last}")
    return done.stdout
