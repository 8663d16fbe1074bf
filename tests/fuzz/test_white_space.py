"""Whatever stands between the words of a protocol.md, no clause loses one without a word said."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.clause import fold
from retrieval.errors import CorpusError
from retrieval.proof import prove
from retrieval.protocols import read_protocol
from tests.fuzz.bounds import bounded
from tests.fuzz.profile import fuzzed
from tests.little import FILES, amend, write_little

BETWEEN_WORDS = ("\t", "  ", "\u00a0", "\u2009", "\u3000", "\u200b", "\ufeff", "\u00ad", "\0", "")
BREAKS = ("\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029")  # as some editors have them
BETWEEN_LINES = ("\r\n", "\r", "\n\n", "\n\r\n", "\n \u00a0\n", "\n\t", "\n\ufeff", *BREAKS)
ODD = {" ": BETWEEN_WORDS + BREAKS, "\n": BETWEEN_LINES}
LOG = "The log is open to every Member."
SOUND = FILES["protocol.md"].replace(LOG, f"~ Page 3\n{LOG}")  # furniture above a paragraph
PLACES = [place for place, character in enumerate(SOUND) if character in ODD]
Change = tuple[int, int]  # which white space, and which odd one in its stead; counted round

ONE_OR_A_FEW = st.lists(
    st.tuples(st.sampled_from(PLACES), st.integers(0, 16)), min_size=1, max_size=4
)


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """The little council's folder, with one more line of page furniture."""
    council = write_little(tmp_path)
    (council / "protocol.md").write_text(SOUND, encoding="utf-8")
    amend(council / "source.txt", LOG, f"Page 3\n{LOG}")
    return council


def changed(changes: Sequence[Change]) -> str:
    """The protocol with odd white space here and there."""
    characters = list(SOUND)
    for place, which in changes:
        odd = ODD[SOUND[place]]
        characters[place] = odd[which % len(odd)]
    return "".join(characters)


def said(council: Path) -> list[tuple[str, str]]:
    """The words of each clause by its label, in order; proved."""
    protocol = read_protocol(council)
    prove(protocol)
    return [(clause.label, fold(clause.text)) for clause in protocol.clauses]


def refused_or_as_before(council: Path, octets: bytes) -> bool:
    """Whether a protocol of other bytes is read; what it says then is what it said before."""
    before = said(council)
    (council / "protocol.md").write_bytes(octets)
    try:
        with bounded():
            after = said(council)
    except CorpusError as refused:
        assert refused.problem  # noqa: PT017 - either outcome is right
        return False
    finally:
        (council / "protocol.md").write_text(SOUND, encoding="utf-8")
    assert after == before
    return True


@fuzzed(200)
@given(changes=ONE_OR_A_FEW)
@example(changes=[(SOUND.index(f"\n{LOG}"), BETWEEN_LINES.index("\u2028"))])
def test_other_white_space_is_refused_or_says_the_same(
    council: Path, changes: Sequence[Change]
) -> None:
    refused_or_as_before(council, changed(changes).encode())


@pytest.mark.parametrize("odd", BETWEEN_WORDS + BREAKS)
def test_one_odd_space_everywhere_is_refused_or_says_the_same(council: Path, odd: str) -> None:
    refused_or_as_before(council, SOUND.replace(" ", odd).encode())


@pytest.mark.parametrize("odd", BETWEEN_LINES)
def test_one_odd_line_end_everywhere_is_refused_or_says_the_same(council: Path, odd: str) -> None:
    refused_or_as_before(council, SOUND.replace("\n", odd).encode())


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(SOUND.replace("\n", "\r\n").encode(), id="returns"),
        pytest.param(SOUND.replace("\n", "\r").encode(), id="returns alone"),
        pytest.param(SOUND.encode("utf-8-sig"), id="a byte order mark"),
        pytest.param(SOUND.replace("\n", "\u00a0\n").encode(), id="hard spaces at the ends"),
        pytest.param(SOUND.replace("\n", "\n\t\n").encode(), id="tabs between the lines"),
        pytest.param(SOUND.replace(" who may", "\u00a0who\u2009may").encode(), id="in a sentence"),
    ],
)
def test_what_editors_leave_behind_is_read(council: Path, octets: bytes) -> None:
    assert refused_or_as_before(council, octets)


@pytest.mark.parametrize("coding", ["utf-16", "utf-32", "cp037"])
def test_another_coding_is_refused(council: Path, coding: str) -> None:
    assert not refused_or_as_before(council, SOUND.encode(coding))
