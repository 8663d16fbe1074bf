"""A redline at a terminal: what changed is marked in signs, not in colour alone."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.redline import redline
from bot.terminal.amendments import render
from bot.terminal.screen import plain
from retrieval.version import digest_of
from tests.little import amend, amend_little, mend_little
from tests.terminal.test_screen import ESCAPE
from tests.test_redline import council

__all__ = ["council"]  # a fixture


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
