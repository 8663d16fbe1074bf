"""Figures over a question set, worked out by hand for a search that always finds the same."""

import json
from pathlib import Path

import pytest

from retrieval.errors import CorpusError
from retrieval.evaluate import (
    Outcome,
    SetQuestion,
    by_kind,
    evaluate,
    governing,
    put,
    put_all,
    read_question_set,
    recalls,
    wrongly_answered,
)
from retrieval.search import Found, Ranking
from tests.doubles import clause

CLAUSES = [
    clause("marling", "1.1", "Be civil.", "“Always” be civil."),
    clause("marling", "1.2", "Use ink."),
    clause("marling", "1.3", "Reply soon. Be civil."),
    clause("marling", "1.4", "Ask the Chair."),
    clause("marling", "1.5", "Or do not ask."),
    clause("marling", "1.6", "Or ask later."),
]


def rank(council: str, question: str, k: int) -> Ranking:
    """The same clauses in the same order for every question; answers what ends in `?`."""
    found = tuple(Found(one, 1.0, 0.5, ()) for one in CLAUSES[:k] if council)
    return Ranking(found, 0.5, question.endswith("?"))


def asked(identity: str, *gold: str, council: str = "marling", mark: str = "?") -> SetQuestion:
    kind = "question" if gold else "none"
    question = f"question{mark}"
    return SetQuestion(id=identity, council=council, question=question, gold=gold, kind=kind)


SET = [
    asked("first", "be  CIVIL"),
    asked("third and missed", "reply soon", "reply at once"),
    asked("sixth", "or ask later", mark="!"),
    asked("none"),
    asked("none too", mark="!"),
]


def test_figures_are_the_hands_own() -> None:
    figures = evaluate(SET, rank).figures[-1]
    assert (figures.name, figures.answerable, figures.unanswerable) == ("all", 3, 2)
    assert dict(figures.shares) == pytest.approx(
        {
            "recall@1": 1 / 3,
            "recall@3": (1 + 1 / 2) / 3,
            "recall@5": (1 + 1 / 2) / 3,
            "success@1": 1 / 3,
            "success@3": 2 / 3,
            "success@5": 2 / 3,
            "MRR": (1 + 1 / 3 + 1 / 6) / 3,
            "answered": 2 / 3,
            "wrongly answered": 1 / 2,
        }
    )


@pytest.mark.parametrize(
    ("place", "words"),
    [(1, "be civil"), (2, "use ink"), (4, "ask the chair"), (5, "or do not"), (6, "or ask later")],
)
def test_what_is_found_further_down_than_k_counts_for_nothing(place: int, words: str) -> None:
    shares = evaluate([asked("a", words)], rank).figures[-1].shares
    for k in (1, 3, 5):
        assert shares[f"recall@{k}"] == shares[f"success@{k}"] == (place <= k)


def test_figures_come_by_council_and_in_all() -> None:
    both = [*SET, asked("other", "use ink", council="barton")]
    figures = {one.name: one for one in evaluate(both, rank).figures}
    assert [*figures] == ["barton", "marling", "all"]
    assert figures["barton"].shares["MRR"] == 1 / 2
    assert figures["barton"].shares["wrongly answered"] is None
    assert figures["all"].answerable == 4


def test_figures_come_by_kind_too() -> None:
    both = [*SET, asked("late", "use ink").model_copy(update={"kind": "deadline"})]
    figures = by_kind([put(one, rank) for one in both]).figures
    counts = [(one.name, one.answerable, one.unanswerable) for one in figures]
    assert counts == [("deadline", 1, 0), ("none", 0, 2), ("question", 3, 0), ("all", 4, 2)]
    assert figures[0].shares["MRR"] == 1 / 2


def test_places_are_those_of_the_governing_clauses_the_missed_last() -> None:
    assert put(SET[1], rank).places == (3, 21)
    several = asked("a", "or ask later", "no such words", "or do not", "ask the chair", "use ink")
    assert put(several, rank).places == (2, 4, 5, 6, 21)
    assert put(SET[3], rank).places == ()


def test_recall_grows_with_k_to_what_is_found_at_all() -> None:
    found = recalls([put(one, rank) for one in SET])
    assert len(found) == 20
    assert found[:6] == pytest.approx([2 / 6, 2 / 6, 3 / 6, 3 / 6, 3 / 6, 5 / 6])
    assert found[-1] == found[5]


def test_progress_is_told_question_by_question() -> None:
    said: list[tuple[str, int, int]] = []
    assert len(put_all(SET[:2], rank, lambda *step: said.append(step))) == 2
    assert said == [("Asking", 1, 2), ("Asking", 2, 2)]


def sure(identity: str, probability: float, *gold: str) -> Outcome:
    """A question that a ranking was so sure of."""
    return put(asked(identity, *gold), lambda *_: Ranking((), probability, answers=True))


