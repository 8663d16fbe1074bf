"""A protocol file -> its clauses by its own numbering; refuses repeats, strays and lost words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path

from retrieval.clause import Block, Clause, Item, Paragraph, Row
from retrieval.council import Council, read_council
from retrieval.errors import CorpusError
from retrieval.grammar import NUMBER, Kind, Line, Opening, read_lines
from retrieval.references import with_references
from retrieval.tables import row_line
from retrieval.version import Version, digest_of

WIDEST_GAP = 20  # numbers; a document leaves out one or two, a misprint a thousand
HEADING_NUMBER = re.compile(rf"^(?:Section\s+)?(?P<number>{NUMBER})[.:]?\s+")


@dataclass(frozen=True)
class Protocol:
    """One council's protocol: every clause in the order of the document, and how it was read.

    `digest` is that of its words (`retrieval.version.digest_of`), as they were when it was read.
    """

    folder: Path
    council: Council
    clauses: tuple[Clause, ...]
    lines: tuple[Line, ...] = field(repr=False)
    digest: str

    @property
    def slug(self) -> str:
        """The council's slug, which is also the folder's name."""
        return self.council.slug

    @property
    def version(self) -> Version:
        """Which version this is."""
        return Version(self.council.protocol, self.digest)

    @cached_property
    def by_label(self) -> dict[str, Clause]:
        """Clauses by label and by printed number; a label wins over another clause's misprint."""
        printed = {one.printed: one for one in self.clauses if one.printed}
        return printed | {one.label: one for one in self.clauses}

    def clause(self, label: str) -> Clause | None:
        """The clause of a label as people type it: `9.2.12`, `7.12.`, `Correspondence 2`."""
        spoken = re.sub(r"^(clause|section|para(graph)?\.?)\s+", "", label.strip().casefold())
        return self.by_label.get(re.sub(r"[\s-]+", "-", spoken).rstrip("."))

    @property
    def repaired(self) -> tuple[Clause, ...]:
        """Clauses whose number the source misprints or has lost."""
        return tuple(one for one in self.clauses if one.repaired)

    @property
    def gaps(self) -> tuple[str, ...]:
        """Numbers that the printed numbering leaves out, in order: reported, never filled."""
        return tuple(gaps(one.label for one in self.clauses if one.label[0].isdigit()))


def read_protocol(folder: Path) -> Protocol:
    """The protocol of a corpus folder. Raises CorpusError with file and line."""
    council = read_council(folder)
    if council.slug != folder.name:
        problem = f'slug is "{council.slug}" but the folder is "{folder.name}"'
        raise CorpusError(folder / "council.toml", 0, problem)
    return read_version(folder, council)


def read_version(folder: Path, council: Council) -> Protocol:
    """The protocol of a folder of any name. Raises CorpusError with file and line."""
    path = folder / "protocol.md"
    lines = read_lines(path)
    clauses = tuple(_clauses(path, council.slug, lines))
    _refuse_repeats(path, clauses)
    _refuse_leaps(path, clauses)
    _refuse_idle_lead_ins(path, lines, clauses)
    _refuse_stray_headings(folder / "council.toml", council, lines)
    sections = {number: line.text for line in lines if (number := heading_number(line))}
    clauses = tuple(with_references(clauses, sections, council))
    return Protocol(folder, council, clauses, lines, digest_of(folder))


def heading_number(line: Line) -> str:
    """The number of a numbered heading (`9.2` of `9.2 Briefings`), else an empty string."""
    found = HEADING_NUMBER.match(line.text) if line.kind is Kind.HEADING else None
    return found["number"] if found else ""


def gaps(labels: Iterable[str]) -> Iterator[str]:
    """The numbers left out between labels that share all but their last number.

    `["8.3.2", "8.3.4"]` gives `8.3.1` and `8.3.3`.
    """
    labels = tuple(labels)
    for label, missing in _left_out(labels):
        above = label.rpartition(".")[0]
        numbers = (f"{above}.{number}" if above else str(number) for number in missing)
        yield from (number for number in numbers if number not in labels)


def _left_out(labels: Iterable[str]) -> Iterator[tuple[str, range]]:
    """Each label with the last numbers that are skipped before it."""
    last: dict[str, int] = {}
    for label in labels:
        above, _, number = label.rpartition(".")
        yield label, range(last.get(above, 0) + 1, int(number))
        last[above] = int(number)


def _refuse_repeats(path: Path, clauses: Iterable[Clause]) -> None:
    """Refuse a second clause of one label, and a second one that is printed with one misprint."""
    seen: dict[tuple[str, bool], Clause] = {}
    for clause in clauses:
        misprint = clause.printed if clause.printed != clause.label else ""
        for name in ((clause.label, False), (misprint, True)):
            if name[0] and name in seen:
                problem = f"{name[0]} names the clause on line {seen[name].line} already; "
                cure = "every clause needs a name of its own"
                raise CorpusError(path, clause.line, problem + cure)
            seen[name] = clause


