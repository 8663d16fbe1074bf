"""Search: the governing clause first, how sure, which words, and when there is none."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.encoder import Encoder
from retrieval.index import Shelf, build, corpus_digest, open_index
from retrieval.search import Search, Weights, softmax
from tests.doubles import TwoSided, WordLengths, clause, shelf

MARLING = Shelf(
    "marling",
    (
        clause("marling", "1.1", "Replies are sent within seven days. Holidays are not counted."),
        clause("marling", "1.2", "Be civil to one another."),
        clause("marling", "1.3", "Only ink is used."),
    ),
    {"1.1": ("how long until I hear back?",), "1.2": ("must I be nice?",)},
)
BARTON = shelf("barton", {"a-1": "Ask the Chair."}, {"a-1": ("who do I ask?",)})


def searching(folder: Path, corpus: list[Shelf], encoder: Encoder, *silent: str) -> Search:
    build(corpus, encoder, folder, silent=silent)
    index = open_index(folder, corpus_digest(corpus, silent), encoder.digest)
    return Search(index, corpus, encoder)


@pytest.fixture
def search(tmp_path: Path) -> Search:
    # The corpus comes in another order than its partitions: nothing may hang on the order.
    return searching(tmp_path / "index", [MARLING, BARTON], WordLengths())


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("how long until I hear back?", "1.1"),
        ("Be civil to one another.", "1.2"),
        ("must I be nice?", "1.2"),
        ("is only ink used", "1.3"),
    ],
)
def test_the_governing_clause_comes_first(search: Search, question: str, label: str) -> None:
    assert search.search("marling", question)[0].clause.label == label


def test_each_clause_comes_once_best_first_and_no_more_than_asked_for(search: Search) -> None:
    found = search.search("marling", "how long?", k=2)
    assert len(found) == 2
    assert len(search.search("marling", "how long?", k=99)) == 3
    assert found[0].score >= found[1].score
    assert found[0].confidence >= found[1].confidence


def test_no_council_is_answered_from_anothers_clauses(search: Search) -> None:
    for question in ("Ask the Chair.", "who do I ask?", "must I be nice?"):
        assert {one.clause.council for one in search.search("marling", question)} == {"marling"}
        assert {one.clause.council for one in search.search("barton", question)} == {"barton"}


def test_confidences_share_the_probability_of_an_answer(search: Search) -> None:
    ranking = search.rank("marling", "must I be nice?", k=99)
    assert sum(one.confidence for one in ranking.found) == pytest.approx(ranking.answerable)
    assert 0 < ranking.answerable < 1


def test_words_that_no_clause_holds_make_an_answer_less_probable(search: Search) -> None:
    asked = search.rank("marling", "must I be nice?")
    strange = search.rank("marling", "tyre xray zebu quiz")
    assert asked.answers
    assert strange.answerable < asked.answerable


def test_a_question_like_those_that_nothing_answers_is_answered_less_readily(
    search: Search, tmp_path: Path
) -> None:
    question = "must I be nice?"
    doubted = searching(tmp_path / "doubted", [MARLING, BARTON], WordLengths(), question)
    plain, now = search.rank("marling", question), doubted.rank("marling", question)
    assert now.answerable < plain.answerable
    assert [one.clause for one in now.found] == [one.clause for one in plain.found]
    assert [one.score for one in now.found] == [one.score for one in plain.found]


def test_clauses_are_met_on_their_own_side(tmp_path: Path) -> None:
    echo = shelf("echo", {"1": "Be civil.", "2": "Extraordinarily long."}, {})
    search = searching(tmp_path / "index", [echo], TwoSided())
    # To this encoder a long word in a clause is what a short word in a question is.
    assert search.search("echo", "I a I a I a")[0].clause.label == "2"


def test_the_nearest_sentence_is_highlighted(search: Search) -> None:
    best = search.search("marling", "Holidays are not counted.")[0]
    assert [best.clause.text[slice(*span)] for span in best.highlight] == [
        "Holidays are not counted."
    ]


def test_an_unknown_council_is_a_key_error(search: Search) -> None:
    with pytest.raises(KeyError):
        search.rank("atlantis", "who?")


def test_weights_decide_which_signal_counts(tmp_path: Path) -> None:
    build([MARLING], WordLengths(), tmp_path / "index")
    index = open_index(tmp_path / "index", corpus_digest([MARLING]), WordLengths.digest)
    weights = Weights(text=0, asked=0, asked_best=0, words=1)
    words_only = Search(index, [MARLING], WordLengths(), weights)
    assert words_only.search("marling", "ink")[0].score == 1


def test_a_softmax_adds_up_to_one_and_keeps_the_order_of_huge_scores() -> None:
    shares = softmax(np.array([1000.0, 1001.0, -np.inf]))
    assert shares.sum() == pytest.approx(1)
    assert shares[1] > shares[0] > shares[2] == 0


@pytest.mark.model
@pytest.mark.parametrize("question", ["¿dónde está la biblioteca?", "asdf qwer zxcv", "💥 💥"])
def test_what_is_no_question_to_a_protocol_is_not_answered(
    real_search: Search, question: str
) -> None:
    assert not real_search.rank("southend", question).answers
