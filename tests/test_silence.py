"""unanswerable.jsonl: what each protocol is silent on, and that no clause answers it after all."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from retrieval.errors import CorpusError
from retrieval.protocols import Protocol
from retrieval.questions import read_questions
from retrieval.silence import FILE, Unanswerable, read_unanswerable, texts

GOOD = {"question": "when are the bins emptied?", "kind": "beyond"}
OWN = GOOD | {"council": "marling", "why": "its clause 2.2 is on replies"}


def write(folder: Path, *lines: object) -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_questions_are_read_in_the_order_of_their_lines(tmp_path: Path) -> None:
    other = {"question": " bonjour ", "kind": "language"}
    assert read_unanswerable(write(tmp_path, other, "", OWN)) == (
        Unanswerable(question="bonjour", kind="language"),
        Unanswerable.model_validate(OWN),
    )


def test_a_corpus_need_not_have_any(tmp_path: Path) -> None:
    assert read_unanswerable(tmp_path) == ()


def test_a_question_of_two_councils_is_one_text(tmp_path: Path) -> None:
    read = read_unanswerable(write(tmp_path, OWN, OWN | {"council": "barton"}))
    assert [one.council for one in read] == ["marling", "barton"]
    assert texts(read) == (GOOD["question"],)


def test_a_question_without_a_council_concerns_all() -> None:
    everywhere, own = Unanswerable.model_validate(GOOD), Unanswerable.model_validate(OWN)
    assert everywhere.concerns("marling")
    assert everywhere.concerns("barton")
    assert own.concerns("marling")
    assert not own.concerns("barton")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line: Invalid JSON"),
        ("[]", "line: "),
        (GOOD | {"question": " "}, "question: "),
        (GOOD | {"kind": ""}, "kind: "),
        (GOOD | {"clause": "2.2"}, "clause: Extra inputs"),
        ({"question": "why?"}, "kind: Field required"),
        (OWN | {"question": "When are the BINS emptied?"}, "stands on an earlier line"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: object, problem: str) -> None:
    with pytest.raises(CorpusError, match=problem) as caught:
        read_unanswerable(write(tmp_path, OWN, line))
    assert caught.value.line == 2


# ------------------------------------------------------------------- of the corpus as it stands
def bare(question: str) -> str:
    """A question without case and marks."""
    return " ".join(re.findall(r"\w+", question.casefold()))


def clashing(council: str, asked: Iterable[str], silence: Iterable[Unanswerable]) -> list[str]:
    """The questions of silence that a clause of this council is said to answer."""
    known = {bare(one) for one in asked}
    return [
        one.question for one in silence if one.concerns(council) and bare(one.question) in known
    ]


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\n{caf\xe9}")
    with pytest.raises(CorpusError, match=r"unanswerable\.jsonl:2: .*save as UTF-8"):
        read_unanswerable(tmp_path)


def test_a_clash_is_seen_whatever_its_case_and_marks() -> None:
    silence = [Unanswerable.model_validate(OWN)]
    assert clashing("marling", ["When are the bins emptied"], silence)
    assert not clashing("barton", ["When are the bins emptied"], silence)


def test_no_question_is_both_answered_and_not(corpus: Path, protocols: dict[str, Protocol]) -> None:
    silence = read_unanswerable(corpus)
    for slug, one in protocols.items():
        asked = read_questions(one.folder, one.clauses).values()
        assert clashing(slug, (text for some in asked for text in some), silence) == []


def test_each_council_has_its_own_unanswerable_questions(
    corpus: Path, protocols: dict[str, Protocol]
) -> None:
    silence = read_unanswerable(corpus)
    for slug in protocols:
        assert len([one for one in silence if one.council == slug]) >= 60
    assert any(not one.council for one in silence)
