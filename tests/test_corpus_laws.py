"""The laws of the five real protocols: what the law of the corpus promises, council by council."""

import hashlib
import re

import pytest

from retrieval.clause import Clause, Item, Row, fold, stands_in
from retrieval.grammar import Kind
from retrieval.proof import prove
from retrieval.protocols import Protocol

# The documents as published. A digest changes only with a new edition of a protocol, and then
# protocol.md and every table of that council are read again.
SOURCES = {
    "brixton": "5c66c805c1c0a6944ee00083c29c6ba0ae56ea059f8295b5233ebeb4708f1f20",
    "hastings": "59a48be69cdedfeb5aacc559670dee402a9d8205b34a18af0d887299052cdf66",
    "rushcliffe": "35d97c13fa03b8081a1a5b005627c509170e1c992ca66842b16df9addad0f891",
    "south-ribble": "f058090cbe74d5332ffddc941bddf1c92ea1c82b918ab84b1128004972e88f65",
    "southend": "f1c0778d2daa3ac938e346f6cc55b5d0b7b863dcc53d53a216d7116c10520ff0",
}

# To declare words as furniture is the one way to keep them from people while every word is
# proved, so the number of such lines is a law.
FURNITURE = {"brixton": 18, "hastings": 4, "rushcliffe": 10, "south-ribble": 33, "southend": 18}

REPAIRED = [
    *[("southend", "5.6", ""), ("southend", "7.1.2", "7.12")],
    *[("southend", "10.2.2", "10.22"), ("southend", "10.2.3", "10.23")],
    *[("southend", "10.2.4", "10.24"), ("southend", "10.2.5", "10.25")],
    ("southend", "10.2.6", "10.26"),
    *[("southend", "12.1.1", "121.1"), ("southend", "12.1.2", "1212")],
    *[("south-ribble", "6.3", ""), ("south-ribble", "6.6", ""), ("south-ribble", "15.2", "")],
]
MISPRINTED = [case for case in REPAIRED if case[2]]

every_council = pytest.mark.parametrize("slug", sorted(SOURCES))


@pytest.fixture
def protocol(protocols: dict[str, Protocol], slug: str) -> Protocol:
    """The protocol that a test is about."""
    return protocols[slug]


def clause(protocol: Protocol, label: str) -> Clause:
    """The clause of that very label."""
    return next(one for one in protocol.clauses if one.label == label)


# ------------------------------------------------------------------------------ laws of them all
def test_the_corpus_holds_these_councils(protocols: dict[str, Protocol]) -> None:
    assert sorted(protocols) == sorted(SOURCES)


@every_council
def test_a_source_is_the_document_as_published(protocol: Protocol, slug: str) -> None:
    source = (protocol.folder / "source.txt").read_bytes()
    assert hashlib.sha256(source).hexdigest() == SOURCES[slug]


@every_council
def test_every_word_of_the_source_stands_in_one_place(protocol: Protocol, slug: str) -> None:
    account = prove(protocol)
    assert account.slug == slug
    assert account.clauses == len(protocol.clauses)


@every_council
def test_furniture_is_no_more_than_was_declared(protocol: Protocol, slug: str) -> None:
    furniture = [line for line in protocol.lines if line.kind is Kind.FURNITURE]
    assert len(furniture) == FURNITURE[slug]


@every_council
def test_furniture_binds_nobody(protocol: Protocol) -> None:
    """No line that is never quoted says what anybody must, should, shall, will or may do."""
    duty = re.compile(r"\b(must|should|shall|will|may|can|not)\b", re.IGNORECASE)
    bound = [line.text for line in protocol.lines if line.kind is Kind.FURNITURE]
    assert [text for text in bound if duty.search(text)] == []


@every_council
def test_no_clause_holds_furniture(protocol: Protocol) -> None:
    """Neither a line that is furniture elsewhere, nor a page number, nor a bullet's glyph."""
    furniture = {fold(line.text) for line in protocol.lines if line.kind is Kind.FURNITURE}
    page = re.compile(r"(page )?\d+( of \d+)?", re.IGNORECASE)
    lines = [line for one in protocol.clauses for line in one.text.split("\n")]
    assert [line for line in lines if fold(line) in furniture or page.fullmatch(line.strip())] == []
    assert [line for line in lines if re.search(r"[❖·*]|</?u>|[#~>|]", line)] == []


