"""Whatever lies in a folder of releases, what answers goes on, and nothing outside it is touched.

What cannot be listed, opened, gone back to or added to is refused in one line that has its cure.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar, assert_never

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.errors import IndexUnfit
from retrieval.index import CLAUSES, CURE, MANIFEST, VECTORS
from retrieval.release import CORPUS, RECORD, seal
from retrieval.release_folder import BEGUN, CURRENT, RELEASES, ReleaseFolder
from retrieval.releases import LISTED, earlier
from tests.doubles import WordLengths
from tests.fuzz.bounds import bounded
from tests.fuzz.odd import JSON_EDITS, PLACES, Edit, edited, edited_bytes, edits
from tests.fuzz.profile import fuzzed
from tests.little_releases import BARTON, MADE, opened, published

CURES = (CURE, LISTED, "mend that, or set PROTOCOL_BOT_INDEX to another folder")
COUNCIL = f"{CORPUS}/{BARTON.slug}/council.toml"
PARTS = (RECORD, MANIFEST, VECTORS, CLAUSES, COUNCIL, CORPUS, "")  # of a release; "" is all of it
FUTURE, LONG_AGO = "99991231T235959Z-00000000", "00010101T000000Z-ffffffff"
NAMES = (
    *(FUTURE, LONG_AGO, "20261122T120000Z-0a1b2c3d", "20261122T120000Z-0A1B2C3D", f"{BEGUN}x"),
    *("٢٠٢٦١١٢٢T١٢٠٠٠٠Z-0a1b2c3d", "-rf", "a\nb", " ", "x" * 200, os.fsdecode(b"\xff\xfe")),
)
POINTERS = (
    *(b"", b"\n\n", b"..", b"../../outside", b"/dev/zero", b"\xff\xfe", b"\0", b"x" * 9999),
    *(FUTURE.encode(), LONG_AGO.encode(), "٢٠٢٦١١٢٢T١٢٠٠٠٠Z-0a1b2c3d".encode()),
)
INDEX, OUTSIDE = "index", "outside"
Found = TypeVar("Found")


class Thing(StrEnum):
    """What may lie where a file or a folder should be."""

    NOTHING = "nothing"
    EMPTY = "an empty file"
    FOLDER = "a folder"
    PIPE = "a pipe"
    CIRCLE = "a link to itself"
    DANGLING = "a link to nothing"
    FILE_OUTSIDE = "a link to a file outside"
    FOLDER_OUTSIDE = "a link to a folder outside"
    DEVICE = "a link to a device"


IN_OUTSIDE = {Thing.DANGLING: "nowhere", Thing.FILE_OUTSIDE: "file", Thing.FOLDER_OUTSIDE: ""}


class Harm(Protocol):
    """What is done to a folder of releases."""

    def do(self, index: Path) -> None:
        """Do it."""


@dataclass(frozen=True)
class Edited:
    """A file of a release, or the pointer, with other bytes."""

    which: int
    made: Sequence[Edit]

    def do(self, index: Path) -> None:
        file = _chosen([one for one in _all(index) if _is_inside(one, index)], self.which)
        if file:
            file.write_bytes(edited_bytes(file.read_bytes(), self.made))


@dataclass(frozen=True)
class Vouched:
    """A release whose manifest is another, written as though all had been so from the first."""

    which: int
    made: Sequence[Edit]

    def do(self, index: Path) -> None:
        folder = _chosen(list(_whole(index)), self.which)
        if folder:
            _amend(folder / MANIFEST, self.made)
            name = seal(folder, MADE).name
            folder = folder.rename(folder.with_name("aside"))
            _put(folder.with_name(name), Thing.NOTHING)
            folder.rename(folder.with_name(name))
            Pointed(name.encode()).do(index)


@dataclass(frozen=True)
class Recorded:
    """A release with other fields in its record."""

    which: int
    made: Sequence[Edit]

    def do(self, index: Path) -> None:
        folder = _chosen(list(_whole(index)), self.which)
        if folder:
            _amend(folder / RECORD, self.made)


@dataclass(frozen=True)
class Instead:
    """Something else where a file, a folder or the pointer was."""

    which: int
    thing: Thing

    def do(self, index: Path) -> None:
        place = _chosen(list(_all(index)), self.which)
        if place:
            _put(place, self.thing)


@dataclass(frozen=True)
class Added:
    """Something among the releases that nobody asked for, and that has long been there."""

    name: str
    thing: Thing

    def do(self, index: Path) -> None:
        with suppress(OSError):  # where there are no releases any more
            _put(index / RELEASES / self.name, self.thing)
            os.utime(index / RELEASES / self.name, (0, 0), follow_symlinks=False)


@dataclass(frozen=True)
class Renamed:
    """A release, or a copy of it, under another name."""

    which: int
    name: str
    copied: bool

    def do(self, index: Path) -> None:
        folder = _chosen(list(_whole(index)), self.which)
        if folder and not os.path.lexists(folder.with_name(self.name)):
            (shutil.copytree if self.copied else shutil.move)(folder, folder.with_name(self.name))


@dataclass(frozen=True)
class Pointed:
    """A pointer that says something else."""

    octets: bytes

    def do(self, index: Path) -> None:
        _put(index / CURRENT, Thing.EMPTY)
        (index / CURRENT).write_bytes(self.octets)


BYTES = edits(st.binary(max_size=6))
HARMS: st.SearchStrategy[list[Harm]] = st.lists(
    st.one_of(
        st.builds(Edited, PLACES, BYTES),
        st.builds(Vouched, PLACES, JSON_EDITS),
        st.builds(Recorded, PLACES, JSON_EDITS),
        st.builds(Instead, PLACES, st.sampled_from(Thing)),
        st.builds(Added, st.sampled_from(NAMES), st.sampled_from(Thing)),
        st.builds(Renamed, PLACES, st.sampled_from(NAMES), st.booleans()),
        st.builds(Pointed, st.sampled_from(POINTERS)),
    ),
    min_size=1,
    max_size=4,
)


def _all(index: Path) -> Iterator[Path]:
    """The pointer, and each file and folder of each release."""
    yield index / CURRENT
    yield index / RELEASES
    for folder in sorted((index / RELEASES).glob("2*")):
        places = (folder / part for part in PARTS)
        yield from (one for one in places if _is_here(one.parent, index) and one.parent.is_dir())


def _whole(index: Path) -> Iterator[Path]:
    """The folders of releases whose files can be written as odd as one likes."""
    for folder in sorted((index / RELEASES).glob("2*")):
        files = [folder / part for part in (RECORD, MANIFEST, COUNCIL)]
        if all(_is_inside(file, index) for file in files) and not folder.is_symlink():
            yield folder


def _is_inside(file: Path, index: Path) -> bool:
    """Whether it is a file, and of this folder."""
    return file.is_file() and _is_here(file, index)


def _is_here(place: Path, index: Path) -> bool:
    """Whether no link leads out of the folder."""
    return Path(os.path.realpath(place)).is_relative_to(os.path.realpath(index))


def _amend(file: Path, made: Sequence[Edit]) -> None:
    """Other fields in a file of JSON; nothing in what was no JSON already."""
    with suppress(ValueError):
        held = json.loads(file.read_bytes())
        if isinstance(held, dict):
            file.write_text(json.dumps(edited(held, made)), encoding="utf-8")


def _chosen(places: Sequence[Path], which: int) -> Path | None:
    return places[which % len(places)] if places else None


def _put(place: Path, thing: Thing) -> None:
    """Have something in a place, whatever was there."""
    if place.is_symlink() or not place.is_dir():
        place.unlink(missing_ok=True)
    else:
        shutil.rmtree(place)
    outside = next(one for one in place.parents if one.name == INDEX).with_name(OUTSIDE)
    match thing:
        case Thing.NOTHING:
            pass
        case Thing.EMPTY:
            place.touch()
        case Thing.FOLDER:
            place.mkdir()
        case Thing.PIPE:
            os.mkfifo(place)
        case Thing.CIRCLE:
            place.symlink_to(place)
        case Thing.DEVICE:
            place.symlink_to("/dev/zero")
        case Thing.DANGLING | Thing.FILE_OUTSIDE | Thing.FOLDER_OUTSIDE:
            place.symlink_to(outside / IN_OUTSIDE[thing])
        case _:
            assert_never(thing)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three releases, and beside it another folder, which is none of its business."""
    place = tmp_path_factory.mktemp("sound")
    names = [published(ReleaseFolder(place / INDEX), minute) for minute in range(3)]
    shutil.copytree(place / INDEX / RELEASES / names[0], place / OUTSIDE)
    (place / OUTSIDE / "file").write_text(names[0], encoding="ascii")
    return place


