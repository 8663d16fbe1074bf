"""However an index is damaged it is refused with its cure, and the interpreter lives on."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from select import select

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.flat_file import EMPTY, head
from retrieval.index import CLAUSES, CURE, MANIFEST, VECTORS, build, corpus_digest
from tests.doubles import LONGEST, WordLengths
from tests.fuzz.odd import JSON_EDITS, PLACES, Edit, edited, edited_bytes, edits
from tests.fuzz.opener import MAPPED, OPEN, UNFIT
from tests.fuzz.profile import fuzzed
from tests.test_index import CORPUS, SILENT

ROWS = 14  # of the sound index, its silence among them
PATIENCE = 20.0  # seconds of a busy machine for what takes milliseconds
BYTES = edits(
    st.one_of(st.binary(min_size=1, max_size=9), st.sampled_from((b"\xff" * 8, b"\0" * 8)))
)


class Opener:
    """The process that opens, by mapping files or not; a new one where the last has died."""

    def __init__(self, *how: str) -> None:
        self._how = how
        self._process = self._begun()

    def _begun(self) -> "subprocess.Popen[str]":
        command = (sys.executable, "-m", "tests.fuzz.opener", *self._how)
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)  # noqa: S603 - it is our own

    def outcome(self, folder: Path) -> str:
        """What came of opening the index in a folder; how the process ended, where it did."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write(f"{corpus_digest(CORPUS, SILENT)} {folder}\n")
        stdin.flush()
        ready, _, _ = select([stdout], [], [], PATIENCE)
        line = stdout.readline() if ready else ""
        if line:
            return line.strip()
        how = self._ended()
        self._process = self._begun()
        return how

    def close(self) -> None:
        """End the process."""
        self._ended()

    def _ended(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.2)
        hung = self._process.poll() is None
        self._process.kill()
        _, told = self._process.communicate()
        return f"{'hung' if hung else 'died'} {self._process.returncode}: {told.strip()[-600:]}"


@pytest.fixture(scope="module")
def opener() -> Iterator[Opener]:
    """One process for all examples that leave it alive."""
    opened = Opener()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def mapper() -> Iterator[Opener]:
    """One that maps all files, as large ones are mapped."""
    opened = Opener(MAPPED)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that nothing is wrong with."""
    folder = tmp_path_factory.mktemp("sound") / "index"
    build(CORPUS, WordLengths(), folder, silent=SILENT)
    return folder


@pytest.fixture
def damaged(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, in which each example puts other files."""
    shutil.copytree(sound, tmp_path / "index")
    return tmp_path / "index"


def put(sound: Path, damaged: Path, **files: bytes) -> None:
    """Have the sound files in the damaged folder, but for those that are given."""
    for name in (VECTORS, CLAUSES, MANIFEST):
        stem = Path(name).stem
        (damaged / name).write_bytes(files.get(stem, (sound / name).read_bytes()))


def refused(outcome: str) -> bool:
    """Whether an index was refused, with what mends it."""
    return outcome.startswith(UNFIT) and CURE in outcome


def proved(manifest: bytes, **files: bytes) -> bytes:
    """A manifest that vouches for files, as though whoever damaged them had written it, too."""
    held = json.loads(manifest)
    for name in (VECTORS, CLAUSES):
        if Path(name).stem in files:
            held["files"][name] = hashlib.sha256(files[Path(name).stem]).hexdigest()
    return json.dumps(held).encode()


def test_the_index_is_opened_before_anything_is_done_to_it(
    opener: Opener, mapper: Opener, damaged: Path
) -> None:
    assert opener.outcome(damaged) == mapper.outcome(damaged) == OPEN


@pytest.mark.parametrize("name", [VECTORS, CLAUSES])
@fuzzed(40)
@given(made=BYTES)
def test_a_file_that_is_not_the_one_written_is_refused(
    opener: Opener, sound: Path, damaged: Path, name: str, made: list[Edit]
) -> None:
    before = (sound / name).read_bytes()
    after = edited_bytes(before, made)
    put(sound, damaged, **{Path(name).stem: after})
    outcome = opener.outcome(damaged)
    assert outcome == OPEN if after == before else refused(outcome), outcome


@fuzzed(40)
@given(made=BYTES)
def test_a_manifest_of_odd_bytes(
    opener: Opener, sound: Path, damaged: Path, made: list[Edit]
) -> None:
    put(sound, damaged, manifest=edited_bytes((sound / MANIFEST).read_bytes(), made))
    outcome = opener.outcome(damaged)
    assert outcome == OPEN or refused(outcome), outcome


