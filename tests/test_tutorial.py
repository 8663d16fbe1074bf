"""The recipe to be beaten, on protocols small enough to count in."""

from itertools import pairwise

import pytest

from retrieval.evaluate import SetQuestion
from retrieval.tutorial import OVERLAP, SIZE, Tutorial, beside, chunks, document
from tests.doubles import WordLengths, clause, shelf

MARLING = shelf("marling", {"1.1": "Be civil.", "1.2": "Answer within seven days."}, {})
BARTON = shelf("barton", {"a-1": "Extraordinary acknowledgements."}, {})


def silent(_what: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture(scope="module")
def recipe() -> Tutorial:
    return Tutorial([MARLING, BARTON], WordLengths(), silent)


TEXT = " ".join(f"word{number}" for number in range(400))


def test_chunks_are_whole_words_and_not_too_long() -> None:
    words = set(TEXT.split())
    for chunk in chunks(TEXT):
        assert set(chunk.split()) <= words
        assert SIZE - 10 < len(chunk) <= SIZE or TEXT.endswith(chunk)


def test_each_chunk_begins_with_the_end_of_the_one_before() -> None:
    cut = list(chunks(TEXT))
    assert len(cut) > 5
    for one, after in pairwise(cut):
        shared = next(size for size in range(OVERLAP, 0, -1) if after.startswith(one[-size:]))
        assert shared > OVERLAP - 10


def test_no_word_is_lost() -> None:
    assert {word for chunk in chunks(TEXT) for word in chunk.split()} == set(TEXT.split())


@pytest.mark.parametrize("text", ["", "  \n"])
def test_nothing_is_cut_into_nothing(text: str) -> None:
    assert list(chunks(text)) == []


def test_a_word_longer_than_a_chunk_is_a_chunk() -> None:
    assert list(chunks(f"a {'b' * (SIZE + 1)} c")) == ["a", "b" * (SIZE + 1), "c"]


def test_a_document_says_a_heading_once_and_numbers_as_printed() -> None:
    some = [clause("marling", "1.1", "Be civil."), clause("marling", "1.2", "Use ink.")]
    later = clause("marling", "2.1", "Or not.", heading="Meetings")
    lines = "Conduct\n1.1 Be civil.\n1.2 Use ink.\nMeetings\n2.1 Or not."
    assert document([*some, later]) == lines


def test_a_question_meets_only_its_own_council(recipe: Tutorial) -> None:
    ranking = recipe.rank("barton", "Extraordinary acknowledgements.", 20)
    assert [found.clause.text for found in ranking.found] == [
        "Conduct\na-1 Extraordinary acknowledgements."
    ]
    assert ranking.answerable == ranking.found[0].score


def test_words_cut_in_two_stand_in_no_chunk() -> None:
    long = shelf("long", {"1": TEXT}, {})
    recipe = Tutorial([long], WordLengths(), silent)
    assert recipe.holds("long", "word1 word2")
    assert not recipe.holds("long", TEXT[: SIZE + 1])


def test_gold_words_that_no_chunk_holds_are_counted() -> None:
    asked = SetQuestion(id="a", council="marling", question="how?", gold=("Be civil.", "Be quick."))
    (outcome,), cut = beside([asked], [MARLING], WordLengths(), silent)
    assert cut == 1
    assert outcome.governing == {"chunk 1", "missed: Be quick."}
