"""`python -m tests.deploy.image`: the image's steps without a container engine, and what they make.

The Dockerfile's first stage is carried out in a folder of its own with an empty environment, and
what it leaves is tried as the second stage would run it: a tree that cannot be written, a user who
owns nothing, no torch. Takes minutes and the network: `make image-check`.
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp.test_utils import unused_port
from dockerfile_parse import DockerfileParser

from tests.deploy.serving_set import BUILDS, ROOT
from tests.slack.recording import RecordingSlack
from tests.slack.workspace import ANN, SOUTHEND

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
APP, DATA = "/app", "/data"
# The superuser may write anywhere: without its capabilities it is as anybody else.
UNPRIVILEGED = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
# Handed to the build where they are set, as --build-arg hands them to an engine's.
ARGUMENTS = ("HTTPS_PROXY", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CERT")
QUESTION = "can I attend a party group meeting?"
ANSWER = "9.2.12"
OPENING, ANSWERING = 60.0, 10.0  # seconds


@dataclass(frozen=True)
class Tree:
    """Stands for the image's root: `app` for /app, `data` for /data."""

    root: Path

    @property
    def app(self) -> Path:
        """What the image holds."""
        return self.root / "app"

    @property
    def data(self) -> Path:
        """What alone may be written to."""
        return self.root / "data"

    def command(self, *arguments: str) -> list[str]:
        """A command of the image's, for a process that may write to what is writable only."""
        bare = UNPRIVILEGED if os.geteuid() == 0 else ()
        return [*bare, str(self.app / ".venv" / "bin" / arguments[0]), *arguments[1:]]

    def environment(self) -> dict[str, str]:
        """What the Dockerfile's ENV says, in this tree."""
        said = dockerfile().envs
        here = {name: value.replace(APP, str(self.app)) for name, value in said.items()}
        here["PROTOCOL_BOT_STORE"] = said["PROTOCOL_BOT_STORE"].replace(DATA, str(self.data))
        return here | {"PATH": f"{self.app}/.venv/bin:/usr/bin:/bin", "HOME": "/nonexistent"}


def dockerfile() -> DockerfileParser:
    """The Dockerfile, read."""
    return DockerfileParser(str(DOCKERFILE), env_replace=False)


def copied() -> dict[str, list[str]]:
    """What the first stage copies: paths of the repository, by the place they are copied to."""
    values = [
        one["value"].split() for one in dockerfile().structure if one["instruction"] == "COPY"
    ]
    return {words[-1]: words[:-1] for words in values if not words[0].startswith("--from")}


def lay_out(app: Path) -> None:
    """Copy what the first stage copies: of each path the files that are no leftovers of work."""
    paths = [path for sources in copied().values() for path in sources]
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths)
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    for name in filter(None, done.stdout.split("\0")):
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, app / name)


def build(tree: Tree) -> None:
    """Carry out the first stage with nothing in the environment but its build arguments."""
    python = Path(sys.base_prefix, "bin")
    home = tree.root / "home"
    home.mkdir()
    given = {name: os.environ[name] for name in ARGUMENTS if name in os.environ}
    bare = {"PATH": f"{python}:/usr/bin:/bin", "HOME": str(home)}
    whole = tree.root / "whole"
    script = tree.app / "deploy" / "image" / "build.sh"
    subprocess.run([script, whole], cwd=tree.app, env=bare | given, check=True)  # noqa: S603
    shutil.rmtree(whole)


def close(tree: Tree) -> None:
    """From here on /data may be written to, which is empty, and nothing else."""
    shutil.rmtree(tree.data, ignore_errors=True)
    tree.data.mkdir(mode=0o700)
    subprocess.run(["chmod", "--recursive", "a-w", tree.app], check=True)  # noqa: S603, S607


