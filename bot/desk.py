"""Request -> answer; the only place that decides. It reads no clock, no file and no setting."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, assert_never

from bot import notes, wording
from bot.answer import Answer, DueDate, NoAnswer, Quotation, Quote, Route, Silence
from bot.asker import Asker, Side, said_asker
from bot.dates import find_date, read_date
from bot.deadlines import DeadlineRule, Due, due
from bot.errors import BadRequest, UnknownName
from bot.escalation import GENERAL, Ladder, ladder
from bot.intent import about_time, about_where, fitting_ladder, fitting_rule
from bot.naming import match_name
from bot.request import Ask, ClauseWanted, DeadlineWanted, Known, RouteWanted
from bot.rulebook import Library, Rulebook
from retrieval.clause import Clause, span_of

if TYPE_CHECKING:  # what they come with (FAISS, BM25) is slow to load, and no command needs it
    from retrieval.search import Found, Ranking

NEAREST = 3  # clauses shown where none governs: enough to look, too few to be taken for an answer

Search = Callable[[str, str], "Ranking"]
Wanted = Ask | ClauseWanted | DeadlineWanted | RouteWanted


@dataclass(frozen=True)
class Desk:
    """The desk: `search` is any function from (council slug, question) to a Ranking."""

    library: Library
    search: Search

    @property
    def now(self) -> "Desk":
        """The desk as it stands, for whoever asks several things of it; see `bot.live`."""
        return self

    @property
    def known(self) -> Known:
        """The names that commands take, for `request.read`."""
        return Known(self.library.rule_ids, frozenset(one.id for one in self.library.matters))

    def rulebook(self, council: str) -> Rulebook:
        """The rulebook of a council. Raises UnknownName with "did you mean"."""
        slug = match_name(
            council, self.library.rulebooks, wording.COUNCIL_NOUN, wording.COUNCILS_LISTED
        )
        return self.library.rulebooks[slug]

    def answer(self, wanted: Wanted, council: str, asker: Asker | None, today: date) -> Answer:
        """The answer to one request. Raises BadRequest for what cannot be answered as typed."""
        book = self.rulebook(council)
        match wanted:
            case Ask(question):
                return self._ask(book, question, asker, today)
            case ClauseWanted(label):
                return _clause(book, label)
            case DeadlineWanted():
                return self._deadline(book, wanted, today)
            case RouteWanted():
                return self._route(book, wanted, asker)
            case _:
                assert_never(wanted)

    def _ask(self, book: Rulebook, question: str, asker: Asker | None, today: date) -> Answer:
        slug = book.protocol.slug
        ranking = self.search(slug, question)
        quotes = tuple(_quote(book, found) for found in ranking.found)
        if not ranking.answers:
            next_step = notes.ask_next(book.council)
            nearest = quotes[:NEAREST]
            return NoAnswer(
                slug, question, nearest, Silence.NOT_COVERED, next_step, version=book.version
            )
        labels = [quote.clause.label for quote in quotes]
        if about_time(question) and (rule := fitting_rule(question, book.rules, labels)):
            return _dated(book, question, quotes, rule, today)
        if about_where(question) and (found := self._ladder(book, question, asker, labels)):
            shown = _grounded(quotes, _step_quotes(book, found))
            whose = _whose(found, _side(asker, question))
            return Route(slug, question, shown, found, whose, version=book.version)
        return Quotation(slug, question, quotes, version=book.version)

    def _ladder(
        self, book: Rulebook, question: str, asker: Asker | None, labels: Sequence[str]
    ) -> Ladder | None:
        asker = asker or said_asker(question)
        if asker is Asker.PUBLIC:
            return None
        side = asker.side if asker else None
        return fitting_ladder(question, self.library.matters, book.steps, side, labels)

    def _deadline(self, book: Rulebook, wanted: DeadlineWanted, today: date) -> Answer:
        slug = book.protocol.slug
        rule_id = match_name(
            wanted.rule,
            self.library.rule_ids,
            wording.RULE_NOUN,
            wording.RULES_LISTED.format(slug=slug),
        )
        asked = f"deadline {rule_id} {wanted.start}".strip()
        rule = book.rule(rule_id)
        if rule is None:
            next_step = notes.other_councils_rule(rule_id, book.council)
            return NoAnswer(slug, asked, (), Silence.NO_RULE, next_step, version=book.version)
        start = read_date(wanted.start, today) if wanted.start else None
        quotes = tuple(_rule_quotes(book, rule))
        worked, unstarted = due(rule, start, book.calendar), _start_it(rule, start)
        return DueDate(slug, asked, quotes, worked, unstarted, version=book.version)

    def _route(self, book: Rulebook, wanted: RouteWanted, asker: Asker | None) -> Answer:
        slug = book.protocol.slug
        matter_id = match_name(
            wanted.matter, self.known.matters, wording.MATTER_NOUN, wording.MATTERS_LISTED
        )
        matter = self.library.matter(matter_id)
        side = asker.side if asker else None
        asked = f"route {matter_id}"
        found = ladder(book.steps, matter, side or matter.usual_asker)
        if found:
            quotes, whose = tuple(_step_quotes(book, found)), _whose(found, side)
            return Route(slug, asked, quotes, found, whose, version=book.version)
        side = side or matter.usual_asker
        general = ladder(book.steps, self.library.matter(GENERAL), side)
        quotes = tuple(_step_quotes(book, general)) if general else ()
        next_step = notes.no_steps(matter, side, book.council)
        return NoAnswer(
            slug, asked, quotes, Silence.NO_ROUTE, next_step, general, version=book.version
        )


def _side(asker: Asker | None, question: str) -> Side | None:
    """The side that asks: as given, else as the question itself says."""
    known = asker or said_asker(question)
    return known.side if known else None


def _whose(found: Ladder, side: Side | None) -> str | None:
    return None if side else notes.whose_steps(found.asker)


def _dated(
    book: Rulebook, question: str, quotes: tuple[Quote, ...], rule: DeadlineRule, today: date
) -> DueDate:
    """The due date that a free question is about, with the rule's own words highlighted."""
    worked, next_step = _due_from(book, rule, question, today)
    shown = _grounded(quotes, _rule_quotes(book, rule))
    return DueDate(book.protocol.slug, question, shown, worked, next_step, version=book.version)


