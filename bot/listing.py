"""Lists at the terminal: councils, deadline rules, routes, and what the corpus check counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group
from rich.table import Table

from bot import wording
from bot.answer import ladder_to_json
from bot.asker import Side
from bot.check import Checked
from bot.deadlines import DeadlineRule
from bot.escalation import Ladder, ladder
from bot.rulebook import Library, Rulebook
from retrieval.proof import Account

if TYPE_CHECKING:
    from retrieval.index import IndexReport


@dataclass(frozen=True)
class Listing:
    """The same rows for people and for programs."""

    table: Table
    as_json: list[dict[str, Any]]


def councils(books: Iterable[Rulebook], _library: Library) -> Listing:
    """A row a council: slug, name, document, version, clauses."""
    rows = [_council(book) for book in books]
    table = _table("slug", "council", "document", "version", "clauses")
    for row in rows:
        table.add_row(row["slug"], row["name"], row["title"], row["version"], str(row["clauses"]))
    return Listing(table, rows)


def deadlines(books: Iterable[Rulebook], _library: Library) -> Listing:
    """A row a deadline rule: council, rule, limit, clause."""
    rows = [_deadline(book, rule) for book in books for rule in book.rules]
    table = _table("council", "rule", "what", "limit", "clause")
    for row in rows:
        table.add_row(row["council"], row["rule"], row["title"], _limit(row), row["clause"])
    return Listing(table, rows)


def routes(books: Iterable[Rulebook], library: Library) -> Listing:
    """A row a route: council, matter, asker, steps."""
    found = [(book, one) for book in books for one in _ladders(book, library)]
    table = _table("council", "matter", "asker", "steps")
    for book, one in found:
        steps = " → ".join(step.to for step in one.steps)
        table.add_row(book.protocol.slug, one.matter.id, one.asker.value, steps)
    rows = [{"council": book.protocol.slug, **ladder_to_json(one)} for book, one in found]
    return Listing(table, rows)


def checked(counts: Sequence[Checked]) -> Group:
    """What was proved, a row a council; below it what each source misprints, lost or leaves out."""
    table = _table(
        "council", "clauses", "words", "furniture lines", "rules", "steps", "questions"
    )  # fmt: skip
    for one in counts:
        account = one.account
        numbers = (
            account.clauses, account.words, account.furniture_lines,
            one.rules, one.steps, one.questions,
        )  # fmt: skip
        table.add_row(account.slug, *(f"{number:,}" for number in numbers))
    return Group(table, "", *(line for one in counts for line in _found(one.account)))


def indexed(report: "IndexReport") -> str:
    """What building the index did, in a line."""
    return wording.INDEXED.format(
        clauses=sum(counts.clauses for counts in report.councils.values()),
        councils=len(report.councils),
        encoded=report.encoded,
        reused=report.reused,
        dropped=report.dropped,
    )


def _found(account: Account) -> Iterator[str]:
    """What is odd about a source; said of every council, so that none goes unlooked at."""
    yield f"{account.slug}:"
    yield f"  repaired labels: {_join(account.repaired)}"
    yield f"  gaps in the printed numbering: {_join(account.gaps)}"
    yield f"  damaged clauses: {_join(account.damaged)}"


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _join(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _council(book: Rulebook) -> dict[str, Any]:
    document = book.council.protocol
    return {
        "slug": book.protocol.slug,
        "name": book.council.name,
        "title": document.title,
        "version": document.version,
        "date": document.date,
        "clauses": len(book.protocol.clauses),
    }


def _deadline(book: Rulebook, rule: DeadlineRule) -> dict[str, Any]:
    return {
        "council": book.protocol.slug,
        "rule": rule.id,
        "title": rule.title,
        "length": rule.value,
        "unit": rule.unit.value,
        "owes": rule.owes,
        "starts": rule.starts,
        "clause": rule.clause,
        "evidence": rule.evidence,
    }


def _limit(row: dict[str, Any]) -> str:
    return f"{row['length']} {row['unit']}" if row["length"] else "none set"


def _ladders(book: Rulebook, library: Library) -> Iterable[Ladder]:
    for matter in library.matters:
        for side in Side:
            if found := ladder(book.steps, matter, side):
                yield found
