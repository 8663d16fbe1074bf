"""The pack's figures are those of the code, the corpus and the evaluation, in every document."""

import json
from pathlib import Path

import pytest

from bot.rulebook import Library
from bot.settings import Settings
from retrieval.evaluate import IN_ALL, by_council, put_all, read_question_set
from retrieval.search import Search
from tests.governance import figures
from tests.governance.figures import FIGURES, QUESTIONS, documents, read_figures
from tests.governance.filling import PLACE, filled

HELD = read_figures()
NEARLY = 0.04  # one question of a council's two dozen: processors round differently


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
def test_a_document_holds_the_figures_of_the_file(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert filled(text, HELD) == text, f"run {HELD['made_by']}"


def test_the_documents_that_name_figures_are_known() -> None:
    named = {path.stem for path in documents() if PLACE.search(path.read_text(encoding="utf-8"))}
    assert named == {"dpia", "model-card", "transparency-record"}


def test_figures_that_need_no_encoder_are_those_of_the_code(
    bare: pytest.MonkeyPatch,
) -> None:
    assert bare
    known = figures.from_code(Settings())
    assert {name: HELD[name] for name in known} == known


@pytest.mark.model
def test_figures_of_the_development_set_are_those_of_the_evaluation(
    library: Library, real_search: Search
) -> None:
    asked = read_question_set(QUESTIONS, library.rulebooks)
    found = by_council(put_all(asked, real_search.rank, lambda *_: None)).to_json()
    rows = figures.development(found)["development"]
    for row, held in zip(rows, HELD["development"]["development"], strict=True):
        assert row.keys() == held.keys()
        assert row["council"] == held["council"]
        shares = {name: share for name, share in held.items() if isinstance(share, float)}
        assert {name: row[name] for name in shares} == pytest.approx(shares, abs=NEARLY)


def test_the_faults_table_is_read_from_what_the_faults_wrote(tmp_path: Path) -> None:
    tried = {"name": "kill", "what": "a replica is killed", "asked": 9, "once": 9, "twice": 0}
    file = tmp_path / "faults.json"
    file.write_text(json.dumps([{**tried, "lost": 0, "p95": 0.1}]), encoding="utf-8")
    row = {"fault": "a replica is killed", "asked": 9, "answered once": 9}
    assert figures.faults(file) == [{**row, "answered twice": 0, "lost": 0}]


def test_development_has_a_row_a_council_and_the_figures_of_all() -> None:
    one = {"answerable": 3, "recall@3": 2 / 3, "wrongly answered": None}
    made = figures.development({"barton": one, IN_ALL: one, "unseen": {}})
    assert made["recall@3"] == 0.667
    assert [row["council"] for row in made["development"]] == ["barton", IN_ALL]


def test_the_file_says_how_it_is_made() -> None:
    assert json.loads(FIGURES.read_text(encoding="utf-8"))["made_by"] == figures.MADE_BY
