"""A trial: questions are asked of a stage at a steady rate while a fault strikes."""

import asyncio
import time
from collections.abc import Callable

from bot.store.events import LEASE
from tests.faults.faults import Fault
from tests.faults.outcome import Outcome, outcome
from tests.faults.sender import Sender
from tests.faults.stage import Stage, staged
from tests.load.asking import Answers, all_answered, mentions, watch

WARM = 15  # questions before the clock starts: connections, caches
LEFT = 75.0  # seconds for the last answers: Slack's re-sending, and a claim's lease
MOMENT = 2.0  # seconds, for a second answer
SECOND_LOOK = LEASE.total_seconds() + 3.0  # after it, nobody answers what was sent again

Say = Callable[[str], None]


async def tried(fault: Fault, seconds: float, rate: float, say: Say) -> Outcome:
    """Ask for so many seconds while a fault strikes, wait for the answers, and count them."""
    say(f"{fault.name}: opening {fault.props.servers} servers")
    async with staged(fault.props) as stage:
        await _warm(stage, rate)
        say(f"{fault.name}: asking {rate:g} a second for {seconds:g} s")
        answers: Answers = {}
        watching = asyncio.ensure_future(watch(stage.slack, answers, len(stage.slack.shown)))
        striking = asyncio.ensure_future(_strike(fault, stage, seconds))
        sender = Sender(stage.slack, [one.url for one in stage.servers])
        await sender.ask(mentions(stage.slack), int(seconds * rate), rate)
        remark = await striking
        say(f"{fault.name}: waiting for the last of {len(sender.sent)} answers")
        await _settled(sender, answers)
        watching.cancel()
        given = (sender.sent, answers, sender.acks, sender.resent, remark)
        found = outcome(fault.name, fault.what, *given)
        if not found.is_well:
            _tell(stage, say)
        return found


def _tell(stage: Stage, say: Say) -> None:
    """Say what the servers said last, for whoever looks into it."""
    for number, server in enumerate(stage.servers):
        for line in server.said:
            say(f"server {number}: {line}")


async def _strike(fault: Fault, stage: Stage, seconds: float) -> str:
    await asyncio.sleep(seconds / 4)
    return await fault.strike(stage, seconds / 2)


async def _warm(stage: Stage, rate: float) -> None:
    sender = Sender(stage.slack, [one.url for one in stage.servers])
    await sender.ask(mentions(stage.slack), WARM, rate)
    await stage.slack.shown.until(WARM, within=LEFT)


async def _settled(sender: Sender, answers: Answers) -> None:
    """Wait until all is answered, and until nothing could be answered a second time."""
    await all_answered(answers, len(sender.sent), LEFT)
    late = sender.last_resent + SECOND_LOOK - time.monotonic() if sender.resent else 0.0
    await asyncio.sleep(max(MOMENT, late))
