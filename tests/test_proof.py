"""The proof that a protocol.md holds every word of its source, tried by breaking real ones."""

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from retrieval.errors import CorpusError
from retrieval.grammar import Kind, Line, read_lines
from retrieval.proof import Account, places, prove
from retrieval.protocols import Protocol, read_protocol
from tests.little import FILES, SLUG, amend, line_of, write_little

SLUGS = ("southend", "hastings", "rushcliffe", "brixton", "south-ribble")
some = settings(max_examples=40, deadline=None)  # a protocol takes a while to read


# -------------------------------------------------------------------- each kind of word is proved
@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The little council's folder."""
    return write_little(tmp_path)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        pytest.param("1.1", "This protocol says", id="its number stands in the heading"),
        pytest.param("1.1.2", "- 11.2", id="its number is misprinted"),
        pytest.param("1.1.3", "- Members and the Clerk must", id="its number is lost"),
        pytest.param("2.2", "- **2.2**", id="its number is printed"),
        pytest.param("members-2", "· not ask staff", id="a bullet below a lead-in"),
        pytest.param("who-does-what", "Who Does What", id="a table"),
    ],
)
def test_a_clause_begins_on_the_line_of_the_source_that_has_its_number_or_first_words(
    folder: Path, label: str, words: str
) -> None:
    assert places(read_protocol(folder))[label] == line_of(folder / "source.txt", words)


def test_no_place_is_told_of_a_protocol_that_is_not_whole(folder: Path) -> None:
    amend(folder / "protocol.md", "must be civil to one another", "must be civil to another")
    with pytest.raises(CorpusError, match='has "another" where'):
        places(read_protocol(folder))


def test_an_account_tells_what_was_counted(folder: Path) -> None:
    assert prove(read_protocol(folder)) == Account(
        slug=SLUG,
        clauses=13,
        words=len([word for word in FILES["source.txt"].split() if word not in "-o❖·*"]),
        furniture_lines=5,
        repaired=("1.1.2 (printed 11.2)", "1.1.3 (not printed)", "2.5 (not printed)"),
        gaps=("2.3",),
        damaged=("2.5",),
    )


@pytest.mark.parametrize(
    ("old", "new", "at", "problem"),
    [
        pytest.param("# 1. Intro", "# 1 Intro", "# 1 Intro", '"1" where', id="a heading"),
        pytest.param("Members will:", "Members:", "> In", '"Members:"', id="a lead-in"),
        pytest.param("~ 1. Introduction 2", "~ 1. Introduction", "~ 2.", '"2."', id="furniture"),
        pytest.param("[2.4]", "[2.4 printed 24]", "[2.4", '"24" where', id="a printed number"),
        pytest.param("[2.4]", "[2.4 unprinted]", "Nobody", '"Nobody"', id="a number printed here"),
        pytest.param("[2.5 unpr", "[2.5 damaged]\n~ [2.5 unpr", "[2.5", '"2.5"', id="and not here"),
        pytest.param("Clerk means", "clerk means", "clerk means", '"clerk"', id="a capital"),
        pytest.param("Member's ac", "Member’s ac", "- not ask", '"Member’s"', id="a quote mark"),
        pytest.param("log it;", "log it", "- log it", '"it"', id="a stop"),
        pytest.param("| Clerk |", "| Staff |", "| Members", '"Staff"', id="a cell"),
        pytest.param("fear or favour.", "fear", "", 'ends before "or"', id="the last words"),
        pytest.param("favour.", "favour. Ever.", "- give", '"Ever." stands after', id="one more"),
    ],
)
def test_a_change_to_any_kind_of_word_is_told_with_its_line(
    folder: Path, old: str, new: str, at: str, problem: str
) -> None:
    path = folder / "protocol.md"
    amend(path, old, new)
    with pytest.raises(CorpusError) as caught:
        prove(read_protocol(folder))
    assert (caught.value.path, caught.value.line) == (path, line_of(path, at) if at else 0)
    assert problem in caught.value.problem


def test_a_difference_tells_both_words_and_the_line_of_the_source(folder: Path) -> None:
    amend(folder / "source.txt", "log it;", "keep it;")
    line = line_of(folder / "source.txt", "keep it;")
    with pytest.raises(CorpusError, match=f'has "log" where source.txt line {line} has "keep"'):
        prove(read_protocol(folder))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("- 2.4 Nobody", "- 2.4. Nobody", id="a stop after a number"),
        pytest.param("- 2.4 Nobody", "**2.4**\n\n❖ <u>Nobody</u>", id="marks and white space"),
        pytest.param("❖ speak", "- · speak", id="one bullet for another"),
    ],
)
def test_what_is_folded_may_differ(folder: Path, old: str, new: str) -> None:
    before = prove(read_protocol(folder))
    amend(folder / "source.txt", old, new)
    assert prove(read_protocol(folder)) == before


def test_a_missing_source_is_told(folder: Path) -> None:
    (folder / "source.txt").unlink()
    with pytest.raises(CorpusError, match=r"source\.txt: the file is missing; put the document"):
        prove(read_protocol(folder))


