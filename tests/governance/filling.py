"""Figures in Markdown: a marked place holds what figures.json says, and reads as plain text.

<!-- figure: corpus.clauses -->613<!-- / -->
<!-- figure: held_out.answered as percent -->95%<!-- / -->
<!-- table: development.development --> ... <!-- / -->
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Figures = Mapping[str, Any]

PLACE = re.compile(
    r"(?P<mark><!-- (?P<what>figure|table): (?P<name>[^>]+?)(?: as (?P<form>percent))? -->)"
    r"(?P<held>.*?)(?P<end><!-- / -->)",
    re.DOTALL,
)
NOT_MEASURED = "not measured"
HEADS = {
    "development": ("council", "recall@1", "recall@3", "MRR", "answered", "wrongly answered"),
    "unseen": ("council left out", "recall@1", "recall@3", "recall@5"),
    "near_misses": ("kind of question", "questions", "wrongly answered"),
    "faults": ("fault", "asked", "answered once", "answered twice", "lost"),
}


def filled(text: str, figures: Figures) -> str:
    """A document with its marked places filled. Raises KeyError for a figure that is not there."""

    def fill(place: re.Match[str]) -> str:
        value = figure(figures, place["name"])
        held = cell(value, place["form"]) if place["what"] == "figure" else table(place, value)
        return f"{place['mark']}{held}{place['end']}"

    return PLACE.sub(fill, text)


def figure(figures: Figures, name: str) -> Any:  # noqa: ANN401 - a number, a word, a table's rows
    """The figure of a dotted name, None where it was not measured yet. Raises KeyError for none."""
    value: Any = figures
    for part in name.split("."):
        if value is None:
            return None
        value = value[part]
    return value


def cell(value: object, form: str | None = None) -> str:
    """A figure as it is read: 12,557; 0.83; 95%; words as they are."""
    if value is None:
        return NOT_MEASURED
    if form == "percent" and isinstance(value, float):
        return f"{value:.0%}"
    if isinstance(value, float):
        return f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def table(place: re.Match[str], rows: Sequence[Mapping[str, object]] | None) -> str:
    """Rows as a Markdown table under the head of their name; a sentence where there are none."""
    head = HEADS[place["name"].rpartition(".")[2]]
    if not rows:
        return "\n\nNot measured yet.\n\n"
    lines = [head, ("---",) * len(head), *(tuple(cell(row[name]) for name in head) for row in rows)]
    return "\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"
