"""Names as people type them."""

import pytest

from bot.errors import UnknownName
from bot.naming import match_name

COUNCILS = ("southend", "hastings", "rushcliffe", "brixton", "south-ribble")


@pytest.mark.parametrize(
    "typed", ["south-ribble", "South Ribble", "SOUTH_RIBBLE", " south  ribble "]
)
def test_case_spaces_and_hyphens_do_not_matter(typed: str) -> None:
    assert match_name(typed, COUNCILS, "council", "") == "south-ribble"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("southand", "southend"), ("hasting", "hastings"), ("rushcliff", "rushcliffe")],
)
def test_a_slip_is_answered_with_did_you_mean(typed: str, meant: str) -> None:
    with pytest.raises(UnknownName, match=f'There is no council "{typed}".* Did you mean {meant}'):
        match_name(typed, COUNCILS, "council", "protocol-bot councils lists them.")


@pytest.mark.parametrize("typed", ["zzz", "bin", "foo"])
def test_a_name_like_none_of_ours_gets_the_list_and_no_suggestion(typed: str) -> None:
    with pytest.raises(UnknownName) as refused:
        match_name(typed, COUNCILS, "council", "protocol-bot councils lists them.")
    assert str(refused.value) == f'There is no council "{typed}". protocol-bot councils lists them.'
