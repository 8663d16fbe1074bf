"""A council's own page of the corpus."""

import datetime as dt
from pathlib import Path

import pytest

from retrieval.council import Contact, Nation, read_council
from retrieval.errors import CorpusError
from tests.little import amend, line_of, write_little


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """The little council's folder."""
    return write_little(tmp_path)


def test_a_page_is_read_whole(little: Path) -> None:
    council = read_council(little)
    assert council.name == "Little Marling Town Council"
    assert council.nation is Nation.WALES
    assert council.protocol.date == "2024-05"
    assert council.silent.clause == "2.5"
    assert [term.term for term in council.term] == ["Clerk", "Member", "Surveyor"]
    assert council.term[1].says == ("Members", "Member")
    assert council.document[0].says == ("Standing Order 7",)
    assert council.closure[0].date == dt.date(2026, 12, 29)


def test_a_citation_names_council_document_and_clause(little: Path) -> None:
    assert read_council(little).citation("2.2") == (
        "Little Marling Town Council, Protocol between Members and Staff, clause 2.2"
    )


def test_an_amended_protocol_is_cited_as_amended(little: Path) -> None:
    amend(little / "council.toml", 'date = "2024-05"', "amended = 2026-05-01")
    council = read_council(little)
    assert council.citation("2.2") == (
        "Little Marling Town Council, Protocol between Members and Staff, "
        "as amended on 1 May 2026, clause 2.2"
    )


def test_a_contact_is_found_by_its_id_and_stays_empty_until_the_council_fills_it(
    little: Path,
) -> None:
    council = read_council(little)
    assert council.contact_for("clerk") == Contact(id="clerk", role="Clerk", name="", address="")
    assert council.contact_for("mayor") is None


@pytest.mark.parametrize("nation", list(Nation))
def test_each_nation_of_the_kingdom_is_known(little: Path, nation: Nation) -> None:
    amend(little / "council.toml", '"wales"', f'"{nation}"')
    assert read_council(little).nation is nation


@pytest.mark.parametrize(
    ("old", "new", "at", "problem"),
    [
        pytest.param('"wales"', '"cornwall"', "", "nation: ", id="a nation without a calendar"),
        pytest.param("short_name = ", "shortname = ", "", "shortname: ", id="a column short"),
        pytest.param('version = "', 'edition = "', "[protocol]", "edition", id="unknown column"),
        pytest.param('ask = "the Chair"\n', "", "[silent]", "ask", id="nobody to ask"),
        pytest.param(
            'says = ["the Surveyor"]', "", '[[term]]\nterm = "S', "says", id="a term without forms"
        ),
        pytest.param("2026-12-29", '"soon"', "[[closure]]", "date", id="a closure without a day"),
        pytest.param(
            'date = "2024-05"', 'date = "May 2024"', "[protocol]", "date", id="a date in words"
        ),
        pytest.param(
            'date = "2024-05"', 'amended = "in May"', "[protocol]", "amended", id="no day of May"
        ),
        pytest.param('role = "Clerk"', "", "[[contact]]", "role", id="a contact without a role"),
    ],
)
def test_a_fault_is_told_with_the_line_of_its_table(
    little: Path, old: str, new: str, at: str, problem: str
) -> None:
    path = little / "council.toml"
    amend(path, old, new)
    with pytest.raises(CorpusError) as caught:
        read_council(little)
    assert caught.value.line == (line_of(path, at) if at else 0)
    assert problem in caught.value.problem


def test_a_missing_page_is_told_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"council\.toml: the file is missing"):
        read_council(tmp_path)
