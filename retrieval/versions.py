"""Versions of a protocol that were amended since, kept as they were.

    corpus/<council>/versions/<first 12 hex digits of the digest>/
        source.txt protocol.md council.toml deadlines.toml escalation.toml

What was quoted once can be proved for as long as its version is kept.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retrieval.council import read_council
from retrieval.errors import CorpusError
from retrieval.proof import prove
from retrieval.protocols import Protocol, read_protocol, read_version
from retrieval.version import HEX, SHORT, digest_of

FOLDER = "versions"
KEPT = ("source.txt", "protocol.md", "council.toml", "deadlines.toml", "escalation.toml")


@dataclass(frozen=True)
class Keeping:
    """What keeping did: the folder of the version, and whether it was kept before."""

    folder: Path
    before: bool


def keep(council: Path) -> Keeping:
    """Keep the current version of a council's folder: all of its files, or nothing.

    Raises CorpusError when a word of the protocol is not accounted for, when a file is missing,
    or when the version is kept already with other tables: what is kept never changes.
    """
    protocol = read_protocol(council)
    prove(protocol)
    folder = council / FOLDER / protocol.version.short
    if folder.exists():
        _refuse_other_tables(council, folder)
        return Keeping(folder, before=True)
    folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".keeping-", dir=folder.parent) as beside:
        made = Path(beside, "made")
        made.mkdir()
        for name in KEPT:
            shutil.copyfile(_there(council / name), made / name)
        os.rename(made, folder)  # noqa: PTH104 - never onto another's folder, on any system
    return Keeping(folder, before=False)


def _there(path: Path) -> Path:
    if not path.is_file():
        raise CorpusError(path, 0, "the file is missing; add it, even if it is empty")
    return path


def _refuse_other_tables(council: Path, folder: Path) -> None:
    for name in KEPT:
        if _there(council / name).read_bytes() != _there(folder / name).read_bytes():
            problem = (
                f"these words are kept already, with another {name} ({folder.name}); what is kept "
                "is never changed, and the words are safe, so go on"
            )
            raise CorpusError(council / name, 0, problem)


def kept_folders(council: Path) -> tuple[Path, ...]:
    """The folders of a council's kept versions, by name.

    Raises CorpusError for anything else that stands among them; what begins with a dot is passed
    over, for it is a version that is just being kept.
    """
    folder = council / FOLDER
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    folders = tuple(one for one in found if not one.name.startswith("."))
    for one in folders:
        if not (one.is_dir() and len(one.name) == SHORT and HEX.fullmatch(one.name)):
            raise CorpusError(
                one, 0, "is no kept version; move it away (`protocol-bot corpus keep` makes them)"
            )
    return folders


def read_kept(folder: Path) -> Protocol:
    """A kept version, proved to be the one that its folder's name says, and whole.

    Raises CorpusError where it is not.
    """
    digest = digest_of(folder)
    if not digest.startswith(folder.name):
        problem = f"is not what it was when it was kept: its digest is {digest[:SHORT]}; restore it"
        raise CorpusError(folder, 0, problem)
    council = read_council(folder)
    if council.slug != folder.parent.parent.name:
        raise CorpusError(folder / "council.toml", 0, f"is of another council: {council.slug}")
    protocol = read_version(folder, council)
    prove(protocol)
    return protocol


def read_all_kept(council: Path) -> tuple[Protocol, ...]:
    """A council's kept versions, each proved, newest first.

    The newest is the one that says it was amended or made last; where two say the same, the one
    that was kept last. Raises CorpusError at the first fault.
    """
    return tuple(sorted(_all_kept(council), key=_age, reverse=True))


def _all_kept(council: Path) -> Iterator[Protocol]:
    yield from (read_kept(folder) for folder in kept_folders(council))


def _age(protocol: Protocol) -> tuple[str, int]:
    document = protocol.council.protocol
    amended = document.amended.isoformat() if document.amended else ""
    return max(document.date, amended), protocol.folder.stat().st_mtime_ns


def find_version(council: Path, digest: str) -> Protocol | None:
    """The version of a council, current or kept, whose digest begins with these hex digits.

    None where there is none. Proves what it finds: raises CorpusError where a word is not
    accounted for, or where a kept version is not what its folder's name says.
    """
    if digest_of(council).startswith(digest):
        current = read_protocol(council)
        prove(current)
        return current
    found = (one for one in kept_folders(council) if digest.startswith(one.name))
    kept = next((read_kept(folder) for folder in found), None)
    return kept if kept and kept.digest.startswith(digest) else None
