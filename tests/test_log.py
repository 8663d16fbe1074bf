"""What is logged: our own words as they are, of others only where and of what kind."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from bot.log import Form, Lines

QUESTION = "may my brother-in-law chair the panel?"


def record(name: str, message: str, *args: object, **more: Any) -> logging.LogRecord:  # noqa: ANN401 - whatever a record holds
    made = logging.LogRecord(name, logging.WARNING, "/somewhere/door.py", 12, message, args, None)
    made.created = 1_795_348_800.25
    vars(made).update(more)
    return made


OURS = record("bot.once", "answered in %s", "time", fields={"kind": "route", "clauses": ["1", "2"]})


def test_a_line_of_text_can_be_read_and_taken_apart() -> None:
    assert Lines(Form.TEXT).format(OURS) == (
        "2026-11-22T12:00:00.250+00:00 warning bot.once answered in time kind=route clauses=1,2"
    )


def test_a_line_of_json_holds_the_same_by_name() -> None:
    assert json.loads(Lines(Form.JSON).format(OURS)) == {
        "time": "2026-11-22T12:00:00.250+00:00",
        "level": "warning",
        "logger": "bot.once",
        "message": "answered in time",
        "kind": "route",
        "clauses": ["1", "2"],
    }


def test_what_is_not_there_is_a_dash() -> None:
    line = Lines(Form.TEXT).format(record("bot", "x", fields={"score": None, "clauses": []}))
    assert line.endswith("x score=- clauses=-")


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("name", ["asyncio", "aiohttp.server", "botany", "root"])
def test_what_a_library_says_is_not_repeated(form: Form, name: str) -> None:
    error = ValueError(QUESTION)
    made = record(name, "of %s: " + QUESTION, QUESTION, fields={"text": QUESTION})
    made.exc_info = (ValueError, error, None)
    line = Lines(form).format(made)
    assert "brother" not in line
    assert name in line
    assert "something at door.py:12" in line
    assert "ValueError" in line
    assert "\n" not in line


@pytest.mark.parametrize("form", Form)
def test_of_an_error_of_ours_only_the_kind_is_written(form: Form) -> None:
    made = record("bot.front", "it went wrong")
    made.exc_info = (ValueError, ValueError(QUESTION), None)
    line = Lines(form).format(made)
    assert "brother" not in line
    assert "ValueError" in line


LOGS = """
import logging, sys
from bot.log import Form, Level, configure
configure(Form(sys.argv[1]), Level(sys.argv[2]))
logging.getLogger("slack_bolt").setLevel(logging.DEBUG)
for name in ("bot.once", "retrieval.index", "slack_bolt", "sqlalchemy.engine"):
    for level in (logging.DEBUG, logging.INFO, logging.WARNING):
        logging.getLogger(name).log(level, "said")
"""


def said(form: Form, level: str) -> list[tuple[str, str]]:
    """Logger and level of each line that a process writes."""
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", LOGS, form, level], capture_output=True, text=True, check=True
    )
    assert not done.stdout
    lines = done.stderr.splitlines()
    if form is Form.JSON:
        return [(one["logger"], one["level"]) for one in map(json.loads, lines)]
    return [(line.split()[2], line.split()[1]) for line in lines]


OTHERS = [("slack_bolt", "warning"), ("sqlalchemy.engine", "warning")]


@pytest.mark.parametrize(
    ("form", "level", "ours"),
    [
        (Form.TEXT, "info", ["info", "warning"]),
        (Form.JSON, "debug", ["debug", "info", "warning"]),
        (Form.TEXT, "error", []),
    ],
)
def test_the_level_is_that_of_our_own_loggers_and_others_only_warn(
    form: Form, level: str, ours: list[str]
) -> None:
    names = ("bot.once", "retrieval.index")
    assert said(form, level) == [(name, one) for name in names for one in ours] + OTHERS
