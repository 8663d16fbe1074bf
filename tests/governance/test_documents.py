"""What the pack names is there: files, commands, settings, metrics, tables, fields of the log."""

import re

import pytest
import typer

from bot.hearing import fields
from bot.metrics import PREFIX, Edition, Metrics
from bot.settings import HOME, Settings
from bot.store.schema import metadata
from bot.tally import Told
from bot.terminal.cli import app
from tests.governance.figures import PACK, documents

TEXTS = {path.name: path.read_text(encoding="utf-8") for path in documents()}
PATHS = ("bot/", "retrieval/", "tests/", "corpus/", "deploy/")
BLANK = "[council to fill in"
WITH_BLANKS = {"dpia.md", "transparency-record.md", "accessibility.md", "off-switch.md"}
EVERY = pytest.mark.parametrize("name", TEXTS)


def quoted(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`\n]+)`", text)


@EVERY
def test_each_file_that_is_named_is_there(name: str) -> None:
    named = [words for words in quoted(TEXTS[name]) if words.startswith(PATHS)]
    assert not [one for one in named if not (HOME / one).exists()]


@EVERY
def test_each_page_that_is_linked_is_there(name: str) -> None:
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", TEXTS[name])
    assert not [one for one in linked if not (PACK / one).exists()]


@EVERY
def test_each_command_that_is_named_can_be_given(name: str) -> None:
    commands = [
        words.split()[1:] for words in quoted(TEXTS[name]) if words.startswith("protocol-bot ")
    ]
    for words in commands:
        known: object = typer.main.get_command(app)
        for word in (one for one in words if not one.startswith(("-", "ID", "[", "FILE"))):
            known = getattr(known, "commands", {}).get(word)
            assert known, f"protocol-bot {' '.join(words)}"


@EVERY
def test_each_setting_that_is_named_is_one(name: str) -> None:
    named = set(re.findall(r"PROTOCOL_BOT_([A-Z_]+[A-Z])\b(?!_?\.\.\.)", TEXTS[name]))
    settings = {one.upper() for one in Settings.model_fields}
    assert not {one for one in named if one not in settings}


def test_every_page_stands_in_the_table_of_the_readme() -> None:
    assert {name for name in TEXTS if f"]({name})" in TEXTS["README.md"]} == {*TEXTS} - {
        "README.md"
    }


def test_what_only_a_council_knows_is_left_blank() -> None:
    assert {name for name, text in TEXTS.items() if BLANK in text} >= WITH_BLANKS


def test_every_metric_of_ours_stands_in_the_page_on_logging_and_no_other() -> None:
    registry = Metrics(lambda: Edition("r", "c")).registry
    ours = {one.name for one in registry.collect() if one.name.startswith(PREFIX)}
    assert {one for one in quoted(TEXTS["logging.md"]) if one.startswith(f"{PREFIX}_")} == ours


def test_every_field_of_an_answers_line_stands_in_the_page_on_logging() -> None:
    told = Told("r", "slack", "southend", "quotation", ("1.1",), 0.9, 0.01, 0.02)
    assert set(fields(told)) <= set(quoted(TEXTS["logging.md"]))


def test_every_table_of_the_store_stands_in_the_assessment() -> None:
    assert set(metadata.tables) <= set(quoted(TEXTS["dpia.md"]))


@EVERY
def test_no_page_names_a_machine(name: str) -> None:
    assert not re.search(r"/(?:home|root|tmp)/|localhost", TEXTS[name])
