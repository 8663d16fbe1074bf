"""The figures that commands print, over a small corpus and an encoder that takes no time."""

import json
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from bot.__main__ import Wiring
from bot.measuring import evaluate, laps
from bot.settings import Settings
from bot.terminal.parts import Racer
from retrieval.bench.laps import LAPS
from retrieval.index import build, open_index
from retrieval.search import Search
from tests.doubles import WordLengths
from tests.little import SLUG, write_little


@dataclass(frozen=True)
class ByWordLengths(Wiring):
    """The parts of the command, over an index of word lengths."""

    @cached_property
    def search(self) -> Search:
        stock, folder, encoder = self.stock, Path(self.settings.index), WordLengths()
        build(stock.shelves, encoder, folder, silent=stock.silence)
        return Search(open_index(folder, stock.digest, encoder.digest), stock.shelves, encoder)


@pytest.fixture
def parts(tmp_path: Path, corpus: Path, bare: pytest.MonkeyPatch) -> Wiring:
    """The parts over the small council alone."""
    assert bare
    shutil.copy(corpus / "matters.toml", tmp_path)
    return ByWordLengths(Settings(corpus=write_little(tmp_path).parent, index=tmp_path / "index"))


def test_a_question_set_is_put_to_the_search_and_counted(parts: Wiring, tmp_path: Path) -> None:
    asked = [
        {"id": "1", "council": SLUG, "question": "who logs it?", "gold": ["must be civil"]},
        {"id": "2", "council": SLUG, "question": "who mends the road?", "kind": "none"},
    ]
    questions = tmp_path / "set.jsonl"
    questions.write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    table, figures = evaluate(parts, questions)
    assert SLUG in table
    counts = [(one["answerable"], one["unanswerable"]) for one in figures.values()]
    assert set(counts) == {(1, 1)}
    assert SLUG in figures


def test_our_laps_are_run_over_the_questions_of_the_corpus(parts: Wiring) -> None:
    lapped = json.loads(laps(parts, Racer.OURS))
    assert (lapped["questions"], lapped["median"] > 0) == (LAPS, True)
