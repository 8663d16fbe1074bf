"""The whole of it at its smallest: one real server, a few questions, a fault that strikes."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.faults import PLAIN, Fault, faults
from tests.faults.stage import Props, Stage
from tests.faults.trial import tried


def test_every_fault_has_a_name_of_its_own_and_says_what_it_is() -> None:
    known = faults()
    assert len({one.name for one in known}) == len({one.what for one in known}) == len(known)
    assert known[0].props == PLAIN


@pytest.mark.model
async def test_a_few_questions_are_counted_while_something_happens(real_index: Path) -> None:
    struck = asyncio.Event()

    async def strike(stage: Stage, seconds: float) -> str:
        assert stage.servers[0].process.returncode is None
        assert seconds == pytest.approx(0.5)
        struck.set()
        return "a remark"

    said: list[str] = []
    fault = Fault("nothing", "nothing at all", strike, Props(1, str(real_index), sqlite=True))
    found = await tried(fault, 1.0, 5.0, said.append)
    assert struck.is_set()
    assert (found.asked, found.once, found.twice, found.lost) == (5, 5, 0, 0)
    assert found.remark == "a remark"
    assert [line.partition(":")[0] for line in said] == ["nothing"] * 3