def told(attempt: Callable[[], Found]) -> Found | None:
    """What is found; None where it is refused, in one line with its cure."""
    try:
        return attempt()
    except IndexUnfit as refused:
        assert str(refused).endswith(CURES)  # noqa: PT017 - either outcome is right
        assert "\n" not in str(refused)  # noqa: PT017 - the same
        return None


def asked(releases: ReleaseFolder, name: str) -> str:
    """The name of a release, all of whose councils can be asked."""
    index = opened(releases, name)
    vector = WordLengths()(["when do I hear back?"])[0]
    for council, entries in index.shelves.items():
        rows = sum(len(entry.passages) for entry in entries)
        assert len(index.similarities(council, vector)) == rows
    assert len(index.silent(vector)) == index.manifest.silent
    return name


def answering(index: Path) -> str | None:
    """The name of the release that another process, which begins now, would answer from."""
    releases = ReleaseFolder(index)
    return told(lambda: asked(releases, releases.current() or ""))


def gone_back(releases: ReleaseFolder) -> str:
    """The name of the release before, once it is the one that answers."""
    name = asked(releases, earlier(releases))
    releases.switch(name)
    return name


def changed_or_as_before(index: Path, change: Callable[[], str]) -> bool:
    """Whether a change was made; what it names answers then, and if not, what answered before."""
    before = answering(index)
    done = told(change)
    assert answering(index) == (done or before)
    return done is not None


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    files = (one for one in folder.rglob("*") if one.is_file())
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in files}


