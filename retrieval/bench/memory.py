"""How much of the machine's memory this process holds."""

import sys
from pathlib import Path

STATUS = Path("/proc/self/status")
MIB = 1024


def resident() -> dict[str, float]:
    """Resident memory in MiB: `peak`, `now`, and of that `own` (not of mapped files).

    Read from /proc; elsewhere only the peak is known, and stands for all three.
    """
    if not STATUS.is_file():
        return dict.fromkeys(("peak", "now", "own"), _peak())
    lines = (line.split() for line in STATUS.read_text(encoding="ascii").splitlines())
    held = {line[0].rstrip(":"): float(line[1]) / MIB for line in lines if line[-1:] == ["kB"]}
    return {"peak": held["VmHWM"], "now": held["VmRSS"], "own": held["RssAnon"]}


def _peak() -> float:
    import resource

    unit = MIB * MIB if sys.platform == "darwin" else MIB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
