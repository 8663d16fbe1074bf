"""Python runs this first where its folder is on PYTHONPATH: it notes what a process opens.

Each file and each SQLite database that is opened becomes a line of the file that OPENED names.
"""

import os
import sys

NOTES = os.open(os.environ["OPENED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)


def note(event: str, given: tuple[object, ...]) -> None:
    """Note the path that is opened."""
    if event in {"open", "sqlite3.connect"} and isinstance(given[0], str | os.PathLike):
        os.write(NOTES, f"{event} {os.fspath(given[0])}\n".encode())


sys.addaudithook(note)