def run(tree: Tree, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the tree as it will serve, with the image's environment."""
    return subprocess.run(  # noqa: S603 - our own commands
        tree.command(*command),
        cwd=tree.app,
        env=tree.environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def refuse_writable(tree: Tree) -> None:
    """Raise SystemExit if the bot could write into the tree."""
    done = run(tree, "python", "-c", "open('bot/settings.py', 'a')")
    _refuse("PermissionError" not in done.stderr, "the tree can be written to")


def refuse_builders(tree: Tree) -> None:
    """Raise SystemExit if a package that only building needs can be found in the tree."""
    script = "from importlib.metadata import distributions\n"
    script += "print(*{one.name.lower() for one in distributions()})"
    held = set(run(tree, "python", "-c", script).stdout.split())
    found = sorted({*BUILDS, "matplotlib", "pip"} & held)
    _refuse(not held or bool(found), f"the image holds {', '.join(found) or 'nothing'}")


def ask(tree: Tree) -> None:
    """Ask at the terminal. Raises SystemExit unless the known clause comes first."""
    done = run(tree, "protocol-bot", "ask", QUESTION, "--council", SOUTHEND.name, "--json")
    _refuse(bool(done.returncode), done.stderr)
    first = json.loads(done.stdout)["quotes"][0]["clause"]
    _refuse(first != ANSWER, f"{first} comes first, not {ANSWER}")


async def serve(tree: Tree) -> float:
    """Ask a mention of a running bot, and stop it; its resident memory in MiB."""
    async with RecordingSlack(SOUTHEND, installed=True) as slack:
        settings = _settings(slack)
        async with _serving(tree, settings) as bot:
            mention = slack.member(SOUTHEND, ANN).mentions(QUESTION)
            port = settings["PROTOCOL_BOT_PORT"]
            await slack.send(f"http://127.0.0.1:{port}/slack/events", mention)
            (shown,) = await slack.shown.until(1, within=ANSWERING)
            _refuse(ANSWER not in json.dumps(shown.blocks), "the answer in Slack is another")
            _refuse(not _healthy(tree, settings), "the health check fails")
            return _resident(bot.pid)


def _settings(slack: RecordingSlack) -> dict[str, str]:
    settings = {
        "PORT": str(unused_port()),
        "HOST": "127.0.0.1",
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_BOT_TOKEN": SOUTHEND.bot_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_COUNCILS": SOUTHEND.name,
    }
    return {f"PROTOCOL_BOT_{name}": value for name, value in settings.items()}


@asynccontextmanager
async def _serving(tree: Tree, settings: Mapping[str, str]) -> AsyncIterator[Process]:
    """The bot, open; at the end it is told to stop, and has to."""
    bot = await asyncio.create_subprocess_exec(
        *tree.command("protocol-bot", "serve"),
        cwd=tree.app,
        env={**tree.environment(), **settings},
        stdout=PIPE,
    )
    try:
        async with asyncio.timeout(OPENING):
            await _opened(bot)
        yield bot
    finally:
        bot.send_signal(signal.SIGTERM)
        _refuse(await bot.wait() != 0, "it does not stop when told to")


async def _opened(bot: Process) -> None:
    """Wait for the start-up line."""
    assert bot.stdout is not None
    while line := await bot.stdout.readline():
        if line.startswith(b"Open:"):
            return
    raise SystemExit("the bot did not open")


def _healthy(tree: Tree, settings: Mapping[str, str]) -> bool:
    environment = {**tree.environment(), **settings}
    check = tree.command("python", str(tree.app / "deploy" / "image" / "healthy.py"))
    return not subprocess.run(check, env=environment, check=False).returncode  # noqa: S603


def _resident(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _refuse(wrong: bool, sentence: str) -> None:
    if wrong:
        raise SystemExit(sentence)


def sizes(tree: Tree) -> Iterator[tuple[str, float]]:
    """What the tree weighs by part, in MB on disk, and altogether."""
    for part in (".venv", ".index", "bot", "retrieval", "corpus", "deploy", ""):
        done = subprocess.run(  # noqa: S603
            ["du", "--summarize", "--bytes", tree.app / part],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
        yield part or "altogether", int(done.stdout.split()[0]) / 1e6


@contextmanager
def _tree(folder: str) -> Iterator[Tree]:
    """A folder's tree, or one that is removed at the end."""
    if folder:
        yield Tree(Path(folder).resolve())
    else:
        with TemporaryDirectory() as made:
            yield Tree(Path(made))


def main(folder: str = "") -> None:
    """Build, try, and say what it weighs; in `folder`, where that is given, it is left.

    What was built there before is only tried.
    """
    with _tree(folder) as tree:
        if not tree.app.exists():
            tree.app.mkdir(parents=True)
            lay_out(tree.app)
            build(tree)
        close(tree)
        refuse_writable(tree)
        refuse_builders(tree)
        ask(tree)
        resident = asyncio.run(serve(tree))
        for part, size in sizes(tree):
            print(f"{part:<12}{size:>8.1f} MB")  # noqa: T201 - it is run by hand
        print(f"{'resident':<12}{resident:>8.1f} MiB")  # noqa: T201 - the same


if __name__ == "__main__":
    main(*sys.argv[1:])
