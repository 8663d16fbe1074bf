"""Search: the governing clause first, how sure, which words, and when there is none."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.calibrate import split
from retrieval.encoder import Encoder, load_encoder
from retrieval.evaluate import SetQuestion, evaluate
from retrieval.export import exported
from retrieval.index import Shelf, build, corpus_digest, open_index
from retrieval.protocols import Protocol
from retrieval.quantised import quantised
from retrieval.questions import read_questions
from retrieval.search import Search, Weights, softmax
from tests.doubles import WordLengths, clause, shelf

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


def searching(folder: Path, corpus: list[Shelf], encoder: Encoder) -> Search:
    build(corpus, encoder, folder)
    index = open_index(folder, corpus_digest(corpus), encoder.digest)
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
    words_only = Search(index, [MARLING], WordLengths(), Weights(text=0, asked=0, words=1))
    assert words_only.search("marling", "ink")[0].score == 1


def test_a_softmax_adds_up_to_one_and_keeps_the_order_of_huge_scores() -> None:
    shares = softmax(np.array([1000.0, 1001.0, -np.inf]))
    assert shares.sum() == pytest.approx(1)
    assert shares[1] > shares[0] > shares[2] == 0


@pytest.fixture(scope="session")
def held_out(
    protocols: dict[str, Protocol], request: pytest.FixtureRequest
) -> tuple[Search, list[SetQuestion]]:
    """The real encoder over the corpus without a fifth of its questions, and some of those."""
    pairs = [
        split(Shelf(one.slug, one.clauses, read_questions(one.folder, one.clauses)), fold=0)
        for one in protocols.values()
    ]
    # Kept between runs, so that only what has changed is encoded again.
    folder = request.config.cache.mkdir("held-out") / "index" if request.config.cache else None
    assert folder is not None
    questions = [
        SetQuestion(
            id=f"{kept.slug} {one.label}",
            council=kept.slug,
            question=held[one.label][0],
            gold=(one.text,),
        )
        for kept, held in pairs
        for one in kept.clauses[::3]
        if held.get(one.label)
    ]
    corpus = [kept for kept, _ in pairs]
    with exported(load_encoder(), folder) as encoder:
        build(corpus, encoder, folder)
    encoder = quantised(load_encoder(), folder)
    index = open_index(folder, corpus_digest(corpus), encoder.digest)
    return Search(index, corpus, encoder), questions


@pytest.mark.model
def test_real_clauses_are_found_by_questions_kept_apart(
    held_out: tuple[Search, list[SetQuestion]],
) -> None:
    search, questions = held_out
    figures = evaluate(questions, search.rank).figures[-1].shares
    assert len(questions) > 150
    assert (figures["recall@1"] or 0) >= 0.60
    assert (figures["recall@3"] or 0) >= 0.80
    assert (figures["answered"] or 0) >= 0.95


@pytest.mark.model
@pytest.mark.parametrize("question", ["¿dónde está la biblioteca?", "asdf qwer zxcv", "💥 💥"])
def test_what_is_no_question_to_a_protocol_is_not_answered(
    held_out: tuple[Search, list[SetQuestion]], question: str
) -> None:
    assert not held_out[0].rank("southend", question).answers
