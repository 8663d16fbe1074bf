"""The corpus check: what holds is counted, what does not is named with file, line and cure."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.check import Checked, check
from bot.stock import read_stock
from retrieval.errors import CorpusError
from retrieval.proof import Account
from retrieval.protocols import read_protocol
from retrieval.versions import keep
from tests.little import SLUG, amend, line_of, write_little

BULLETS = {"-", "o", "❖", "*", "·"}


@pytest.fixture
def little(tmp_path: Path, corpus: Path) -> Path:
    """A corpus of one small council."""
    shutil.copy(corpus / "matters.toml", tmp_path)
    return write_little(tmp_path).parent


def test_a_council_that_holds_is_counted(little: Path) -> None:
    source = (little / SLUG / "source.txt").read_text(encoding="utf-8").split()
    assert list(check(read_stock(little))) == [
        Checked(
            account=Account(
                slug=SLUG,
                clauses=13,
                words=len([word for word in source if word not in BULLETS]),
                furniture_lines=5,
                repaired=("1.1.2 (printed 11.2)", "1.1.3 (not printed)", "2.5 (not printed)"),
                gaps=("2.3",),
                damaged=("2.5",),
            ),
            rules=2,
            steps=4,
            questions=3,
            version=read_protocol(little / SLUG).version,
            kept=(),
        )
    ]


def test_every_real_council_holds(corpus: Path) -> None:
    counted = list(check(read_stock(corpus)))
    assert [one.account.slug for one in counted] == [
        "brixton", "hastings", "rushcliffe", "south-ribble", "southend"
    ]  # fmt: skip
    for one in counted:
        assert min(one.account.clauses, one.rules, one.steps, one.questions) > 0
        assert one.account.words > 3000


def _lose_a_word(folder: Path) -> tuple[Path, str]:
    amend(folder / "protocol.md", "must be civil to one another", "must be civil to another")
    return folder / "protocol.md", "must be civil to another"


def _add_a_word(folder: Path) -> tuple[Path, str]:
    amend(folder / "protocol.md", "speak through the Chair", "always speak through the Chair")
    return folder / "protocol.md", "always speak"


def _break_a_rules_evidence(folder: Path) -> tuple[Path, str]:
    old = 'evidence = "The Clerk will reply within 7 working days of receipt"'
    amend(folder / "deadlines.toml", old, 'evidence = "The Clerk will reply within 8 days"')
    return folder / "deadlines.toml", "[[rule]]"


def _break_a_steps_evidence(folder: Path) -> tuple[Path, str]:
    amend(folder / "escalation.toml", 'evidence = "with the Clerk"', 'evidence = "with the Mayor"')
    return folder / "escalation.toml", "[[step]]"


def _add_a_column(folder: Path) -> tuple[Path, str]:
    amend(folder / "deadlines.toml", "value = 7", "value = 7\nurgent = true")
    return folder / "deadlines.toml", "[[rule]]"


def _break_the_toml(folder: Path) -> tuple[Path, str]:
    amend(folder / "deadlines.toml", "value = 7", "value = = 7")
    return folder / "deadlines.toml", "value = = 7"


def _point_to_nothing(folder: Path) -> tuple[Path, str]:
    for name in ("protocol.md", "source.txt"):
        amend(folder / name, "(see clause 2.1)", "(see clause 9.9)")
    return folder / "protocol.md", "[2.2]"


def _tie_a_question_to_nothing(folder: Path) -> tuple[Path, str]:
    amend(folder / "questions.jsonl", "within 7 working days", "within 9 working days")
    return folder / "questions.jsonl", "within 9 working days"


@pytest.mark.parametrize(
    "damage",
    [
        _lose_a_word,
        _add_a_word,
        _break_a_rules_evidence,
        _break_a_steps_evidence,
        _add_a_column,
        _break_the_toml,
        _point_to_nothing,
        _tie_a_question_to_nothing,
    ],
)
def test_what_does_not_hold_is_named_with_file_and_line(
    little: Path, damage: Callable[[Path], tuple[Path, str]]
) -> None:
    path, words = damage(little / SLUG)
    with pytest.raises(CorpusError) as caught:
        list(check(read_stock(little)))
    assert (caught.value.path, caught.value.line) == (path, line_of(path, words))
    assert f"{SLUG}/{path.name}:{caught.value.line}: " in str(caught.value)


def test_kept_versions_are_proved_too(little: Path) -> None:
    kept = keep(little / SLUG).folder
    (counted,) = check(read_stock(little))
    assert counted.kept == (counted.version,)
    amend(kept / "source.txt", "give advice", "give no advice")
    with pytest.raises(CorpusError, match=f"versions/{kept.name}: is not what it was when it was"):
        list(check(read_stock(little)))


def test_a_question_that_nothing_answers_names_a_council_that_is_here(little: Path) -> None:
    asked = {"question": "when are the bins emptied?", "kind": "beyond"}
    file = little / "unanswerable.jsonl"
    lines = [json.dumps(asked | {"council": council}) for council in ("", SLUG)]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert len(list(check(read_stock(little)))) == 1
    file.write_text(json.dumps(asked | {"council": "atlantis"}), encoding="utf-8")
    with pytest.raises(CorpusError, match="names the council atlantis, which is not here"):
        list(check(read_stock(little)))


@pytest.mark.parametrize(
    "name",
    [
        "protocol.md",
        "source.txt",
        "deadlines.toml",
        "escalation.toml",
        "questions.jsonl",
    ],
)
def test_a_missing_file_is_named(little: Path, name: str) -> None:
    (little / SLUG / name).unlink()
    with pytest.raises(CorpusError, match=f"{name}: the file is missing"):
        list(check(read_stock(little)))
