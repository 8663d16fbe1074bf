"""Whatever is done to a file of the corpus, it is taken or its file and line are named."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.check import check
from bot.stock import read_stock
from retrieval.errors import CorpusError
from tests.fuzz.bounds import bounded
from tests.fuzz.odd import TEXTS, Edit, How, edited_bytes, edited_lines, edits
from tests.fuzz.profile import fuzzed
from tests.little import SLUG, write_little

MATTERS = """\
[[matter]]
id = "officer-conduct"
title = "a concern about an officer"
usual_asker = "councillor"
asked = ["complain about clerk"]

[[matter]]
id = "general"
title = "anything that no other route covers"
usual_asker = "officer"
"""
UNANSWERABLE = """\
{"question": "when are the bins emptied?", "kind": "service"}
{"question": "may a Member bring a dog?", "kind": "near", "council": "little-marling"}
"""
LOOKED_AT = (
    *(f"{SLUG}/{name}" for name in ("protocol.md", "council.toml", "deadlines.toml")),
    *(f"{SLUG}/{name}" for name in ("escalation.toml", "questions.jsonl", "source.txt")),
    *("matters.toml", "unanswerable.jsonl"),
)
NUMBER = "9" * 5000
# Lines that stand in the grammar of one file or another, or nearly.
ODD_LINES = (
    *("# 4. More", "###### deep", "~", "~ furniture", ">", "> Officers must:", "- a", "    - a"),
    *("   - a", "|", "| a | b |", "[2.1]", "[2.9]", "[9.1", "[-]", "[٣.١]\nwords", "\0", "\\"),
    *("[1.1.9 unprinted damaged]", "[x-1 in heading]\nwords", "[2.3 printed 3.2]\nwords"),
    *(f"[{NUMBER}]\nwords", f"[2.{NUMBER}]\nwords", "[2.99999999999999999999999]\nwords"),
    "".join(f"{'  ' * depth}- a\n" for depth in range(1200)),
    *(f"value = {NUMBER}", "value = 0x10", "value = inf", "value = -1", "value = 1e3", "order = 0"),
    *("[[rule]]", "[rule]", "[[step]]", "[rule.missed]", "[[", "a.b.c = 1", "x = '\ud800'"),
    *("date = 2026-02-30", "date = 2026-12-29T10:00:00Z", "date = 0001-01-01", "asked = [[]]"),
    *('unit = "none"', "unit = 1", "asked = []", "x = " + "[" * 3000, "x = " + "{a=" * 3000),
    *("{" * 2000, "[" * 100_000, '{"clause": "2.2"}', '{"clause": null}', "null", '"x"', "1e999"),
    *('{"question": "q", "kind": "k", "council": "nowhere"}', f'{{"clause": {NUMBER}}}'),
    f"see section {NUMBER} and clauses 2.1 to {NUMBER}",
)
LINES = st.one_of(TEXTS, st.sampled_from(ODD_LINES))


@pytest.fixture
def little_corpus(tmp_path: Path) -> Path:
    """A small corpus that holds: one council, its matters, and questions that nothing answers."""
    write_little(tmp_path)
    (tmp_path / "matters.toml").write_text(MATTERS, encoding="utf-8")
    (tmp_path / "unanswerable.jsonl").write_text(UNANSWERABLE, encoding="utf-8")
    return tmp_path


def held_or_named(corpus: Path, name: str, odd: bytes) -> None:
    """Check the corpus with other bytes in one file; what was wrong is named, or nothing is."""
    file = corpus / name
    sound = file.read_bytes()
    file.write_bytes(odd)
    try:
        with bounded():
            assert len(list(check(read_stock(corpus)))) == 1
    except CorpusError as fault:
        lines = fault.path.read_bytes().count(b"\n") + 1 if fault.path.is_file() else 0
        assert 0 <= fault.line <= lines  # noqa: PT017 - either outcome is right
        assert corpus in (fault.path, *fault.path.parents)  # noqa: PT017 - the same
        assert fault.problem  # noqa: PT017 - the same
    finally:
        file.write_bytes(sound)


def test_the_corpus_holds_before_anything_is_done_to_it(little_corpus: Path) -> None:
    assert [one.account.slug for one in check(read_stock(little_corpus))] == [SLUG]


@pytest.mark.parametrize("name", LOOKED_AT)
def test_each_odd_line_in_the_middle_and_at_the_end(little_corpus: Path, name: str) -> None:
    sound = (little_corpus / name).read_text(encoding="utf-8")
    for odd, middle in product(ODD_LINES, (True, False)):
        at = sound.count("\n") // 2 if middle else sound.count("\n")
        made = edited_lines(sound, [Edit(at, How.REPLACE, odd)])
        held_or_named(little_corpus, name, made.encode(errors="surrogatepass"))


@pytest.mark.parametrize("name", LOOKED_AT)
@fuzzed(40)
@given(made=edits(LINES))
def test_odd_lines(little_corpus: Path, name: str, made: list[Edit]) -> None:
    sound = (little_corpus / name).read_text(encoding="utf-8")
    held_or_named(little_corpus, name, edited_lines(sound, made).encode(errors="surrogatepass"))


@pytest.mark.parametrize("name", LOOKED_AT)
@fuzzed(40)
@given(made=edits(st.binary(max_size=6)))
@example(made=[Edit(0, How.WRAP, b"")])
@example(made=[Edit(7, How.REPEAT, b"\xff\xfe")])
def test_odd_bytes(little_corpus: Path, name: str, made: list[Edit]) -> None:
    held_or_named(little_corpus, name, edited_bytes((little_corpus / name).read_bytes(), made))
