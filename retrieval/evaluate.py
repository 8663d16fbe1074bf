"""A question set -> the figures that people in retrieval use, per council and in all.

A question names words of the clauses that govern it (`gold`); a clause found holds them when they
stand in its quoted text, white space, case and quote marks folded. Words that stand in one and the
same clause found count as one governing clause; `also` words count for nothing.

    recall@k     the share of a question's governing clauses among its first k, mean of questions
    success@k    the share of questions with a governing clause among the first k
    MRR          the mean of one over the rank of the first governing clause found in `DEPTH`
    answered     the share of questions, answerable and not, for which the ranking would answer
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

import ir_measures
from ir_measures import RR, R, Success
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from retrieval.clause import Clause, stands_in
from retrieval.errors import CorpusError
from retrieval.search import Ranking

DEPTH = 20
IN_ALL = "all"
UNANSWERABLE = "none"

MEASURES = {
    "recall@1": R @ 1,
    "recall@3": R @ 3,
    "recall@5": R @ 5,
    "success@1": Success @ 1,
    "success@3": Success @ 3,
    "success@5": Success @ 5,
    "MRR": RR,
}

Words = Annotated[str, Field(min_length=1)]
Rank = Callable[[str, str, int], Ranking]
Steps = Callable[[str, int, int], None]  # what is being done, how much of it is, of how much


class SetQuestion(BaseModel):
    """A line of a question set; `kind` is "none" where the protocol does not answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: Words
    council: Words
    question: Words
    gold: tuple[Words, ...] = ()
    also: tuple[Words, ...] = ()
    kind: str = "question"
    asker: str = ""

    @property
    def answerable(self) -> bool:
        """True when a clause of the protocol governs the question."""
        return self.kind != UNANSWERABLE

    @model_validator(mode="after")
    def _gold_where_answerable(self) -> Self:
        if self.answerable != bool(self.gold):
            raise ValueError('gold words stand with every kind but "none", and never with "none"')
        return self


@dataclass(frozen=True)
class Figures:
    """The figures of a council, of a kind or of all; a share of no questions is None."""

    name: str
    answerable: int
    unanswerable: int
    shares: Mapping[str, float | None]


@dataclass(frozen=True)
class Evaluation:
    """The figures of each council in the set, in order of slug, and of all together, last.

    Or of each kind: `by` says of what.
    """

    figures: tuple[Figures, ...]
    by: str = "council"

    def table(self, *shares: str) -> str:
        """The figures as plain text, a line a council: these shares, or all."""
        head, *rows = self.cells(*shares)
        widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
        return "\n".join(_line(cells, widths) for cells in (head, *rows))

    def cells(self, *shares: str) -> list[list[str]]:
        """A table with its head first: how many questions, and these shares of them, or all."""
        shown = shares or tuple(self.figures[0].shares)
        rows = [
            [
                one.name,
                str(one.answerable),
                str(one.unanswerable),
                *(cell(one.shares[share]) for share in shown),
            ]
            for one in self.figures
        ]
        return [[self.by, "answerable", "unanswerable", *shown], *rows]

    def to_json(self) -> dict[str, Any]:
        """The figures by council, unrounded, as plain values."""
        return {
            one.name: {
                "answerable": one.answerable,
                "unanswerable": one.unanswerable,
                **one.shares,
            }
            for one in self.figures
        }


@dataclass(frozen=True)
class Outcome:
    """What one question came to: its ranking, and the labels of the clauses that govern it."""

    asked: SetQuestion
    ranking: Ranking
    governing: frozenset[str]

    @property
    def ranked(self) -> tuple[str, ...]:
        """The labels found, best first."""
        return tuple(found.clause.label for found in self.ranking.found)

    @property
    def places(self) -> tuple[int, ...]:
        """Where the governing clauses were ranked (1 is first), in order; DEPTH + 1: nowhere."""
        found = {label: place for place, label in enumerate(self.ranked, start=1)}
        return tuple(sorted(found.get(label, DEPTH + 1) for label in self.governing))


def read_question_set(path: Path, councils: Collection[str]) -> tuple[SetQuestion, ...]:
    """The questions of a JSONL file. Raises CorpusError with the first line at fault.

    At fault is a line that is no `SetQuestion`, repeats an id, or names none of `councils`.
    """
    questions: dict[str, SetQuestion] = {}
    for number, raw in _raw_lines(path):
        question = _parse(path, number, raw)
        if question.council not in councils:
            known = ", ".join(sorted(councils))
            raise CorpusError(path, number, f"no council {question.council}; there are {known}")
        if question.id in questions:
            raise CorpusError(path, number, f"the id {question.id} stands on an earlier line")
        questions[question.id] = question
    if not questions:
        raise CorpusError(path, 0, "the file holds no questions; write a JSON object a line")
    return tuple(questions.values())


