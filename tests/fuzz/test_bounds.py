"""The bounds halt what never ends, see what takes much memory, and let all else be."""

import itertools

import pytest

from tests.fuzz.bounds import RESET, bounded


def test_what_never_ends_is_halted_where_it_is() -> None:
    with (
        pytest.raises(AssertionError, match=r"more than 2.0 s of work, at .*test_bounds"),
        bounded(),
    ):
        sum(one for one in itertools.count() if one < 0)


def test_what_swallows_errors_is_halted_all_the_same() -> None:
    def stubborn() -> None:
        try:
            while True:
                pass
        except Exception:  # noqa: BLE001 - it stands for a door that answers whatever goes wrong
            return

    with pytest.raises(AssertionError, match="of work"), bounded():
        stubborn()


@pytest.mark.skipif(not RESET.exists(), reason="memory is measured on Linux only")
def test_what_takes_too_much_memory_is_seen_even_when_it_is_given_back() -> None:
    with pytest.raises(AssertionError, match="bytes were taken"), bounded(20_000_000):
        assert len(b"x" * 60_000_000) == 60_000_000
    with bounded(20_000_000):
        assert len(b"x" * 1_000_000) == 1_000_000


def test_an_error_within_is_the_error_that_comes_out() -> None:
    with pytest.raises(LookupError), bounded():
        raise LookupError


def test_what_is_quick_and_small_is_let_be() -> None:
    with bounded():
        assert sum(range(1000)) == 499_500
