"""Each answer and each view looks as it was last looked at, and Slack takes it."""

import json

import pytest

from bot.rulebook import Library
from tests.blocks.limits import check_message, check_view
from tests.blocks.specimens import GOLDEN, all_views, as_json, messages

NAMES = sorted(path.stem for path in GOLDEN.glob("*.json"))


def golden(name: str) -> object:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def test_every_specimen_has_its_golden_file(little: Library) -> None:
    assert sorted(messages(little) | all_views(little)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_specimen_is_as_it_was_last_looked_at(name: str, little: Library) -> None:
    specimens = messages(little) | all_views(little)
    assert as_json(specimens[name]) == golden(name), "python -m tests.blocks.specimens renews it"


def test_slack_takes_every_specimen_and_every_control_has_a_label(little: Library) -> None:
    for shown in messages(little).values():
        for message in shown:
            check_message(message)
    for view in all_views(little).values():
        check_view(view)
