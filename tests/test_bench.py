"""The benchmark: what it runs, what it makes and what it says; no time is asserted here."""

import sys
from dataclasses import replace
from pathlib import Path

import faiss
import numpy as np
import pytest

from retrieval.bench.laps import LAPS, WARM_UP, Laps, read_laps, run_laps, some_questions, together
from retrieval.bench.memory import resident
from retrieval.bench.race import ROUNDS, Race, Target, run_race
from retrieval.bench.recipe import Recipe, fused
from retrieval.bench.scale import CLAUSES_EACH, ROWS_EACH, compared, write_index
from retrieval.errors import Unfit
from retrieval.index import VECTORS, Index, Kind, build, corpus_digest, open_index
from tests.conftest import Run
from tests.doubles import WordLengths, shelf

MARLING = shelf(
    "marling",
    {"1.1": "The Clerk replies within seven days.", "1.2": "Members are civil to officers."},
    {"1.1": ("when do I hear back?",), "1.2": ("must I be nice?",)},
)
BARTON = shelf("barton", {"a-1": "Ask the Chair of the meeting."}, {"a-1": ("who do I ask?",)})
CORPUS = [BARTON, MARLING]
LAP = Laps(median=5, slowest=9, questions=200, peak=100, now=90)


def quietly(_what: str, _done: int, _total: int) -> None:
    """Steps that nobody watches."""


@pytest.fixture
def ours(tmp_path: Path) -> Index:
    build(CORPUS, WordLengths(), tmp_path / "index")
    return open_index(tmp_path / "index", corpus_digest(CORPUS), WordLengths.digest)


def test_questions_are_the_corpus_s_own_in_turn() -> None:
    asked = some_questions(CORPUS)
    assert len(asked) == LAPS + WARM_UP
    assert asked[:4] == [
        ("barton", "who do I ask?"),
        ("marling", "when do I hear back?"),
        ("marling", "must I be nice?"),
        ("barton", "who do I ask?"),
    ]


def test_at_least_200_questions_are_timed_after_the_warm_up() -> None:
    asked: list[tuple[str, str]] = []
    laps = run_laps(lambda *one: asked.append(one), some_questions(CORPUS))
    assert (len(asked), laps.questions) == (LAPS + WARM_UP, LAPS)
    assert laps.questions >= 200


def test_laps_are_told_from_process_to_process() -> None:
    assert read_laps(LAP.to_json()) == LAP


def test_of_several_rounds_the_middle_time_and_the_most_memory_count() -> None:
    rounds = [replace(LAP, median=time, slowest=2 * time, peak=time) for time in (7, 3, 4)]
    assert together(rounds) == Laps(median=4, slowest=8, questions=600, peak=7, now=90)


def test_memory_now_is_no_more_than_at_its_peak() -> None:
    held = resident()
    assert 0 < held["own"] <= held["now"] <= held["peak"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target("a", 4.0, 4, at_least=True), "met"),
        (Target("a", 3.9, 4, at_least=True), "NOT met"),
        (Target("a", 0.35, 0.35), "met"),
        (Target("a", 0.36, 0.35), "NOT met"),
    ],
)
def test_a_target_says_plainly_whether_it_is_met(target: Target, said: str) -> None:
    assert target.line().endswith(f"   {said}")
    assert target.met is (said == "met")


def test_the_ratios_are_ours_against_the_recipe_s() -> None:
    recipe = Laps(median=30, slowest=50, questions=200, peak=500, now=400)
    race = Race(LAP, recipe, our_start=1, library_start=4)
    assert [one.value for one in race.targets] == [6, 0.25, 0.2]
    assert all(one.met for one in race.targets)


def test_each_side_runs_in_a_process_of_its_own() -> None:
    line = LAP.to_json()
    side = (sys.executable, "-c", f"print({line!r})")
    nothing = (sys.executable, "-c", "")
    race = run_race(side, side, nothing, nothing, quietly)
    assert race.ours == race.recipe == together([LAP] * ROUNDS)
    assert min(race.our_start, race.library_start) > 0


def test_a_side_that_fails_is_refused_with_its_last_words() -> None:
    broken = (sys.executable, "-c", "import sys; sys.exit('no index')")
    with pytest.raises(Unfit, match="no index"):
        run_race(broken, broken, broken, broken, quietly)


def test_places_that_both_rankings_hold_come_first() -> None:
    assert fused([1, 2, 3], [3, 4]) == [3, 1, 2, 4]


def test_the_recipe_finds_a_chunk_of_the_council_that_is_asked() -> None:
    recipe = Recipe(CORPUS, WordLengths())
    assert recipe.rank("marling", "who replies within seven days") == [1]
    with pytest.raises(KeyError):
        recipe.rank("atlantis", "who replies?")


def test_an_invented_index_is_one_that_opens(ours: Index, tmp_path: Path) -> None:
    made = write_index(tmp_path, 3, ours, quietly)
    index = open_index(tmp_path, made.corpus, made.encoder.digest)
    assert [*index.shelves] == ["council-00000", "council-00001", "council-00002"]
    for entries in index.shelves.values():
        assert len(entries) == CLAUSES_EACH
        assert [one.kind for one in entries[0].passages] == [
            *(Kind.WHOLE, Kind.PART, Kind.PART, Kind.QUESTION)
        ]


def test_invented_rows_are_shuffled_unit_vectors(ours: Index, tmp_path: Path) -> None:
    write_index(tmp_path, 2, ours, quietly)
    vectors = faiss.read_index(str(tmp_path / VECTORS))
    rows = vectors.reconstruct_n(0, vectors.ntotal)
    assert len(rows) == 2 * CLAUSES_EACH * ROWS_EACH
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert not np.allclose(rows[: len(rows) // 2], rows[len(rows) // 2 :])


def test_an_invented_corpus_is_asked_and_leaves_nothing_behind(
    ours: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "index"))
    before = sorted((tmp_path / "index").iterdir())
    said = compared(600, ours, ["who do I ask?", "when?"], WordLengths(), quietly)
    assert sorted((tmp_path / "index").iterdir()) == before
    assert said.startswith("Invented councils")
    assert "600" in said


@pytest.mark.parametrize("clauses", [1, 99, 1_000_100])
def test_too_few_and_too_many_clauses_are_refused(ours: Index, clauses: int) -> None:
    with pytest.raises(Unfit, match="--clauses takes"):
        compared(clauses, ours, ["who?"], WordLengths(), quietly)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "who won"),
        (("--clauses", "1000"), "1000 clauses"),
        (("--only", "recipe"), '{"side": "recipe"}'),
    ],
)
def test_the_command_runs_the_race_one_side_or_the_scale(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    ran = run("bench", *arguments)
    assert (ran.status, ran.out.strip()) == (0, said)
