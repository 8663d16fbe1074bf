"""The lines that go with an answer: where a clause refers to, who owes, whom to ask next.

Each is a sentence of `bot.wording`, filled in from a row of the corpus; every door shows the same.
"""

from collections.abc import Iterable, Iterator

from bot import wording
from bot.answer import Silence
from bot.asker import Side
from bot.dates import MONTHS
from bot.deadlines import DeadlineRule
from bot.escalation import Matter, Step
from retrieval.clause import Clause, Reference
from retrieval.council import Contact, Council
from retrieval.version import Version

SILENCE = {
    Silence.NOT_COVERED: wording.NOT_COVERED,
    Silence.NO_RULE: wording.NO_RULE,
    Silence.NO_ROUTE: wording.NO_ROUTE,
}


def ask_next(council: Council) -> str:
    """Whom to ask where the protocol is silent, with the clause that says so."""
    silent = council.silent
    reach = _reach(council.contact_for(silent.contact))
    return wording.ASK_NEXT.format(whom=silent.ask, clause=silent.clause, reach=reach)


def other_councils_rule(rule_id: str, council: Council) -> str:
    """What to do where the protocol has no row for a rule that another council has."""
    return wording.OTHER_COUNCILS_RULE.format(
        rule=rule_id, council=council.short_name, next=ask_next(council)
    )


def no_steps(matter: Matter, side: Side, council: Council) -> str:
    """What to do where the protocol has no route for this matter and asker."""
    return wording.NO_STEPS.format(side=side.article, matter=matter.title, next=ask_next(council))


def whose_steps(side: Side) -> str:
    """Said when nobody has told us who asks, so that an assumption is never silent."""
    other = Side.OFFICER if side is Side.COUNCILLOR else Side.COUNCILLOR
    return wording.WHOSE_STEPS.format(side=side.article, other=other.article)


def below_clause(clause: Clause, council: Council) -> Iterator[str]:
    """What stands below a quoted clause: where it refers to, and the defined terms that it uses."""
    if clause.repaired:
        printed = wording.PRINTED_AS if clause.printed else wording.NOT_PRINTED
        yield printed.format(number=clause.printed)
    if clause.references:
        places = dict.fromkeys(_destination(one) for one in clause.references)
        yield wording.REFERS_TO.format(places="; ".join(places))
    defined = [
        f"{term.term} (clause {term.clause})"
        for term in council.term
        if term.term in clause.terms and term.clause not in {"", clause.label}
    ]
    if defined:
        yield wording.DEFINED_TERMS.format(terms="; ".join(defined))


def version_named(version: Version) -> str:
    """What the document says of its version, or of its date, and its amendment; empty if nothing.

    For example "revised 2020, as amended on 21 May 2026".
    """
    document = version.document
    dated = wording.DATED.format(date=date_stated(document.date)) if document.date else ""
    return ", ".join(filter(None, (document.version or dated, document.amendment)))


def date_stated(day: str) -> str:
    """A document's date, a day, a month or a year in ISO form, as people say it."""
    year, *rest = day.split("-")
    named = [str(int(part)) if place else MONTHS[int(part) - 1] for place, part in enumerate(rest)]
    return " ".join([*reversed(named), year])


def proof(version: Version, reference: str) -> str:
    """What closes an answer: its version, if the document names one, and its reference."""
    named = version_named(version)
    sentence = wording.PROOF if named else wording.PROOF_UNNAMED
    return sentence.format(version=named, reference=reference)


def below_due(rule: DeadlineRule) -> Iterator[str]:
    """What stands below a due date: who owes it, and whether the row is a judgement."""
    yield wording.OWED_BY.format(owes=rule.owes)
    if rule.judgement:
        yield wording.JUDGEMENT.format(reason=rule.judgement)


def below_steps(steps: Iterable[Step], council: Council) -> Iterator[tuple[Step, tuple[str, ...]]]:
    """Each step with what stands below it.

    How to reach a person is said at the first step that leads to them, and whether a row is a
    judgement at every one.
    """
    reached: set[str] = set()
    for step in steps:
        contact = None if step.contact in reached else council.contact_for(step.contact)
        reached.add(step.contact)
        yield step, tuple(_below_step(step, contact))


def _below_step(step: Step, contact: Contact | None) -> Iterator[str]:
    if contact:
        yield wording.REACH.format(role=contact.role, reach=_reach(contact))
    if step.judgement:
        yield wording.JUDGEMENT.format(reason=step.judgement)


def _reach(contact: Contact | None) -> str:
    """A contact's name and address, or whom to ask for them until the council fills them in."""
    if contact is None:
        return ""
    known = ", ".join(part for part in (contact.name, contact.address) if part)
    return wording.REACHED_AT.format(contact=known) if known else wording.ASK_SERVICES


def _destination(reference: Reference) -> str:
    if reference.document:
        return reference.document
    return f"clause {reference.clause}" if reference.clause else f"section {reference.section}"
