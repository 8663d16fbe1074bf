"""`verify`, `corpus keep` and `corpus diff`, as typed."""

import shutil
from pathlib import Path

import pytest

from retrieval.version import digest_of
from tests.conftest import Given, Run
from tests.little import SLUG, amend_little, mend_little, write_little
from tests.terminal.test_cli import hold_refused


@pytest.fixture
def council(tmp_path: Path, corpus: Path, given: Given) -> Path:
    """The little council's folder, in the corpus of the command."""
    shutil.copy(corpus / "matters.toml", tmp_path)
    given.settings = given.settings.model_copy(update={"corpus": tmp_path})
    return write_little(tmp_path)


def test_an_amendment_from_keeping_to_proving_what_was_quoted_before(
    run: Run, council: Path
) -> None:
    old = digest_of(council)[:12]
    kept = run("corpus", "keep", "Little Marling")
    assert (kept.status, kept.out) == (
        0, f"Kept: little-marling {old}. Amend it when you are ready.\n"
    )  # fmt: skip
    assert run("corpus", "keep", SLUG).out.startswith(f"Kept already: little-marling {old}.")
    amend_little(council)
    hold_refused(run("corpus", "check"), "deadlines.toml:1", "does not stand in 2.2")
    assert "Rows to mend: 4." in run("corpus", "diff", SLUG).out
    mend_little(council)
    checked = run("corpus", "check")
    assert (
        f"current version: {digest_of(council)[:12]}, not kept yet; kept versions: {old}\n"
        in checked.out
    )
    assert "Every row still stands" in run("corpus", "diff", SLUG, old[:6]).out
    assert run("corpus", "diff", SLUG, "--json").json["from"]["digest"].startswith(old)
    proved = run("verify", f"{SLUG}@{old}:2.2", "--text", "within 7 working days")
    assert proved.status == 0
    assert f"It was amended since; protocol-bot corpus diff {SLUG} {old}" in proved.out
    assert proved.out.endswith("\nThe words stand in clause 2.2, to the letter.\n")


def test_verify_prints_each_clause_whole_with_where_it_stands(run: Run, council: Path) -> None:
    digest = digest_of(council)
    ran = run("verify", f"{SLUG}@{digest[:12]}:2.5+members-1")
    assert (ran.status, ran.err) == (0, "")
    assert (
        ran.out
        == f"""\
Little Marling Town Council: Protocol between Members and Staff
little-marling@{digest[:12]}:2.5+members-1

Verified: the digest is right, and no word of the document is lost or altered.
    Version: second edition.
    SHA-256 of source.txt and protocol.md: {digest}
    It is the current version.

Clause 2.5  Enquiries
    or the Chair, in which case the Clerk should be told beforehand.
    Words of this clause are missing in the published document.
    Little Marling Town Council, Protocol between Members and Staff, clause 2.5
    Stands in Protocol between Members and Staff, second edition, line 39 of source.txt.
    Its number is missing in the published document.
    Defined terms: Clerk (clause 1.1.1).

Clause members-1  Working together
    In meetings, Members will:
    - speak through the Chair
    Little Marling Town Council, Protocol between Members and Staff, clause members-1
    Stands in Protocol between Members and Staff, second edition, line 51 of source.txt.
    Defined terms: Member (clause 1.1.2).
"""
    )


def test_verify_says_that_only_white_space_differs(run: Run, council: Path) -> None:
    typed = f"{SLUG}@{digest_of(council)[:12]}:2.2"
    ran = run("verify", typed, "--text", "within 7\nworking days")
    assert "word for word; white space, bullets or quotation marks are written" in ran.out
    assert run("verify", typed, "--text", "within 7\nworking days", "--json").json["text"] == {
        "clause": "2.2", "exact": False
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["little-marling@0123456789ab:2.2"], "No version 0123456789ab"),
        (["little-marling@{}:7.7"], "has no clause 7.7"),
        (["little-marling@0123:2.2"], "12 to 64 digits"),
        (["2.2"], "That is no reference"),
        (["little-marling@{}:2.2", "--text", "within 8 working days"], "do not stand in clause"),
        (["little-marling@{}:2.2", "--text", ""], "no words to look for"),
    ],
)
def test_what_does_not_verify_is_refused_on_one_line(
    run: Run, council: Path, typed: list[str], said: str
) -> None:
    digest = digest_of(council)[:12]
    hold_refused(run("verify", *(word.format(digest) for word in typed)), said)
    hold_refused(run("verify", *(word.format(digest) for word in typed), "--json"), said)


@pytest.mark.parametrize("command", ["keep", "diff"])
def test_a_council_that_is_not_here_is_refused(run: Run, council: Path, command: str) -> None:
    assert council.exists()
    hold_refused(run("corpus", command, "litle-marling"), "Did you mean little-marling?")


def test_nothing_is_asked_of_a_corpus_that_cannot_be_written(run: Run, council: Path) -> None:
    (council / "versions").write_text("in the way", encoding="utf-8")
    hold_refused(run("corpus", "keep", SLUG), "Cannot use", "put that right and try again")
