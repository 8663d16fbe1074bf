"""Where a council publishes its document: an https address that a link can hold, or nothing."""

from pathlib import Path

import pytest

from bot.rulebook import Library
from retrieval.council import LONGEST_URL, read_council
from retrieval.errors import CorpusError
from tests.little import amend, write_little


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """The little council's folder."""
    return write_little(tmp_path)


def write_url(folder: Path, url: str) -> None:
    amend(folder / "council.toml", "[silent]", f'url = "{url}"\n\n[silent]')


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://www.anytown.gov.uk",
        "https://democracy.anytown.gov.uk:8443/documents/s1/Part%205.pdf?page=2#clause-9",
    ],
)
def test_an_https_address_is_taken_and_so_is_none(little: Path, url: str) -> None:
    write_url(little, url)
    assert read_council(little).protocol.url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://www.anytown.gov.uk/protocol",
        "www.anytown.gov.uk",
        "javascript:alert(1)",
        "https://",
        "https://localhost/protocol",
        "https://clerk:secret@anytown.gov.uk/",
        "https://anytown.gov.uk@elsewhere.example/",
        "https://anytown.gov.uk/a b",
        "https://anytown.gov.uk/\\u202efdp",
        f"https://anytown.gov.uk/{'a' * LONGEST_URL}",
    ],
)
def test_anything_else_is_told_with_its_line_and_what_to_write(little: Path, url: str) -> None:
    write_url(little, url)
    with pytest.raises(CorpusError) as wrong:
        read_council(little)
    assert wrong.value.line > 0
    assert "url: write an address that begins with https://" in str(wrong.value)


def test_no_address_is_made_up_for_a_document_that_states_none(library: Library) -> None:
    assert {book.council.protocol.url for book in library.rulebooks.values()} == {""}
