"""What a reference names is found and proved, or it is said why it is not."""

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer import reference
from bot.desk import Desk
from bot.errors import BadRequest, UnknownName
from bot.reference import QuoteReference, read_reference
from bot.request import ClauseWanted
from bot.rulebook import Library, Rulebook
from bot.verbatim import quoted
from bot.verify import LONGEST, Match, to_json, verify
from retrieval.clause import Clause
from retrieval.errors import CorpusError
from retrieval.grammar import source_words
from retrieval.version import digest_of
from retrieval.versions import keep
from tests.little import SLUG, amend, amend_little, line_of, write_little
from tests.specimens import nothing
from tests.test_desk import SLUGS, TODAY


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """The little council's folder."""
    return write_little(tmp_path)


def named(council: Path, *labels: str) -> QuoteReference:
    """A reference to clauses of the version that is current."""
    return QuoteReference(SLUG, digest_of(council)[:12], labels)


# -------------------------------------------------------------------------------- the real councils
@pytest.mark.parametrize("slug", SLUGS)
def test_every_clause_is_proved_by_the_reference_of_its_answer(
    slug: str, library: Library, corpus: Path
) -> None:
    book, desk = library.rulebooks[slug], Desk(library, nothing)
    answers = [
        desk.answer(ClauseWanted(one.label), slug, None, TODAY) for one in book.protocol.clauses
    ]
    typed = [str(reference(answer, answer.quotes)) for answer in answers]
    together = "+".join([typed[0], *(one.partition(":")[2] for one in typed[1:])])
    found = verify(corpus, read_reference(together))
    assert (found.protocol.slug, found.current, found.match) == (slug, True, None)
    assert [one.clause for one in found.clauses] == list(book.protocol.clauses)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_line_of_every_clause_holds_its_number_or_its_first_word(
    slug: str, library: Library, corpus: Path
) -> None:
    book = library.rulebooks[slug]
    labels = tuple(one.label for one in book.protocol.clauses)
    found = verify(corpus, QuoteReference(slug, book.version.short, labels))
    source = (corpus / slug / "source.txt").read_text(encoding="utf-8")
    words: dict[int, list[str]] = {}
    for line, word in source_words(source):
        words.setdefault(line, []).append(word.rstrip("."))
    for clause, line in ((one.clause, one.line) for one in found.clauses):
        own = clause.text.removeprefix(clause.lead_in).replace("- ", " ").split()[0].rstrip(".")
        assert {clause.printed, own} & set(words[line]), (clause.label, line)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_clause_as_a_chat_shows_it_stands_word_for_word(
    slug: str, library: Library, corpus: Path
) -> None:
    book = library.rulebooks[slug]
    for clause in book.protocol.clauses[::10]:
        shown = "".join(part for piece in quoted(clause.text, (), 10**6) for part, _ in piece)
        one = QuoteReference(slug, book.version.short, (clause.label,))
        for words in (clause.text, shown, " ".join(clause.text.split("\n- "))):
            found = verify(corpus, one, words)
            assert found.match == Match(clause.label, exact=words in clause.text)


def drawn(chance: random.Random, library: Library) -> tuple[Rulebook, Clause, QuoteReference]:
    """Any clause of any council, with its rulebook and what refers to it."""
    book = library.rulebooks[chance.choice(SLUGS)]
    clause = chance.choice(book.protocol.clauses)
    return book, clause, QuoteReference(book.protocol.slug, book.version.short, (clause.label,))


@settings(max_examples=60, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_no_word_can_be_changed_unseen(
    chance: random.Random, library: Library, corpus: Path
) -> None:
    book, clause, one = drawn(chance, library)
    words = clause.text.split(" ")
    at = chance.randrange(len(words))
    others = {word for other in book.protocol.clauses for word in other.text.split()}
    word = chance.choice(sorted(others - {words[at], *words[at].split(), "-"}))
    with pytest.raises(BadRequest, match="do not stand in clause"):
        verify(corpus, one, " ".join([*words[:at], word, *words[at + 1 :]]))


@settings(max_examples=60, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_no_letter_can_be_changed_unseen(
    chance: random.Random, library: Library, corpus: Path
) -> None:
    _, clause, one = drawn(chance, library)
    letters = [at for at, letter in enumerate(clause.text) if letter.isalpha()]
    at = chance.choice(letters)
    letter = clause.text[at]
    other = chance.choice(sorted({"x", "q", letter.swapcase()} - {letter}))
    changed = clause.text[:at] + other + clause.text[at + 1 :]
    with pytest.raises(BadRequest, match="do not stand in clause"):
        verify(corpus, one, changed)


# ----------------------------------------------------------------------------------- words asked
WORDS = "The Clerk will reply within 7 working days of receipt"


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (WORDS, Match("2.2", exact=True)),
        (f"  {WORDS}\n", Match("2.2", exact=True)),
        (WORDS.replace(" ", "\n  "), Match("2.2", exact=False)),
        ("log it;\n• pass it on", Match("2.1", exact=False)),
        ("explain a Member’s actions", Match("members-2", exact=False)),
        ("the keeps", None),
        (WORDS.replace("7", "17"), None),
        (WORDS.replace("Clerk", "clerk"), None),
        ("he Clerk will reply", None),
        ("working days receipt", None),
    ],
)
def test_words_stand_to_the_letter_or_word_for_word_or_not(
    council: Path, words: str, match: Match | None
) -> None:
    one = named(council, "2.1", "2.2", "members-2")
    if match:
        assert verify(council.parent, one, words).match == match
    else:
        with pytest.raises(BadRequest, match=r"do not stand in clauses 2\.1, 2\.2, members-2 of"):
            verify(council.parent, one, words)


