"""An alias tells a person from every other, in each tenant anew, and tells nobody who it is."""

from itertools import combinations

import pytest

from bot.store.pseudonym import Pseudonyms

OURS, OTHERS = Pseudonyms(b"our key" * 5), Pseudonyms(b"another key" * 5)
SOMEBODY = ("slack", "T1", "U012ABC")


def test_a_person_has_one_alias_for_ever() -> None:
    alias = OURS.person(*SOMEBODY)
    assert alias == Pseudonyms(OURS.key).person(*SOMEBODY)
    # Made in another way, it would have everybody forgotten.
    assert alias == "7f13c820412234ff9d09a6f8dfddcae61e9d53a6b0ca1a99cd98064720feb636"


@pytest.mark.parametrize(
    "somebody_else",
    [("slack", "T1", "U012ABD"), ("slack", "T2", "U012ABC"), ("teams", "T1", "U012ABC")],
)
def test_other_people_and_the_same_person_elsewhere_have_other_aliases(
    somebody_else: tuple[str, str, str],
) -> None:
    assert OURS.person(*somebody_else) != OURS.person(*SOMEBODY)


def test_names_that_join_to_one_text_have_other_aliases() -> None:
    split = [("slack", "T1", "U1"), ("slack", "T", "1U1"), ("slack", "", "T1U1"), ("s", "T1", "U1")]
    split += [("slack", 'T1", "U', '1"'), ("slack", "T1", "U\0" + "1")]
    assert all(OURS.person(*one) != OURS.person(*other) for one, other in combinations(split, 2))


def test_another_key_knows_nobody() -> None:
    assert OURS.person(*SOMEBODY) != OTHERS.person(*SOMEBODY)


def test_capitals_make_nobody_somebody_else() -> None:
    assert OURS.person("teams", "AB-C", "D3-F") == OURS.person("teams", "ab-c", "d3-f")


def test_a_place_is_no_person_and_its_capitals_count() -> None:
    assert OURS.place(*SOMEBODY) != OURS.person(*SOMEBODY)
    assert OURS.place("teams", "t", "a:1X") != OURS.place("teams", "t", "a:1x")


@pytest.mark.parametrize("name", ["", "\ud800", "🏛️", "x" * 10_000])
def test_an_alias_is_a_digest_whatever_the_name(name: str) -> None:
    alias = OURS.person("slack", "T1", name)
    assert len(alias) == 64
    assert int(alias, 16)


def test_the_key_is_not_printed() -> None:
    assert "our key" not in repr(OURS)
