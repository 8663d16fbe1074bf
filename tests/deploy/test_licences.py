"""deploy/governance/licences.md: every package, under a licence that a council can live with."""

import pytest

from tests.deploy.licences import ALLOWED, LICENCES, ONLY_RUN, Licensed, licensed, text


@pytest.fixture(scope="module")
def packages() -> list[Licensed]:
    """The packages of constraints.txt and what they say."""
    return licensed()


def test_the_page_is_as_its_command_writes_it(packages: list[Licensed]) -> None:
    assert LICENCES.read_text(encoding="utf-8") == text(packages), "run `make licences`"


def test_no_package_forbids_a_councils_use(packages: list[Licensed]) -> None:
    others = {one.package: one.licence for one in packages if one.families - set(ALLOWED)}
    assert packages
    assert others == dict.fromkeys(ONLY_RUN, "GPL-3.0")
    assert not any(one.serves for one in packages if one.package in ONLY_RUN)


@pytest.mark.parametrize(
    ("said", "families"),
    [
        ("MIT", {"MIT"}),
        ("BSD License; MIT License", {"BSD", "MIT"}),
        (
            "Apache-2.0 AND Apache-2.0 WITH LLVM-exception OR BSL-1.0",
            {"Apache", "Zlib, Boost, public domain"},
        ),
        ("LGPL-3.0-only", {"LGPL"}),
        ("GPL-3.0-only", {"GPL-3.0-only"}),
        ("MIT AND AGPL-3.0-or-later", {"MIT", "AGPL-3.0-or-later"}),
        ("UNKNOWN", {"UNKNOWN"}),
    ],
)
def test_a_licence_is_of_the_families_that_it_names(said: str, families: set[str]) -> None:
    assert Licensed("a-package", said, serves=True).families == families
