"""What the tests of Slack's blocks share: the small council, written once."""

import pytest

from bot.rulebook import Library
from tests.blocks.specimens import little_library


@pytest.fixture(scope="session")
def little(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The small council's library."""
    return little_library(tmp_path_factory.mktemp("little"))
