"""The steps for a matter, each with its clause; rows of escalation.toml, never prose."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.asker import Side
from retrieval.errors import CorpusError
from retrieval.tables import TableRow, read_rows, row_line
from retrieval.words import stems

GENERAL = "general"


class Matter(TableRow):
    """What a person may want a way for; the same list for every council."""

    id: str
    title: str
    usual_asker: Side
    asked: tuple[str, ...] = ()

    def is_meant_by(self, question: str) -> bool:
        """True when the question holds every word of one of the `asked` lines."""
        return names_any(self.asked, question)


class Step(TableRow):
    """One step: to whom, what to do, on what condition, and the words of the clause that say so."""

    matter: str
    asker: Side
    order: Annotated[int, Field(ge=1)]
    to: str
    action: str
    when: str
    clause: str
    evidence: str
    contact: str = ""
    judgement: str = ""


@dataclass(frozen=True)
class Ladder:
    """The steps of one matter for one side, in order."""

    matter: Matter
    asker: Side
    steps: tuple[Step, ...]


def load_matters(path: Path) -> tuple[Matter, ...]:
    """The matters of `matters.toml`. Raises CorpusError with the line of a row at fault."""
    return read_rows(path, "matter", Matter)


def load_steps(path: Path, matters: Iterable[Matter]) -> tuple[Step, ...]:
    """The steps of an escalation.toml. Raises CorpusError for unknown matters, repeated orders."""
    known = {matter.id for matter in matters}
    steps = read_rows(path, "step", Step)
    seen: set[tuple[str, Side, int]] = set()
    for number, step in enumerate(steps):
        key = (step.matter, step.asker, step.order)
        if step.matter not in known:
            problem = f'matter "{step.matter}" is not in corpus/matters.toml'
            raise CorpusError(path, row_line(path, "step", number), problem)
        if key in seen:
            problem = f"{step.matter} for {step.asker} has two steps of order {step.order}"
            raise CorpusError(path, row_line(path, "step", number), problem)
        seen.add(key)
    return steps


def ladder(steps: Iterable[Step], matter: Matter, asker: Side) -> Ladder | None:
    """The ladder of a matter for one side, or None where the protocol sets out no route."""
    mine = sorted(
        (step for step in steps if step.matter == matter.id and step.asker is asker),
        key=lambda step: step.order,
    )
    return Ladder(matter, asker, tuple(mine)) if mine else None


def names_any(lines: Iterable[str], question: str) -> bool:
    """True when the question holds every word of one of the lines, in any order or form."""
    words = set(stems(question))
    return any(words.issuperset(stems(line)) for line in lines)
