"""The lines of a protocol.md: what each is, and which words of the source it holds."""

from pathlib import Path

import pytest

from retrieval.errors import CorpusError
from retrieval.grammar import Kind, Line, Opening, read_lines, source_words


def read(folder: Path, text: str) -> tuple[Line, ...]:
    """The lines of a protocol.md that holds `text`."""
    path = folder / "protocol.md"
    path.write_text(text, encoding="utf-8")
    return read_lines(path)


@pytest.mark.parametrize(
    ("raw", "kind", "text", "depth"),
    [
        ("# 9. Support for Councillors", Kind.HEADING, "9. Support for Councillors", 1),
        ("### 9.2.1 Briefings", Kind.HEADING, "9.2.1 Briefings", 3),
        ("~ Appendix 1", Kind.FURNITURE, "Appendix 1", 0),
        ("> Officers must:", Kind.LEAD_IN, "Officers must:", 0),
        ("- log it;", Kind.ITEM, "log it;", 0),
        ("  - the Surveyor", Kind.ITEM, "the Surveyor", 1),
        ("      - his deputy", Kind.ITEM, "his deputy", 3),
        ("- i) There is a problem", Kind.ITEM, "i) There is a problem", 0),
        ("| Members | Clerk |", Kind.ROW, " Members \t Clerk ", 0),
        ("| | Clerk |", Kind.ROW, " \t Clerk ", 0),
        ("||Clerk||", Kind.ROW, "\tClerk\t", 0),
        ("Clerk means the person", Kind.PARAGRAPH, "Clerk means the person", 0),
        ("  Clerk means the person ", Kind.PARAGRAPH, "Clerk means the person", 0),
        ("[Councillors of the executive,] Chairs", Kind.PARAGRAPH, None, 0),
        ("i) There is a problem", Kind.PARAGRAPH, None, 0),
        ("#hashtag", Kind.PARAGRAPH, None, 0),
        ("-5 degrees", Kind.PARAGRAPH, None, 0),
    ],
)
def test_the_beginning_of_a_line_says_what_it_is(
    tmp_path: Path, raw: str, kind: Kind, text: str | None, depth: int
) -> None:
    expected = Line(kind, 1, raw if text is None else text, depth)
    assert read(tmp_path, raw) == (expected,)


@pytest.mark.parametrize(
    ("raw", "opening", "words"),
    [
        ("[9.1.5]", Opening("9.1.5", "9.1.5"), ["9.1.5"]),
        ("[24]", Opening("24", "24"), ["24"]),
        ("[7.1.2 printed 7.12]", Opening("7.1.2", "7.12"), ["7.12"]),
        ("[5.6 unprinted]", Opening("5.6", ""), []),
        ("[6.6 unprinted damaged]", Opening("6.6", "", damaged=True), []),
        ("[6.6 damaged]", Opening("6.6", "6.6", damaged=True), ["6.6"]),
        ("[1.1 in heading]", Opening("1.1", "1.1", in_heading=True), []),
        ("[casework-officers-1]", Opening("casework-officers-1", ""), []),
    ],
)
def test_an_opening_says_the_label_and_which_number_the_source_prints(
    tmp_path: Path, raw: str, opening: Opening, words: list[str]
) -> None:
    (line,) = read(tmp_path, raw)
    assert (line.kind, line.opening, line.source_words) == (Kind.OPENING, opening, words)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("# 9. Support", ["9.", "Support"]),
        ("~ Page 3", ["Page", "3"]),
        ("> Officers must:", ["Officers", "must:"]),
        ("  - a. the Surveyor", ["a.", "the", "Surveyor"]),
        ("| Set the budget | Keeps it |", ["Set", "the", "budget", "Keeps", "it"]),
    ],
)
def test_the_words_of_a_line_are_those_of_the_source_without_our_marks(
    tmp_path: Path, raw: str, words: list[str]
) -> None:
    (line,) = read(tmp_path, raw)
    assert line.source_words == words


