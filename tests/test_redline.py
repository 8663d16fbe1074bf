"""A redline at a terminal and as JSON: what changed is marked in signs, not in colour alone."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.errors import BadRequest
from bot.redline import redline, render, to_json
from bot.terminal import plain
from retrieval.version import digest_of
from retrieval.versions import keep
from tests.little import amend, amend_little, mend_little, write_little
from tests.test_terminal import ESCAPE


@pytest.fixture
def council(tmp_path: Path, corpus: Path) -> Path:
    """The little council's folder, in a corpus, its first version kept."""
    shutil.copy(corpus / "matters.toml", tmp_path)
    made = write_little(tmp_path)
    keep(made)
    return made


def shown(council: Path, version: str = "") -> str:
    return plain(render(redline(council, version)))


def test_every_change_is_marked_and_followed_by_what_rests_on_it(council: Path) -> None:
    old = digest_of(council)[:12]
    amend_little(council)
    assert (
        shown(council)
        == f"""\
Little Marling Town Council
From version {old} (second edition)
to version {digest_of(council)[:12]} (second edition, as amended on 21 May 2026), the current one
Clauses: 1 added, 1 removed, 1 changed, 1 renumbered. Words in [-...-] are gone, words in \
{{+...+}} came.

~ Clause 2.2 was changed  Enquiries
    The Clerk will reply within [-7-] {{+10+}} working days of receipt, or tell the Member why \
(see clause 2.1).
    Rule enquiry-reply rests on words that are gone from clause 2.2: mend deadlines.toml, line 1.
    What rule enquiry-reply says to do if it is late rests on clause 2.2, and the words it cites \
still stand.
    The line of questions with the anchor "within 7 working days" rests on words that are gone \
from clause 2.2: mend questions.jsonl, line 1.

- Clause 2.4 was removed  Enquiries
    [-Nobody else is copied in, unless the Freedom of Information Act 2000 says so.-]

= Clause 2.4, formerly 2.5, has the same words under another number  Enquiries
    or the Chair, in which case the Clerk should be told beforehand.
    Step general, officer, 1 rests on words that stand in clause 2.4 instead of 2.5: mend \
escalation.toml, line 33.
    Whom to ask where the protocol is silent (the Chair) rests on words that stand in clause 2.4 \
instead of 2.5: mend council.toml, line 13.

+ Clause 2.5 was added  Enquiries
    {{+The log is kept for two years.+}}

Rows to mend: 4. Then run protocol-bot corpus check and protocol-bot index."""
    )


def test_once_mended_it_says_what_to_read_again(council: Path) -> None:
    amend_little(council)
    mend_little(council)
    said = shown(council)
    assert "mend " not in said
    assert "Questions that lead here: 1. Read whether they still should." in said
    assert said.endswith(
        "Every row still stands on its clause. Read those above; then run protocol-bot corpus "
        "check and protocol-bot index."
    )


def test_bullets_and_tables_are_read_line_by_line(council: Path) -> None:
    for path in (council / "source.txt", council / "protocol.md"):
        amend(path, "log it;", "log it at once;")
        amend(path, "Set the budget", "Agree the budget")
    lines = shown(council).split("\n")
    assert "    - log [-it;-] {+it at once;+}" in lines
    assert "    [-Set-] {+Agree+} the budget | Keeps the accounts" in lines
    assert "    Members | Clerk" in lines


def test_without_colour_and_with_it_the_words_are_the_same(council: Path) -> None:
    amend_little(council)
    screen = Console(file=StringIO(), width=20_000, force_terminal=True, highlight=False)
    with screen.capture() as captured:
        screen.print(render(redline(council)))
    assert "\x1b[31m[-7-]\x1b[0m" in captured.get()
    assert ESCAPE.sub("", captured.get()).rstrip() == shown(council)


def test_no_amendment_and_none_of_a_clause_are_told_apart(council: Path) -> None:
    assert shown(council).endswith("Nothing was amended: the two are one version.")
    amend(council / "protocol.md", "~ 2. Enquiries 2\n", "~ 2. Enquiries\n~ 2\n")
    assert shown(council).endswith("headings, page furniture or line breaks were.")


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
