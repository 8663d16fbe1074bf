"""Tables of the corpus: typed rows, no unknown columns, errors with file and line."""

from pathlib import Path

import pytest
from pydantic import Field, ValidationError

from retrieval.errors import CorpusError
from retrieval.tables import TableRow, parse, read_rows, read_text, read_toml, row_line

TWO = '[[rule]]\nid = "a"\ndays = 5\n\n# the second\n[[rule]]\nid = "b"\ndays = 10\n'


class Rule(TableRow):
    """A row as the tables have them: two columns, one of them optional."""

    id: str
    days: int = 0


class Page(TableRow):
    """A page as council.toml is one: columns of its own, a table and rows."""

    name: str
    rule: tuple[Rule, ...] = ()
    head: Rule = Field(default_factory=lambda: Rule(id="none"))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of two rows; the second begins on line 6."""
    path = tmp_path / "deadlines.toml"
    path.write_text(TWO, encoding="utf-8")
    return path


def test_rows_come_typed_and_in_the_order_of_the_file(table: Path) -> None:
    assert read_rows(table, "rule", Rule) == (Rule(id="a", days=5), Rule(id="b", days=10))


def test_an_empty_table_has_no_rows(table: Path) -> None:
    table.write_text("# nothing yet\n", encoding="utf-8")
    assert read_rows(table, "rule", Rule) == ()


def test_a_row_cannot_be_changed() -> None:
    row = Rule(id="a")
    with pytest.raises(ValidationError, match="frozen"):
        row.days = 5  # type: ignore[misc]


def test_a_byte_order_mark_is_no_part_of_the_text(table: Path) -> None:
    table.write_text(TWO, encoding="utf-8-sig")
    assert [row.id for row in read_rows(table, "rule", Rule)] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        pytest.param(
            TWO.replace("days = 10", "day = 10"),
            6,
            "day: there is no such column",
            id="unknown column, second row",
        ),
        pytest.param(
            TWO.replace('id = "a"\n', ""), 1, "id: this column is missing", id="missing column"
        ),
        pytest.param(TWO.replace("= 10", '= "ten"'), 6, "days: ", id="wrong type"),
        pytest.param(
            TWO.replace('[[rule]]\nid = "b"', "[[rule]] # new\nid = 7"), 6, "id: ", id="comment"
        ),
        pytest.param(TWO.replace("= 5", "= = 5"), 3, "not valid TOML", id="not TOML"),
        pytest.param(TWO.replace("days = 10", 'id = "c"'), 8, "not valid TOML", id="column twice"),
        pytest.param(TWO + "\n[[rules]]\n", 10, "not rules", id="rows of another name"),
        pytest.param("# one\n[rule]\nid = 'a'\n", 2, "write [[rule]]", id="single brackets"),
        pytest.param("rule = 3\n", 0, "write [[rule]]", id="no row at all"),
    ],
)
def test_a_fault_is_told_with_its_line(table: Path, text: str, line: int, problem: str) -> None:
    table.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_rows(table, "rule", Rule)
    assert (caught.value.path, caught.value.line) == (table, line)
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("", 0, id="a column of the page itself"),
        pytest.param("name = 'x'\n[head]\nid = 7\n", 2, id="a table"),
        pytest.param("name = 'x'\n[[rule]]\nid='a'\n[[rule]]\nid=7\n", 4, id="the second row"),
    ],
)
def test_a_fault_inside_a_page_is_told_with_the_line_of_its_table(
    table: Path, text: str, line: int
) -> None:
    table.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        parse(Page, read_toml(table), table, 0)
    assert caught.value.line == line


def test_a_missing_file_is_told_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"deadlines\.toml: the file is missing; add it"):
        read_toml(tmp_path / "deadlines.toml")


def test_a_file_in_another_encoding_is_told_with_the_line_of_the_strange_character(
    table: Path,
) -> None:
    table.write_bytes(b"# one\n# caf\xe9\n# three\n")
    with pytest.raises(CorpusError, match=r"deadlines\.toml:2: .*save as UTF-8"):
        read_text(table, "add it")


@pytest.mark.parametrize("odd", ["x = " + "9" * 5000, "x = " + "[" * 3000, "x = " + "{a=" * 3000])
def test_a_number_or_a_nesting_beyond_all_measure_is_told(table: Path, odd: str) -> None:
    table.write_text(odd, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"deadlines\.toml: .*larger than can be read"):
        read_toml(table)


@pytest.mark.parametrize(("number", "line"), [(0, 1), (1, 6), (2, 0)])
def test_the_line_of_a_row_is_that_of_its_brackets(table: Path, number: int, line: int) -> None:
    assert row_line(table, "rule", number) == line


def test_a_comment_that_shows_how_a_row_is_written_is_no_row(table: Path) -> None:
    table.write_text("# [[rule]] begins a row\n[[rule]]\nid = 'a'\n", encoding="utf-8")
    assert row_line(table, "rule", 0) == 2
