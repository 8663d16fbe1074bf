"""Two seconds of work and some memory: whoever takes more has been brought to a halt by its input.

Seconds of work are those of the processor: a busy machine does not stretch them, and what is only
waited for has a bound of its own where it is waited for. Memory is what the kernel counts, FAISS'
own included; where it is not Linux, it is not measured.
"""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

MOST_SECONDS = 2.0
MOST_BYTES = 128_000_000
RESET, STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
MOST_SINCE = "5"  # what has the kernel begin anew with the most that was taken


class TookTooLong(BaseException):
    """Two seconds of work are over; no `except Exception` on the way takes it for its own."""


@contextmanager
def bounded(most_bytes: int = MOST_BYTES) -> Iterator[None]:
    """Raises AssertionError when what is done within takes too much work, or too much memory."""
    over: list[str] = []

    def halt(_number: int, frame: FrameType | None) -> None:
        over.append(f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else "somewhere")
        raise TookTooLong

    before = signal.signal(signal.SIGPROF, halt)
    taken = _most_taken(anew=True)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    try:
        yield
    except TookTooLong:
        assert over
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    assert not over, f"more than {MOST_SECONDS} s of work, at {over[0]}"
    more = _most_taken() - taken
    assert more < most_bytes, f"{more:,} bytes were taken"


def _most_taken(*, anew: bool = False) -> int:
    """The most bytes of memory that this process had since it was counted anew; 0 if not known."""
    if not RESET.exists():
        return 0
    if anew:
        RESET.write_text(MOST_SINCE, encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="ascii"))
    return int(found[1]) * 1024 if found else 0
