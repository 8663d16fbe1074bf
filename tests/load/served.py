"""`protocol-bot serve` in a process of its own, before a Slack that records."""

import asyncio
import math
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.slack.recording import RecordingSlack
from tests.slack.workspace import SOUTHEND

OPENING = 300.0  # seconds to load the encoder, and to build an index where there is none
CLOSING = 30.0


@dataclass(frozen=True)
class Server:
    """The URL to which Slack sends events, and the process that answers."""

    url: str
    process: int

    def busy(self) -> float:
        """Seconds of processor time that the server has used, where Linux says so; else nan."""
        try:
            stat = Path(f"/proc/{self.process}/stat").read_text(encoding="utf-8")
        except OSError:
            return math.nan
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def served(slack: RecordingSlack, folder: Path) -> AsyncIterator[Server]:
    """A server that is open; the store is in `folder`, the index is the repository's own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "PORT": str(port),
        "STORE": f"sqlite:///{folder / 'store.db'}",
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_BOT_TOKEN": SOUTHEND.bot_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_COUNCILS": "southend",
    }
    ours = {f"PROTOCOL_BOT_{name}": value for name, value in settings.items()}
    rest = {key: kept for key, kept in os.environ.items() if not key.startswith("PROTOCOL_BOT_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", env=rest | ours, stdin=DEVNULL, stdout=PIPE
    )
    try:
        async with asyncio.timeout(OPENING):
            await _opened(process)
        yield Server(f"http://127.0.0.1:{port}/slack/events", process.pid)
    finally:
        await _stop(process)


async def _opened(process: Process) -> None:
    """Wait for the start-up line. Raises RuntimeError where the server ends without one."""
    assert process.stdout is not None
    while line := await process.stdout.readline():
        if line.startswith(b"Open:"):
            return
    raise RuntimeError("the server did not open")


async def _stop(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(CLOSING):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
