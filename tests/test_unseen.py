"""A council left out: nothing of it teaches, and its questions come and go."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from retrieval.calibrate import Memory
from retrieval.errors import Unfit
from retrieval.evaluate import Evaluation, SetQuestion
from retrieval.index import Shelf
from retrieval.silence import Unanswerable
from retrieval.unseen import QUESTIONS, TEXT, WORDS, rankers, table, unseen
from tests.doubles import WordLengths, shelf

pytestmark = pytest.mark.usefixtures("one_thread")

MARLING = shelf(
    "marling",
    {"1.1": "Replies are sent within seven days.", "1.2": "Be civil to one another."},
    {"1.1": ("how long is it?", "when is it due?"), "1.2": ("must I be nice?",)},
)
BARTON = shelf(
    "barton",
    {"a-1": "Extraordinary acknowledgements.", "a-2": "Ask the Chair."},
    {"a-1": ("unprecedented circumstances",), "a-2": ("who do I ask?",)},
)
CORPUS = [MARLING, BARTON]
SILENCE = [
    Unanswerable(question="what is for lunch?", kind="small talk"),
    Unanswerable(question="who is the mayor?", kind="person", council="marling"),
]
SET = [
    SetQuestion(
        id="a", council="marling", question="unbelievable circumstances?", gold=("Be civil",)
    ),
    SetQuestion(id="b", council="barton", question="who then?", gold=("Ask the Chair",)),
    SetQuestion(id="c", council="barton", question="bins?", kind="none"),
]


def silent(_what: str, _done: int, _total: int) -> None:
    pass


BARE = replace(MARLING, questions={})
ASKED_ALIKE = replace(MARLING, questions={"1.2": ("unbelievable circumstances?",)})
CHANGED = replace(BARTON, questions={"a-1": ("who do I ask?",)})


def ranked(*corpus: Shelf) -> dict[str, list[tuple[str, float]]]:
    """Marling's clauses with their scores, each way, when it is the one left out."""
    encoder = WordLengths()
    also = [one.question for one in SET]
    vectors = Memory(encoder, corpus, SILENCE, also, lambda _done, _total: None)
    ways = rankers("marling", corpus, SILENCE, vectors, encoder.digest)
    found = {way: rank("marling", SET[0].question, 5).found for way, rank in ways.items()}
    return {
        way: [(one.clause.label, round(one.score, 5)) for one in some]
        for way, some in found.items()
    }


@pytest.fixture(scope="module")
def usual() -> dict[str, list[tuple[str, float]]]:
    """The ranking to which others are compared."""
    return ranked(MARLING, BARTON)


def test_without_its_questions_a_council_is_ranked_as_if_it_had_none(
    usual: dict[str, list[tuple[str, float]]],
) -> None:
    bare = ranked(BARE, BARTON)
    assert (bare[TEXT], bare[WORDS]) == (usual[TEXT], usual[WORDS])


def test_with_its_questions_they_count(usual: dict[str, list[tuple[str, float]]]) -> None:
    alike = ranked(ASKED_ALIKE, BARTON)
    assert alike[QUESTIONS][0][0] == "1.2"
    assert alike[QUESTIONS][0][1] > usual[QUESTIONS][0][1]
    assert alike[TEXT] == usual[TEXT]


def test_what_is_learned_depends_on_the_other_councils(
    usual: dict[str, list[tuple[str, float]]],
) -> None:
    assert ranked(MARLING, CHANGED)[TEXT] != usual[TEXT]


@pytest.fixture(scope="module")
def said() -> list[str]:
    """What was told of the progress, filled as the figures are made."""
    return []


@pytest.fixture(scope="module")
def measured(said: list[str]) -> Mapping[str, Evaluation]:
    """The figures of both councils, each left out in turn."""
    return unseen(
        SET, CORPUS, SILENCE, WordLengths(), lambda what, _done, _total: said.append(what)
    )


def test_figures_come_by_council_for_each_way(measured: Mapping[str, Evaluation]) -> None:
    assert [*measured] == [TEXT, WORDS, QUESTIONS]
    for found in measured.values():
        assert [one.name for one in found.figures] == ["barton", "marling", "all"]
        assert found.figures[-1].answerable == 2
        assert found.figures[-1].unanswerable == 0
        assert found.figures[-1].shares["recall@3"] == 1


@pytest.mark.usefixtures("measured")
def test_progress_names_the_council_left_out(said: list[str]) -> None:
    assert said[-2:] == ["Learning without barton", "Learning without marling"]


def test_the_tables_are_named_and_hold_recalls_only(measured: Mapping[str, Evaluation]) -> None:
    lines = table(measured).split("\n")
    assert [line for line in lines if line in measured] == [TEXT, WORDS, QUESTIONS]
    assert lines[1].split()[-3:] == ["recall@1", "recall@3", "recall@5"]


@pytest.mark.parametrize(("asked", "corpus"), [(SET, [BARTON]), (SET[2:], CORPUS)])
def test_nothing_to_learn_from_or_to_ask_is_refused(
    asked: list[SetQuestion], corpus: list[Shelf]
) -> None:
    with pytest.raises(Unfit, match="takes two councils"):
        unseen(asked, corpus, SILENCE, WordLengths(), silent)
