"""What this process has taken up it does not take up again, however the clock jumps."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.once import Key
from bot.seen import Seen
from bot.store.events import RESENT

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SOON, HOUR = timedelta(seconds=1), timedelta(hours=1)
ONE, OTHER = Key("slack:Ev1"), Key("slack:Ev2")


def test_an_event_is_claimed_once() -> None:
    seen = Seen()
    assert seen.claim([ONE], NOW)
    assert not seen.claim([ONE], NOW)
    assert seen.claim([OTHER], NOW)


@pytest.mark.parametrize("later", [SOON, HOUR, -HOUR])
def test_what_is_under_way_stays_so_however_long_it_takes(later: timedelta) -> None:
    seen = Seen()
    seen.claim([ONE], NOW)
    assert not seen.claim([ONE], NOW + later)


def test_what_was_released_may_be_claimed_again() -> None:
    seen = Seen()
    seen.claim([ONE, OTHER], NOW)
    seen.release([ONE, OTHER])
    assert seen.claim([OTHER], NOW)


def test_an_event_is_known_by_any_of_its_names_and_claims_all_or_none() -> None:
    seen = Seen()
    seen.claim([ONE], NOW)
    assert not seen.claim([OTHER, ONE], NOW)
    assert seen.claim([OTHER], NOW)


@pytest.mark.parametrize(("later", "again"), [(RESENT, False), (RESENT + SOON, True)])
def test_what_was_answered_is_known_for_as_long_as_it_may_be_sent_again(
    later: timedelta, again: bool
) -> None:
    seen = Seen()
    seen.claim([ONE], NOW)
    seen.finish([ONE], NOW)
    assert seen.claim([ONE], NOW + later) is again


@pytest.mark.parametrize("finished", [True, False])
def test_a_name_from_before_its_moment_was_another_event(finished: bool) -> None:
    seen = Seen()
    seen.claim([ONE], NOW)
    if finished:
        seen.finish([ONE], NOW + SOON)
    assert not seen.claim([Key(ONE.name, since=NOW)], NOW + SOON)
    assert seen.claim([Key(ONE.name, since=NOW + SOON)], NOW + SOON)


def test_answers_that_the_store_was_not_told_of_are_known_until_it_was() -> None:
    seen = Seen()
    seen.finish([ONE], NOW)
    seen.finish([OTHER], NOW + SOON)
    assert seen.unstored(9) == ((ONE.digest, NOW), (OTHER.digest, NOW + SOON))
    assert seen.unstored(1) == ((ONE.digest, NOW),)
    seen.stored([ONE.digest])
    assert seen.unstored(9) == ((OTHER.digest, NOW + SOON),)


def test_no_more_is_remembered_than_the_bound() -> None:
    seen = Seen(most=10)
    for number in range(100):
        key = Key(str(number))
        assert seen.claim([key], NOW)
        seen.finish([key], NOW)
    assert len(seen._sightings) == 10
    assert len(seen.unstored(99)) == 10
    assert not seen.claim([Key("99")], NOW)
    assert seen.claim([Key("0")], NOW)


def test_what_is_past_is_forgotten() -> None:
    seen = Seen()
    seen.claim([ONE], NOW)
    seen.finish([ONE], NOW)
    seen.claim([OTHER], NOW + RESENT + SOON)
    assert len(seen._sightings) == 1


def test_nothing_of_what_an_event_was_called_is_kept() -> None:
    seen = Seen()
    key = Key("teams:tenant:chat:user:can I bring marmalade?")
    seen.claim([key], NOW)
    seen.finish([key], NOW)
    assert "marmalade" not in repr(seen)
    assert len(key.digest) == 64
