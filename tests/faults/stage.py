"""What a fault happens to: servers before a Slack, their store, and an index of their own."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.settings import Settings
from tests.load.served import Server, settings
from tests.postgresql import Server as Database
from tests.slack.recording import RecordingSlack
from tests.slack.workspace import SOUTHEND

SAME = "+0"  # what libfaketime reads: the clock as it is


@dataclass(frozen=True)
class Stage:
    """The servers, and all that can be broken. `folder` is empty at first, and deleted at last.

    `database` is None where the servers share an SQLite file, `folder / "store.db"`.
    """

    slack: RecordingSlack
    servers: tuple[Server, ...]
    folder: Path
    database: Database | None

    @property
    def index(self) -> Path:
        """The servers' own index, where they have one."""
        return self.folder / "index"

    @property
    def clock(self) -> Path:
        """What the first server's clock is ahead by, where it has one of its own."""
        return self.folder / "clock"


@dataclass(frozen=True)
class Props:
    """What a fault needs of its stage: how many servers, and what can be broken.

    `index` is the index that they answer from, or a copy of it; "" is the repository's.
    """

    servers: int = 3
    index: str = ""
    sqlite: bool = False
    own_index: bool = False
    own_clock: str = ""  # libfaketime's library


@asynccontextmanager
async def staged(props: Props) -> AsyncIterator[Stage]:
    """A stage with its servers open. Raises NotOpened."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(RecordingSlack(SOUTHEND, installed=True))
        folder = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        database = None if props.sqlite else stack.enter_context(Database())
        store = database.url if database else f"sqlite:///{folder / 'store.db'}"
        more = await asyncio.to_thread(_own, props, folder)
        given = [settings(slack, store, **more) for _ in range(props.servers)]
        if props.own_clock:
            given[0] |= _clock(props.own_clock, folder / "clock")
        servers = tuple(Server(one) for one in given)
        for server in servers:
            await server.open()
            stack.push_async_callback(server.end)
        yield Stage(slack, servers, folder, database)


def _own(props: Props, folder: Path) -> dict[str, str]:
    """The setting for the servers' index, and a copy of it where it is their own."""
    index = props.index or str(Settings().index)
    if not props.own_index:
        return {"INDEX": index}
    shutil.copytree(index, folder / "index", symlinks=True)
    return {"INDEX": str(folder / "index")}


def _clock(library: str, file: Path) -> Mapping[str, str]:
    """Variables by which libfaketime reads how far ahead a clock is, once a second."""
    file.write_text(SAME, encoding="utf-8")
    return {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
