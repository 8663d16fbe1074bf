"""deploy/systemd: units that systemd takes, for one machine, which may do little."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.serve import GRACE
from bot.settings import HOME

FOLDER = HOME / "deploy" / "systemd"
UNITS = sorted(FOLDER.glob("*.service"))
INSTALLED = "/opt/protocol-bot/.venv/bin/protocol-bot"
MOST_EXPOSED = 20  # tenths, of 100: what systemd calls OK ends at 29

needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd is not here"
)


def analysed(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """What systemd-analyze finds."""
    return subprocess.run(  # noqa: S603 - our own files
        ["systemd-analyze", *arguments],  # noqa: S607 - wherever it is installed
        env=os.environ | {"SYSTEMD_COLORS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_each_unit(unit: Path, tmp_path: Path) -> None:
    # Where it will be installed there is nothing here that could be run.
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text("utf-8").replace(INSTALLED, "/bin/true"), encoding="utf-8")
    done = analysed("verify", copy)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_finds_little_exposed(unit: Path) -> None:
    done = analysed("security", "--offline=true", f"--threshold={MOST_EXPOSED}", unit)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_each_unit_runs_what_is_installed_with_the_settings_of_one_file(unit: Path) -> None:
    said = settings(unit)
    assert INSTALLED in said["ExecStart"]
    assert said["EnvironmentFile"] == "/etc/protocol-bot/env"
    assert said["DynamicUser"] == "yes"
    assert said["ProtectSystem"] == "strict"
    assert said["NoNewPrivileges"] == "yes"


def test_a_replica_is_told_its_port_and_has_time_to_finish_its_answers() -> None:
    said = settings(FOLDER / "protocol-bot@.service")
    assert "PROTOCOL_BOT_PORT=%i" in said["ExecStart"]
    assert int(said["TimeoutStopSec"]) > GRACE
    assert said["Restart"] == "always"


def test_what_it_writes_lies_where_it_may_write() -> None:
    said = (FOLDER / "protocol-bot@.service").read_text("utf-8")
    assert settings(FOLDER / "protocol-bot@.service")["StateDirectory"] == "protocol-bot"
    assert re.findall(
        r"^Environment=PROTOCOL_BOT_\w+=(?:sqlite:///)?(.*)/", said, re.MULTILINE
    ) == [
        "/var/lib/protocol-bot",
        "/var/lib/protocol-bot",
    ]


def settings(unit: Path) -> dict[str, str]:
    """A unit's settings; of those that stand more than once, the last."""
    lines = unit.read_text("utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and line[0] not in "#[")
    return {name: value for name, _, value in pairs}
