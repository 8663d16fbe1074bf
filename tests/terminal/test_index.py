"""`protocol-bot index`: what it takes, what it says, and what it will not do."""

from pathlib import Path

import pytest

from bot.errors import BadRequest
from bot.terminal.index import least
from tests.conftest import RELEASES, Given, Run

FIRST, LAST = (one.name for one in RELEASES)


def test_a_build_says_what_it_did_and_which_release_answers(run: Run, given: Given) -> None:
    ran = run("index")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == f"Release {LAST} answers from here on."
    assert given.measured == [(None, {})]


def test_a_build_may_be_held_to_figures_over_a_question_set(run: Run, given: Given) -> None:
    ran = run("index", "--evaluate", "set.jsonl", "--at-least", "recall@3=0.94", "--at-least=MRR=1")
    assert given.measured == [(Path("set.jsonl"), {"recall@3": 0.94, "MRR": 1.0})]
    assert ran.out.splitlines()[-1] == f"Nothing has changed: release {LAST} goes on answering."


def test_releases_are_listed_oldest_first_with_the_one_that_answers(run: Run) -> None:
    assert run("index", "--list").out == (
        f"{FIRST}  made 20 November 2026, 09:00 UTC, 1 councils, 1,000 clauses\n"
        f"{LAST}  made 22 November 2026, 16:05 UTC, 2 councils, 2,000 clauses  (answers)\n"
    )
    assert run("index", "--list", "--json").json == [
        {
            "release": FIRST,
            "made": "2026-11-20T09:00:00+00:00",
            "councils": 1,
            "clauses": 1000,
            "answers": False,
        },
        {
            "release": LAST,
            "made": "2026-11-22T16:05:30+00:00",
            "councils": 2,
            "clauses": 2000,
            "answers": True,
        },
    ]


def test_one_command_goes_back_to_the_release_before_or_to_one_by_name(run: Run) -> None:
    assert run("index", "--roll-back").out == f"Release {FIRST} answers again.\n"
    assert run("index", "--roll-back", LAST).out == f"Release {LAST} answers again.\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["index", FIRST], "add --roll-back"),
        (["index", "--at-least", "recall@3=0.9"], "name one with --evaluate"),
        (["index", "--evaluate", "x", "--at-least", "recall@3"], "write one as recall@3=0.94"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_built(
    run: Run, given: Given, command: list[str], said: str
) -> None:
    ran = run(*command)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert said in ran.err
    assert given.measured == []


@pytest.mark.parametrize("typed", ["recall@3", "recall@3=", "recall@3=much", "MRR=1.5", "MRR=-1"])
def test_a_least_figure_is_a_share(typed: str) -> None:
    with pytest.raises(BadRequest, match="from 0 to 1"):
        least([typed])


def test_a_least_figure_of_nan_is_none() -> None:
    with pytest.raises(BadRequest):
        least(["MRR=nan"])


def test_the_last_of_two_least_figures_of_a_share_counts() -> None:
    assert least(["MRR=0.5", "wrongly answered = 0.2", "MRR=0.6"]) == {
        "MRR": 0.6,
        "wrongly answered": 0.2,
    }
