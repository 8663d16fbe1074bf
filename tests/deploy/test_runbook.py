"""deploy/RUNBOOK.md: what it tells people to do can be done."""

import re
import shlex

import pytest
from typer.main import get_command

from bot.settings import HOME, Settings
from bot.terminal.cli import app

FOLDER = HOME / "deploy"
TEXT = (FOLDER / "RUNBOOK.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"(?:\.venv/bin/|`)protocol-bot ([a-z][^`\n]*)", TEXT)))


def test_there_are_commands_in_it() -> None:
    assert {"index", "serve --check", "index --roll-back", "privacy reseal"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_one_of_ours_with_options_that_it_has(command: str) -> None:
    known, words = get_command(app), shlex.split(command)
    while words and words[0] in getattr(known, "commands", {}):
        known = known.commands[words.pop(0)]  # type: ignore[attr-defined] # a group has them
    options = {name for one in known.params for name in one.opts}
    assert not hasattr(known, "commands")
    assert {word for word in words if word.startswith("-")} <= options


def test_each_setting_in_it_is_a_setting() -> None:
    names = set(re.findall(r"PROTOCOL_BOT_([A-Z_]*[A-Z])(?!\w|_?\.\.\.)", TEXT))
    assert names
    assert {name.lower() for name in names} <= set(Settings.model_fields)


def test_each_link_leads_to_one_of_its_headings() -> None:
    headings = re.findall(r"^## (.*)$", TEXT, re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]*)\)", TEXT)) <= anchors


def test_each_file_that_it_names_is_there() -> None:
    named = set(re.findall(r"`((?:slack|teams|grafana|corpus)/[\w.]*)`", TEXT))
    named |= set(re.findall(r"\bdeploy/[\w./-]*\w", TEXT)) - {"deploy/.env"}
    missing = {one for one in named if not any((at / one).exists() for at in (FOLDER, HOME))}
    assert named
    assert missing == set()
