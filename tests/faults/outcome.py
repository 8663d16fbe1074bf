"""What came of the questions that were asked during a fault, as a row, a page, and JSON."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.table import Table

from tests.load.asking import Answers, quantile

HEADINGS = (
    "what goes wrong",
    "asked",
    "once",
    "twice",
    "lost",
    "p95",
    "sent again",
    "ack p99",
    "and",
)


@dataclass(frozen=True)
class Outcome:
    """How many questions were asked, answered once or oftener, and not at all.

    `p95` and `ack_p99` are seconds from the first sending to the answer, and from a sending to its
    acknowledgement; `resent` counts sendings after the first. `remark` says what else was seen.
    """

    name: str
    what: str
    asked: int
    once: int
    twice: int
    lost: int
    p95: float
    ack_p99: float
    resent: int
    remark: str = ""

    @property
    def is_well(self) -> bool:
        """Whether none was lost and none answered twice."""
        return not self.lost and not self.twice

    def row(self) -> tuple[str, ...]:
        """The cells of its row, under HEADINGS."""
        counts = (self.asked, self.once, self.twice, self.lost)
        first, *others = map(str, counts)
        times = (f"{self.p95 * 1000:.0f} ms", str(self.resent), f"{self.ack_p99 * 1000:.0f} ms")
        return (self.what, first, *others, *times, self.remark)


def outcome(  # noqa: PLR0913, PLR0917 - which fault (two), then what was measured
    name: str,
    what: str,
    sent: Mapping[str, float],
    answers: Answers,
    acks: Sequence[float],
    resent: int,
    remark: str = "",
) -> Outcome:
    """The outcome for questions by when they were sent, and answers by when they were shown."""
    times = {key: answers.get(key, []) for key in sent}
    delays = [shown[0] - sent[key] for key, shown in times.items() if shown]
    return Outcome(
        name=name,
        what=what,
        asked=len(sent),
        once=sum(len(shown) == 1 for shown in times.values()),
        twice=sum(len(shown) > 1 for shown in times.values()),
        lost=sum(not shown for shown in times.values()),
        p95=quantile(delays, 0.95),
        ack_p99=quantile(list(acks), 0.99),
        resent=resent,
        remark=remark,
    )


def screen(outcomes: Iterable[Outcome]) -> Table:
    """The outcomes as a table for a terminal, without their remarks, which are long."""
    table = Table(*HEADINGS[:-1])
    for one in outcomes:
        table.add_row(*one.row()[:-1], style="" if one.is_well else "bold red")
    return table


def markdown(outcomes: Iterable[Outcome]) -> str:
    """The outcomes as a table in Markdown."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(one.row() for one in outcomes)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def as_json(outcomes: Iterable[Outcome]) -> str:
    """The outcomes as a JSON array of objects."""
    return json.dumps([asdict(one) for one in outcomes], indent=2) + "\n"
