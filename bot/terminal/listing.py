"""Lists at the terminal: councils, rules, routes, what the corpus check counted, what is kept.

A block a council, a name a line: names that people type are never broken, however narrow the
screen.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from bot import wording
from bot.answer import ladder_to_json, version_to_json
from bot.asker import Side
from bot.check import Checked
from bot.dates import in_words
from bot.deadlines import DeadlineRule
from bot.escalation import Ladder, ladder
from bot.rulebook import Library, Rulebook
from bot.terminal.screen import Hanging
from bot.views import REASONS, Reason

if TYPE_CHECKING:
    from bot.store.dossier import Dossier, Erased
    from bot.store.feedback import Feedback
    from retrieval.index import IndexReport

ARROW = " → "
ANCHOR = 8  # words: enough to tell a clause from every other
VERDICTS = {"up": wording.HELPFUL_BUTTON, "down": wording.NOT_HELPFUL_BUTTON}


@dataclass(frozen=True)
class Listing:
    """The same rows for people and for programs."""

    text: Group
    as_json: list[dict[str, Any]]


def councils(books: Iterable[Rulebook], _library: Library) -> Listing:
    """A council a block: slug and name; document, version and number of clauses."""
    books = tuple(books)
    blocks = [_block(_title(book), [_line(_document(book))]) for book in books]
    return Listing(_group(blocks), [_council(book) for book in books])


def deadlines(books: Iterable[Rulebook], _library: Library) -> Listing:
    """A council a block; each rule with its limit and clause, and what it is about."""
    books = tuple(books)
    blocks = [_block(_title(book), _pairs(map(_rule_pair, book.rules))) for book in books]
    return Listing(_group(blocks), [_deadline(book, rule) for book in books for rule in book.rules])


def routes(books: Iterable[Rulebook], library: Library) -> Listing:
    """A council a block; each matter and asker, and the people its steps lead to."""
    found = [(book, tuple(_ladders(book, library))) for book in books]
    blocks = [_block(_title(book), _pairs(map(_route_pair, ladders))) for book, ladders in found]
    rows = [
        {"council": book.protocol.slug, **ladder_to_json(one)}
        for book, ladders in found
        for one in ladders
    ]
    return Listing(_group(blocks), rows)


def checked(counts: Sequence[Checked]) -> Group:
    """What was proved, a council a block, with what each source misprints, lost or leaves out."""
    blocks = [_block(one.account.slug, map(_line, _counted(one))) for one in counts]
    return _group([*blocks, [Hanging(Text(wording.PROVED.format(count=len(counts))))]])


def feedback(given: "Iterable[Feedback]", library: Library) -> Listing:
    """What people thought of an answer, a block each, and the line it could become."""
    given = tuple(given)
    blocks = [_block(_verdict(one), _thought(one, library)) for one in given]
    rows = [
        {**asdict(one), "at": one.at.isoformat(), "line": _line_to_be(one, library)}
        for one in given
    ]
    return Listing(_group(blocks or [[Text(wording.NO_FEEDBACK)]]), rows)


def kept(found: "Sequence[Dossier]") -> Listing:
    """What is kept about a person, a tenant a block."""
    blocks = [_block(_where(one), map(_line, _dossier(one))) for one in found]
    return _about_a_person(blocks, [_dossier_row(one) for one in found])


def erased(done: "Sequence[Erased]") -> Listing:
    """What was erased of what was kept about a person, a tenant a block."""
    blocks = [_block(_where(one), map(_line, _erased(one))) for one in done]
    rows = [
        {"platform": one.platform, "tenant": one.tenant, "erased": dict(one.rows)} for one in done
    ]
    return _about_a_person(blocks, rows)


def indexed(report: "IndexReport") -> str:
    """What building the index did, in a line."""
    return wording.INDEXED.format(
        clauses=sum(counts.clauses for counts in report.councils.values()),
        councils=len(report.councils),
        encoded=report.encoded,
        reused=report.reused,
        dropped=report.dropped,
    )


# ------------------------------------------------------------------------------------- the blocks
def _group(blocks: Iterable[Iterable[RenderableType]]) -> Group:
    return Group(*(line for block in blocks for line in block))


def _block(title: str, lines: Iterable[RenderableType]) -> Iterator[RenderableType]:
    yield Hanging(Text(title, style="bold"), 0, 4)
    yield from lines
    yield Text()


def _pairs(pairs: Iterable[tuple[Text, str]]) -> Iterator[RenderableType]:
    for name, about in pairs:
        yield Hanging(name, 2, 4)
        yield Hanging(Text(about, style="dim"), 4, 6)


def _line(words: str) -> Hanging:
    return Hanging(Text(words), 2, 4)


def _title(book: Rulebook) -> str:
    return wording.LISTED_COUNCIL.format(slug=book.protocol.slug, name=book.council.name)


def _document(book: Rulebook) -> str:
    document = book.council.protocol
    parts = (document.title, document.version, document.amendment)
    named = ", ".join(part for part in parts if part)
    return wording.LISTED_DOCUMENT.format(document=named, clauses=len(book.protocol.clauses))


def _rule_pair(rule: DeadlineRule) -> tuple[Text, str]:
    limit = wording.LISTED_RULE.format(limit=rule.limit, clause=rule.clause)
    return Text.assemble((rule.id, "bold"), "  ", limit), rule.title


def _route_pair(found: Ladder) -> tuple[Text, str]:
    # Two steps to one person, one after the other, are one stop on the way.
    stops = [next(steps).to for _, steps in groupby(found.steps, lambda step: step.to.casefold())]
    side = wording.LISTED_ASKER.format(side=found.asker.article)
    return Text.assemble((found.matter.id, "bold"), "  ", side), ARROW.join(stops)


def _verdict(one: "Feedback") -> str:
    return wording.VERDICT.format(
        day=in_words(one.at.date()), council=one.council, verdict=VERDICTS[one.verdict]
    )


def _thought(one: "Feedback", library: Library) -> Iterator[RenderableType]:
    if one.reason:
        yield _line(wording.BECAUSE.format(reason=REASONS[Reason(one.reason)], comment=one.comment))
    yield _line(wording.WAS_SHOWN.format(labels=_join(one.shown)))
    yield _line(json.dumps(_line_to_be(one, library), ensure_ascii=False))


def _line_to_be(one: "Feedback", library: Library) -> dict[str, Any]:
    """A line of questions.jsonl; its clause is known where the first one shown was right."""
    protocol = library.rulebooks[one.council].protocol if one.council in library.rulebooks else None
    right = one.shown[0] if one.verdict == "up" and one.shown else ""
    clause = protocol.by_label.get(right) if protocol else None
    anchor = (
        " ".join(
            clause.text.split("\n")[-1 if clause.lead_in else 0].removeprefix("- ").split()[:ANCHOR]
        )
        if clause
        else ""
    )
    return {"clause": right, "anchor": anchor, "questions": [one.question]}


def _about_a_person(
    blocks: Iterable[Iterable[RenderableType]], rows: list[dict[str, Any]]
) -> Listing:
    """At the end, what cannot be said of anybody."""
    none = [] if rows else [[Text(wording.NOTHING_KEPT)]]
    return Listing(_group([*blocks, *none, [Text(wording.FEEDBACK_NAMES_NOBODY)]]), rows)


def _where(one: "Dossier | Erased") -> str:
    return wording.KEPT_IN.format(platform=one.platform, tenant=one.tenant)


def _dossier(one: "Dossier") -> Iterator[str]:
    if one.role:
        yield wording.KEPT_ROLE.format(role=one.role.asker.value, when=_moment(one.role.chosen_at))
    for asked in one.questions:
        yield wording.KEPT_QUESTION.format(
            when=_moment(asked.asked_at), council=asked.council, question=asked.question
        )
    for said in one.said:
        yield wording.KEPT_SAID.format(when=_moment(said.at), text=said.text)
    if one.asked:
        yield wording.KEPT_ASKED.format(when=_moment(one.asked[-1]))
    for at in one.installed:
        yield wording.KEPT_INSTALLED.format(when=_moment(at))


def _erased(one: "Erased") -> Iterator[str]:
    for table, count in one.rows.items():
        yield wording.ERASED.format(what=wording.KEPT[table], count=count)


def _moment(at: datetime) -> str:
    return wording.MOMENT.format(day=in_words(at.date()), time=f"{at:%H:%M}")


def _counted(one: Checked) -> Iterator[str]:
    """The counts, and what is odd about a source: said even where it is nothing."""
    account = one.account
    yield wording.CHECKED.format(
        clauses=account.clauses, words=account.words, furniture_lines=account.furniture_lines,
        rules=one.rules, steps=one.steps, questions=one.questions,
    )  # fmt: skip
    yield wording.REPAIRED.format(names=_join(account.repaired))
    yield wording.GAPS.format(names=_join(account.gaps))
    yield wording.DAMAGED_CLAUSES.format(names=_join(account.damaged))
    kept = [version.short for version in one.kept]
    state = "" if one.version.short in kept else wording.NOT_KEPT_YET
    yield wording.VERSIONS.format(version=one.version.short, state=state, kept=_join(kept))


def _join(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


# --------------------------------------------------------------------------------------- the JSON
def _council(book: Rulebook) -> dict[str, Any]:
    document = book.council.protocol
    return {
        "slug": book.protocol.slug,
        "name": book.council.name,
        "title": document.title,
        **version_to_json(book.version),
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


def _dossier_row(one: "Dossier") -> dict[str, Any]:
    role = one.role
    return {
        "platform": one.platform,
        "tenant": one.tenant,
        "role": role and {"role": role.asker.value, "chosen_at": role.chosen_at.isoformat()},
        "questions": [
            {**asdict(asked), "asked_at": asked.asked_at.isoformat()} for asked in one.questions
        ],
        "threads": [{"text": said.text, "at": said.at.isoformat()} for said in one.said],
        "asked": [at.isoformat() for at in one.asked],
        "installed": [at.isoformat() for at in one.installed],
    }


def _ladders(book: Rulebook, library: Library) -> Iterator[Ladder]:
    for matter in library.matters:
        for side in Side:
            if found := ladder(book.steps, matter, side):
                yield found
