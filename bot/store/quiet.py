"""Keeps values out of the logs, at every level.

`hide_parameters` keeps them out of SQLAlchemy's statements and errors. At DEBUG, SQLAlchemy also
logs each row that it reads, and aiosqlite each call with its arguments; a level is no safeguard,
because a person who looks for a fault turns it down. A filter stays.
"""

import logging

ENGINE = "protocol_bot"  # its logger is sqlalchemy.engine.Engine.protocol_bot


def keep_quiet() -> None:
    """Drop the DEBUG records of the loggers that would write values."""
    for name in (f"sqlalchemy.engine.Engine.{ENGINE}", "aiosqlite"):
        logging.getLogger(name).addFilter(_above_debug)  # the same filter is added once


def _above_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG
