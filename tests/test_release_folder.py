"""Releases in a folder: an earlier layout lends its vectors, a damaged pointer is mended."""

import os
import shutil
import time
from pathlib import Path

import pytest

from retrieval.errors import IndexUnfit
from retrieval.index import MANIFEST, VECTORS, build
from retrieval.release_folder import ABANDONED, BEGUN, CURRENT, RELEASES, ReleaseFolder
from retrieval.releases import KEPT
from tests.doubles import WordLengths
from tests.little_releases import BOTH, SILENT, built, opened, published


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A folder for an index, which is not there yet."""
    return tmp_path / "index"


def test_nothing_is_made_before_something_is_built(index: Path) -> None:
    releases = ReleaseFolder(index)
    assert (releases.current(), releases.listed(), releases.kept()) == (None, (), None)
    assert not index.exists()


def test_a_release_is_a_folder_and_current_is_its_name(index: Path) -> None:
    name = published(ReleaseFolder(index))
    assert (index / CURRENT).read_text(encoding="ascii") == f"{name}\n"
    assert sorted(path.name for path in index.iterdir()) == [CURRENT, RELEASES]
    assert sorted(path.name for path in (index / RELEASES / name).iterdir()) == [
        "clauses.jsonl",
        "corpus",
        "manifest.json",
        "release.json",
        "vectors.faiss",
    ]


def test_an_index_of_the_earlier_layout_lends_its_vectors_and_goes(index: Path) -> None:
    build(BOTH, WordLengths(), index, silent=SILENT)
    releases, encoder = ReleaseFolder(index), WordLengths()
    assert (releases.current(), releases.kept()) == (None, index)
    published(releases, encoder=encoder)
    assert encoder.read == []
    assert sorted(path.name for path in index.iterdir()) == [CURRENT, RELEASES]


def test_a_damaged_index_of_the_earlier_layout_lends_nothing(index: Path) -> None:
    build(BOTH, WordLengths(), index, silent=SILENT)
    (index / VECTORS).write_bytes(b"cut")
    assert opened(ReleaseFolder(index), published(ReleaseFolder(index)))


@pytest.mark.parametrize("octets", [b"", b"20261122T12", b"../../elsewhere\n", b"\xff\xfe"])
def test_a_pointer_that_names_no_release_is_refused_and_mended_by_a_build(
    index: Path, octets: bytes
) -> None:
    releases, encoder = ReleaseFolder(index), WordLengths()
    name = published(releases)
    (index / CURRENT).write_bytes(octets)
    with pytest.raises(IndexUnfit, match="names no release; run `protocol-bot index`"):
        releases.current()
    assert published(releases, encoder=encoder) == name
    assert encoder.read == []
    assert releases.current() == name


def test_a_pointer_that_is_gone_is_mended_by_a_build_that_encodes_nothing(index: Path) -> None:
    releases, encoder = ReleaseFolder(index), WordLengths()
    published(releases)
    (index / CURRENT).unlink()
    assert releases.current() is None
    published(releases, 1, encoder=encoder)
    assert encoder.read == []


def test_a_damaged_release_is_refused_left_out_of_the_list_and_not_gone_back_to(
    index: Path,
) -> None:
    releases = ReleaseFolder(index)
    first, second = published(releases), published(releases, 1)
    (index / RELEASES / first / MANIFEST).unlink()
    assert [one.name for one in releases.listed()] == [second]
    with pytest.raises(IndexUnfit, match="damaged"):
        releases.switch(first)
    assert releases.current() == second


def test_a_release_under_another_ones_name_is_refused(index: Path) -> None:
    releases = ReleaseFolder(index)
    name = published(releases)
    other = "20261122T120000Z-0a1b2c3d"
    (index / RELEASES / name).rename(index / RELEASES / other)
    with pytest.raises(IndexUnfit, match=f"is {name}"):
        releases.release(other)


def test_a_copy_of_a_release_under_another_name_is_not_listed(index: Path) -> None:
    releases = ReleaseFolder(index)
    name = published(releases)
    for other in ("20261122T120000Z-0a1b2c3d", f"{name}.bak"):
        shutil.copytree(index / RELEASES / name, index / RELEASES / other)
    assert [one.name for one in releases.listed()] == [name]


def test_what_nobody_can_go_back_to_does_not_count_among_the_newest(index: Path) -> None:
    releases = ReleaseFolder(index)
    names = [published(releases, minute) for minute in range(KEPT)]
    for day in range(KEPT):
        (index / RELEASES / f"2099010{day + 1}T000000Z-00000000").mkdir()
    last = published(releases, KEPT)
    assert [one.name for one in releases.listed()] == [*names[1:], last]


def test_a_damaged_release_goes_with_the_first_whole_one_that_is_newer(index: Path) -> None:
    releases = ReleaseFolder(index)
    damaged = index / RELEASES / published(releases)
    (damaged / MANIFEST).unlink()
    for minute in range(1, KEPT + 1):
        published(releases, minute)
        assert damaged.exists()
    published(releases, KEPT + 1)
    assert not damaged.exists()


class Overtaken(ReleaseFolder):
    """A process whose every switch is followed at once by another process's, back to the first."""

    def switch(self, name: str) -> None:
        super().switch(name)
        super().switch(self.listed()[0].name)


