"""Where releases are kept: in a folder, or in a PostgreSQL database that replicas share."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from retrieval.errors import IndexUnfit
from retrieval.index import Known
from retrieval.release import Listed, Release

KEPT = 3  # releases; the current one besides
LISTED = "`protocol-bot index --list` lists those there are, `protocol-bot index` makes one"


class Releases(Protocol):
    """The releases of one place. Every method raises IndexUnfit, with the cure, where it cannot."""

    def current(self) -> str | None:
        """The name of the release that answers; None where there is none."""
        ...

    def listed(self) -> tuple[Listed, ...]:
        """All releases that are kept, oldest first."""
        ...

    def release(self, name: str) -> Release:
        """A release, its corpus and its encoder at hand and proved."""
        ...

    def building(self) -> AbstractContextManager[Path]:
        """A folder that is not there yet, to build a release in; it is removed at the end."""
        ...

    def kept(self) -> Path | None:
        """A folder with the encoder of an earlier index, if there is one."""
        ...

    def known(self, encoder: str) -> Known:
        """The vectors of an earlier index by the encoder of this digest; none where there is no
        such.
        """  # noqa: D205 - one thought
        ...

    def publish(self, folder: Path) -> str:
        """Take the release that was built in a folder, all of it or nothing, and switch to it.

        Its name comes back. Of the others, the newest are kept.
        """
        ...

    def switch(self, name: str) -> None:
        """Answer from another release from here on."""
        ...


def releases_at(place: str) -> Releases:
    """The releases in a folder, or in the database of a postgresql:// URL."""
    if place.startswith(("postgresql://", "postgres://")):
        from retrieval.shared_releases import SharedReleases

        return SharedReleases(place)
    from retrieval.release_folder import ReleaseFolder

    return ReleaseFolder(Path(place).expanduser())


def earlier(releases: Releases) -> str:
    """The release before the current one. Raises IndexUnfit where none is kept."""
    names, current = [one.name for one in releases.listed()], releases.current() or ""
    before = [name for name in names if name < current]
    if not before:
        raise IndexUnfit(f"there is no earlier release to go back to; {LISTED}")
    return before[-1]


def outlived(names: Sequence[str], current: str) -> list[str]:
    """Of the names of releases, those that are neither current nor among the newest."""
    return [name for name in sorted(names)[:-KEPT] if name != current]
