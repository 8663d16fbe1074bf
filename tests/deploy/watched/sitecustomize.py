"""Python runs this first where its folder is on PYTHONPATH: it notes whom a process turns to.

Each connection, datagram, look-up of a name and started program becomes a line of the file that
WATCHED names; what would leave this machine is noted and refused.
"""

import os
import sys

# uvloop connects in C, where no hook sees it; without it the server takes Python's own loop.
sys.modules["uvloop"] = None  # type: ignore[assignment] # so an import of it fails

NOTES = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
WHOM = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "subprocess.Popen": 0,
    "os.exec": 0,
    "os.posix_spawn": 0,
}
HERE = ("127.0.0.1", "::1", "localhost")


def note(event: str, given: tuple[object, ...]) -> None:
    """Note whom an event of these kinds turns to. Raises OSError where that is not this machine."""
    if event not in WHOM or given[WHOM[event]] is None:
        return
    whom = given[WHOM[event]]
    host, port = whom[:2] if isinstance(whom, tuple) else (whom, "")
    os.write(NOTES, f"{event} {host} {port}\n".encode())
    if event.startswith("socket.") and host not in HERE:
        raise OSError(f"{event} to {host} is not of this machine")


sys.addaudithook(note)