def evaluate(questions: Iterable[SetQuestion], rank: Rank) -> Evaluation:
    """The figures of `rank`, a function of council, question and how many clauses to find."""
    return by_council([put(one, rank) for one in questions])


def put(asked: SetQuestion, rank: Rank) -> Outcome:
    """A question put to a function of council, question and how many clauses to find."""
    ranking = rank(asked.council, asked.question, DEPTH)
    return Outcome(asked, ranking, governing(asked.gold, [one.clause for one in ranking.found]))


def put_all(questions: Sequence[SetQuestion], rank: Rank, steps: Steps) -> list[Outcome]:
    """The questions put, one after another."""
    outcomes = []
    for done, asked in enumerate(questions, start=1):
        outcomes.append(put(asked, rank))
        steps("Asking", done, len(questions))
    return outcomes


def by_council(outcomes: Sequence[Outcome]) -> Evaluation:
    """The figures of each council, in order of slug, and of all together, last."""
    return _each("council", outcomes, [one.asked.council for one in outcomes])


def by_kind(outcomes: Sequence[Outcome]) -> Evaluation:
    """The figures of each kind of question, in order, and of all together, last."""
    return _each("kind", outcomes, [one.asked.kind for one in outcomes])


def recalls(outcomes: Sequence[Outcome]) -> list[float]:
    """Recall@1 to recall@DEPTH of the answerable questions, of which there is at least one."""
    answerable = [one for one in outcomes if one.asked.answerable]
    measured = _measured(answerable, {str(k): R @ k for k in range(1, DEPTH + 1)})
    return [share or 0.0 for share in measured.values()]


def wrongly_answered(outcomes: Sequence[Outcome], answered: float) -> float | None:
    """The share of unanswerable questions answered, by the threshold that answers the others.

    The threshold on `Ranking.answerable` is the highest that lets at least a share `answered` of
    these very answerable questions through. None where the set lacks either.
    """
    good, bad = (
        [one.ranking.answerable for one in outcomes if one.asked.answerable is side]
        for side in (True, False)
    )
    if not good or not bad:
        return None
    threshold = sorted(good, reverse=True)[math.ceil(answered * len(good)) - 1]
    return sum(one >= threshold for one in bad) / len(bad)


def governing(gold: Iterable[str], found: Sequence[Clause]) -> frozenset[str]:
    """The labels of the first clause found that holds each of the gold words.

    Words that no clause found holds stand for a governing clause that was missed.
    """
    return frozenset(
        next((clause.label for clause in found if stands_in(words, clause)), f"missed: {words}")
        for words in gold
    )


def _each(by: str, outcomes: Sequence[Outcome], names: Sequence[str]) -> Evaluation:
    each = [
        _figures(name, [one for one, its in zip(outcomes, names, strict=True) if its == name])
        for name in sorted(set(names))
    ]
    return Evaluation((*each, _figures(IN_ALL, outcomes)), by)


def _figures(name: str, outcomes: Sequence[Outcome]) -> Figures:
    answerable = [one for one in outcomes if one.asked.answerable]
    unanswerable = [one for one in outcomes if not one.asked.answerable]
    shares = {
        **_measured(answerable, MEASURES),
        "answered": _mean([one.ranking.answers for one in answerable]),
        "wrongly answered": _mean([one.ranking.answers for one in unanswerable]),
    }
    return Figures(name, len(answerable), len(unanswerable), shares)


def _measured(
    outcomes: Sequence[Outcome], measures: Mapping[str, ir_measures.Measure]
) -> dict[str, float | None]:
    if not outcomes:
        return dict.fromkeys(measures)
    truth = {one.asked.id: dict.fromkeys(one.governing, 1) for one in outcomes}
    run = {
        one.asked.id: {label: -float(place) for place, label in enumerate(one.ranked)}
        for one in outcomes
    }
    values = ir_measures.calc_aggregate(measures.values(), truth, run)
    return {name: float(values[measure]) for name, measure in measures.items()}


def _mean(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def cell(share: float | None) -> str:
    """A share as a cell of a table."""
    return "-" if share is None else f"{share:.3f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join((first, *(cell.strip().rjust(len(cell)) for cell in rest)))


def _raw_lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise CorpusError(path, 0, f"the question set cannot be read: {reason}") from None
    for number, raw in enumerate(text.split("\n"), start=1):
        if raw.strip():
            yield number, raw


def _parse(path: Path, number: int, raw: str) -> SetQuestion:
    try:
        return SetQuestion.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        raise CorpusError(path, number, f"{where}: {first['msg']}") from None
