"""A redline: which version is compared, what changed, and the rows that rest on it."""

import shutil
from pathlib import Path

import pytest

from bot.errors import BadRequest
from bot.redline import redline, to_json
from retrieval.version import digest_of
from retrieval.versions import keep
from tests.little import amend, amend_little, write_little


@pytest.fixture
def council(tmp_path: Path, corpus: Path) -> Path:
    """The little council's folder, in a corpus, its first version kept."""
    shutil.copy(corpus / "matters.toml", tmp_path)
    made = write_little(tmp_path)
    keep(made)
    return made


def test_the_version_is_the_newest_but_the_current_one_or_the_one_that_is_named(
    council: Path,
) -> None:
    first = digest_of(council)
    amend_little(council)
    second = digest_of(council)
    for path in (council / "source.txt", council / "protocol.md"):
        amend(path, "two years", "three years")
    assert redline(council).old.digest == first
    for path in (council / "source.txt", council / "protocol.md"):
        amend(path, "three years", "two years")
    keep(council)
    assert redline(council).old.digest == first, "the current one is kept, and is not compared"
    for path in (council / "source.txt", council / "protocol.md"):
        amend(path, "two years", "three years")
    assert redline(council).old.digest == second
    assert redline(council, first[:4].upper()).old.digest == first


def test_a_version_that_is_not_kept_is_told_with_those_that_are(council: Path) -> None:
    kept = digest_of(council)[:12]
    with pytest.raises(BadRequest, match=f"No kept version begins with zzzz; kept are {kept}."):
        redline(council, "zzzz")
    shutil.rmtree(council / "versions")
    with pytest.raises(BadRequest, match="corpus keep little-marling before you amend it"):
        redline(council)


def test_a_beginning_of_two_versions_is_asked_about(council: Path) -> None:
    first = digest_of(council)
    words = "within 7 working days"
    while digest_of(council)[0] != first[0] or digest_of(council) == first:
        for path in (council / "source.txt", council / "protocol.md"):
            amend(path, words, f"{words} and nights")
        words = f"{words} and nights"
    other = keep(council).folder.name
    with pytest.raises(BadRequest, match=f"Several kept versions begin with {first[0]}; ") as told:
        redline(council, first[0])
    assert {first[:12], other} <= set(str(told.value).rstrip(".").replace(",", "").split())


def test_as_json_both_versions_and_each_change_are_there(council: Path) -> None:
    old = digest_of(council)
    amend_little(council)
    made = to_json(redline(council))
    assert (made["council"], made["from"]["digest"]) == ("little-marling", old)
    assert (made["to"]["digest"], made["to"]["amended"]) == (digest_of(council), "2026-05-21")
    changed, removed, renumbered, added = made["changes"]
    assert [one["kind"] for one in made["changes"]] == [
        "changed", "removed", "renumbered", "added"
    ]  # fmt: skip
    assert [one["mark"] for one in changed["words"]] == ["same", "gone", "came", "same"]
    assert (removed["new"], added["old"], renumbered["words"]) == (None, None, [])
    assert (renumbered["old"]["clause"], renumbered["new"]["clause"]) == ("2.5", "2.4")
    assert changed["heading"] == ["Enquiries"]
    assert renumbered["touches"][0] == {
        "kind": "step", "name": "general, officer, 1", "clause": "2.5",
        "file": "escalation.toml", "line": 33, "questions": 0, "stands": False,
        "elsewhere": "2.4",
    }  # fmt: skip


def test_a_real_protocol_against_itself_has_nothing_to_tell(corpus: Path, tmp_path: Path) -> None:
    shutil.copy(corpus / "matters.toml", tmp_path)
    shutil.copytree(corpus / "hastings", tmp_path / "hastings")
    keep(tmp_path / "hastings")
    assert to_json(redline(tmp_path / "hastings"))["changes"] == []
