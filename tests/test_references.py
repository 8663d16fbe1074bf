"""Terms that a clause uses, and where its cross-references lead."""

from pathlib import Path

import pytest

from retrieval.clause import Clause, Paragraph, Reference
from retrieval.council import Council, OutsideDocument, read_council
from retrieval.protocols import read_protocol
from retrieval.references import with_references
from tests.little import write_little

SECTIONS = {"3": "3. Working together", "9.5": "9.5 Ward work", "1.1": "1.1 Purpose"}
ACT = "Localism Act 2011"
ORDERS = "Standing Orders"
APPENDIX = "Appendix 1 The Principles"


@pytest.fixture
def council(tmp_path: Path) -> Council:
    """The little council, with documents of these tests."""
    documents = (
        OutsideDocument(name=ACT, says=("Localism Act 2011", "section 5 of the Localism Act 2011")),
        OutsideDocument(name=ORDERS, says=("Standing Orders", "Orders")),
        OutsideDocument(name="The Principles", says=("the Principles",), heading=APPENDIX),
    )
    return read_council(write_little(tmp_path)).model_copy(update={"document": documents})


def clause(label: str, printed: str, text: str = "Nothing.") -> Clause:
    """A clause of one paragraph."""
    return Clause("little-marling", label, printed, (), (Paragraph(text),))


def references(text: str, council: Council) -> tuple[Reference, ...]:
    """The references of a clause of that text, in a protocol of a few others."""
    others = [clause(label, label) for label in ("1.1", "2.1", "2.2", "5", "7.12", "10.4")]
    misprints = [clause("7.1.2", "7.12"), clause("12.1.2", "1212")]
    first, *_ = with_references(
        [clause("2.3", "2.3", text), *others, *misprints], SECTIONS, council
    )
    return first.references


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        pytest.param("see clause 2.1.", ["2.1"], id="a clause"),
        pytest.param("see 2.1, which", ["2.1"], id="see and a number"),
        pytest.param("as set out in 10.4 above", ["10.4"], id="in and a number"),
        pytest.param("paragraph 2.1 and 2.2 above", ["2.1", "2.2"], id="two joined by and"),
        pytest.param("Sections 2.1, 2.2 or 10.4", ["2.1", "2.2", "10.4"], id="three"),
        pytest.param("clauses 2.1 to 2.2", ["2.1", "2.2"], id="from one to another"),
        pytest.param("clause 2.1 of this Protocol", ["2.1"], id="of this very protocol"),
        pytest.param("clause 1212", ["12.1.2"], id="a misprint, by what it is printed as"),
        pytest.param("clause 7.12", ["7.12"], id="a label before another clause's misprint"),
        pytest.param("section 9.5", ["9.5 Ward work"], id="a section"),
        pytest.param("Section 3 below", ["3. Working together"], id="a whole section"),
        pytest.param("paragraph 1.1", ["1.1"], id="a clause before the section of its number"),
        pytest.param("the Localism Act 2011", [ACT], id="a document"),
        pytest.param("section 5 of the Localism Act 2011", [ACT], id="its section is not ours"),
        pytest.param("the Localism  Act\n2011", [ACT], id="a name across two lines"),
        pytest.param("Standing Orders", [ORDERS], id="the longest name only"),
        pytest.param("the Principles", [APPENDIX], id="a part of this document"),
        pytest.param("the Act, then clause 2.1, then Orders", ["2.1", ORDERS], id="in order"),
        pytest.param("Orders, then clause 2.1", [ORDERS, "2.1"], id="in the other order"),
    ],
)
def test_a_reference_leads_where_its_words_point(
    council: Council, text: str, leads: list[str]
) -> None:
    found = references(text, council)
    assert [one.clause or one.section or one.document for one in found] == leads


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("section 4", id="no such section"),
        pytest.param("see clause 2.9", id="no such clause"),
        pytest.param("section 5F", id="a letter that no number of ours has"),
        pytest.param("section 5 of the Education Act", id="a document that nobody named"),
        pytest.param("paragraph 5(2) of the Cabinet Rules", id="its paragraph"),
    ],
)
def test_a_reference_that_leads_nowhere_is_kept_to_be_reported(council: Council, text: str) -> None:
    (one,) = references(text, council)
    assert (one.clause, one.section, one.document) == ("", "", "")
    assert one.words in text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("within 5 working days", id="a number of days"),
        pytest.param("in 2020", id="a year"),
        pytest.param("page 2.1", id="a page"),
        pytest.param("disOrders", id="a part of a word"),
        pytest.param("standing orders", id="words in another case"),
        pytest.param("intersection 2.1", id="the end of a word"),
    ],
)
def test_words_that_point_nowhere_are_no_reference(council: Council, text: str) -> None:
    assert references(text, council) == ()


def test_a_reference_quotes_the_words_that_point(council: Council) -> None:
    (one,) = references("(see Section 9.5 for details)", council)
    assert one == Reference("Section 9.5", section="9.5 Ward work")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Members and the Clerk", ("Clerk", "Member")),
        ("a Member's letter", ("Member",)),
        ("the Surveyor's Clerk", ("Clerk", "Surveyor")),
        ("Membership of a clerkly kind; a Surveyor", ()),
    ],
)
def test_a_clause_uses_the_terms_whose_printed_forms_stand_in_it_as_words(
    council: Council, text: str, terms: tuple[str, ...]
) -> None:
    (one,) = with_references([clause("1", "1", text)], {}, council)
    assert one.terms == terms


@pytest.mark.parametrize(
    ("label", "reference"),
    [
        ("1.1.2", Reference("Standing Order 7", document="Standing Orders")),
        ("2.1", Reference("section 3", section="3. Working together")),
        ("2.2", Reference("clause 2.1", clause="2.1")),
        ("2.4", Reference(words := "Freedom of Information Act 2000", document=words)),
    ],
)
def test_a_protocol_comes_with_its_references_resolved(
    tmp_path: Path, label: str, reference: Reference
) -> None:
    protocol = read_protocol(write_little(tmp_path))
    assert protocol.by_label[label].references == (reference,)
