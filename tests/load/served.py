"""`protocol-bot serve` in a process of its own, before a Slack that records."""

import asyncio
import math
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGTERM, Signals

from tests.slack.recording import RecordingSlack
from tests.slack.workspace import SOUTHEND

OPENING = 300.0  # seconds to load the encoder, and to build an index where there is none
CLOSING = 60.0
KEPT = 50  # lines of its log that are remembered


class NotOpened(Exception):
    """The server ended before it was open: its exit status, and the last line that it said."""

    def __init__(self, status: int, line: str) -> None:
        super().__init__(f"the server did not open: {status} {line}")
        self.status, self.line = status, line


def settings(slack: RecordingSlack, store: str, **more: str) -> dict[str, str]:
    """The environment of a server for one workspace before this Slack, with changes.

    The names of settings come without PROTOCOL_BOT_; other variables are spelt `env_NAME`.
    """
    ours = {
        "STORE": store,
        "USER_KEY": "a key of nobody's, long enough for a server",
        "LOG_LEVEL": "warning",
        "DRAIN_SECONDS": "0",
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_BOT_TOKEN": SOUTHEND.bot_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_COUNCILS": "southend",
        **{name: value for name, value in more.items() if not name.startswith("env_")},
    }
    others = {name[4:]: value for name, value in more.items() if name.startswith("env_")}
    return {f"PROTOCOL_BOT_{name}": value for name, value in ours.items()} | others


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@dataclass
class Server:
    """A server that is opened, ended and opened again at one address."""

    environment: Mapping[str, str]
    port: int = field(default_factory=free_port)
    said: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))
    _process: Process | None = None
    _reading: asyncio.Future[None] | None = None

    @property
    def url(self) -> str:
        """Where Slack sends events."""
        return f"http://127.0.0.1:{self.port}/slack/events"

    @property
    def process(self) -> Process:
        """The process that answers, or the last that did."""
        assert self._process is not None
        return self._process

    async def open(self) -> None:
        """Start it, and wait until it is open. Raises NotOpened."""
        rest = {key: kept for key, kept in os.environ.items() if not key.startswith("PROTOCOL_BOT")}
        ours = {**self.environment, "PROTOCOL_BOT_PORT": str(self.port)}
        command = (sys.executable, "-m", "bot", "serve")
        self._process = await asyncio.create_subprocess_exec(
            *command, env=rest | ours, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
        )
        self._reading = asyncio.ensure_future(self._read(self._process))
        try:
            async with asyncio.timeout(OPENING):
                await self._opened(self._process)
        except BaseException:
            await self.end(SIGKILL)
            raise

    async def end(self, number: Signals = SIGTERM) -> int:
        """Send a signal, and wait until it has ended; its exit status."""
        process = self.process
        if process.returncode is None:
            process.send_signal(number)
            try:
                async with asyncio.timeout(CLOSING):
                    await process.wait()
            except TimeoutError:
                process.kill()
        if self._reading:
            await self._reading
        return await process.wait()

    def busy(self) -> float:
        """Seconds of processor time that it has used, where Linux says so; else nan."""
        try:
            stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        except OSError:
            return math.nan
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    async def _opened(self, process: Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            if line.startswith(b"Open:"):
                return
        status = await process.wait()
        if self._reading:
            await self._reading
        raise NotOpened(status, self.said[-1] if self.said else "")

    async def _read(self, process: Process) -> None:
        """Read its log as it comes: a pipe that is full would hold it up."""
        assert process.stderr is not None
        while line := await process.stderr.readline():
            self.said.append(line.decode(errors="replace").rstrip())


@asynccontextmanager
async def served(slack: RecordingSlack, folder: Path) -> AsyncIterator[Server]:
    """A server that is open; the store is in `folder`, the index is the repository's own."""
    server = Server(settings(slack, f"sqlite:///{folder / 'store.db'}"))
    await server.open()
    try:
        yield server
    finally:
        await server.end()
