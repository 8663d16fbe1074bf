"""A hearing: an answer is logged and counted once it has gone out, and nothing of who asked."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from bot import hearing
from bot.answer import Answer
from bot.hearing import fields
from bot.rulebook import Library
from tests.doubles import Counted
from tests.specimens import asked

QUESTION = "may my brother-in-law see the log?"


def ticking(step: float = 0.5) -> Callable[[], float]:
    """A clock on which each look is `step` seconds after the last."""
    ticks: Iterator[int] = count()
    return lambda: next(ticks) * step


@pytest.fixture
def answer(little: Library) -> Answer:
    """A quotation of two clauses."""
    return asked(little, QUESTION, "2.1", "2.2")


def test_an_answer_is_told_when_it_has_gone_out(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    tally = Counted()
    with caplog.at_level(logging.INFO), hearing.hearing("slack", tally, ticking()):
        found = hearing.timed(lambda: answer, ticking(0.25))()
        hearing.answered(found)
        assert not tally.answers
        assert not caplog.records
    (told,) = tally.answers
    assert (told.door, told.council, told.kind) == ("slack", answer.council, "quotation")
    assert (told.clauses, told.score) == (("2.1", "2.2"), 0.9)
    assert (told.desk, told.seconds) == (0.25, 0.5)
    (record,) = caplog.records
    assert vars(record)["fields"] == fields(told)


def test_a_log_line_of_an_answer_has_these_fields_and_no_others(answer: Answer) -> None:
    tally = Counted()
    with hearing.hearing("teams", tally, ticking()):
        hearing.answered(answer)
    line = fields(tally.answers[0])
    assert len(str(line.pop("reference"))) == 8
    assert line == {
        "door": "teams",
        "council": answer.council,
        "kind": "quotation",
        "clauses": ["2.1", "2.2"],
        "score": 0.9,
        "milliseconds": 500,
    }


def test_an_answer_without_a_clause_has_no_score(little: Library) -> None:
    tally = Counted()
    with hearing.hearing("slack", tally):
        hearing.answered(asked(little, "when are the bins emptied?", answers=False))
    (told,) = tally.answers
    assert (told.kind, told.clauses, told.score) == ("no_answer", (), None)


def test_an_answer_that_could_not_be_posted_is_not_told(
    answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    tally = Counted()

    def post() -> None:
        with hearing.hearing("slack", tally):
            hearing.answered(answer)
            raise ConnectionError

    caplog.set_level(logging.INFO)
    with pytest.raises(ConnectionError):
        post()
    assert not tally.answers
    assert not caplog.records


def test_what_a_platform_makes_of_calls_is_counted_at_once() -> None:
    tally = Counted()
    with hearing.hearing("teams", tally):
        hearing.retried()
        hearing.rejected()
        assert tally.counts == [("retried", "teams"), ("rejected", "teams")]


def test_outside_a_hearing_nothing_is_counted_and_the_work_is_done(answer: Answer) -> None:
    tally = Counted()
    with hearing.hearing("slack", tally):
        pass
    hearing.answered(answer)
    hearing.retried()
    hearing.rejected()
    assert hearing.timed(lambda: 3)() == 3
    assert not tally.answers
    assert not tally.counts


async def test_two_hearings_at_once_do_not_hear_each_other(answer: Answer) -> None:
    tallies = {door: Counted() for door in ("slack", "teams")}

    async def heard(door: str) -> None:
        with hearing.hearing(door, tallies[door]):
            await asyncio.sleep(0)
            await asyncio.gather(asyncio.to_thread(hearing.timed(lambda: answer)))
            hearing.answered(answer)
            await asyncio.sleep(0)

    await asyncio.gather(*map(heard, tallies))
    assert [[told.door for told in one.answers] for one in tallies.values()] == [
        ["slack"],
        ["teams"],
    ]
