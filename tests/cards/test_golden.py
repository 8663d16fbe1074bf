"""Each answer looks in Teams as it was last looked at, and Teams takes it."""

import json

import pytest

from bot.rulebook import Library
from tests.cards.limits import check_message
from tests.cards.specimens import GOLDEN, as_json, messages

NAMES = sorted(path.stem for path in GOLDEN.glob("*.json"))


def golden(name: str) -> object:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def test_every_specimen_has_its_golden_file(little: Library) -> None:
    assert sorted(messages(little)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_specimen_is_as_it_was_last_looked_at(name: str, little: Library) -> None:
    shown = messages(little)[name]
    assert as_json(shown) == golden(name), "python -m tests.cards.specimens renews it"


@pytest.mark.parametrize("name", NAMES)
def test_teams_takes_every_specimen(name: str, little: Library) -> None:
    for message in messages(little)[name]:
        check_message(message)
