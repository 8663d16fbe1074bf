"""A council's rulebook: its protocol and the tables that cite it, read and checked together."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat
from pathlib import Path

from bot import wording
from bot.deadlines import DeadlineRule, load_rules
from bot.escalation import Matter, Step, load_matters, load_steps
from bot.naming import match_name
from bot.workdays import Calendar
from retrieval.clause import stands_in
from retrieval.council import Council
from retrieval.errors import CorpusError
from retrieval.protocols import Protocol, read_protocol
from retrieval.tables import row_line, row_lines
from retrieval.version import Version

WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Rulebook:
    """Everything that one council's people can be told."""

    protocol: Protocol
    rules: tuple[DeadlineRule, ...]
    steps: tuple[Step, ...]

    @property
    def council(self) -> Council:
        """The council whose rulebook this is."""
        return self.protocol.council

    @property
    def version(self) -> Version:
        """Which version of the protocol the tables cite."""
        return self.protocol.version

    @property
    def calendar(self) -> Calendar:
        """The days that this council counts."""
        closures = {closure.date: closure.reason for closure in self.council.closure}
        return Calendar(self.council.nation, closures)

    def rule(self, rule_id: str) -> DeadlineRule | None:
        """The deadline rule of that id, if the council has a row for it."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


@dataclass(frozen=True)
class Library:
    """All councils' rulebooks by slug, and the matters they share."""

    rulebooks: Mapping[str, Rulebook]
    matters: tuple[Matter, ...]

    @cached_property
    def rule_ids(self) -> frozenset[str]:
        """Every deadline rule that any council has."""
        return frozenset(rule.id for book in self.rulebooks.values() for rule in book.rules)

    def named_in(self, text: str) -> frozenset[str]:
        """The slugs of the councils that a text names, by short name or slug, in any case."""
        return frozenset(chain.from_iterable(self._names_in(text)))

    def names_another(self, text: str, councils: Collection[str]) -> bool:
        """Whether a text names a council that is none of these, by their slugs."""
        return any(named.isdisjoint(councils) for named in self._names_in(text))

    def _names_in(self, text: str) -> Iterator[set[str]]:
        """Whom each name in a text may mean; a longer name is not also a shorter one within it."""
        words, start = WORD.findall(text.casefold()), 0
        while start < len(words):
            ends = range(min(start + self._longest_name, len(words)), start, -1)
            spans = ((end, " ".join(words[start:end])) for end in ends)
            end, name = next((one for one in spans if one[1] in self._by_name), (start + 1, ""))
            if name:
                yield self._by_name[name]
            start = end

    @cached_property
    def _by_name(self) -> Mapping[str, set[str]]:
        """What people call councils -> their slugs: looked up, however many councils there are."""
        slugs: dict[str, set[str]] = {}
        for slug, book in self.rulebooks.items():
            for name in (book.council.short_name, slug):
                slugs.setdefault(" ".join(WORD.findall(name.casefold())), set()).add(slug)
        return slugs

    @cached_property
    def _longest_name(self) -> int:
        """How many words the longest of those names has."""
        return max(len(name.split()) for name in self._by_name)

    def matter(self, matter_id: str) -> Matter:
        """The matter of that id. Raises KeyError when there is none."""
        return next(one for one in self.matters if one.id == matter_id)


def load_library(corpus: Path) -> Library:
    """Every council's rulebook. Raises CorpusError, with file and line.

    A rule whose clause or evidence is missing, an unknown column, a line outside the grammar: none
    of them is answered from.
    """
    matters = load_matters(corpus / "matters.toml")
    folders = sorted(path.parent for path in corpus.glob("*/council.toml"))
    if not folders:
        raise CorpusError(
            corpus, 0, "holds no council; set PROTOCOL_BOT_CORPUS to the corpus folder"
        )
    return Library({folder.name: load_rulebook(folder, matters) for folder in folders}, matters)


def folder_of(corpus: Path, council: str) -> Path:
    """A council's folder, by its slug as typed; nothing in it is read, so it may hold faults.

    Raises UnknownName with "did you mean".
    """
    slugs = [path.parent.name for path in sorted(corpus.glob("*/council.toml"))]
    return corpus / match_name(council, slugs, wording.COUNCIL_NOUN, wording.COUNCILS_LISTED)


def load_rulebook(folder: Path, matters: Iterable[Matter]) -> Rulebook:
    """One council's rulebook, its evidence proved. Raises CorpusError with file and line."""
    book = Rulebook(
        read_protocol(folder),
        load_rules(folder / "deadlines.toml"),
        load_steps(folder / "escalation.toml", matters),
    )
    _prove_rules(book, folder / "deadlines.toml")
    _prove_steps(book, folder / "escalation.toml")
    _prove_council(book, folder / "council.toml")
    return book


def _prove_rules(book: Rulebook, path: Path) -> None:
    for rule, line in zip(book.rules, chain(row_lines(path, "rule"), repeat(0)), strict=False):
        _prove_evidence(book.protocol, rule.clause, rule.evidence, path, line)
        if rule.missed:
            _prove_evidence(book.protocol, rule.missed.clause, rule.missed.evidence, path, line)


def _prove_steps(book: Rulebook, path: Path) -> None:
    for step, line in zip(book.steps, chain(row_lines(path, "step"), repeat(0)), strict=False):
        _prove_evidence(book.protocol, step.clause, step.evidence, path, line)
        _prove_contact(book, step.contact, path, line)


def _prove_council(book: Rulebook, path: Path) -> None:
    silent, line = book.council.silent, row_line(path, "silent", 0)
    _prove_evidence(book.protocol, silent.clause, silent.evidence, path, line)
    _prove_contact(book, silent.contact, path, line)
    for number, term in enumerate(book.council.term):
        if term.clause and term.clause not in book.protocol.by_label:
            problem = f'term "{term.term}" cites clause {term.clause}, which does not exist'
            raise CorpusError(path, row_line(path, "term", number), problem)


def _prove_contact(book: Rulebook, contact: str, path: Path, line: int) -> None:
    if contact and book.council.contact_for(contact) is None:
        raise CorpusError(path, line, f'contact "{contact}" is no [[contact]] of council.toml')


def _prove_evidence(protocol: Protocol, label: str, evidence: str, path: Path, line: int) -> None:
    clause = next((one for one in protocol.clauses if one.label == label), None)
    if clause is None:
        raise CorpusError(path, line, f"cites clause {label}, which protocol.md does not have")
    if not stands_in(evidence, clause):
        raise CorpusError(path, line, f'the evidence "{evidence[:60]}" does not stand in {label}')
