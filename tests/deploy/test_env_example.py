"""deploy/env.example: every setting, its sentence and its default, as the code has them."""

import os
import re

import pytest

from bot.settings import HOME, Settings
from tests.deploy import env_example

SETTING = re.compile(r"^#(?P<name>PROTOCOL_BOT_\w+)=(?P<value>.*)$", re.MULTILINE)


def written() -> dict[str, str]:
    """The settings of the file, by variable."""
    return dict(SETTING.findall(env_example.EXAMPLE.read_text(encoding="utf-8")))


def test_it_is_as_its_command_writes_it() -> None:
    assert env_example.EXAMPLE.read_text(encoding="utf-8") == env_example.text(), (
        "run `make env-example`"
    )


def test_each_setting_stands_in_it_once_and_nothing_else_does() -> None:
    assert list(written()) == [f"PROTOCOL_BOT_{name.upper()}" for name in Settings.model_fields]


def test_with_every_line_uncommented_it_is_the_defaults(
    bare: pytest.MonkeyPatch,
) -> None:
    defaults = Settings().model_dump()
    bare.chdir(HOME)
    for name, value in written().items():
        bare.setenv(name, value)
    held = Settings().model_dump()
    assert {name: _whole(value) for name, value in held.items()} == {
        name: _whole(value) for name, value in defaults.items()
    }


def _whole(value: object) -> object:
    """A path from its root; the rest as it is."""
    if isinstance(value, os.PathLike):
        return HOME / value
    return str(value).replace(f"{HOME}/", "") if isinstance(value, str) else value


def test_a_file_of_it_can_be_given_to_a_container_as_it_is() -> None:
    lines = env_example.EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert all(not line or line.startswith("#") for line in lines)
    assert not [value for value in written().values() if re.search(r"""["'$\\]""", value)]
