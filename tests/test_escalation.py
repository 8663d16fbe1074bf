"""Routes: rows of a table, each with its clause."""

from pathlib import Path

import pytest

from bot.asker import Side
from bot.escalation import Matter, ladder, load_matters, load_steps, names_any
from bot.rulebook import Library
from retrieval.errors import CorpusError

REQUIRED = {
    "officer-conduct", "councillor-conduct", "protocol-breach", "access-to-information",
    "interpretation", "service-performance", "disagreement-with-manager", "group-meeting", "press",
    "personal-relationship", "constituent-complaint",
}  # fmt: skip

MATTER = Matter(id="press", title="the press", usual_asker=Side.OFFICER, asked=("press rung",))

STEP = """
[[step]]
matter = "{matter}"
asker = "officer"
order = {order}
to = "the Clerk"
action = "Tell the Clerk."
when = "first"
clause = "1"
evidence = "tell the Clerk"
"""


def steps_file(folder: Path, *rows: tuple[str, int]) -> Path:
    """An escalation.toml with a row for each (matter, order)."""
    path = folder / "escalation.toml"
    path.write_text("".join(STEP.format(matter=matter, order=order) for matter, order in rows))
    return path


def test_every_matter_that_people_ask_about_is_listed(library: Library) -> None:
    assert {matter.id for matter in library.matters} == REQUIRED | {"general"}


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(
    "council", ["brixton", "hastings", "rushcliffe", "south-ribble", "southend"]
)
def test_every_council_has_somebody_to_ask_about_anything_else(
    library: Library, council: str, side: Side
) -> None:
    steps = library.rulebooks[council].steps
    assert ladder(steps, library.matter("general"), side)


def test_steps_come_in_order_and_only_the_askers_own_for_the_matter(tmp_path: Path) -> None:
    rows = steps_file(tmp_path, ("press", 2), ("general", 3), ("press", 1))
    steps = load_steps(rows, [MATTER, MATTER.model_copy(update={"id": "general"})])
    found = ladder(steps, MATTER, Side.OFFICER)
    assert found is not None
    assert [step.order for step in found.steps] == [1, 2]
    assert ladder(steps, MATTER, Side.COUNCILLOR) is None


def test_an_unknown_matter_is_refused_with_its_line(tmp_path: Path) -> None:
    path = steps_file(tmp_path, ("press", 1), ("gossip", 1))
    with pytest.raises(CorpusError, match=r"escalation\.toml:12: .*gossip"):
        load_steps(path, [MATTER])


def test_two_steps_of_one_order_are_refused(tmp_path: Path) -> None:
    path = steps_file(tmp_path, ("press", 1), ("press", 1))
    with pytest.raises(CorpusError, match="two steps of order 1"):
        load_steps(path, [MATTER])


def test_a_column_that_nothing_reads_is_refused(tmp_path: Path) -> None:
    path = steps_file(tmp_path, ("press", 1))
    path.write_text(path.read_text() + 'urgency = "high"\n')
    with pytest.raises(CorpusError, match="urgency"):
        load_steps(path, [MATTER])


def test_matters_without_a_title_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "matters.toml"
    path.write_text('[[matter]]\nid = "press"\nusual_asker = "officer"\n')
    with pytest.raises(CorpusError, match=r"matters\.toml:1: title"):
        load_matters(path)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("the press has rung me", True),
        ("They rung. The PRESS!", True),
        ("the press", False),
        ("I pressed the bell and rung off", True),  # stems meet; the clause found decides as well
        ("a journalist called", False),
    ],
)
def test_a_line_is_meant_when_every_word_of_it_is_there(question: str, meant: bool) -> None:
    assert names_any(["press rung"], question) is meant
    assert MATTER.is_meant_by(question) is meant


def test_one_line_of_several_is_enough() -> None:
    assert names_any(["press rung", "journalist called"], "a journalist called")
