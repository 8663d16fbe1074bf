"""deploy/image/serving.txt: what serving needs, in the tested versions, each file by its digest."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.serving_set import BUILDS, SERVING, pinned, pins, serving

LINE = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;]+)", re.MULTILINE)
# What builds an index, and what alembic runs.
APART = {"bot.releasing", "bot.store.migrations.env"}
HEAVY = {*BUILDS, "onnx-ir", "matplotlib", "scikit-learn", "sympy", "pip"}


def listed() -> dict[str, str]:
    """The version of each package in the list, by name."""
    return dict(LINE.findall(SERVING.read_text(encoding="utf-8")))


def test_it_lists_what_the_project_asks_for_and_what_that_asks_for() -> None:
    assert tuple(listed()) == serving(), "run `make serving-set`"


def test_its_versions_are_those_that_the_tests_passed_with() -> None:
    assert listed() == {name: pinned()[name] for name in listed()}


def test_nothing_in_it_is_for_building() -> None:
    assert not HEAVY & set(listed())


def test_each_package_comes_with_the_digests_of_its_files() -> None:
    entries = SERVING.read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    packages = [entry for entry in entries if LINE.match(entry)]
    assert len(packages) == len(listed())
    assert all("--hash=sha256:" in entry for entry in packages)


def test_a_package_without_a_tested_version_is_named() -> None:
    with pytest.raises(SystemExit, match=r"not in constraints\.txt: beta; pin"):
        pins(["alpha", "beta"], {"alpha": "1"})


def kept_to_the_list(*arguments: str, index: Path | str) -> subprocess.CompletedProcess[str]:
    """Run a command while every package beyond the list is out of reach."""
    script = f"""
import importlib, pkgutil, sys
from importlib import metadata
from packaging.utils import canonicalize_name
listed = {{"protocol-bot", *{sorted(listed())!r}}}
away = {{
    module
    for module, names in metadata.packages_distributions().items()
    if listed.isdisjoint(map(canonicalize_name, names))
}}
class Away:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in away:
            raise ModuleNotFoundError(f"{{name}} is out of reach", name=name)
sys.meta_path.insert(0, Away())
import bot
for module in pkgutil.walk_packages(bot.__path__, "bot."):
    if module.name not in {APART!r}:
        importlib.import_module(module.name)
from bot.__main__ import main
sys.exit(main({list(arguments)!r}))
"""
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script],
        env={"PROTOCOL_BOT_INDEX": str(index), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.model
def test_answering_imports_nothing_else(real_index: Path) -> None:
    question = "can I attend a party group meeting?"
    done = kept_to_the_list("ask", question, "--council", "southend", index=real_index)
    assert done.returncode == 0, done.stderr
    assert "Clause 9.2.12" in done.stdout


def test_what_needs_more_is_refused_in_one_line_that_names_it(tmp_path: Path) -> None:
    done = kept_to_the_list("evaluate", "tests/dev.jsonl", index=tmp_path)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    (line,) = done.stderr.splitlines()
    assert "needs the package ir_measures, which is not installed here" in line
