"""A protocol file and its clauses: read whole, or refused with the line to mend."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.clause import Item, Row
from retrieval.errors import CorpusError
from retrieval.protocols import Protocol, gaps, read_protocol
from tests.little import SLUG, amend, line_of, write_little

LABELS = [
    *("1.1", "1.1.1", "1.1.2", "1.1.3", "2.1", "2.2", "2.4", "2.5", "who-does-what"),
    *("members-1", "members-2", "members-3", "staff-1"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The little council's folder."""
    return write_little(tmp_path)


@pytest.fixture
def little(folder: Path) -> Protocol:
    """The little council's protocol."""
    return read_protocol(folder)


def test_clauses_come_in_the_order_of_the_document(little: Protocol) -> None:
    assert [clause.label for clause in little.clauses] == LABELS
    assert {clause.council for clause in little.clauses} == {SLUG}


@pytest.mark.parametrize(
    ("label", "text"),
    [
        pytest.param("1.1", "This protocol says who may ask whom for what.", id="in its heading"),
        pytest.param(
            "2.1",
            "An enquiry from a Member goes to the Clerk, who will:\n"
            "- log it;\n"
            "- pass it on, as section 3 says, to\n"
            "  - the Surveyor, if it is about land; or\n"
            "  - the Treasurer, if it is about money; and\n"
            "- tell the Member who has it.\n"
            "The log is open to every Member.",
            id="bullets that a running header cuts in two, and the words after them",
        ),
        pytest.param(
            "who-does-what",
            "Who Does What\n"
            "Members\tClerk\n"
            "Set the budget\tKeeps the accounts\n"
            "Answer to the voters\tAnswers to the Council",
            id="a table",
        ),
        pytest.param("members-1", "In meetings, Members will:\n- speak through the Chair"),
        pytest.param(
            "members-3",
            "In meetings, Members will:\n"
            "- take up a complaint\n"
            "  - with the Clerk; or\n"
            "  - if it is about the Clerk, with the Chair.",
            id="a bullet under its lead-in",
        ),
        pytest.param(
            "staff-1",
            "In meetings, staff will:\n- give advice without fear or favour.",
            id="the next lead-in, not the one before",
        ),
    ],
)
def test_a_clause_is_quoted_whole(little: Protocol, label: str, text: str) -> None:
    assert little.by_label[label].text == text


@pytest.mark.parametrize(
    ("label", "heading"),
    [
        ("1.1.3", ("Introduction", "Purpose")),
        ("2.1", ("Enquiries",)),
        ("members-1", ("Working together",)),
    ],
)
def test_a_clause_stands_under_the_titles_above_it(
    little: Protocol, label: str, heading: tuple[str, ...]
) -> None:
    assert little.by_label[label].heading == heading


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("2. Enquiries", "Enquiries"),
        ("Section 2: Enquiries", "Enquiries"),
        ("2 Enquiries", "Enquiries"),
        ("2. The 7 Principles of 1995 as amended", "The 7 Principles of 1995 as amended"),
        ("Schedule 4 The Principles", "Schedule 4 The Principles"),
    ],
)
def test_a_title_loses_only_the_number_that_it_begins_with(
    folder: Path, heading: str, title: str
) -> None:
    amend(folder / "protocol.md", "# 2. Enquiries\n\n[", f"# {heading}\n\n[")
    assert read_protocol(folder).by_label["2.1"].heading == (title,)


def test_bullets_and_cells_keep_their_places(little: Protocol, folder: Path) -> None:
    path = folder / "protocol.md"
    _, _, second, *_ = little.by_label["2.1"].blocks
    assert isinstance(second, Item)
    assert [item.text[:13] for item in second.items] == ["the Surveyor,", "the Treasurer"]
    assert second.items[1].line == line_of(path, "the Treasurer")
    cells = ("Set the budget", "Keeps the accounts")
    assert Row(cells, line_of(path, cells[0])) in little.by_label["who-does-what"].blocks


def test_a_clause_knows_its_line(little: Protocol, folder: Path) -> None:
    raw = (folder / "protocol.md").read_text(encoding="utf-8").split("\n")
    for clause in little.clauses:
        assert raw[clause.line - 1].startswith(f"[{clause.label}")


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("2.1", "2.1"),
        (" 2.1. ", "2.1"),
        ("Clause 2.1", "2.1"),
        ("para. 2.1", "2.1"),
        ("paragraph 2.1", "2.1"),
        ("section 2.1", "2.1"),
        ("11.2", "1.1.2"),
        ("1.1.2", "1.1.2"),
        ("1.1.3", "1.1.3"),
        ("members-3", "members-3"),
        ("Members 3", "members-3"),
        ("WHO DOES  WHAT", "who-does-what"),
    ],
)
def test_a_clause_is_found_by_its_label_or_its_misprint_however_typed(
    little: Protocol, typed: str, label: str
) -> None:
    assert little.clause(typed) is little.by_label[label]


@pytest.mark.parametrize("typed", ["", "clause", "2.3", "2", "members", "2.1.1", "-", "Clerk"])
def test_what_is_no_label_finds_no_clause(little: Protocol, typed: str) -> None:
    assert little.clause(typed) is None