def test_a_release_that_another_process_went_back_to_meanwhile_stays(index: Path) -> None:
    first, *_ = [published(ReleaseFolder(index), minute) for minute in range(KEPT)]
    published(Overtaken(index), KEPT)
    assert ReleaseFolder(index).current() == first
    assert opened(ReleaseFolder(index), first)


@pytest.mark.parametrize("place", [CURRENT, f"{RELEASES}/20261122T120000Z-0a1b2c3d"])
def test_a_pipe_keeps_nobody_waiting(index: Path, place: str) -> None:
    releases = ReleaseFolder(index)
    published(releases)
    (index / CURRENT).unlink()
    os.mkfifo(index / place)
    for minute in range(KEPT + 1):
        published(releases, minute)
    assert len(releases.listed()) == KEPT


def test_a_link_to_nothing_where_a_build_was_keeps_nobody_from_building(index: Path) -> None:
    releases = ReleaseFolder(index)
    published(releases)
    (index / RELEASES / f"{BEGUN}gone").symlink_to("nowhere")
    assert published(releases, 1) == releases.current()


def test_a_pointer_is_written_through_no_link(index: Path) -> None:
    releases = ReleaseFolder(index)
    published(releases)
    other = index.with_name("other")
    other.write_text("as it was", encoding="utf-8")
    (index / CURRENT).unlink()
    (index / CURRENT).symlink_to(other)
    name = published(releases)
    assert (other.read_text(encoding="utf-8"), releases.current()) == ("as it was", name)


def test_what_a_killed_build_left_is_removed_a_day_later(index: Path) -> None:
    releases = ReleaseFolder(index)
    published(releases)
    old, young = (index / RELEASES / f"{BEGUN}{age}" for age in ("old", "young"))
    for folder in (old, young):
        folder.mkdir()
    day_before = time.time() - ABANDONED - 60
    os.utime(old, (day_before, day_before))
    published(releases, 1)
    assert (old.exists(), young.exists()) == (False, True)
    assert len(releases.listed()) == 2


def test_a_build_that_dies_leaves_the_old_release_and_nothing_else(index: Path) -> None:
    releases = ReleaseFolder(index)
    name = published(releases)

    def die() -> None:
        with releases.building() as folder:
            built(folder, after=1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die()
    assert releases.current() == name
    assert [path.name for path in (index / RELEASES).iterdir()] == [name]


def test_a_folder_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    releases = ReleaseFolder(tmp_path / "file" / "index")
    with (
        pytest.raises(IndexUnfit, match=r"cannot be written.*set PROTOCOL_BOT_INDEX"),
        releases.building(),
    ):
        pytest.fail("nothing is built where it cannot be written")