@fuzzed(80)
@given(made=JSON_EDITS)
def test_a_manifest_with_other_fields(
    opener: Opener, sound: Path, damaged: Path, made: list[Edit]
) -> None:
    held = edited(json.loads((sound / MANIFEST).read_bytes()), made)
    put(sound, damaged, manifest=json.dumps(held).encode(errors="surrogatepass"))
    outcome = opener.outcome(damaged)
    assert outcome == OPEN or refused(outcome), outcome


@pytest.mark.parametrize("name", [VECTORS, CLAUSES])
@fuzzed(60)
@given(made=BYTES)
def test_a_damaged_file_that_the_manifest_vouches_for(
    opener: Opener, mapper: Opener, sound: Path, damaged: Path, name: str, made: list[Edit]
) -> None:
    files = {Path(name).stem: edited_bytes((sound / name).read_bytes(), made)}
    put(sound, damaged, **files, manifest=proved((sound / MANIFEST).read_bytes(), **files))
    for outcome in (opener.outcome(damaged), mapper.outcome(damaged)):
        assert outcome == OPEN or refused(outcome), outcome


@fuzzed(30)
@given(place=PLACES, value=st.sampled_from((b"\xff", b"\0", b"\x7f", b"\x80")))
def test_an_odd_head_of_the_vectors_that_the_manifest_vouches_for(
    opener: Opener, mapper: Opener, sound: Path, damaged: Path, place: int, value: bytes
) -> None:
    octets = (sound / VECTORS).read_bytes()
    at = place % len(EMPTY)
    odd = octets[:at] + value * 4 + octets[at + 4 :]
    put(sound, damaged, vectors=odd, manifest=proved((sound / MANIFEST).read_bytes(), vectors=odd))
    outcomes = opener.outcome(damaged), mapper.outcome(damaged)
    sound_still = odd[: len(EMPTY)] == octets[: len(EMPTY)]
    assert all(one == OPEN if sound_still else refused(one) for one in outcomes), outcomes


@pytest.mark.parametrize("rows", [0, 1, ROWS - 1, ROWS + 1, 2**20, 2**40, 2**62])
@pytest.mark.parametrize("dimension", [1, LONGEST, 2**20])
def test_vectors_whose_head_says_another_size_are_refused(
    opener: Opener, mapper: Opener, sound: Path, damaged: Path, rows: int, dimension: int
) -> None:
    numbers = rows * dimension % 2**63
    said = head(1, dimension)[:8] + np.int64(rows).tobytes() + head(numbers, 1)[16:]
    odd = said + (sound / VECTORS).read_bytes()[len(EMPTY) :]
    put(sound, damaged, vectors=odd, manifest=proved((sound / MANIFEST).read_bytes(), vectors=odd))
    assert refused(opener.outcome(damaged))
    assert refused(mapper.outcome(damaged))


@pytest.mark.parametrize("kind", [b"null", b"IxF2", b"IHNf", b"IxPq"])
def test_vectors_of_another_kind_of_index_are_refused(
    opener: Opener, mapper: Opener, sound: Path, damaged: Path, kind: bytes
) -> None:
    odd = kind + (sound / VECTORS).read_bytes()[len(kind) :]
    put(sound, damaged, vectors=odd, manifest=proved((sound / MANIFEST).read_bytes(), vectors=odd))
    assert refused(opener.outcome(damaged))
    assert refused(mapper.outcome(damaged))


@pytest.mark.parametrize("manifest", [{"dimension": 2**31}, {"dimension": -15}, {"silent": -1}])
def test_a_manifest_of_a_size_that_none_has_is_refused(
    opener: Opener, mapper: Opener, sound: Path, damaged: Path, manifest: dict[str, int]
) -> None:
    held = json.loads((sound / MANIFEST).read_bytes()) | manifest
    put(sound, damaged, manifest=json.dumps(held).encode())
    assert refused(opener.outcome(damaged))
    assert refused(mapper.outcome(damaged))


@pytest.mark.parametrize("missing", [VECTORS, CLAUSES, MANIFEST])
def test_an_index_without_one_of_its_files_is_refused(
    opener: Opener, damaged: Path, missing: str
) -> None:
    (damaged / missing).unlink()
    assert refused(opener.outcome(damaged))


def test_files_that_have_changed_places_are_refused(
    opener: Opener, sound: Path, damaged: Path
) -> None:
    clauses, vectors = (sound / CLAUSES).read_bytes(), (sound / VECTORS).read_bytes()
    put(sound, damaged, vectors=clauses, clauses=vectors)
    assert refused(opener.outcome(damaged))