def test_the_clause_that_has_the_words_to_the_letter_is_named_first(council: Path) -> None:
    for path in (council / "source.txt", council / "protocol.md"):
        amend(path, "speak through the Chair", "speak through “the Chair”")
        amend(path, "not ask staff to explain", 'not speak through "the Chair" to explain')
    found = verify(council.parent, named(council, "members-1", "members-2"), '"the Chair"')
    assert found.match == Match("members-2", exact=True)


@pytest.mark.parametrize("words", ["", "  \n"])
def test_no_words_are_told_from_words(council: Path, words: str) -> None:
    with pytest.raises(BadRequest, match="no words to look for"):
        verify(council.parent, named(council, "2.2"), words)


def test_more_words_than_any_clause_has_are_refused_and_no_clause_is(
    council: Path, library: Library
) -> None:
    with pytest.raises(BadRequest, match="4,001 characters long; ask about 4,000 or fewer"):
        verify(council.parent, named(council, "2.2"), "\n" * LONGEST + "x")
    clauses = (one for book in library.rulebooks.values() for one in book.protocol.clauses)
    assert max(len(one.text) for one in clauses) < LONGEST / 2


def test_words_need_a_clause_to_stand_in(council: Path) -> None:
    with pytest.raises(BadRequest, match="The reference names no clause"):
        verify(council.parent, named(council), WORDS)
    assert verify(council.parent, named(council)).clauses == ()


# ----------------------------------------------------------------------------------- its versions
def test_a_reference_outlives_an_amendment_for_as_long_as_its_version_is_kept(
    council: Path,
) -> None:
    before = named(council, "2.4", "2.2")
    kept = keep(council).folder
    amend_little(council)
    found = verify(council.parent, before, "within 7 working days")
    assert not found.current
    assert found.protocol.folder == kept
    assert [one.line for one in found.clauses] == [
        line_of(kept / "source.txt", "- 2.4"), line_of(kept / "source.txt", "**2.2**")
    ]  # fmt: skip
    assert found.match == Match("2.2", exact=True)
    after = verify(council.parent, named(council, "2.4", "2.2"), "within 10 working days")
    assert after.current
    assert after.clauses[0].clause.text != found.clauses[0].clause.text
    shutil.rmtree(kept)
    with pytest.raises(BadRequest, match=rf"versions/{before.digest} back"):
        verify(council.parent, before)


def test_a_version_that_was_tampered_with_is_not_proved(council: Path) -> None:
    before = named(council, "2.2")
    kept = keep(council).folder
    amend_little(council)
    amend(kept / "protocol.md", "7 working days", "8 working days")
    with pytest.raises(CorpusError, match="is not what it was when it was kept"):
        verify(council.parent, before)


def test_a_protocol_that_has_lost_a_word_is_not_proved(council: Path) -> None:
    amend(council / "protocol.md", "must be civil to one another", "must be civil to another")
    with pytest.raises(CorpusError, match='has "another" where'):
        verify(council.parent, named(council, "2.2"))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("little-marlin@{}:2.2", "no council .* Did you mean little-marling"),
        (
            "little-marling@0123456789ab:2.2",
            "No version 0123456789ab .*the current one is {}.: copy the reference again",
        ),
        ("little-marling@{}:7.7", "has no clause 7.7; it has 13, from 1.1 to staff-1"),
        ("little-marling@{}:2.2+7.7", "has no clause 7.7"),
    ],
)
def test_what_is_not_here_is_told(council: Path, typed: str, why: str) -> None:
    short = digest_of(council)[:12]
    with pytest.raises((BadRequest, UnknownName), match=why.format(short)):
        verify(council.parent, read_reference(typed.format(short)))


def test_a_misprinted_number_finds_its_clause_once(council: Path) -> None:
    found = verify(council.parent, named(council, "11.2", "2.2", "1.1.2"))
    assert [one.clause.label for one in found.clauses] == ["1.1.2", "2.2"]


def test_as_json_it_has_the_version_and_each_clause_with_its_line(council: Path) -> None:
    made = to_json(verify(council.parent, named(council, "2.5"), "or the Chair"))
    (clause,) = made.pop("clauses")
    assert made == {
        "reference": f"little-marling@{digest_of(council)[:12]}:2.5",
        "council": "little-marling",
        "title": "Protocol between Members and Staff",
        "current": True,
        "version": "second edition",
        "date": "2024-05",
        "amended": None,
        "digest": digest_of(council),
        "text": {"clause": "2.5", "exact": True},
    }
    assert clause == {
        "clause": "2.5",
        "printed": None,
        "heading": ["Enquiries"],
        "text": "or the Chair, in which case the Clerk should be told beforehand.",
        "citation": "Little Marling Town Council, Protocol between Members and Staff, clause 2.5",
        "line": line_of(council / "source.txt", "or the Chair"),
    }
