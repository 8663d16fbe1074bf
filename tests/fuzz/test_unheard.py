"""What listens to the logs hears a traceback, and a word of what was asked, at any level."""

import logging

import pytest

from tests.fuzz.conftest import WORD, Unheard

log = logging.getLogger("bot.some.part")


@pytest.mark.parametrize("level", [logging.DEBUG, logging.ERROR])
def test_a_word_of_what_was_asked_is_heard(unheard: Unheard, level: int) -> None:
    log.log(level, "asked: %s", f"may I bring {WORD}?")
    with pytest.raises(AssertionError):
        unheard()


def test_a_traceback_is_heard(unheard: Unheard) -> None:
    try:
        raise LookupError  # noqa: TRY301 - to have a traceback
    except LookupError:
        log.exception("something went wrong")
    with pytest.raises(AssertionError):
        unheard()


def test_anything_else_may_be_logged(unheard: Unheard) -> None:
    log.info("answered")
    unheard()
