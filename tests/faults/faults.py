"""The faults: what each needs of the stage, and how it strikes while questions are asked."""

import asyncio
import json
import resource
import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGTERM

from tests.faults.stage import SAME, Props, Stage
from tests.load.served import NotOpened, Server
from tests.slack.recording import Fault as SlacksFault

Strike = Callable[[Stage, float], Awaitable[str]]

MANY = 100_000  # calls: more than there are
POST = "chat.postMessage"
AN_HOUR = "+3600"
PLAIN = Props()
LIBRARIES = ("libfaketime.so.1", "libfaketimeMT.so.1")
PLACES = ("/usr/lib", "/usr/local/lib", "/usr/lib64")


@dataclass(frozen=True)
class Fault:
    """A fault: `strike` is given the stage and for how many seconds it may go on.

    What it returns is said in the table.
    """

    name: str
    what: str
    strike: Strike
    props: Props = PLAIN


async def nothing(_stage: Stage, _seconds: float) -> str:
    """Nothing goes wrong."""
    return ""


async def killed(stage: Stage, seconds: float) -> str:
    """One server is killed, and started again."""
    await stage.servers[0].end(SIGKILL)
    await asyncio.sleep(seconds / 2)
    await stage.servers[0].open()
    return "started again"


async def drained(stage: Stage, _seconds: float) -> str:
    """One server is told to stop, and started again."""
    status = await stage.servers[0].end(SIGTERM)
    await stage.servers[0].open()
    return f"it ended with status {status}, and was started again"


async def database(stage: Stage, seconds: float) -> str:
    """The database is stopped at once, and started again."""
    assert stage.database is not None
    away = min(5.0, seconds)
    await asyncio.to_thread(stage.database.stop)
    await asyncio.sleep(away)
    await asyncio.to_thread(stage.database.start)
    return f"away for {away:.0f} s"


def slack_answers(fault: SlacksFault) -> Strike:
    """Slack answers every call to post a message so, for a while."""

    async def strike(stage: Stage, seconds: float) -> str:
        away = min(5.0, seconds)
        stage.slack.fail(POST, fault, MANY)
        await asyncio.sleep(away)
        stage.slack.mend(POST)
        return f"for {away:.0f} s"

    return strike


async def disk_full(stage: Stage, seconds: float) -> str:
    """No server can write to a file any more; then they can again."""
    with _no_room(stage.servers):
        await asyncio.sleep(seconds / 2)
    return f"for {seconds / 2:.0f} s; a limit on the size of files stands in for the disk's"


async def truncated(stage: Stage, seconds: float) -> str:
    """The index is cut short under the servers; one that starts refuses it."""
    for vectors in stage.index.rglob("vectors.faiss"):
        with vectors.open("r+b") as file:
            file.truncate(vectors.stat().st_size // 2)
    await asyncio.sleep(seconds / 2)
    return await _restarted(stage)


async def other_encoder(stage: Stage, seconds: float) -> str:
    """The index is another encoder's all at once; one that starts refuses it."""
    for manifest in stage.index.rglob("manifest.json"):
        said = json.loads(manifest.read_text(encoding="utf-8"))
        said["encoder"] = "0" * 64 if isinstance(said.get("encoder"), str) else {}
        manifest.write_text(json.dumps(said), encoding="utf-8")
    await asyncio.sleep(seconds / 2)
    return await _restarted(stage)


async def clock(stage: Stage, seconds: float) -> str:
    """One server's clock is an hour ahead for a while."""
    _set(stage.clock, AN_HOUR)
    await asyncio.sleep(seconds / 2)
    _set(stage.clock, SAME)
    return f"for {seconds / 2:.0f} s; what it is sent meanwhile it refuses, as signed long ago"


def faults() -> tuple[Fault, ...]:
    """All faults, in the order in which they are tried; the clock's where there is libfaketime."""
    busy = SlacksFault(status=429, retry_after=1)
    own = Props(own_index=True)
    all_but_one = (
        Fault("nothing", "nothing", nothing),
        Fault("killed", "one server is killed (SIGKILL)", killed),
        Fault("drained", "one server is drained (SIGTERM)", drained),
        Fault("database", "PostgreSQL is stopped at once and started again", database),
        Fault("slack-429", "Slack's API answers 429, Retry-After 1", slack_answers(busy)),
        Fault("slack-500", "Slack's API answers 500", slack_answers(SlacksFault(status=500))),
        Fault("disk", "the disk is full, under SQLite", disk_full, Props(sqlite=True)),
        Fault("truncated", "the index is cut short while in use", truncated, own),
        Fault("encoder", "the index is another encoder's all at once", other_encoder, own),
    )
    library = faketime()
    if not library:
        return all_but_one
    jump = Fault("clock", "one server's clock jumps an hour", clock, Props(own_clock=library))
    return (*all_but_one, jump)


def faketime() -> str:
    """Where libfaketime is, "" where it is not (Debian has it in the package faketime)."""
    found = (one for place in PLACES for name in LIBRARIES for one in Path(place).rglob(name))
    return str(next(found, ""))


async def _restarted(stage: Stage) -> str:
    """What the first server says when it is ended and started again."""
    server = stage.servers[0]
    ended = server.process.returncode
    await server.end(SIGTERM)
    told = "" if ended is None else f"it had died ({ended}); "
    try:
        await server.open()
    except NotOpened as refused:
        line = refused.line.replace(str(stage.folder), "")
        return f"{told}started again it refuses, status {refused.status}: {line}"
    return f"{told}started again it opens"


@contextmanager
def _no_room(servers: tuple[Server, ...]) -> Iterator[None]:
    """Have these servers' files grow no further: a write beyond the first byte fails."""
    before = {
        one.process.pid: resource.prlimit(one.process.pid, resource.RLIMIT_FSIZE) for one in servers
    }
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def _set(clock_file: Path, ahead: str) -> None:
    """Write it whole or not at all: a server reads it once a second."""
    beside = clock_file.with_suffix(".next")
    beside.write_text(ahead, encoding="utf-8")
    shutil.move(beside, clock_file)