@every_council
def test_every_label_is_its_own_and_can_be_said_and_typed(protocol: Protocol) -> None:
    """A number, or at most four plain words and a number; spoken, it finds its own clause."""
    label = re.compile(r"\d+(\.\d+)*|[a-z]+(-[a-z]+){0,3}(-\d+)?")
    assert len({one.label for one in protocol.clauses}) == len(protocol.clauses)
    for one in protocol.clauses:
        assert label.fullmatch(one.label)
        assert protocol.clause(one.label) is one
        assert protocol.clause(f"Clause {one.label.replace('-', ' ').upper()}") is one


@every_council
def test_running_numbers_of_unnumbered_clauses_leave_none_out(protocol: Protocol) -> None:
    counted: dict[str, int] = {}
    for one in protocol.clauses:
        if found := re.fullmatch(r"([a-z-]+)-(\d+)", one.label):
            counted[found[1]] = counted.get(found[1], 0) + 1
            assert int(found[2]) == counted[found[1]]


@every_council
def test_every_cross_reference_leads_to_one_place_that_exists(protocol: Protocol) -> None:
    labels = {one.label for one in protocol.clauses}
    headings = {line.text for line in protocol.lines if line.kind is Kind.HEADING}
    documents = {one.name for one in protocol.council.document}
    for one in protocol.clauses:
        for reference in one.references:
            leads = [reference.clause, reference.section, reference.document]
            assert sum(map(bool, leads)) == 1, (one.label, reference)
            assert reference.clause in labels | {""}
            assert reference.section in headings | {""}
            assert reference.document in documents | {""}
            assert stands_in(reference.words, one)


@every_council
def test_every_law_code_and_order_that_a_clause_names_is_a_reference(protocol: Protocol) -> None:
    named = re.compile(
        r"\b[A-Z]\w+ Act(?: \d{4})?\b|\bStanding Orders?\b(?: \d+)?|\bAppendix \d+"
        r"|\bCodes? of Conduct\b|\bSchedule \d+|\bArticle \d+|\bFreedom of Information\b"
        r"|\b[Pp]art \d+\b(?! agenda)|\b[Ss]ections? \d\S*\d|\b[Pp]aragraphs? \d\S*\d"
    )
    for one in protocol.clauses:
        referred = [fold(reference.words) for reference in one.references]
        for words in named.findall(one.text):
            assert any(fold(words) in known for known in referred), (one.label, words)


@every_council
def test_every_defined_term_stands_in_the_clause_that_defines_it(protocol: Protocol) -> None:
    for term in protocol.council.term:
        if term.clause:
            assert term.term in clause(protocol, term.clause).terms


@every_council
def test_every_form_of_a_term_or_document_stands_in_some_clause(protocol: Protocol) -> None:
    """A form that no clause prints is a slip, or words for people to type: those go in `also`."""
    terms = [form for term in protocol.council.term for form in term.says]
    forms = [*terms, *(form for one in protocol.council.document for form in one.says)]
    texts = [" ".join(one.text.split()) for one in protocol.clauses]
    assert [form for form in forms if not any(form in text for text in texts)] == []


@every_council
def test_every_outside_document_is_named_by_some_clause(protocol: Protocol) -> None:
    led = {reference.document for one in protocol.clauses for reference in one.references}
    assert {one.name for one in protocol.council.document if not one.heading} == led - {""}


@every_council
def test_whom_to_ask_about_the_rest_stands_in_its_clause(protocol: Protocol) -> None:
    silent = protocol.council.silent
    assert stands_in(silent.evidence, clause(protocol, silent.clause))
    assert not silent.contact or protocol.council.contact_for(silent.contact)


@every_council
def test_every_lead_in_is_quoted_with_a_clause_and_ends_as_one(protocol: Protocol) -> None:
    for line in protocol.lines:
        if line.kind is Kind.LEAD_IN:
            assert line.text.endswith(":")
            assert any(one.lead_in == line.text for one in protocol.clauses)


@every_council
def test_only_clauses_without_numbers_borrow_a_lead_in(protocol: Protocol) -> None:
    assert [one.label for one in protocol.clauses if one.lead_in and one.printed] == []


# ------------------------------------------------------------------ numbers mended, lost, left out
@pytest.mark.parametrize(("slug", "label", "printed"), REPAIRED)
def test_a_mended_number_keeps_what_the_source_prints(
    protocol: Protocol, label: str, printed: str
) -> None:
    one = clause(protocol, label)
    assert one.repaired
    assert one.printed == printed


@pytest.mark.parametrize(("slug", "label", "printed"), MISPRINTED)
def test_a_misprinted_clause_is_found_by_either_number(
    protocol: Protocol, label: str, printed: str
) -> None:
    assert protocol.clause(label) is protocol.clause(printed) is not None


@every_council
def test_no_other_number_is_mended(protocol: Protocol, slug: str) -> None:
    mended = [(slug, one.label, one.printed) for one in protocol.repaired]
    assert mended == [case for case in REPAIRED if case[0] == slug]