def bear(sound: Path, place: Path, harms: Sequence[Harm]) -> tuple[bool, bool]:
    """Whether one can go back, and release anew, in a folder to which all this was done."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(sound, place)
    index = place / INDEX
    for harm in harms:
        harm.do(index)
    releases = ReleaseFolder(index)
    with bounded():
        listed = told(releases.listed) or ()
        for one in listed:
            told(lambda name=one.name: asked(releases, name))  # type: ignore[misc] # mypy has no type for such a lambda
        told(releases.kept)
        went_back = changed_or_as_before(index, lambda: gone_back(releases))
        released = changed_or_as_before(index, lambda: published(releases, 4))
    assert contents(place / OUTSIDE) == contents(sound / OUTSIDE)
    assert sorted(one.name for one in place.iterdir()) == [INDEX, OUTSIDE]
    return went_back, released


def test_where_nothing_was_done_one_can_go_back_and_release_anew(
    sound: Path, tmp_path: Path
) -> None:
    assert bear(sound, tmp_path / "place", []) == (True, True)


@fuzzed(120)
@given(harms=HARMS)
@example(harms=[Added(FUTURE, Thing.FOLDER), Added(LONG_AGO, Thing.FOLDER_OUTSIDE)])
@example(harms=[Instead(0, Thing.FOLDER)])
def test_a_folder_of_releases_bears_what_is_done_to_it(
    sound: Path, tmp_path: Path, harms: Sequence[Harm]
) -> None:
    bear(sound, tmp_path / "place", harms)


@pytest.mark.parametrize("thing", Thing)
def test_a_pointer_that_is_no_file_is_mended_by_a_release_or_says_what_to_mend(
    sound: Path, tmp_path: Path, thing: Thing
) -> None:
    _, released = bear(sound, tmp_path / "place", [Instead(0, thing)])
    assert released == (thing is not Thing.FOLDER)


@pytest.mark.parametrize("thing", Thing)
@pytest.mark.parametrize("name", NAMES)
def test_what_else_lies_among_the_releases_keeps_nobody_from_releasing(
    sound: Path, tmp_path: Path, name: str, thing: Thing
) -> None:
    assert bear(sound, tmp_path / "place", [Added(name, thing)]) == (True, True)
