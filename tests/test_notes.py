"""The lines below an answer: filled in from the corpus, the same for every door."""

from datetime import date
from typing import Any

import pytest

from bot import notes
from bot.answer import Silence
from bot.asker import Side
from bot.escalation import Step
from bot.rulebook import Library
from retrieval.clause import Clause, Paragraph, Reference
from retrieval.council import Contact, Council, Document, Nation, OutsideDocument, Silent, Term
from retrieval.version import Version

UNKNOWN = "your democratic services can put you in touch"
NOBODY = Contact(id="clerk", role="Clerk")
NAMED = Contact(id="clerk", role="Clerk", name="Ann Lee", address="clerk@example.org")


def council(*contacts: Contact) -> Council:
    """An invented council that sends what it does not cover to its Clerk."""
    return Council(
        slug="little",
        name="Little Town Council",
        short_name="Little",
        nation=Nation.WALES,
        protocol=Document(title="Protocol", cited_as="Protocol"),
        silent=Silent(ask="the Clerk", clause="2.5", evidence="ask the Clerk", contact="clerk"),
        term=(
            Term(term="Clerk", says=("Clerk",), clause="1.1"),
            Term(term="Member", says=("Member",), clause="1.2"),
            Term(term="Hall", says=("Hall",)),
        ),
        document=(OutsideDocument(name="Standing Orders", says=("the Orders",)),),
        contact=contacts,
    )


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ({"version": "revised 2020", "date": "2020"}, "revised 2020"),
        ({"date": "2018-01"}, "dated January 2018"),
        ({"date": "2020"}, "dated 2020"),
        ({"date": "2023-11-29"}, "dated 29 November 2023"),
        ({"date": "2018-01", "amended": date(2026, 5, 21)},
         "dated January 2018, as amended on 21 May 2026"),
        ({"amended": date(2026, 12, 1)}, "as amended on 1 December 2026"),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_version_is_named_by_what_the_document_says_of_itself(
    document: dict[str, Any], named: str
) -> None:
    version = Version(Document(title="Protocol", cited_as="Protocol", **document), "a" * 64)
    assert notes.version_named(version) == named
    version_line = f"Version: {named}. " if named else ""
    proof = notes.proof(version, "little@aaaaaaaaaaaa:1")
    assert proof == f"{version_line}Reference: little@aaaaaaaaaaaa:1"


def step(order: int, contact: str = "clerk", judgement: str = "") -> Step:
    """A step that leads to a contact."""
    return Step(
        matter="press", asker=Side.OFFICER, order=order, to="the Clerk", action="Ask.",
        when="first", clause="2.5", evidence="ask", contact=contact, judgement=judgement,
    )  # fmt: skip


def clause(*references: Reference, terms: tuple[str, ...] = ()) -> Clause:
    """A clause with these references and terms."""
    blocks = (Paragraph("Words."),)
    return Clause("little", "1.1", "1.1", (), blocks, references=references, terms=terms)


def test_each_silence_has_a_sentence() -> None:
    assert set(notes.SILENCE) == set(Silence)
    assert len(set(notes.SILENCE.values())) == len(Silence)


@pytest.mark.parametrize(
    ("contacts", "said"),
    [
        ((), "Ask the Clerk (clause 2.5)."),
        ((NOBODY,), f"Ask the Clerk (clause 2.5); {UNKNOWN}."),
        ((NAMED,), "Ask the Clerk (clause 2.5): Ann Lee, clerk@example.org."),
        (
            (NAMED.model_copy(update={"name": ""}),),
            "Ask the Clerk (clause 2.5): clerk@example.org.",
        ),
    ],
)
def test_whom_to_ask_is_named_with_the_clause_and_how_to_reach_them(
    contacts: tuple[Contact, ...], said: str
) -> None:
    assert notes.ask_next(council(*contacts)) == said


def test_every_real_council_names_whom_to_ask(library: Library) -> None:
    for book in library.rulebooks.values():
        said = notes.ask_next(book.council)
        assert said.startswith(f"Ask {book.council.silent.ask} (clause ")
        assert said.endswith(".")


def test_a_rule_of_another_council_is_not_ours(library: Library) -> None:
    said = notes.other_councils_rule("induction-training", council())
    assert '"induction-training" is a rule of another council' in said
    assert "Little has no such rule. Ask the Clerk" in said
    assert library.rulebooks["south-ribble"].rule("induction-training")


def test_no_steps_names_the_side_the_matter_and_whom_to_ask(library: Library) -> None:
    said = notes.no_steps(library.matter("press"), Side.OFFICER, council())
    assert f"for an officer on this matter: {library.matter('press').title}." in said
    assert said.endswith("Ask the Clerk (clause 2.5).")


@pytest.mark.parametrize(
    ("side", "said"),
    [
        (Side.OFFICER, "steps for an officer; if you are a councillor, say so"),
        (Side.COUNCILLOR, "steps for a councillor; if you are an officer, say so"),
    ],
)
def test_an_assumption_about_the_asker_is_said(side: Side, said: str) -> None:
    assert said in notes.whose_steps(side)


def test_below_a_clause_stand_its_references_each_once() -> None:
    leads = (
        Reference("see 2.5", clause="2.5"),
        Reference("the Orders", document="Standing Orders"),
        Reference("clause 2.5", clause="2.5"),
        Reference("section 3", section="3. Working together"),
    )
    assert list(notes.below_clause(clause(*leads), council())) == [
        "Refers to: clause 2.5; Standing Orders; section 3. Working together."
    ]


def test_below_a_clause_stand_the_terms_that_another_clause_defines() -> None:
    below = list(notes.below_clause(clause(terms=("Clerk", "Member", "Hall")), council()))
    assert below == ["Defined terms: Member (clause 1.2)."]  # 1.1 itself defines Clerk


def test_below_a_clause_that_leads_nowhere_stands_nothing() -> None:
    assert list(notes.below_clause(clause(), council())) == []


def test_below_a_due_date_stands_who_owes_it_and_a_judgement_is_called_one(
    library: Library,
) -> None:
    rule = library.rulebooks["southend"].rules[0].model_copy(update={"judgement": ""})
    assert list(notes.below_due(rule)) == [f"Owed by: {rule.owes}."]
    judged = rule.model_copy(update={"judgement": "It is unclear."})
    assert list(notes.below_due(judged))[1:] == [
        "A judgement, not the protocol's own words: It is unclear."
    ]


def test_how_to_reach_a_person_is_said_once_and_each_judgement_every_time() -> None:
    steps = (step(1), step(2, judgement="Perhaps."), step(3, contact=""), step(4))
    below = [lines for _, lines in notes.below_steps(steps, council(NOBODY))]
    judged = "A judgement, not the protocol's own words: Perhaps."
    assert below == [(f"Clerk; {UNKNOWN}.",), (judged,), (), ()]


def test_a_contact_that_the_council_has_filled_in_is_given(library: Library) -> None:
    ((first, lines),) = notes.below_steps((step(1),), council(NAMED))
    assert first == step(1)
    assert lines == ("Clerk: Ann Lee, clerk@example.org.",)
    for book in library.rulebooks.values():
        assert [one for one, _ in notes.below_steps(book.steps, book.council)] == list(book.steps)