@pytest.mark.parametrize(
    ("slug", "left_out"),
    [
        ("southend", ("8.3.3", "9.6.2", "10.2.1")),
        ("hastings", ()),
        ("rushcliffe", ()),
        ("brixton", ()),
        ("south-ribble", ()),
    ],
)
def test_a_number_that_the_source_leaves_out_is_reported_and_never_filled(
    protocol: Protocol, left_out: tuple[str, ...]
) -> None:
    assert protocol.gaps == prove(protocol).gaps == left_out
    assert [label for label in left_out if protocol.clause(label)] == []


@every_council
def test_only_the_clause_that_lost_its_first_words_is_damaged(protocol: Protocol) -> None:
    damaged = tuple(one.label for one in protocol.clauses if one.damaged)
    assert (
        damaged == prove(protocol).damaged == (("6.6",) if protocol.slug == "south-ribble" else ())
    )


# ---------------------------------------------------------------------------- single clauses, whole
@pytest.mark.parametrize(
    ("slug", "label", "begins", "ends"),
    [
        pytest.param(
            *("southend", "5.6", "Whilst Councillors and Officers are indispensable"),
            "under the direction of the Council.",
            id="southend-5.6, whose number is lost",
        ),
        pytest.param(
            *("southend", "9.1.14", "An Officer must not copy correspondence"),
            "unless there are confidentiality issues.",
            id="southend-9.1.14, with the words after its bullets",
        ),
        pytest.param(
            *("southend", "9.3.2", "Councillors' access to information will be compliant"),
            "justify the request in specific terms.",
            id="southend-9.3.2, of four paragraphs",
        ),
        pytest.param(
            *("hastings", "24", "Members are not authorised to instruct officers other than:\n- "),
            "eg members secretary or overview and scrutiny review team",
            id="hastings-24, across its page break",
        ),
        pytest.param(
            *("hastings", "45", "Members views are representative of their constituents"),
            "being responsive with community on the other.",
            id="hastings-45, across its page break",
        ),
        pytest.param(
            *("hastings", "44", "Assistant Directors are responsible for all aspects"),
            "which is beyond individual middle managers to agree.",
            id="hastings-44, with its roman items",
        ),
        pytest.param(
            *("south-ribble", "14.2", "It is important that Members act with caution"),
            "Such comments could affect a Member's right to discuss the matter in question at the "
            "meeting and may risk bringing the Council into disrepute.",
            id="south-ribble-14.2, across its page break",
        ),
        pytest.param(
            *("south-ribble", "6.3", "Any Member is entitled to apply to the Chief Executive"),
            "in the first instance should be via the Portfolio Holder.",
            id="south-ribble-6.3, whose number is lost",
        ),
        pytest.param(
            *("south-ribble", "6.6", "or service and it appears possible or likely"),
            "then the relevant Cabinet Member should be informed beforehand.",
            id="south-ribble-6.6, which lost its first words too",
        ),
        pytest.param(
            *("south-ribble", "15.2", "All references to the media in paragraph 14.1 and 14.2"),
            "planning procedures in the Council Constitution.",
            id="south-ribble-15.2, whose number is lost",
        ),
    ],
)
def test_a_clause_is_whole(protocol: Protocol, label: str, begins: str, ends: str) -> None:
    text = clause(protocol, label).text
    assert text.startswith(begins)
    assert text.endswith(ends)


@pytest.mark.parametrize(
    ("slug", "label"), [("hastings", "45"), ("south-ribble", "14.2"), ("south-ribble", "15.2")]
)
def test_a_sentence_cut_by_a_page_break_is_one_line_again(protocol: Protocol, label: str) -> None:
    assert "\n" not in clause(protocol, label).text


@pytest.mark.parametrize(
    ("slug", "label", "items"),
    [
        ("southend", "3.5", [0, 3, 0, 0]),
        ("southend", "9.1.7", [0, 0, 0]),
        ("southend", "10.1.5", [0, 0, 5, 0, 0, 0]),
        ("hastings", "24", [0, 0, 0]),
        ("hastings", "44", [0, 0, 0]),
        ("hastings", "89", [0, 0, 0, 0]),
        ("rushcliffe", "casework-councillors-2", [3]),
        ("rushcliffe", "leader-chairs-officers-1", [4]),
        ("south-ribble", "21.1", [5, 0, 0, 0]),
    ],
)
def test_a_clause_has_its_own_bullets_and_theirs(
    protocol: Protocol, label: str, items: list[int]
) -> None:
    """`items` counts what hangs on each bullet in turn."""
    blocks = clause(protocol, label).blocks
    assert [len(block.items) for block in blocks if isinstance(block, Item)] == items