@pytest.mark.parametrize(("answered", "wrongly"), [(1.0, 2 / 3), (0.5, 1 / 3), (0.1, 0.0)])
def test_wrong_answers_are_counted_where_enough_others_are_answered(
    answered: float, wrongly: float
) -> None:
    good = [sure(str(said), said, "ink") for said in (0.4, 0.6, 0.8, 0.9)]
    bad = [sure(f"none {said}", said) for said in (0.3, 0.5, 0.85)]
    assert wrongly_answered([*good, *bad], answered) == pytest.approx(wrongly)


def test_as_sure_as_the_threshold_is_sure_enough() -> None:
    assert wrongly_answered([sure("a", 0.4, "ink"), sure("b", 0.4)], 1.0) == 1.0


def test_without_both_sides_nothing_is_wrongly_answered() -> None:
    assert wrongly_answered([sure("a", 0.5, "ink")], 0.95) is None
    assert wrongly_answered([sure("a", 0.5)], 0.95) is None


def test_a_set_without_answerable_questions_has_no_recall() -> None:
    shares = evaluate([asked("none")], rank).figures[-1].shares
    assert shares["recall@3"] is None
    assert shares["wrongly answered"] == 1


def test_gold_words_of_one_clause_are_one_governing_clause() -> None:
    assert governing(['"always" be civil', "be civil."], CLAUSES) == {"1.1"}
    assert governing(["use ink", "no such words"], CLAUSES) == {"1.2", "missed: no such words"}


def test_also_words_count_for_nothing() -> None:
    only_also = asked("x", "use ink").model_copy(update={"also": ("be civil",)})
    assert evaluate([only_also], rank).figures[-1].shares["recall@1"] == 0


def test_the_table_has_a_line_a_council_and_its_columns_line_up() -> None:
    lines = evaluate([*SET, asked("b", "use ink", council="barton")], rank).table().split("\n")
    assert [line.split()[0] for line in lines] == ["council", "barton", "marling", "all"]
    assert len({len(line) for line in lines}) == 1
    assert "0.500" in lines[1]
    assert lines[1].endswith("-")


def test_a_table_may_be_of_some_shares_and_of_no_question() -> None:
    assert evaluate(SET, rank).cells("MRR") == [
        ["council", "answerable", "unanswerable", "MRR"],
        ["marling", "3", "2", "0.500"],
        ["all", "3", "2", "0.500"],
    ]
    head, *rows = evaluate([], rank).cells()
    assert [row[:3] for row in rows] == [["all", "0", "0"]]
    assert len(head) == 3 + 9


def test_json_holds_the_figures_unrounded() -> None:
    figures = evaluate(SET, rank).to_json()
    assert json.loads(json.dumps(figures)) == figures
    assert figures["all"]["recall@1"] == 1 / 3


GOOD = {"id": "a", "council": "marling", "question": "who?", "gold": ["the Chair"], "also": []}


def write(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines), "utf-8")
    return path


def test_a_question_set_is_read_whatever_its_kinds(tmp_path: Path) -> None:
    none = {"id": "b", "council": "marling", "question": "bins?", "gold": [], "kind": "none"}
    late = GOOD | {"id": "c", "kind": "deadline", "asker": "hub"}
    read = read_question_set(write(tmp_path / "set.jsonl", GOOD, " ", none, late), ["marling"])
    assert [one.answerable for one in read] == [True, False, True]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line: Invalid JSON"),
        ("[]", "line: "),
        (GOOD | {"id": "b", "council": "atlantis"}, "no council atlantis; there are barton, marl"),
        (GOOD, "the id a stands on an earlier line"),
        (GOOD | {"id": "b", "kind": "none"}, "gold words stand with"),
        (GOOD | {"id": "b", "gold": []}, "gold words stand with"),
        (GOOD | {"id": "b", "gold": [" "]}, "gold"),
        (GOOD | {"id": "b", "question": ""}, "question: "),
        (GOOD | {"id": "b", "answer": "me"}, "answer: Extra inputs"),
        ({"id": "b"}, "council: Field required"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: object, problem: str) -> None:
    with pytest.raises(CorpusError, match=problem) as caught:
        read_question_set(write(tmp_path / "set.jsonl", GOOD, line), ["marling", "barton"])
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("missing.jsonl", "cannot be read: No such file"),
        ("empty.jsonl", "holds no questions"),
        ("latin.jsonl", "cannot be read: not UTF-8 text"),
        (".", "cannot be read: Is a directory"),
    ],
)
def test_a_file_that_holds_no_questions_is_named(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    (tmp_path / "latin.jsonl").write_bytes(b"\xe9")
    with pytest.raises(CorpusError, match=problem) as caught:
        read_question_set(tmp_path / name, ["marling"])
    assert caught.value.line == 0