def test_a_bullet_deeper_than_any_is_told(tmp_path: Path) -> None:
    assert read(tmp_path, f"{'  ' * 9}- a")[0].depth == 9
    with pytest.raises(CorpusError, match=r"protocol\.md:1: .*deeper than any"):
        read(tmp_path, f"{'  ' * 10}- a")


@pytest.mark.parametrize("label", ["12345", "2.12345", "9" * 5000])
def test_a_number_longer_than_any_opens_no_clause(tmp_path: Path, label: str) -> None:
    with pytest.raises(CorpusError, match=r"protocol\.md:1: .{,80} is no opening of a clause"):
        read(tmp_path, f"[{label}]")


def test_blank_lines_are_left_out_and_still_counted(tmp_path: Path) -> None:
    lines = read(tmp_path, "\n~ one\n\n \t\n~ two\n")
    assert [(line.number, line.text) for line in lines] == [(2, "one"), (5, "two")]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    (tmp_path / "protocol.md").write_bytes(b"~ one\x0c\r\n~ two\r~ three\n")
    lines = read_lines(tmp_path / "protocol.md")
    assert [(line.number, line.source_words) for line in lines] == [
        (1, ["one"]),
        (2, ["two"]),
        (3, ["three"]),
    ]


@pytest.mark.parametrize(
    "within", ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_what_only_some_editors_show_as_a_line_break_is_refused(
    tmp_path: Path, within: str
) -> None:
    """Below page furniture, what looks like a paragraph would be furniture and never quoted."""
    with pytest.raises(CorpusError, match=r"protocol\.md:2: some editors show a line break here"):
        read(tmp_path, f"# Conduct\n~ Page 3{within}The Clerk replies within seven days.\n")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        pytest.param("[9.1.5 printd 9.15]", "no opening of a clause", id="misspelt"),
        pytest.param("[Casework-1]", "no opening of a clause", id="a capital in a label"),
        pytest.param("[9.1.]", "no opening of a clause", id="a label that ends in a stop"),
        pytest.param("[6.6 damaged unprinted]", "no opening of a clause", id="another order"),
        pytest.param(" - one space", "two spaces a level", id="half a level"),
        pytest.param("\t\t- two tabs", "two spaces a level", id="tabs"),
        pytest.param("-", "this item has no words", id="a bullet alone"),
        pytest.param("##", "this heading has no words", id="a heading without a title"),
        pytest.param("~", "this furniture has no words", id="furniture without words"),
        pytest.param(">", "this lead-in has no words", id="a lead-in without words"),
        pytest.param("| | |", "this row has no words", id="an empty row"),
    ],
)
def test_a_line_outside_the_grammar_is_refused_with_its_number(
    tmp_path: Path, raw: str, problem: str
) -> None:
    with pytest.raises(CorpusError) as caught:
        read(tmp_path, f"~ Title\n\n{raw}\n")
    assert caught.value.line == 3
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("- 2.1 An enquiry", ["2.1", "An", "enquiry"]),
        ("- o the Surveyor", ["the", "Surveyor"]),
        ("- · · the Surveyor", ["the", "Surveyor"]),
        ("❖ speak", ["speak"]),
        ("* speak", ["speak"]),
        ("**2.2** The <u>Act</u>", ["2.2", "The", "Act"]),
        ("**2.2**The", ["2.2The"]),
        ("promptly - or not", ["promptly", "-", "or", "not"]),
        ("-5 degrees", ["-5", "degrees"]),
        ("Members\tClerk", ["Members", "Clerk"]),
    ],
)
def test_the_words_of_a_source_are_those_without_markdown_and_bullets(
    source: str, words: list[str]
) -> None:
    assert [word for _, word in source_words(source)] == words


def test_the_words_of_a_source_know_their_lines() -> None:
    assert list(source_words("one\n\ntwo three")) == [(1, "one"), (3, "two"), (3, "three")]
