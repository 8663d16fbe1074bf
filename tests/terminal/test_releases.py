"""What is said of releases at the terminal."""

from bot import wording
from bot.releasing import Released
from bot.terminal.releases import as_text, released, to_json
from retrieval.evaluate import Evaluation, Figures
from retrieval.index import Counts, IndexReport
from tests.conftest import RELEASES

REPORT = IndexReport({"north": Counts(clauses=3, passages=9)}, reused=1, encoded=2, dropped=0)


def test_figures_stand_before_what_a_build_did() -> None:
    measured = Evaluation((Figures("all", 2, 0, {"recall@3": 0.5}),))
    lines = released(Released("r", REPORT, is_new=True, measured=measured)).splitlines()
    assert lines[0].split() == ["council", "answerable", "unanswerable", "recall@3"]
    assert lines[-2].startswith("The index holds 3 clauses")
    assert lines[-1] == wording.RELEASED.format(name="r")


def test_where_nothing_was_released_the_list_says_so() -> None:
    assert as_text((), None) == wording.NO_INDEX_YET
    assert to_json((), None) == []


def test_a_list_without_a_current_release_marks_none() -> None:
    assert "(answers)" not in as_text(RELEASES, None)
    assert not any(row["answers"] for row in to_json(RELEASES, None))