# ---------------------------------------------------------------- the real ones, broken at any line
@pytest.fixture(params=SLUGS, scope="module")
def real(
    request: pytest.FixtureRequest,
    protocols: dict[str, Protocol],
    tmp_path_factory: pytest.TempPathFactory,
) -> Protocol:
    """A real protocol in a folder where it may be broken."""
    protocol = protocols[request.param]
    folder = tmp_path_factory.mktemp("broken") / protocol.slug
    shutil.copytree(protocol.folder, folder)
    return replace(protocol, folder=folder)


def worded(protocol: Protocol) -> list[Line]:
    """The lines that hold words of the source."""
    return [line for line in protocol.lines if line.source_words]


def raw_lines(protocol: Protocol, corpus: Path) -> list[str]:
    """The lines of the unbroken protocol.md."""
    return (corpus / protocol.slug / "protocol.md").read_text(encoding="utf-8").split("\n")


def begin_alike(first: Line, second: Line) -> bool:
    """True when two lines begin with one word, so that a fault shows only further on."""
    return first.source_words[0].rstrip(".") == second.source_words[0].rstrip(".")


def fault(protocol: Protocol, raw: Sequence[str]) -> CorpusError:
    """What the proof says of a protocol.md of these lines."""
    path = protocol.folder / "protocol.md"
    path.write_text("\n".join(raw), encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        prove(replace(protocol, lines=read_lines(path)))
    assert caught.value.path == path
    return caught.value


def ways_to_misspell(word: str) -> Iterator[str]:
    """The word with a letter more, a letter less and its case turned, where that changes it."""
    yield word + "s"
    yield from {word[:-1], word.swapcase()} - {word, ""}


@some
@given(data=st.data())
def test_a_changed_word_is_told_with_its_line(
    real: Protocol, corpus: Path, data: st.DataObject
) -> None:
    line = data.draw(st.sampled_from([one for one in worded(real) if not one.opening]))
    raw = raw_lines(real, corpus)
    words = list(re.finditer(r"[^\s|]+", raw[line.number - 1]))[-len(line.source_words) :]
    word = data.draw(st.sampled_from(words))
    wrong = data.draw(st.sampled_from(sorted(ways_to_misspell(word[0]))))
    raw[line.number - 1] = f"{word.string[: word.start()]}{wrong}{word.string[word.end() :]}"
    told = fault(real, raw)
    assert told.line == line.number
    assert f'has "{wrong}"' in told.problem
    assert f'has "{word[0]}"' in told.problem


@some
@given(data=st.data())
def test_a_lost_line_is_told_with_the_line_after_it(
    real: Protocol, corpus: Path, data: st.DataObject
) -> None:
    lost, after = data.draw(st.sampled_from(list(pairwise(worded(real)))))
    assume(not begin_alike(lost, after))
    raw = raw_lines(real, corpus)
    del raw[lost.number - 1]
    assert fault(real, raw).line == after.number - 1


def test_a_lost_last_line_is_told(real: Protocol, corpus: Path) -> None:
    raw = raw_lines(real, corpus)
    last = worded(real)[-1]
    del raw[last.number - 1]
    told = fault(real, raw)
    assert told.line == 0
    assert f'ends before "{last.source_words[0]}"' in told.problem


@some
@given(data=st.data())
def test_two_lines_in_the_wrong_order_are_told_with_the_upper_one(
    real: Protocol, corpus: Path, data: st.DataObject
) -> None:
    upper, lower = data.draw(st.sampled_from(list(pairwise(worded(real)))))
    assume(not begin_alike(upper, lower))
    raw = raw_lines(real, corpus)
    one, other = upper.number - 1, lower.number - 1
    raw[one], raw[other] = raw[other], raw[one]
    assert fault(real, raw).line == upper.number


@some
@given(data=st.data())
def test_a_line_that_stands_twice_is_told_with_its_second_place(
    real: Protocol, corpus: Path, data: st.DataObject
) -> None:
    line, after = data.draw(st.sampled_from(list(pairwise(worded(real)))))
    assume(not begin_alike(line, after))
    raw = raw_lines(real, corpus)
    raw.insert(line.number, raw[line.number - 1])
    assert fault(real, raw).line == line.number + 1


@pytest.mark.parametrize("kind", [Kind.PARAGRAPH, Kind.ITEM])
def test_a_clause_declared_as_furniture_keeps_the_proof_and_so_needs_a_law_of_its_own(
    folder: Path, kind: Kind
) -> None:
    """The proof is about words; `test_corpus_laws` counts the furniture of each real protocol."""
    mark = {Kind.PARAGRAPH: "The log is open", Kind.ITEM: "- log it;"}[kind]
    before = prove(read_protocol(folder))
    amend(folder / "protocol.md", mark, f"~ {mark.removeprefix('- ')}")
    after = prove(read_protocol(folder))
    assert after.words == before.words
    assert after.furniture_lines == before.furniture_lines + 1
