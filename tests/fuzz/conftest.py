"""Every logger there is writes all that it has; a test asks what was written."""

import logging
from collections.abc import Callable, Iterator

import pytest
from aiohttp.http_exceptions import HttpProcessingError

from bot.log import Form, Lines

WORD = "marmalade"  # stands in all that is asked; nothing may log it
Unheard = Callable[[], None]


@pytest.fixture
def unheard(caplog: pytest.LogCaptureFixture) -> Iterator[Unheard]:
    """Asserts that since it was last called no log had a traceback, or a word of what was asked."""
    loud = [
        one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)
    ]
    before = [(one, one.level) for one in loud]
    for one in loud:
        one.setLevel(logging.DEBUG)

    written = Lines(Form.TEXT)

    def check() -> None:
        for record in caplog.records:
            assert not _is_traceback(record), record.getMessage()
            assert WORD not in f"{record.getMessage()} {record.__dict__}"
            assert "Traceback" not in written.format(record)
        caplog.clear()

    with caplog.at_level(logging.DEBUG):
        yield check
    for one, level in before:
        one.setLevel(level)


def _is_traceback(record: logging.LogRecord) -> bool:
    """Whether an error came along, other than aiohttp's own over what is not HTTP at all."""
    error = record.exc_info[1] if record.exc_info else None
    return error is not None and not isinstance(error, HttpProcessingError)


def apologies(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of answers that went wrong and ended in an apology."""
    return [one for one in caplog.messages if one.startswith("reference ")]
