"""Releases in a folder: releases/NAME/ each, and `current`, a file that names the one that answers.

An index of an earlier layout, whose files lie in the folder itself, lends its vectors to the first
release and is then removed.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from retrieval.errors import IndexUnfit
from retrieval.index import (
    CLAUSES,
    CURE,
    MANIFEST,
    VECTORS,
    Known,
    OpenIndex,
    known_vectors,
    open_index,
)
from retrieval.plain_file import octets_of
from retrieval.quantised import MODEL, TOKENIZER
from retrieval.release import NAME, Listed, Release, listed, prove
from retrieval.releases import LISTED, outlived

CURRENT, RELEASES = "current", "releases"
FORMER = (VECTORS, CLAUSES, MODEL, TOKENIZER, MANIFEST)
BEGUN = ".new-"
ABANDONED = 24 * 3600.0  # seconds after which a build that has not ended never will


class ReleaseFolder:
    """The releases in a folder, which is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> str | None:
        """The name in `current`. Raises IndexUnfit when it is none."""
        file = self._folder / CURRENT
        try:
            name = octets_of(file).decode("ascii", "replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IndexUnfit(f"{file} cannot be read ({error.strerror}); {CURE}") from error
        if not NAME.fullmatch(name):
            raise IndexUnfit(f"{file} names no release; {CURE}")
        return name

    def listed(self) -> tuple[Listed, ...]:
        """All releases, oldest first. One that is damaged is left out: nobody can go back to it."""
        return tuple(self._listed())

    def release(self, name: str) -> Release:
        """The release of a name. Raises IndexUnfit when it is not there, or damaged."""
        folder = self._place(name)
        if not NAME.fullmatch(name) or not folder.is_dir():
            raise IndexUnfit(f"there is no release {name} in {self._folder}; {LISTED}")
        record = prove(folder)
        if record.name != name:
            raise IndexUnfit(f"the release in {folder} is {record.name}; {CURE}")

        def opened(corpus: str, encoder: str) -> OpenIndex:
            return open_index(folder, corpus, encoder)

        return Release(record, folder, opened)

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A folder beside the releases, so that a finished one is theirs by its name alone."""
        beside = self._folder / RELEASES
        try:
            beside.mkdir(parents=True, exist_ok=True)
            _remove_abandoned(beside)
            begun = tempfile.TemporaryDirectory(prefix=BEGUN, dir=beside)
        except OSError as error:
            raise self._unwritable(error) from error
        with begun as folder:
            yield Path(folder, "release")

    def kept(self) -> Path | None:
        """The current release's folder, else the newest's, else this one of the earlier layout."""
        with suppress(IndexUnfit):
            if name := self.current():
                return self._place(name)
        if names := self._names():
            return self._place(names[-1])
        return self._folder if (self._folder / MANIFEST).is_file() else None

    def known(self, encoder: str) -> Known:
        """The vectors of the index in `kept`."""
        kept = self.kept()
        return known_vectors(kept, encoder) if kept else {}

    def publish(self, folder: Path) -> str:
        """Move a finished release among the others, and switch to it."""
        name = prove(folder).name
        try:
            self._take(folder, self._place(name))
            self.switch(name)
        except OSError as error:
            raise self._unwritable(error) from error
        self._tidy(name)
        return name

    def switch(self, name: str) -> None:
        """Name another release, which has to be there, in `current`: by one rename."""
        release = self.release(name)
        try:
            with tempfile.TemporaryDirectory(prefix=f".{CURRENT}-", dir=self._folder) as beside:
                new = Path(beside, CURRENT)
                new.write_text(f"{release.name}\n", encoding="ascii")
                new.replace(self._folder / CURRENT)
        except OSError as error:
            raise self._unwritable(error) from error

    def _take(self, folder: Path, place: Path) -> None:
        """Move a release to its place; what has the same name there is damaged, or the same."""
        if os.path.lexists(place):
            place.rename(folder.with_name("replaced"))
        folder.rename(place)

    def _tidy(self, published: str) -> None:
        """Remove the releases that have outlived their use, and what an earlier layout left."""
        for name in self._outlived(published):
            shutil.rmtree(self._place(name), ignore_errors=True)
        for name in FORMER:
            with suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)

    def _outlived(self, published: str) -> list[str]:
        """The releases to remove: those that are outlived, and what is damaged and older still.

        What cannot be gone back to does not count among the newest. Another process may have gone
        back to a release meanwhile: that one stays.
        """
        whole = [one.name for one in self.listed()]
        last = max(outlived(whole, published), default="")
        answering = {published}
        with suppress(IndexUnfit):
            answering.add(self.current() or "")
        return [name for name in self._names() if name <= last and name not in answering]

    def _listed(self) -> Iterator[Listed]:
        for name in self._names():
            with suppress(IndexUnfit):
                found = listed(self._place(name))
                if found.name == name:
                    yield found

    def _names(self) -> list[str]:
        """Of all that may be a release; not of a pipe, which whoever removes it would wait for."""
        places = (self._folder / RELEASES).glob("*")
        return sorted(one.name for one in places if NAME.fullmatch(one.name) and one.is_dir())

    def _place(self, name: str) -> Path:
        return self._folder / RELEASES / name

    def _unwritable(self, error: OSError) -> IndexUnfit:
        where = error.filename2 or error.filename or self._folder
        return IndexUnfit(
            f"the index cannot be written to {where}: {error.strerror}; "
            "mend that, or set PROTOCOL_BOT_INDEX to another folder"
        )


def _remove_abandoned(beside: Path) -> None:
    """Remove what builds left that were killed."""
    for folder in beside.glob(f"{BEGUN}*"):
        with suppress(OSError):  # another process may have ended its own just now
            if folder.is_dir() and folder.lstat().st_mtime < time.time() - ABANDONED:
                shutil.rmtree(folder, ignore_errors=True)