def test_a_label_wins_over_another_clause_s_misprint(folder: Path) -> None:
    amend(folder / "protocol.md", "[2.4]", "[11.2 printed 2.4]")
    protocol = read_protocol(folder)
    assert protocol.clause("11.2") is protocol.clause("2.4") is not protocol.clause("1.1.2")


def test_what_is_repaired_lost_and_damaged_is_told(little: Protocol) -> None:
    assert [clause.label for clause in little.repaired] == ["1.1.2", "1.1.3", "2.5"]
    assert [clause.label for clause in little.clauses if clause.damaged] == ["2.5"]
    assert little.gaps == ("2.3",)


@pytest.mark.parametrize(
    ("labels", "left_out"),
    [
        pytest.param("1 2 3", "", id="none"),
        pytest.param("8.3.1 8.3.2 8.3.4", "8.3.3", id="one"),
        pytest.param("8.3.2 8.3.5", "8.3.1 8.3.3 8.3.4", id="the first, and two"),
        pytest.param("1.1 1.2 1 2", "", id="numbering that restarts a level up"),
        pytest.param("1.1 1.1.1 1.2 1.2.1", "", id="numbers below numbers"),
        pytest.param("6.1 6.3 6.2", "", id="numbers out of order are not left out"),
        pytest.param("", "", id="no numbers"),
    ],
)
def test_gaps_are_the_numbers_between_neighbours_that_no_label_has(
    labels: str, left_out: str
) -> None:
    assert list(gaps(labels.split())) == left_out.split()


@given(st.sets(st.integers(2, 30), min_size=1))
def test_gaps_and_labels_together_leave_no_number_out(numbers: set[int]) -> None:
    """Whatever is taken out of a numbering is reported, in order, and nothing else is."""
    labels = [f"4.{number}" for number in sorted(numbers)]
    missing = set(range(1, max(numbers))) - numbers
    assert list(gaps(labels)) == [f"4.{number}" for number in sorted(missing)]


@pytest.mark.parametrize(
    ("old", "new", "at", "problem"),
    [
        pytest.param(
            "[2.4]", "[2.2]", "[2.2]\nNobody", "names the clause on line", id="a label twice"
        ),
        pytest.param("[1.1 in heading]\n", "", "This protocol", "in no clause", id="no opening"),
        pytest.param(
            "[1.1 in heading]", "[1.2 in heading]", "[1.2 in", "without that number", id="number"
        ),
        pytest.param("\nNobody else", "\n~ Nobody else", "[2.4]", "has no words", id="no words"),
        pytest.param("> In meetings, staff", "# In meetings, staff", "[staff-1]", "no lead-in"),
        pytest.param(
            "[1.1.1]\n", "[1.1.1]\n- ", "[1.1.1]", "no lead-in", id="a bullet without lead-in"
        ),
        pytest.param("- log it", "  - log it", "  - log", "deeper", id="a bullet below nothing"),
        pytest.param("  - with", "    - with", "    - with", "deeper", id="a level left out"),
        pytest.param(
            "[staff-1]\n- ", "[staff-1]\n", "> In meetings, staff", "lead-in", id="idle lead-in"
        ),
        pytest.param("[2.2]", "[2.2 printed]", "[2.2 ", "no opening", id="outside the grammar"),
    ],
)
def test_a_protocol_outside_the_rules_is_refused_with_the_line_to_mend(
    folder: Path, old: str, new: str, at: str, problem: str
) -> None:
    path = folder / "protocol.md"
    amend(path, old, new)
    with pytest.raises(CorpusError) as caught:
        read_protocol(folder)
    assert (caught.value.path, caught.value.line) == (path, line_of(path, at))
    assert problem in caught.value.problem


def test_a_part_of_the_document_that_has_no_heading_is_refused(folder: Path) -> None:
    path = folder / "council.toml"
    amend(path, '\nname = "Standing Orders"', '\nname = "Standing Orders"\nheading = "Annex"')
    with pytest.raises(CorpusError, match='heading "Annex" is no heading') as caught:
        read_protocol(folder)
    assert (caught.value.path, caught.value.line) == (path, line_of(path, "[[document]]"))


@pytest.mark.parametrize("name", ["protocol.md", "council.toml"])
def test_a_missing_file_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(CorpusError, match=f"{SLUG}/{name}: the file is missing"):
        read_protocol(folder)


def test_a_folder_must_bear_the_slug_of_its_council(folder: Path) -> None:
    moved = folder.rename(folder.parent / "great-marling")
    with pytest.raises(CorpusError, match='slug is "little-marling" but the folder is "great-mar'):
        read_protocol(moved)


def test_a_number_that_leaps_is_taken_for_an_unrepaired_misprint(folder: Path) -> None:
    amend(folder / "protocol.md", "[2.4]", "[2.411]")
    with pytest.raises(
        CorpusError, match=r"\[2\.411\] leaves out 408 numbers; if it is a misprint"
    ):
        read_protocol(folder)


def test_two_clauses_printed_with_one_misprint_are_refused(folder: Path) -> None:
    amend(folder / "protocol.md", "[2.4]", "[2.4 printed 11.2]")
    with pytest.raises(CorpusError, match=r"11\.2 names the clause on line \d+ already"):
        read_protocol(folder)
