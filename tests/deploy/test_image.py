"""The Dockerfile and what it calls; `make image-check` carries it out."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from bot.settings import HOME
from tests.deploy import image
from tests.deploy.image import APP, DATA, DOCKERFILE, Tree, copied, dockerfile, lay_out

SCRIPTS = sorted(HOME.glob("deploy/image/*.sh"))
HEALTHY = HOME / "deploy" / "image" / "healthy.py"


def test_a_linter_finds_nothing_in_the_dockerfile() -> None:
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert linter is not None
    done = subprocess.run([linter, str(DOCKERFILE)], capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout) == (0, "")


def test_what_it_copies_is_there() -> None:
    paths = [path for sources in copied().values() for path in sources]
    assert {"bot", "retrieval", "corpus", "constraints.txt"} <= set(paths)
    assert [path for path in paths if not (HOME / path).exists()] == []


def test_what_it_copies_is_laid_out_without_leftovers(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert (tmp_path / "bot" / "__main__.py").is_file()
    assert os.access(tmp_path / "deploy" / "image" / "build.sh", os.X_OK)
    assert not (tmp_path / "tests").exists()
    assert not list(tmp_path.rglob("__pycache__"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_its_scripts_are_read_by_the_shell(script: Path) -> None:
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert (done.returncode, done.stderr) == (0, "")
    assert os.access(script, os.X_OK)


def test_both_stages_stand_on_one_python_pinned_by_tag() -> None:
    first, second = dockerfile().parent_images
    assert first == second
    assert re.fullmatch(r"python:3\.1\d-slim-\w+", first)


def test_it_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    said = {one["instruction"]: one["value"] for one in dockerfile().structure}
    user, _, group = said["USER"].partition(":")
    assert int(user) == int(group) > 0
    assert said["STOPSIGNAL"] == "SIGTERM"
    assert str(HEALTHY.relative_to(HOME)) in said["HEALTHCHECK"]
    assert said["VOLUME"] == DATA


def test_no_argument_of_the_build_is_kept_in_the_image() -> None:
    after = DOCKERFILE.read_text(encoding="utf-8").rpartition("FROM")[2]
    assert not re.search(r"^ARG|PIP_", after, re.MULTILINE)


def test_the_tree_that_stands_for_the_image_has_its_environment(tmp_path: Path) -> None:
    said = Tree(tmp_path).environment()
    assert set(dockerfile().envs) <= set(said)
    assert said["PATH"].startswith(f"{tmp_path}{APP}/.venv/bin:")
    assert said["PROTOCOL_BOT_STORE"] == f"sqlite:///{tmp_path}{DATA}/protocol-bot.db"


async def test_the_tree_is_refused_where_it_holds_what_only_building_needs(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    python = tree.app / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho aiohttp torch\n", encoding="utf-8")
    python.chmod(0o755)
    with pytest.raises(SystemExit, match="the image holds torch"):
        image.refuse_builders(tree)


@pytest.fixture
async def alive() -> AsyncIterator[TestServer]:
    """What answers /healthz."""

    async def said(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    app = web.Application()
    app.router.add_get("/healthz", said)
    server = TestServer(app)
    async with server:
        yield server


async def test_the_health_check_asks_the_bot_on_the_port_of_the_settings(alive: TestServer) -> None:
    assert await _checked(alive.port or 0) == 0
    assert await _checked(unused_port()) == 1


async def _checked(port: int) -> int:
    rest = {name: said for name, said in os.environ.items() if not name.startswith("PROTOCOL_BOT_")}
    environment = rest | {"PROTOCOL_BOT_PORT": str(port)}
    done = await asyncio.create_subprocess_exec(sys.executable, HEALTHY, env=environment)
    return await done.wait()
