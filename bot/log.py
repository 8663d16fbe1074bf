"""How the process logs: a line for each thing that happened, as text or as JSON.

The standard library's own loggers: all that we are built on logs by them, so one formatter sees
every line before it is written. What a library says, and the text of any error, may hold what
somebody asked; of those only where and of what kind they are is written. What the bot says itself
is written as it is, with the `fields` that came with it.
"""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from typing_extensions import override

OURS = ("bot", "retrieval", "__main__")  # the last is bot.__main__ in `python -m bot`


class Form(StrEnum):
    """What a line looks like."""

    TEXT = "text"
    JSON = "json"


class Level(StrEnum):
    """From how much on the bot logs."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Lines(logging.Formatter):
    """A record as one line: `text` for people, or a JSON object for a collector of logs."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form

    @override
    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        if self._form is Form.JSON:
            return json.dumps(told)
        head = (str(told.pop(name)) for name in ("time", "level", "logger", "message"))
        return " ".join([*head, *(f"{name}={_plain(value)}" for name, value in told.items())])


def configure(form: Form, level: Level) -> None:
    """Log to standard error: what the bot says from `level` on, of libraries warnings and errors.

    Lines that were logged elsewhere before are logged here alone.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(form))
    handler.addFilter(_is_wanted)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


def _is_wanted(record: logging.LogRecord) -> bool:
    """Some libraries set the levels of their loggers themselves."""
    return _is_ours(record) or record.levelno >= logging.WARNING


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def _told(record: logging.LogRecord) -> dict[str, object]:
    ours = _is_ours(record)
    place = f"{Path(record.pathname).name}:{record.lineno}"
    told: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": " ".join(record.getMessage().split()) if ours else f"something at {place}",
    }
    if record.exc_info and record.exc_info[0]:
        told["error"] = record.exc_info[0].__name__
    fields = getattr(record, "fields", None)
    return told | dict(fields) if ours and isinstance(fields, Mapping) else told


def _plain(value: object) -> str:
    """A value as text without blanks, so that a line can be taken apart again."""
    if isinstance(value, list):
        return ",".join(str(one) for one in value) or "-"
    return "-" if value is None else str(value)
