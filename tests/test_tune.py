"""What is learned from vectors made up so that questions lie where their clauses do not."""

from dataclasses import replace

import numpy as np
import pytest

from retrieval.adapter import Adapter
from retrieval.encoder import Vectors
from retrieval.tune import Lesson, tune

WIDTH, CLAUSES, ASKED = 16, 40, 6
MARK = 8  # the first of the dimensions in which only questions differ
CHANCE = np.random.default_rng(11)
# Where a question lies, given where its clause does: as far away as anywhere.
AWAY = np.linalg.qr(CHANCE.normal(size=(MARK, MARK)))[0]


def unit(vectors: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def clauses(count: int = CLAUSES) -> Vectors:
    """Clauses here and there, in the first half of the dimensions."""
    return unit(np.pad(CHANCE.normal(size=(count, MARK)), ((0, 0), (0, MARK))))


def questions(
    wholes: Vectors, each: int
) -> tuple[Vectors, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Some questions a clause, and their clauses."""
    gold = np.repeat(np.arange(len(wholes)), each)
    return unit(chatter(wholes[gold][:, :MARK] @ AWAY, mark=1)), gold


def silence(wholes: Vectors, each: int) -> Vectors:
    """As many questions about what clauses speak of, but which none answers."""
    return unit(chatter(np.repeat(wholes[:, :MARK] @ AWAY, each, axis=0), mark=-1))


def chatter(
    said: np.ndarray[tuple[int, int], np.dtype[np.floating]], mark: int
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """What is said, in much that means nothing; a small mark tells silence from the rest."""
    noise = CHANCE.normal(scale=0.3, size=(len(said), MARK))
    noise[:, 0] = 0.15 * mark + CHANCE.normal(scale=0.03, size=len(said))
    return np.hstack([said + CHANCE.normal(scale=0.1, size=said.shape), noise])


def lesson(wholes: Vectors, silent: int) -> Lesson:
    asked, gold = questions(wholes, ASKED)
    places = np.arange(len(wholes))
    return Lesson(wholes, wholes, places, asked, gold, np.arange(silent))


LESSONS = [lesson(clauses(), 60), lesson(clauses(), 120)]
SILENCE = silence(LESSONS[1].wholes, 3)
STILL = Adapter("still", *[np.eye(WIDTH, dtype=np.float32)] * 2)


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def learned(one_thread: None) -> Adapter:  # noqa: ARG001 - slow without it
    return tune(LESSONS, SILENCE, "made up")


def found(adapter: Adapter, wholes: Vectors) -> float:
    """The share of new questions whose clause is the nearest."""
    asked, gold = questions(wholes, 5)
    near = adapter.questions(asked) @ adapter.clauses(wholes).T
    return float((near.argmax(axis=1) == gold).mean())


def test_it_is_for_the_encoder_whose_vectors_were_given(learned: Adapter) -> None:
    assert learned.encoder == "made up"
    assert learned.question.shape == learned.clause.shape == (WIDTH, WIDTH)
    assert learned.question.dtype == learned.clause.dtype == np.float32


def test_new_questions_find_their_clause_where_the_untuned_vectors_do_not(
    learned: Adapter,
) -> None:
    assert found(STILL, LESSONS[0].wholes) < 0.2
    assert found(learned, LESSONS[0].wholes) > 0.8


def test_what_is_learned_carries_over_to_clauses_never_seen(learned: Adapter) -> None:
    unseen = clauses()
    assert found(STILL, unseen) < 0.2
    assert found(learned, unseen) > 0.7


def told_apart(adapter: Adapter) -> float:
    """How often a new answerable question is nearer to questions than one of silence is."""
    known, still = (adapter.questions(one) for one in (LESSONS[1].questions, SILENCE))

    def leaning(asked: Vectors) -> Vectors:
        turned = adapter.questions(asked)
        return np.asarray((turned @ known.T).max(axis=1) - (turned @ still.T).max(axis=1))

    answerable, not_so = (
        leaning(questions(LESSONS[1].wholes, 3)[0]),
        leaning(silence(LESSONS[1].wholes, 3)),
    )
    return float((answerable[:, np.newaxis] > not_so).mean())


def test_silence_is_learned(learned: Adapter) -> None:
    assert told_apart(STILL) < 0.7
    assert told_apart(learned) > 0.8


def test_the_same_seed_teaches_the_same_and_another_seed_does_not(learned: Adapter) -> None:
    assert tune(LESSONS, SILENCE, "made up").digest == learned.digest
    assert tune(LESSONS, SILENCE, "made up", seed=4).digest != learned.digest


def test_a_council_whose_silence_nobody_knows_still_teaches() -> None:
    adapter = tune([replace(LESSONS[0], silent=np.arange(0))], SILENCE, "made up")
    assert found(adapter, LESSONS[0].wholes) > 0.8


def nearness_of_a_pair(*, twins: bool) -> tuple[float, float]:
    """How near two like clauses are before and after a lesson that says whether they are twins."""
    pair = clauses(2)
    pair[1] = unit(pair[:1] + 0.4 * clauses(1))[0]
    known = replace(lesson(pair, 0), wholes=pair if twins else np.eye(2, WIDTH, dtype=np.float32))
    one, other = tune([known], SILENCE, "made up").clauses(pair)
    return float(pair[0] @ pair[1]), float(one @ other)


def test_clauses_that_say_the_same_are_not_pushed_apart() -> None:
    before, after = nearness_of_a_pair(twins=True)
    assert after > before - 0.02
    before, after = nearness_of_a_pair(twins=False)
    assert after < before - 0.1
