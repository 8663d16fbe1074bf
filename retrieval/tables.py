"""Files of the corpus as text, and its tables (TOML): rows typed, unknown columns refused."""

import re
import tomllib
from itertools import chain, repeat
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from retrieval.errors import CorpusError


class TableRow(BaseModel):
    """A row of a corpus table: frozen, and a column that nothing reads is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


# pydantic's words for the commonest faults, said to somebody who does not program.
PLAINLY = {
    "extra_forbidden": "there is no such column; correct its name or leave it out",
    "missing": "this column is missing; add it",
    "string_type": "write this in quotation marks",
    "int_type": "write this as a whole number, without quotation marks",
}

Row = TypeVar("Row", bound=TableRow)


def read_text(path: Path, cure: str) -> str:
    """The file's text. Raises CorpusError when it is missing (with the `cure`) or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors put a byte order mark first
    except FileNotFoundError:
        raise CorpusError(path, 0, f"the file is missing; {cure}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CorpusError(path, line, "a character here is not UTF-8; save as UTF-8") from None


def read_toml(path: Path) -> dict[str, Any]:
    """The file's content. Raises CorpusError when it is missing or is not TOML."""
    try:
        return tomllib.loads(read_text(path, "add it, even if it is empty"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else 0
        raise CorpusError(path, line, f"not valid TOML: {error}") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, a list within lists
        problem = "a number or a nesting here is larger than can be read; correct it"
        raise CorpusError(path, 0, problem) from None


def read_rows(path: Path, kind: str, model: type[Row]) -> tuple[Row, ...]:
    """The rows `[[kind]]` of a table, in order. Raises CorpusError with the row's line."""
    content = read_toml(path)
    strange = sorted(set(content) - {kind})
    if strange:
        line = row_line(path, strange[0], 0)
        raise CorpusError(path, line, f"holds [[{kind}]] rows only, not {', '.join(strange)}")
    rows = content.get(kind, [])
    if not isinstance(rows, list):
        line = row_line(path, kind, 0)
        raise CorpusError(path, line, f"write [[{kind}]], in double brackets, above each row")
    lines = chain(row_lines(path, kind), repeat(0))
    return tuple(parse(model, row, path, line) for row, line in zip(rows, lines, strict=False))


def parse(model: type[Row], content: object, path: Path, line: int) -> Row:
    """`content` as a `model`.

    Raises CorpusError that names the first column at fault, on `line` or, when that is 0, on the
    line of the table inside `content` that holds the column.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        # A column's misspelling explains why the column itself is missing, so it is told first.
        first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
        column = ".".join(str(part) for part in first["loc"])
        line = line or _table_line(path, *first["loc"][:2])
        problem = PLAINLY.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise CorpusError(path, line, f"{column}: {problem}") from None


def row_line(path: Path, kind: str, number: int) -> int:
    """The 1-based line on which row `number` (from 0) of `[[kind]]` begins; 0 when there is none.

    A table that stands once, `[kind]`, is row 0.
    """
    return dict(enumerate(row_lines(path, kind))).get(number, 0)


def row_lines(path: Path, kind: str) -> tuple[int, ...]:
    """The 1-based lines on which the rows of `[[kind]]` begin, in order."""
    header = re.compile(rf"\s*\[{{1,2}}\s*{re.escape(kind)}\s*\]{{1,2}}\s*(#.*)?")
    lines = read_text(path, "add it").split("\n")
    return tuple(line for line, text in enumerate(lines, start=1) if header.fullmatch(text))


def _table_line(path: Path, table: str | int = "", row: str | int = 0) -> int:
    """The line of the table that a column stands in; 0 for a column of the file itself."""
    return row_line(path, str(table), row if isinstance(row, int) else 0)
