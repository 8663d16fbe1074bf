"""`make sbom`: a bill of materials that names each package, its version and its licence."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from bot.settings import HOME
from tests.deploy.serving_set import pinned, serving

TOOL = str(Path(sys.executable).with_name("cyclonedx-py"))
BIN = "$(BIN)/"


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - JSON is whatever it is
    """What the Makefile's own command writes, of the packages that the tests run with."""
    file = tmp_path_factory.mktemp("bill") / "sbom.json"
    makefile = (HOME / "Makefile").read_text(encoding="utf-8")
    (command,) = re.findall(rf"{re.escape(BIN)}cyclonedx-py (.*)", makefile)
    typed = command.replace(f"{BIN}python", sys.executable).replace("build/sbom.json", str(file))
    typed += " --no-validate"  # the tool's own check of what it wrote takes twenty seconds
    subprocess.run([TOOL, *shlex.split(typed)], cwd=HOME, capture_output=True, check=True)  # noqa: S603
    return json.loads(file.read_text(encoding="utf-8"))


def test_it_is_cyclonedx_of_this_project(bill: Any) -> None:  # noqa: ANN401 - the same
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "protocol-bot"


def test_it_names_all_that_serves_in_its_version(bill: Any) -> None:  # noqa: ANN401 - the same
    named = {str(canonicalize_name(one["name"])): one["version"] for one in bill["components"]}
    assert {name: named.get(name) for name in serving()} == {
        name: pinned()[name] for name in serving()
    }
