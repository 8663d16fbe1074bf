"""The README's examples are run, and print what the README shows."""

import os
import re
import shlex
from pathlib import Path

import pytest

from bot.__main__ import main

README = Path(__file__).parent.parent / "README.md"
EXAMPLE = re.compile(r"```console\n\$ protocol-bot (?P<command>.*)\n(?P<shown>[^`]*)```")

# A terminal of the README's width that knows no colours.
SCREEN = {"TTY_COMPATIBLE": "1", "TERM": "dumb", "COLUMNS": "96", "LINES": "50"}

EXAMPLES = dict(EXAMPLE.findall(README.read_text(encoding="utf-8")))
NEEDS_ENCODER = {command for command in EXAMPLES if command.startswith("ask ")}


def shown_by(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints, trailing blanks left out."""
    assert main(shlex.split(command)) == 0
    return "".join(f"{line.rstrip()}\n" for line in capsys.readouterr().out.rstrip().splitlines())


@pytest.fixture(autouse=True)
def _screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PROTOCOL_BOT_")]:
        monkeypatch.delenv(name)
    for name, value in SCREEN.items():
        monkeypatch.setenv(name, value)


def test_the_readme_shows_an_answer_a_due_date_and_a_route() -> None:
    assert {command.split()[0] for command in EXAMPLES} == {"ask", "deadline", "route"}


@pytest.mark.parametrize("command", sorted(set(EXAMPLES) - NEEDS_ENCODER))
def test_an_example_prints_what_the_readme_shows(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown_by(command, capsys) == EXAMPLES[command]


@pytest.mark.model
@pytest.mark.parametrize("command", sorted(NEEDS_ENCODER))
def test_a_question_is_answered_as_the_readme_shows(
    command: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    real_index: Path,
) -> None:
    monkeypatch.setenv("PROTOCOL_BOT_INDEX", str(real_index))
    assert shown_by(command, capsys) == EXAMPLES[command]
