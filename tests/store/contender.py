"""A process of its own, to race: `python -m tests.store.contender JOB URL ARGUMENT...`.

It opens the store, prints "ready", waits for a line, does its job and prints what came of it.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.engine import open_store
from bot.store.events import claim
from bot.store.pseudonym import Alias
from bot.store.rate import allowed
from bot.store.user_key import pseudonyms_of

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PATIENCE = 60  # seconds for a whole race

Job = Callable[[AsyncEngine, Sequence[str]], Awaitable[object]]


async def claims(engine: AsyncEngine, keys: Sequence[str]) -> list[str]:
    """Claim each key, many at once; the keys that were won."""
    won = await asyncio.gather(*(claim(engine, key, NOW) for key in keys))
    return [key for key, mine in zip(keys, won, strict=True) if mine]


async def claims_lately(engine: AsyncEngine, keys: Sequence[str]) -> list[str]:
    """Claim each key of the last minute, many at once; the keys that were won."""
    since = NOW - timedelta(minutes=1)
    won = await asyncio.gather(*(claim(engine, key, NOW, since) for key in keys))
    return [key for key, mine in zip(keys, won, strict=True) if mine]


async def claims_and_dies(engine: AsyncEngine, keys: Sequence[str]) -> None:
    """Claim a key and be killed, so to speak, before it is finished."""
    await claim(engine, keys[0], NOW)
    os._exit(9)


async def asks(engine: AsyncEngine, user: Sequence[str]) -> int:
    """Ask 15 times at once; how many times that was allowed."""
    tries = (allowed(engine, "slack", "T1", Alias(user[0]), NOW) for _ in range(15))
    return sum(await asyncio.gather(*tries))


async def makes_an_alias(_engine: AsyncEngine, url: Sequence[str]) -> str:
    """What somebody is known by, under the key of the store."""
    return pseudonyms_of(url[0], "").person("slack", "T1", "U1")


JOBS: dict[str, Job] = {
    "claims": claims,
    "claims-lately": claims_lately,
    "claims-and-dies": claims_and_dies,
    "asks": asks,
    "makes-an-alias": makes_an_alias,
}


def race(workers: int, job: str, url: str, *arguments: str) -> list[object]:
    """What comes of a job that so many processes do at the same time."""
    command = [sys.executable, "-m", "tests.store.contender", job, url, *arguments]
    root = Path(__file__).parents[2]
    started = [
        subprocess.Popen(  # noqa: S603 - this very file
            command, cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(workers)
    ]
    try:
        for process in started:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
        for process in started:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [process.communicate(timeout=PATIENCE)[0] for process in started]
    finally:
        for process in started:
            process.kill()
    return [json.loads(line) if line else None for line in said]


async def main(job: str, url: str, *arguments: str) -> None:
    """One contender."""
    engine = await open_store(url)
    print("ready", flush=True)  # noqa: T201 - the starter listens
    sys.stdin.readline()
    print(json.dumps(await JOBS[job](engine, arguments)))  # noqa: T201
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