def _refuse_leaps(path: Path, clauses: Iterable[Clause]) -> None:
    """Refuse a number so far from the one before that it must be an unrepaired misprint."""
    numbered = {clause.label: clause for clause in clauses if clause.label[0].isdigit()}
    for label, missing in _left_out(numbered):
        if len(missing) > WIDEST_GAP:
            problem = f"[{label}] leaves out {len(missing)} numbers; if it is a misprint, "
            cure = f"write its true number and [... printed {label}]"
            raise CorpusError(path, numbered[label].line, problem + cure)


def _refuse_idle_lead_ins(path: Path, lines: Iterable[Line], clauses: Iterable[Clause]) -> None:
    quoted = {clause.lead_in for clause in clauses}
    for line in lines:
        if line.kind is Kind.LEAD_IN and line.text not in quoted:
            raise CorpusError(
                path, line.number, "no clause below this lead-in begins with a bullet, so nobody "
                "would ever be shown it; write it as a clause"
            )  # fmt: skip


def _refuse_stray_headings(path: Path, council: Council, lines: Iterable[Line]) -> None:
    printed = {line.text for line in lines if line.kind is Kind.HEADING}
    for number, one in enumerate(council.document):
        if one.heading and one.heading not in printed:
            problem = f'heading "{one.heading}" is no heading of protocol.md'
            raise CorpusError(path, row_line(path, "document", number), problem)


@dataclass
class _Above:
    """What stands above the line being read: the heading path, its number and the lead-in."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    number: str = ""
    lead_in: str = ""

    def pass_heading(self, line: Line) -> None:
        self.headings = [one for one in self.headings if one[0] < line.depth]
        self.headings.append((line.depth, HEADING_NUMBER.sub("", line.text, count=1)))
        self.number, self.lead_in = heading_number(line), ""

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(title for _, title in self.headings)


def _clauses(path: Path, slug: str, lines: Iterable[Line]) -> Iterator[Clause]:
    above = _Above()
    for run in _runs(line for line in lines if line.kind is not Kind.FURNITURE):
        first = run[0]
        if first.kind is Kind.HEADING:
            above.pass_heading(first)
        elif first.kind is Kind.LEAD_IN:
            above.lead_in = first.text
        elif first.opening:
            yield _clause(path, slug, above, first.opening, run)
        else:
            raise CorpusError(
                path, first.number, "these words stand in no clause; open one with [label], "
                "or begin the line with ~ if they are page furniture"
            )  # fmt: skip


def _runs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Each heading and lead-in alone, each opening with the body lines that follow it."""
    body = {Kind.PARAGRAPH, Kind.ITEM, Kind.ROW}
    run: list[Line] = []
    for line in lines:
        if run and not (line.kind in body and run[0].opening):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _clause(path: Path, slug: str, above: _Above, opening: Opening, run: list[Line]) -> Clause:
    line, body = run[0].number, run[1:]
    if not body:
        raise CorpusError(path, line, f"[{opening.label}] has no words; write them below it")
    if opening.in_heading and opening.label != above.number:
        problem = f"[{opening.label} in heading] stands under a heading without that number"
        raise CorpusError(path, line, problem)
    leads = body[0].kind is Kind.ITEM
    if leads and not above.lead_in:
        problem = f"[{opening.label}] begins with a bullet, but no lead-in (>) stands above it"
        raise CorpusError(path, line, problem)
    return Clause(
        council=slug,
        label=opening.label,
        printed=opening.printed,
        heading=above.path,
        blocks=tuple(_blocks(path, body)),
        lead_in=above.lead_in if leads else "",
        damaged=opening.damaged,
        line=line,
    )


def _blocks(path: Path, body: Iterable[Line]) -> Iterator[Block]:
    for kind, group in groupby(body, key=lambda line: line.kind):
        if kind is Kind.ITEM:
            yield from _nest(path, list(group), depth=0)
        elif kind is Kind.ROW:
            yield from (Row(_cells(line.text), line.number) for line in group)
        else:
            yield from (Paragraph(line.text, line.number) for line in group)


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.split("\t"))


def _nest(path: Path, lines: list[Line], depth: int) -> tuple[Item, ...]:
    """Bullets of one depth, each with the deeper ones that follow it."""
    items: list[Item] = []
    while lines:
        first = lines.pop(0)
        if first.depth != depth:
            raise CorpusError(path, first.number, "this bullet is deeper than the one above allows")
        below = []
        while lines and lines[0].depth > depth:
            below.append(lines.pop(0))
        items.append(Item(first.text, _nest(path, below, depth + 1), first.number))
    return tuple(items)
