"""Tries each fault in turn, prints the table, and writes it where it is wanted."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from tests.faults.faults import Fault, faketime, faults
from tests.faults.outcome import Outcome, as_json, markdown, screen
from tests.faults.trial import tried

SECONDS, RATE = 20.0, 50.0


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where nothing was lost or answered twice; else 1."""
    names = [one.name for one in faults()]
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", choices=names, action="append", help="a fault; may be repeated")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for which each is asked")
    parser.add_argument("--rate", type=float, default=RATE, help="questions a second")
    parser.add_argument("--write", type=Path, help="a file for the table in Markdown; .json beside")
    given = parser.parse_args(arguments)
    wanted = [one for one in faults() if given.only is None or one.name in given.only]
    return asyncio.run(_run(wanted, given.seconds, given.rate, given.write))


async def _run(wanted: Sequence[Fault], seconds: float, rate: float, file: Path | None) -> int:
    console, progress, outcomes = Console(), Console(stderr=True), list[Outcome]()
    if not faketime():
        progress.print("clock: not tried, for there is no libfaketime here (Debian: faketime)")
    for fault in wanted:
        outcomes.append(await tried(fault, seconds, rate, progress.print))
        one = outcomes[-1]
        progress.print(f"{one.name}: {one.once} once, {one.twice} twice, {one.lost} lost")
        progress.print(f"{one.name}: {one.remark}" if one.remark else "")
        _write(file, outcomes)
    console.print(screen(outcomes))
    console.print(f"cores {os.cpu_count()}, load at the end {os.getloadavg()[0]:.1f}")
    return 0 if all(one.is_well for one in outcomes) else 1


def _write(file: Path | None, outcomes: Sequence[Outcome]) -> None:
    """Write what is known so far: a run that is broken off keeps what it has measured."""
    if file:
        file.write_text(markdown(outcomes), encoding="utf-8")
        file.with_suffix(".json").write_text(as_json(outcomes), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
