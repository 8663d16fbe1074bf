"""The page of a small measurement, read as a reader would."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.errors import PlotterMissing
from retrieval.evaluate import Outcome, SetQuestion, put
from retrieval.plots import ANSWERABLE, RECALL, RELIABILITY
from retrieval.report import PAGE, Measured, page, worst, write_report
from retrieval.search import Found, Ranking
from tests.conftest import Run
from tests.doubles import clause

CLAUSES = [
    clause("marling", "1.1", "Be civil."),
    clause("marling", "1.2", "Use ink | paper.\nOr <b>chalk</b>."),
    clause("marling", "1.3", "Reply soon."),
]


def rank(council: str, question: str, k: int) -> Ranking:
    """The same clauses in the same order; answers what ends in `?`."""
    found = tuple(Found(one, 1.0, 0.5, ()) for one in CLAUSES[:k] if one.council == council)
    return Ranking(found, 0.75 if question.endswith("?") else 0.25, question.endswith("?"))


def outcome(identity: str, *gold: str, question: str = "how?", kind: str = "question") -> Outcome:
    asked = SetQuestion(
        id=identity,
        council="marling",
        question=question,
        gold=gold,
        kind=kind if gold else "none",
    )
    return put(asked, rank)


OURS = [
    outcome("first", "be civil"),
    outcome("third", "reply soon", question="when | whence?", kind="deadline"),
    outcome("missed", "no such words", question="what else?"),
    outcome("both", "use ink", "be civil", question="ink?"),
    outcome("silent", question="bins?"),
    outcome("held", question="bins!"),
]
MEASURED = Measured("set.jsonl", "protocol-bot evaluate set.jsonl --report out", OURS, OURS, 3, 0.5)


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of every table row under a heading, heads left out."""
    section = text.partition(f"## {heading}")[2].partition("\n## ")[0]
    lines = [line for line in section.split("\n") if line.startswith("|")]
    cells = [
        [cell.strip() for cell in line.replace("\\|", "¦").strip("|").split("|")] for line in lines
    ]
    return [
        row
        for place, row in enumerate(cells)
        if row[0] != "---" and (place + 1 == len(cells) or cells[place + 1][0] != "---")
    ]


def test_every_figure_stands_under_the_command_that_printed_it() -> None:
    for section in page(MEASURED).split("\n## ")[1:]:
        title, _, text = section.partition("\n")
        assert text.strip().startswith("By `protocol-bot evaluate") or title.startswith("What was")


def test_figures_come_by_council_and_by_kind() -> None:
    found = {row[0]: row[1:] for row in rows(page(MEASURED), "By council and by kind")}
    assert [*found] == ["marling", "all", "deadline", "none", "question"]
    assert found["deadline"][:5] == ["1", "0", "0.000", "1.000", "1.000"]
    assert found["none"][-2:] == ["-", "0.500"]


def test_ours_and_the_recipe_stand_side_by_side() -> None:
    text = page(replace(MEASURED, recipe=OURS[:1]))
    ours, recipe, *_ = rows(text, "Beside the recipe")
    assert ours == ["ours", "0.375", "0.750", "0.750", "0.583", "0.500"]
    assert recipe == ["the recipe", "1.000", "1.000", "1.000", "1.000", "-"]
    assert "3 of 5 stand whole in none" in " ".join(text.split())


def test_probabilities_are_held_against_what_came_true() -> None:
    text = page(MEASURED)
    bins = {row[0]: row[1:] for row in rows(text, "Whether a probability")}
    assert len(bins) == 10
    assert bins["0.5 to 0.6"] == ["6", "0.500", "0.333", "0", "-", "-"]
    assert bins["0.7 to 0.8"] == ["0", "-", "-", "5", "0.750", "0.800"]
    assert "0.167 for confidence, 0.083 for answerable" in text


def test_the_worst_misses_come_first_and_hits_not_at_all() -> None:
    assert [one.asked.id for one in worst(OURS)] == ["missed", "third"]
    assert [one.asked.id for one in worst(OURS, 1)] == ["missed"]


def test_a_miss_shows_the_question_its_gold_and_what_was_first() -> None:
    _, third = rows(page(MEASURED), "The 2 worst misses")
    assert third == ["marling", "when ¦ whence?", "reply soon", "3", "1.1: Be civil."]


def test_what_was_answered_though_nothing_governs_is_listed() -> None:
    assert rows(page(MEASURED), "Answered, though") == [
        ["marling", "bins?", "0.750", "1.1: Be civil."]
    ]


def test_a_clause_cannot_break_the_table_it_stands_in() -> None:
    only = replace(OURS[2], ranking=replace(OURS[2].ranking, found=OURS[2].ranking.found[1:]))
    (row,) = rows(page(replace(MEASURED, ours=[only])), "The 1 worst misses")
    assert row[-1] == "1.2: Use ink ¦ paper. Or &lt;b>chalk&lt;/b>."


def test_unseen_councils_are_told_of_when_they_were_measured() -> None:
    from retrieval.evaluate import by_council

    heading = "A protocol that was never seen"
    assert heading not in page(MEASURED)
    text = page(replace(MEASURED, unseen={"text alone": by_council(OURS)}))
    assert rows(text, heading)[-1] == ["all", "4", "2", "0.375", "0.750", "0.750"]


def test_the_page_ends_with_what_did_not_help() -> None:
    assert len(rows(page(MEASURED), "What was tried")) >= 5


def test_a_report_is_a_page_and_its_plots_and_the_same_each_time(tmp_path: Path) -> None:
    first, second = tmp_path / "new" / "first", tmp_path / "second"
    for folder in (first, second):
        write_report(folder, MEASURED)
    names = {PAGE, RELIABILITY, RECALL, ANSWERABLE}
    assert {file.name for file in first.iterdir()} == names
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()
    for name in names - {PAGE}:
        assert (first / name).read_bytes().startswith(b"\x89PNG")
        assert name in (first / PAGE).read_text("utf-8")


def test_the_command_passes_on_where_to_write_and_what_to_leave_out(run: Run) -> None:
    ran = run("evaluate", "set.jsonl", "--report", "out", "--unseen")
    assert ran.out == "figures of set.jsonl with a report unseen\n"


def test_without_what_draws_the_cure_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)  # as if it were not installed
    with pytest.raises(PlotterMissing, match=r"pip install 'protocol-bot\[report\]'"):
        write_report(tmp_path, MEASURED)
