"""Drives signed mentions at the door, at a steady rate, for so many seconds; prints figures."""

import argparse
import asyncio
import itertools
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from tests.load.asking import all_answered, mentions, quantile, watch
from tests.load.served import served
from tests.slack.recording import RecordingSlack
from tests.slack.shown import Given
from tests.slack.workspace import SOUTHEND

WARM = 10  # questions before the clock starts: connections, caches
LEFT = 30.0  # seconds for the last answers
TARGETS = {"ack p99": 0.5, "reply p95": 1.0}


@dataclass
class Run:
    """What was sent, by its timestamp: when, and how long the acknowledgement took (seconds)."""

    sent: dict[str, float] = field(default_factory=dict)
    acks: list[float] = field(default_factory=list)
    refused: int = 0
    shown: dict[str, list[float]] = field(default_factory=dict)


def main() -> int:
    """0 where every question was answered exactly once, within the targets; else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=50.0, help="questions a second")
    given = parser.parse_args()
    return asyncio.run(load(given.seconds, given.rate))


async def load(seconds: float, rate: float) -> int:
    """Ask, wait for the answers, and print the table."""
    before = os.getloadavg()[0]
    with TemporaryDirectory() as folder:
        async with (
            RecordingSlack(SOUTHEND, installed=True) as slack,
            served(slack, Path(folder)) as server,
        ):
            await _ask(slack, server.url, itertools.islice(mentions(slack), WARM), rate, Run())
            await slack.shown.until(WARM, within=LEFT)
            run, count = Run(), int(seconds * rate)
            watching = asyncio.ensure_future(watch(slack, run.shown, WARM))
            busy = server.busy(), time.process_time()
            await _ask(slack, server.url, itertools.islice(mentions(slack), count), rate, run)
            await all_answered(run.shown, count, LEFT)
            await asyncio.sleep(1.0)  # a moment for a second answer
            busy = server.busy() - busy[0], time.process_time() - busy[1]
            watching.cancel()
    return _report(run, busy, before)


async def _ask(
    slack: RecordingSlack, url: str, asked: Iterator[Given], rate: float, run: Run
) -> None:
    """Send each at its time, whether or not those before it are answered."""
    began, sending = time.monotonic(), set()
    for number, mention in enumerate(asked):
        await asyncio.sleep(began + number / rate - time.monotonic())
        task = asyncio.ensure_future(_send(slack, url, mention, run))
        sending.add(task)
        task.add_done_callback(sending.discard)
    if sending:
        await asyncio.wait(sending)


async def _send(slack: RecordingSlack, url: str, mention: Given, run: Run) -> None:
    run.sent[mention["event"]["ts"]] = time.monotonic()
    try:
        reply = await slack.send(url, mention)
    except (OSError, TimeoutError):
        run.refused += 1
        return
    run.acks.append(reply.seconds)
    run.refused += reply.status != 200


def _report(run: Run, busy: tuple[float, float], load_before: float) -> int:
    """Print the table; 0 where all is well. `busy`: processor seconds of the server and of us."""
    replies = [run.shown[ts][0] - at for ts, at in run.sent.items() if ts in run.shown]
    lost = len(run.sent) - len(replies)
    twice = sum(len(times) > 1 for times in run.shown.values())
    last = max((times[0] for times in run.shown.values()), default=0.0)
    rate = len(replies) / (last - min(run.sent.values())) if replies else 0.0
    figures = {
        "ack p50": quantile(run.acks, 0.50),
        "ack p99": quantile(run.acks, 0.99),
        "reply p50": quantile(replies, 0.50),
        "reply p95": quantile(replies, 0.95),
    }
    table = Table("figure", "value", "target")
    table.add_row("questions", str(len(run.sent)), "")
    for name, value in figures.items():
        target = f"< {TARGETS[name] * 1000:.0f} ms" if name in TARGETS else ""
        table.add_row(name, f"{value * 1000:.0f} ms", target)
    table.add_row("lost", str(lost), "0")
    table.add_row("answered twice", str(twice), "0")
    table.add_row("not acknowledged with 200", str(run.refused), "0")
    table.add_row("questions a second", f"{rate:.1f}", "")
    for who, seconds in zip(("the server", "this Slack"), busy, strict=True):
        each = seconds / max(len(replies), 1) * 1000
        table.add_row(f"processor time a question, {who}", f"{each:.0f} ms", "")
    table.add_row("cores", str(os.cpu_count()), "")
    table.add_row("load before and after", f"{load_before:.1f}, {os.getloadavg()[0]:.1f}", "")
    Console().print(table)
    slow = [name for name, most in TARGETS.items() if figures[name] >= most]
    return 1 if lost or twice or run.refused or slow else 0


if __name__ == "__main__":
    sys.exit(main())