@pytest.mark.parametrize(
    ("slug", "label", "rows", "columns"),
    [("southend", "roles-table", 7, 2), ("south-ribble", "22.3", 4, 3)],
)
def test_a_table_is_one_clause_and_each_row_has_every_cell(
    protocol: Protocol, label: str, rows: int, columns: int
) -> None:
    blocks = clause(protocol, label).blocks
    cells = [block.cells for block in blocks if isinstance(block, Row)]
    assert [len(one) for one in cells] == [columns] * rows


def test_each_bullet_of_rushcliffe_is_quoted_with_its_lead_in(
    protocols: dict[str, Protocol],
) -> None:
    led = [one for one in protocols["rushcliffe"].clauses if isinstance(one.blocks[0], Item)]
    assert len(led) == 91
    for one in led:
        begins = "The principles on which" if one.label.startswith("principles") else "In terms of"
        assert one.text.startswith(f"{begins} ")
        assert one.text.startswith(f"{one.lead_in}\n- ")


@pytest.mark.parametrize(
    ("label", "lead_in", "bullet"),
    [
        (
            "information-officers-1",
            "In terms of access to information, officers will:",
            "respond promptly to requests for information",
        ),
        (
            "group-meetings-councillors-2",
            "In terms of political group meetings, Councillors will:",
            "not discuss party political business in the presence of officers",
        ),
        (
            "principles-6",
            "The principles on which the protocol is based are that:",
            "the political impartiality of staff must be maintained",
        ),
    ],
)
def test_a_bullet_of_rushcliffe_reads_as_a_sentence(
    protocols: dict[str, Protocol], label: str, lead_in: str, bullet: str
) -> None:
    assert clause(protocols["rushcliffe"], label).text == f"{lead_in}\n- {bullet}"


def test_brixton_s_item_that_lost_its_bullet_is_one_of_what_officers_must_do(
    protocols: dict[str, Protocol],
) -> None:
    last = clause(protocols["brixton"], "officers-must-11")
    assert last.text == (
        "Officers must:\n"
        "- comply, at all times, with the Officers' Code of Conduct, and such other policies or "
        "procedures approved by the council"
    )


def test_brixton_s_bullet_with_two_marks_keeps_only_its_words(
    protocols: dict[str, Protocol],
) -> None:
    second = clause(protocols["brixton"], "officers-must-2")
    words = "work in partnership with councillors in an impartial and professional manner"
    assert second.text == f"Officers must:\n- {words}"


def test_misprints_inside_a_clause_stand_as_published(protocols: dict[str, Protocol]) -> None:
    assert "by email or inwriting." in clause(protocols["southend"], "9.1.1").text
    assert "anything which comprises or is" in clause(protocols["hastings"], "81").text
    assert "from the callin process" in clause(protocols["south-ribble"], "17.2").text
    assert "a linemanagement responsibility" in clause(protocols["brixton"], "principles-3").text


def test_numbering_that_restarts_keeps_its_clauses_apart(protocols: dict[str, Protocol]) -> None:
    """Hastings prints 1.1 and 1.2, and then 1 to 132."""
    hastings = protocols["hastings"]
    numbers = [one.label for one in hastings.clauses if one.label[0].isdigit()]
    assert numbers == ["1.1", "1.2", *map(str, range(1, 133))]
    assert fold("include the Executive") in fold(clause(protocols["hastings"], "1").text)
    assert fold("guide Members and Officers") in fold(clause(protocols["hastings"], "1.1").text)


@pytest.mark.parametrize(
    ("slug", "label", "leads"),
    [
        ("southend", "8.2.4", ["9.5 Support for Ward Councillors"]),
        ("southend", "9.1.15", ["5.7", "9.3.5"]),
        ("southend", "10.2.6", ["9.1.14"]),
        (
            "southend",
            "12.1.2",
            ["12.2 Submitting a formal complaint alleging a breach of this Protocol"],
        ),
        ("south-ribble", "10.7", ["10.4", "Section 23: Non-compliance"]),
        ("south-ribble", "15.2", ["14.1", "14.2"]),
        ("south-ribble", "signature-2", ["Section 23: Non-compliance"]),
        ("brixton", "relationship-6", ["IF THINGS GO WRONG"]),
    ],
)
def test_a_reference_inside_the_protocol_leads_there(
    protocol: Protocol, label: str, leads: list[str]
) -> None:
    references = clause(protocol, label).references
    assert [one.clause or one.section for one in references if not one.document] == leads
