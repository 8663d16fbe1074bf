"""The index: a partition a council, an honest manifest, no text twice, nothing half done."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.clause import Clause, Item, Paragraph, Row
from retrieval.errors import IndexUnfit
from retrieval.index import (
    CLAUSES,
    MANIFEST,
    VECTORS,
    Index,
    Kind,
    Shelf,
    build,
    corpus_digest,
    open_index,
    passages,
)
from retrieval.protocols import Protocol
from tests.doubles import Broken, TwoSided, WordLengths, clause, shelf

MARLING = shelf(
    "marling",
    {"1.1": "The Clerk replies within seven working days.", "1.2": "Members are civil. Always so."},
    {"1.1": ("when do I hear back?", "how long?"), "1.2": ("must I be nice?",)},
)
BARTON = shelf(
    "barton", {"a-1": "Ask the Chair."}, {"a-1": ("who do I ask?", "when do I hear back?")}
)
CORPUS = [MARLING, BARTON]
SILENT = ("when are the bins emptied?", "who do I ask?")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    build(CORPUS, WordLengths(), tmp_path / "index")
    return tmp_path / "index"


def opened(folder: Path) -> Index:
    return open_index(folder, corpus_digest(CORPUS), WordLengths.digest)


def test_a_question_meets_the_rows_of_its_own_council_only(folder: Path) -> None:
    index = opened(folder)
    asked = WordLengths()(["when do I hear back?"])[0]
    for one in CORPUS:
        texts = [passage.text for entry in index.shelves[one.slug] for passage in entry.passages]
        own = WordLengths()(texts) @ asked
        assert np.allclose(index.similarities(one.slug, asked), own, atol=1e-6)


def test_partitions_hold_even_when_another_council_has_the_nearest_row(folder: Path) -> None:
    index = opened(folder)
    for text in ("Ask the Chair.", "must I be nice?"):
        near = {slug: index.similarities(slug, WordLengths()([text])[0]) for slug in index.shelves}
        assert sum(bool(found.max() > 1 - 1e-6) for found in near.values()) == 1


def test_an_unknown_council_is_no_partition(folder: Path) -> None:
    index = opened(folder)
    with pytest.raises(KeyError):
        index.similarities("atlantis", WordLengths()(["who?"])[0])


def test_similarities_are_those_of_every_row_in_order(folder: Path) -> None:
    index = opened(folder)
    vector = WordLengths()(["how long?"])[0]
    rows = index.vectors.reconstruct_n(0, index.vectors.ntotal)
    first = index.manifest.councils["barton"].passages
    assert np.allclose(index.similarities("marling", vector), rows[first:] @ vector)


def test_a_vector_of_another_encoder_is_no_question(folder: Path) -> None:
    with pytest.raises(ValueError, match="a vector of"):
        opened(folder).similarities("marling", np.ones(3, dtype=np.float32))


def test_a_rebuild_is_byte_identical(folder: Path, tmp_path: Path) -> None:
    build(list(reversed(CORPUS)), WordLengths(), tmp_path / "again")
    build(CORPUS, WordLengths(), folder)
    for name in (VECTORS, CLAUSES, MANIFEST):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_only_new_words_are_encoded(folder: Path) -> None:
    encoder = WordLengths()
    asked = {**MARLING.questions, "1.1": ("how long?", "by which day?")}
    report = build([replace(MARLING, questions=asked), BARTON], encoder, folder)
    assert encoder.read == ["by which day?"]
    # "when do I hear back?" is gone from Marling and still asked in Barton, so nothing is dropped.
    assert (report.reused, report.encoded, report.dropped) == (11, 1, 0)


def test_words_that_nobody_uses_any_more_are_dropped(folder: Path) -> None:
    report = build([MARLING], WordLengths(), folder)
    assert (report.reused, report.encoded, report.dropped) == (8, 0, 3)
    assert [*report.councils] == ["marling"]


def test_another_encoder_encodes_everything_anew(folder: Path) -> None:
    report = build(CORPUS, WordLengths(digest="word-lengths-2"), folder)
    assert (report.reused, report.dropped) == (0, 0)


def test_a_text_that_stands_twice_is_encoded_once(tmp_path: Path) -> None:
    encoder = WordLengths()
    build(CORPUS, encoder, tmp_path / "index")
    assert encoder.read.count("when do I hear back?") == 1


def test_progress_is_told(tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    build(CORPUS, WordLengths(), tmp_path / "a" / "b", lambda *call: calls.append(call))
    assert calls == [(7, 11), (11, 11)]  # clauses and their parts, then questions


def test_the_manifest_says_what_the_index_was_made_from(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["encoder"] == {"name": "word lengths", "digest": "word-lengths-1"}
    assert manifest["corpus"] == corpus_digest(CORPUS)
    assert manifest["dimension"] == 15
    assert manifest["councils"] == {
        "barton": {"clauses": 1, "passages": 4},
        "marling": {"clauses": 2, "passages": 8},
    }
    assert manifest["silent"] == 0


def with_silence(folder: Path) -> Index:
    """The index of the corpus and of what none of it answers."""
    build(CORPUS, WordLengths(), folder, silent=SILENT)
    return open_index(folder, corpus_digest(CORPUS, SILENT), WordLengths.digest)


def test_what_no_clause_answers_stands_after_all_partitions(tmp_path: Path) -> None:
    index = with_silence(tmp_path / "index")
    texts = [passage.text for entry in index.unanswered for passage in entry.passages]
    assert tuple(texts) == SILENT
    assert index.manifest.silent == 2
    asked = WordLengths()(["when do I hear back?"])[0]
    assert np.allclose(index.silent(asked), WordLengths()(texts) @ asked, atol=1e-6)


def test_no_council_meets_what_no_clause_answers(folder: Path, tmp_path: Path) -> None:
    index = with_silence(tmp_path / "with")
    asked = WordLengths()([SILENT[0]])[0]
    assert [*index.shelves] == ["barton", "marling"]
    for slug in index.shelves:
        without = opened(folder).similarities(slug, asked)
        assert (index.similarities(slug, asked) == without).all()


def test_an_index_may_know_of_no_silence(folder: Path) -> None:
    assert opened(folder).silent(WordLengths()(["who?"])[0]).shape == (0,)


def test_a_question_that_is_asked_and_unanswered_is_encoded_once(tmp_path: Path) -> None:
    encoder = WordLengths()
    build(CORPUS, encoder, tmp_path / "index", silent=SILENT)
    assert encoder.read.count("who do I ask?") == 1


def test_new_silence_is_encoded_alone_and_old_silence_dropped(tmp_path: Path) -> None:
    with_silence(tmp_path / "index")
    encoder = WordLengths()
    report = build(CORPUS, encoder, tmp_path / "index", silent=["bonjour?", SILENT[1]])
    assert encoder.read == ["bonjour?"]
    assert (report.reused, report.encoded, report.dropped) == (11, 1, 1)


def test_a_text_that_is_said_and_asked_has_a_vector_of_each_side(tmp_path: Path) -> None:
    echo = shelf("echo", {"1": "Ask the Chair."}, {"1": ("Ask the Chair.", "Conduct. who?")})
    report = build([echo], TwoSided(), tmp_path / "index")
    assert (report.encoded, report.reused) == (4, 0)
    index = open_index(tmp_path / "index", corpus_digest([echo]), TwoSided.digest)
    # Rows: the whole under its heading, its one sentence, two questions.
    rows = index.vectors.reconstruct_n(0, 4)
    assert np.allclose(rows[1], TwoSided().clauses(["Ask the Chair."])[0])
    assert np.allclose(rows[2], TwoSided()(["Ask the Chair."])[0])
    assert build([echo], TwoSided(), tmp_path / "index").encoded == 0


def remove(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def cut(folder: Path) -> None:
    (folder / VECTORS).write_bytes((folder / VECTORS).read_bytes()[:100])


def lose(folder: Path) -> None:
    (folder / VECTORS).unlink()


def alter(folder: Path) -> None:
    text = (folder / CLAUSES).read_text(encoding="utf-8")
    (folder / CLAUSES).write_text(text.replace("seven", "eight"), encoding="utf-8")


def spoil(folder: Path) -> None:
    (folder / MANIFEST).write_text("{", encoding="utf-8")


def edit(folder: Path, key: str, value: object) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | {key: value}), encoding="utf-8")


def age(folder: Path) -> None:
    edit(folder, "format", 0)


def miscount(folder: Path) -> None:
    edit(folder, "councils", {"marling": {"clauses": 2, "passages": 12}})


def miscount_silence(folder: Path) -> None:
    edit(folder, "silent", 1)


@pytest.mark.parametrize("harm", [remove, cut, lose, alter, spoil, age, miscount, miscount_silence])
def test_a_missing_or_damaged_index_is_refused_and_mended_by_a_build(
    folder: Path, harm: Callable[[Path], None]
) -> None:
    harm(folder)
    with pytest.raises(IndexUnfit, match="run `protocol-bot index`"):
        opened(folder)
    build(CORPUS, WordLengths(), folder)
    assert opened(folder)


@pytest.mark.parametrize(
    ("corpus", "encoder", "problem"),
    [
        ("another", WordLengths.digest, "another corpus"),
        (corpus_digest(CORPUS), "another", r"another encoder \(word lengths\)"),
    ],
)
def test_an_index_of_another_corpus_or_encoder_is_refused(
    folder: Path, corpus: str, encoder: str, problem: str
) -> None:
    with pytest.raises(IndexUnfit, match=f"{problem}.*run `protocol-bot index`"):
        open_index(folder, corpus, encoder)


def test_a_build_that_dies_leaves_the_old_index_and_nothing_else(folder: Path) -> None:
    with pytest.raises(RuntimeError):
        build([MARLING], Broken(digest="new"), folder)
    assert opened(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["index"]


@pytest.mark.parametrize("large", [False, True])
def test_what_happens_to_its_files_does_not_reach_an_index_that_is_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    if large:
        monkeypatch.setattr("retrieval.index.LARGE", 0)
    index = opened(folder)
    before = index.similarities("barton", WordLengths()(["who do I ask?"])[0])
    for name in (VECTORS, CLAUSES):
        if large:  # what is mapped may be replaced, but not be cut short
            (folder / name).unlink()
        (folder / name).write_bytes(b"")
    assert (index.similarities("barton", WordLengths()(["who do I ask?"])[0]) == before).all()
    assert [entry.label for entry in index.shelves["marling"]] == ["1.1", "1.2"]


def test_a_build_that_dies_between_its_renames_leaves_the_old_index(folder: Path) -> None:
    folder.rename(folder.with_name(".index-old"))
    assert opened(folder)
    assert build(CORPUS, WordLengths(), folder).encoded == 0
    assert [path.name for path in folder.parent.iterdir()] == ["index"]


def test_an_index_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(IndexUnfit, match="cannot be written"):
        build(CORPUS, WordLengths(), tmp_path / "file" / "index")


@pytest.mark.parametrize(
    "other",
    [
        [MARLING],
        [replace(MARLING, questions={}), BARTON],
        [replace(MARLING, clauses=MARLING.clauses[::-1]), BARTON],
        [replace(MARLING, slug="little-marling"), BARTON],
    ],
)
def test_any_change_of_what_is_indexed_changes_the_digest(other: list[Shelf]) -> None:
    assert corpus_digest(other) != corpus_digest(CORPUS)


def test_another_silence_is_another_digest() -> None:
    silences = [(), SILENT, SILENT[:1], SILENT[::-1]]
    assert len({corpus_digest(CORPUS, silent) for silent in silences}) == 4


def test_a_clause_is_encoded_whole_in_parts_and_by_its_questions() -> None:
    one = clause("marling", "1", "First. (Second e.g. My third!)", "Fourth")
    assert [(each.kind, each.text) for each in passages(one, ["why?"])] == [
        (Kind.WHOLE, "Conduct. First. (Second e.g. My third!) Fourth"),
        (Kind.PART, "First."),
        (Kind.PART, "(Second e.g. My third!)"),
        (Kind.PART, "Fourth"),
        (Kind.QUESTION, "why?"),
    ]


def test_a_bullet_is_encoded_with_the_words_that_it_hangs_on() -> None:
    nested = Item("use it", (Item("for work", (Item("by day"),)), Item("not at home")))
    one = Clause("m", "x-1", "", (), (Paragraph("Rules:"), nested, Row(("a", "b"))), "Officers:")
    texts = [each.text for each in passages(one, []) if each.kind is Kind.PART]
    assert texts == [
        "Officers:",
        "Rules:",
        "Rules: use it",
        "Rules: use it for work",
        "Rules: use it for work by day",
        "Rules: use it not at home",
        "a b",
    ]


def test_the_span_of_a_part_holds_its_own_words(protocols: dict[str, Protocol]) -> None:
    for protocol in protocols.values():
        for one in protocol.clauses:
            parts = [each for each in passages(one, []) if each.kind is Kind.PART]
            for part in parts:
                first, last = part.span or (0, 0)
                assert part.text.endswith(" ".join(one.text[first:last].split()))
            shown = " ".join(one.text[slice(*part.span)] for part in parts if part.span)
            assert shown.split() == re.sub(r"(?m)^ *- ", "", one.text).split()
