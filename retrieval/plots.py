"""The report's plots, as PNG; drawn by matplotlib, which only a report needs (extra `report`)."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.errors import PlotterMissing
from retrieval.evaluate import DEPTH
from retrieval.reliability import Bin

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RELIABILITY, RECALL, ANSWERABLE = "reliability.png", "recall.png", "answerable.png"
INCHES, DOTS = (7.0, 4.5), 110
SLOTS = 20  # bars from 0 to 1
MARKS = "os^Dv*PX"


class Canvas:
    """An empty plot with a title and two named axes. Raises PlotterMissing."""

    def __init__(self, title: str, across: str, up: str) -> None:
        # It would tell of the fonts that it reads the first time.
        logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
        try:
            from matplotlib.figure import Figure
        except ImportError:
            raise PlotterMissing(
                "plots are drawn by matplotlib, which is not installed; "
                "run `pip install 'protocol-bot[report]'`"
            ) from None
        self._figure = Figure(figsize=INCHES, dpi=DOTS, layout="constrained")
        self.axes: Axes = self._figure.add_subplot()
        self.axes.set(title=title, xlabel=across, ylabel=up)
        self.axes.grid(alpha=0.3)

    def save(self, file: Path) -> None:
        """Write the plot, with its legend; the same octets for the same plot."""
        self.axes.legend()
        self._figure.savefig(file, metadata={"Software": None})


def refuse_without_plotter() -> None:
    """Raise PlotterMissing before anything is measured that could not be drawn."""
    Canvas("", "", "")


def draw_reliability(file: Path, curves: Mapping[str, Sequence[Bin]]) -> None:
    """What was said against what came true, a curve a name; the larger a mark, the more cases."""
    canvas = Canvas("Does a probability mean what it says?", "mean probability said", "share right")
    canvas.axes.plot([0, 1], [0, 1], color="grey", linestyle=":", label="if it did exactly")
    for mark, (name, bins) in zip(MARKS, curves.items(), strict=False):
        used = [one for one in bins if one.count]
        said, right = [one.said or 0.0 for one in used], [one.right or 0.0 for one in used]
        (line,) = canvas.axes.plot(said, right, label=name)
        sizes = [20 + 2 * one.count for one in used]
        canvas.axes.scatter(said, right, s=sizes, marker=mark, color=line.get_color(), alpha=0.6)
    canvas.axes.set(xlim=(0, 1.02), ylim=(0, 1.02))
    canvas.save(file)


def draw_recall(file: Path, ours: Mapping[str, Sequence[float]], recipe: Sequence[float]) -> None:
    """Recall@1 to recall@DEPTH, a curve a council, and the recipe's."""
    canvas = Canvas("Governing clauses among the first k", "k", "recall@k")
    places = range(1, DEPTH + 1)
    for mark, (name, recalls) in zip(MARKS, ours.items(), strict=False):
        canvas.axes.plot(places, recalls, marker=mark, markersize=4, label=name)
    canvas.axes.plot(places, recipe, color="grey", linestyle="--", label="the recipe, all")
    canvas.axes.set(ylim=(0, 1.02), xticks=[1, 3, 5, 10, 15, 20])
    canvas.save(file)


def draw_answerable(
    file: Path, good: Sequence[float], bad: Sequence[float], threshold: float
) -> None:
    """How probable it was said to be that a clause governs, where one does and where none does."""
    canvas = Canvas("When the desk answers", "probability that a clause governs", "questions")
    names = ["a clause governs", "no clause does"]
    canvas.axes.hist([good, bad], bins=SLOTS, range=(0, 1), label=names)
    canvas.axes.axvline(threshold, color="black", linestyle=":", label="answered from here on")
    canvas.save(file)
