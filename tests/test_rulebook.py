"""A council's rulebook: nothing is answered from a table that does not hold."""

import shutil
from pathlib import Path

import pytest

from bot.errors import UnknownName
from bot.rulebook import Library, folder_of, load_library
from retrieval.errors import CorpusError


@pytest.fixture
def copy(corpus: Path, tmp_path: Path) -> Path:
    """A copy of the corpus with Hastings alone, to be broken."""
    made = tmp_path / "corpus"
    shutil.copytree(corpus / "hastings", made / "hastings")
    shutil.copy(corpus / "matters.toml", made)
    return made


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file, which must hold it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_all_five_councils_are_read(library: Library) -> None:
    assert set(library.rulebooks) == {
        "southend", "hastings", "rushcliffe", "brixton", "south-ribble",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("what does Hastings say about purdah?", {"hastings"}),
        ("South-Ribble or SOUTHEND-ON-SEA?", {"south-ribble", "southend"}),
        ("is the south end of the ribble ours?", set()),
        ("", set()),
    ],
)
def test_a_text_names_councils_as_people_call_them(
    library: Library, text: str, slugs: set[str]
) -> None:
    assert library.named_in(text) == slugs


def test_two_councils_of_one_name_are_both_named(library: Library) -> None:
    hastings = library.rulebooks["hastings"]
    both = Library({"hastings": hastings, "hastings-parish": hastings}, library.matters)
    assert both.named_in("Hastings") == {"hastings", "hastings-parish"}


@pytest.mark.parametrize(
    ("text", "own", "another"),
    [
        ("what does Southend-on-Sea say?", {"hastings"}, True),
        ("does Hastings differ from South Ribble?", {"hastings"}, True),
        ("does Hastings differ from South Ribble?", {"hastings", "south-ribble"}, False),
        ("who may speak?", {"hastings"}, False),
    ],
)
def test_a_text_names_another_council(
    library: Library, text: str, own: set[str], *, another: bool
) -> None:
    assert library.names_another(text, own) is another


def test_a_name_that_may_be_ones_own_is_no_other_councils(library: Library) -> None:
    hastings = library.rulebooks["hastings"]
    both = Library({"hastings": hastings, "hastings-parish": hastings}, library.matters)
    assert not both.names_another("Hastings", {"hastings-parish"})


def test_a_name_within_a_longer_one_names_nobody_else(library: Library) -> None:
    ribble, hastings = library.rulebooks["south-ribble"], library.rulebooks["hastings"]
    books = {"south-ribble": ribble, "south": hastings, "ribble": hastings}
    three = Library(books, library.matters)
    assert three.named_in("what does South Ribble say?") == {"south-ribble"}
    assert three.named_in("what do South and Ribble say?") == {"south", "ribble"}


def test_a_council_has_its_folder_by_its_name_as_typed(corpus: Path) -> None:
    assert folder_of(corpus, "South Ribble") == corpus / "south-ribble"
    with pytest.raises(UnknownName, match="Did you mean southend"):
        folder_of(corpus, "southendd")


def test_every_council_has_a_row_for_the_reply_to_an_enquiry(library: Library) -> None:
    limits = {slug: book.rule("enquiry-reply") for slug, book in library.rulebooks.items()}
    assert {slug: rule and rule.value for slug, rule in limits.items()} == {
        "southend": 10, "hastings": 5, "rushcliffe": 5, "brixton": None, "south-ribble": None,
    }  # fmt: skip
    assert all(limits.values())


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "deadlines.toml",
            "5 working days",
            "6 working days",
            "deadlines.toml:.*does not stand in",
        ),
        ("deadlines.toml", 'clause = "47"', 'clause = "470"', "cites clause 470"),
        ("deadlines.toml", "value = 5", "values = 5", "values: there is no such column"),
        ("escalation.toml", "the officer privately", "the officer loudly", "escalation.toml:"),
        ("escalation.toml", 'contact = "monitoring-officer"', 'contact = "mo"', 'contact "mo"'),
        ("council.toml", 'clause = "125"', 'clause = "124"', "council.toml:.*: the evidence"),
        ("council.toml", "nation =", "country =", "country: there is no such column"),
        ("protocol.md", "[47]", "[46]", "protocol.md:.*already"),
    ],
)
def test_a_broken_row_is_refused_with_its_file(
    copy: Path, file: str, old: str, new: str, says: str
) -> None:
    edit(copy / "hastings" / file, old, new)
    with pytest.raises(CorpusError, match=says):
        load_library(copy)


def test_the_line_of_a_broken_row_is_the_line_on_which_it_begins(copy: Path) -> None:
    path = copy / "hastings" / "deadlines.toml"
    edit(path, "5 working days", "6 working days")
    with pytest.raises(CorpusError) as refused:
        load_library(copy)
    assert path.read_text().splitlines()[refused.value.line - 1] == "[[rule]]"


def test_a_folder_without_a_council_is_refused_with_the_setting_that_mends_it(
    tmp_path: Path, corpus: Path
) -> None:
    shutil.copy(corpus / "matters.toml", tmp_path)
    with pytest.raises(CorpusError, match="PROTOCOL_BOT_CORPUS"):
        load_library(tmp_path)