def _due_from(
    book: Rulebook, rule: DeadlineRule, question: str, today: date
) -> tuple[Due, str | None]:
    """The date worked out; where the question's own date is unclear, what to type instead."""
    try:
        mentioned = find_date(question, today)
        start = mentioned[0] if mentioned else None
        return due(rule, start, book.calendar), _start_it(rule, start)
    except BadRequest as unclear:
        return due(rule, None, book.calendar), str(unclear)


def _start_it(rule: DeadlineRule, start: date | None) -> str | None:
    """The next step while a clock that runs has no start."""
    return wording.START_IT.format(rule=rule.id) if rule.value and start is None else None


def _grounded(found: Sequence[Quote], cited: Iterable[Quote]) -> tuple[Quote, ...]:
    """The clauses found, with the words that a date or a step rests on highlighted in them.

    A clause that is cited but was not found comes last: whoever reads a step can read its clause.
    """
    grounds = {quote.clause.label: quote for quote in cited}
    marked = [
        replace(quote, highlight=grounds.pop(quote.clause.label).highlight)
        if quote.clause.label in grounds
        else quote
        for quote in found
    ]
    return (*marked, *grounds.values())


def _clause(book: Rulebook, label: str) -> Quotation:
    names = book.protocol.by_label
    clause = book.protocol.clause(label)
    if clause is None and label in book.protocol.gaps:
        raise UnknownName(wording.NUMBER_LEFT_OUT.format(label=label))
    if clause is None:
        clause = names[match_name(label, names, wording.CLAUSE_NOUN, _extent(book))]
    asked = f"clause {clause.label}"
    quotes = (_cited(book, clause, highlight=()),)
    return Quotation(book.protocol.slug, asked, quotes, version=book.version)


def _extent(book: Rulebook) -> str:
    """How many clauses there are, and what the first and the last are called."""
    first, *_, last = clauses = book.protocol.clauses
    return wording.CLAUSES_THERE.format(
        council=book.council.short_name, count=len(clauses), first=first.label, last=last.label
    )


def _quote(book: Rulebook, found: "Found") -> Quote:
    citation = book.council.citation(found.clause.label)
    return Quote(found.clause, citation, found.confidence, found.highlight)


def _rule_quotes(book: Rulebook, rule: DeadlineRule) -> Iterator[Quote]:
    yield _evident(book, rule.clause, [rule.evidence])
    if rule.missed and rule.missed.clause != rule.clause:
        yield _evident(book, rule.missed.clause, [rule.missed.evidence])


def _step_quotes(book: Rulebook, found: Ladder) -> Iterator[Quote]:
    """Each clause of a route once, in the order of the steps, with the words of its steps."""
    for label in dict.fromkeys(step.clause for step in found.steps):
        yield _evident(book, label, [step.evidence for step in found.steps if step.clause == label])


def _evident(book: Rulebook, label: str, evidence: Iterable[str]) -> Quote:
    clause = book.protocol.by_label[label]
    spans = {span for words in evidence if (span := span_of(words, clause.text))}
    return _cited(book, clause, tuple(sorted(spans)))


def _cited(book: Rulebook, clause: Clause, highlight: tuple[tuple[int, int], ...]) -> Quote:
    """A clause that a person or a table named: there is no doubt about it, so confidence is 1."""
    return Quote(clause, book.council.citation(clause.label), 1.0, highlight)
