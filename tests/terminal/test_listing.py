"""Lists: a block a council, names that people type in one piece, the same rows for programs."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console, Group

from bot.check import Checked
from bot.deadlines import DeadlineRule, Unit
from bot.rulebook import Library, Rulebook
from bot.store.feedback import Feedback
from bot.terminal.listing import Listing, checked, councils, deadlines, feedback, indexed, routes
from bot.terminal.screen import plain
from retrieval.index import Counts, IndexReport
from retrieval.proof import Account
from retrieval.questions import read_questions
from tests.little import SLUG
from tests.specimens import VERSION, amended

LISTS = pytest.mark.parametrize("made", [councils, deadlines, routes])
List = Callable[[Iterable[Rulebook], Library], Listing]


def names_of(book: Rulebook, library: Library) -> set[str]:
    """What people may type about a council: slug, rules, labels of their clauses, matters."""
    rules = {rule.id for rule in book.rules} | {rule.clause for rule in book.rules}
    matters = {step.matter for step in book.steps} & {matter.id for matter in library.matters}
    return rules | matters | {f"{book.protocol.slug}:"}


@LISTS
def test_a_list_has_a_block_for_each_council_in_order(made: List, library: Library) -> None:
    text = plain(made(library.rulebooks.values(), library).text)
    titles = [block.split("\n")[0] for block in text.split("\n\n")]
    assert titles == [f"{slug}: {book.council.name}" for slug, book in library.rulebooks.items()]


@pytest.mark.parametrize("width", [40, 60, 80])
def test_names_that_people_type_are_never_broken(library: Library, width: int) -> None:
    for book in library.rulebooks.values():
        screen = Console(file=StringIO(), width=width, force_terminal=True, color_system=None)
        with screen.capture() as captured:
            for made in (councils, deadlines, routes):
                screen.print(made([book], library).text)
        words = {word.strip("()") for word in captured.get().split()}
        assert names_of(book, library) <= words


@LISTS
def test_at_sixty_columns_no_word_of_a_list_is_lost(made: List, library: Library) -> None:
    listed = made(library.rulebooks.values(), library)
    screen = Console(file=StringIO(), width=60, force_terminal=True, color_system=None)
    with screen.capture() as captured:
        screen.print(listed.text)
    assert captured.get().split() == plain(listed.text).split()


def test_every_rule_is_listed_with_its_limit_its_clause_and_what_it_is_about(
    library: Library,
) -> None:
    for book in library.rulebooks.values():
        listed = deadlines([book], library)
        text = plain(listed.text)
        assert [row["rule"] for row in listed.as_json] == [rule.id for rule in book.rules]
        for rule in book.rules:
            limit = f"{rule.value} {rule.unit.value}" if (rule.value or 0) > 1 else ""
            assert f"  {rule.id}  {limit}" in text
            assert f"(clause {rule.clause})\n    {rule.title}" in text


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1, Unit.WORKING_DAYS, "1 working day"),
        (10, Unit.WORKING_DAYS, "10 working days"),
        (1, Unit.CALENDAR_YEARS, "1 calendar year"),
        (3, Unit.CALENDAR_MONTHS, "3 calendar months"),
        (None, Unit.NONE, "no limit set"),
    ],
)
def test_a_limit_is_said_as_people_say_it(
    library: Library, value: int | None, unit: Unit, said: str
) -> None:
    rule = DeadlineRule(
        id="one", title="One", value=value, unit=unit, owes="x", starts="y", clause="1.1",
        evidence="z", asked=("one",),
    )  # fmt: skip
    book = Rulebook(library.rulebooks["southend"].protocol, (rule,), ())
    text = plain(deadlines([book], library).text)
    assert f"  one  {said} (clause 1.1)\n    One" in text


def test_every_route_is_listed_for_its_asker_with_whom_it_leads_to(library: Library) -> None:
    for book in library.rulebooks.values():
        listed = routes([book], library)
        text = plain(listed.text)
        pairs = {(step.matter, step.asker.value) for step in book.steps}
        assert {(row["matter"], row["asker"]) for row in listed.as_json} == pairs
        assert len(listed.as_json) == len(pairs)
        for row in listed.as_json:
            article = {"officer": "an", "councillor": "a"}[row["asker"]]
            first, last = row["steps"][0]["to"], row["steps"][-1]["to"]
            lines = text.split("\n")
            at = lines.index(f"  {row['matter']}  for {article} {row['asker']}")
            assert lines[at + 1].casefold().startswith(f"    {first}".casefold())
            assert lines[at + 1].casefold().endswith(last.casefold())


def test_two_steps_to_one_person_in_a_row_are_one_stop(library: Library) -> None:
    book = library.rulebooks["southend"]
    one, other = (step for step in book.steps if step.matter == "protocol-breach" and step.order < 3
                  and step.asker.value == "officer")  # fmt: skip
    steps = tuple(
        step.model_copy(update={"order": order, "to": to})
        for order, (step, to) in enumerate(
            [(one, "the Clerk"), (other, "The Clerk"), (one, "the Chair"), (one, "the Clerk")], 1
        )
    )
    text = plain(routes([Rulebook(book.protocol, (), steps)], library).text)
    assert text.endswith("\n    the Clerk → the Chair → the Clerk")


def test_a_council_is_listed_with_its_document_and_its_version_if_it_has_one(
    library: Library,
) -> None:
    listed = councils(library.rulebooks.values(), library)
    text = plain(listed.text)
    for row in listed.as_json:
        version = f", {row['version']}" if row["version"] else ""
        assert f"  {row['title']}{version}; {row['clauses']} clauses" in text


def test_an_amended_protocol_is_listed_as_such(little: Library) -> None:
    book = little.rulebooks[SLUG]
    listed = councils([amended(book)], little)
    assert "second edition, as amended on 21 May 2026; 13 clauses" in plain(listed.text)
    assert listed.as_json[0]["amended"] == "2026-05-21"
    assert listed.as_json[0]["digest"] == book.version.digest


def test_what_was_proved_is_counted_and_what_is_odd_is_said_even_when_it_is_nothing() -> None:
    tidy = Account("north", 3, 1234, 5, (), (), ())
    torn = Account("south", 1, 2, 3, ("1.2 (printed 12)",), ("1.4", "1.6"), ("1.7",))
    old, new = (replace(VERSION, digest=digit * 64) for digit in "ab")
    text = plain(
        checked([Checked(tidy, 1, 2, 3456, new, (new, old)), Checked(torn, 4, 5, 6, old, ())])
    )
    assert text == (
        "north\n"
        "  3 clauses, 1,234 words, 5 furniture lines, 1 rules, 2 steps, 3,456 questions\n"
        "  repaired labels: none\n"
        "  gaps in the printed numbering: none\n"
        "  damaged clauses: none\n"
        "  current version: bbbbbbbbbbbb; kept versions: bbbbbbbbbbbb, aaaaaaaaaaaa\n"
        "\n"
        "south\n"
        "  1 clauses, 2 words, 3 furniture lines, 4 rules, 5 steps, 6 questions\n"
        "  repaired labels: 1.2 (printed 12)\n"
        "  gaps in the printed numbering: 1.4, 1.6\n"
        "  damaged clauses: 1.7\n"
        "  current version: aaaaaaaaaaaa, not kept yet; kept versions: none\n"
        "\n"
        "Every word of 2 documents is accounted for; every row's evidence stands in its clause."
    )


def test_a_build_is_told_in_one_line() -> None:
    counts = {"north": Counts(clauses=1200, passages=9), "south": Counts(clauses=34, passages=9)}
    assert indexed(IndexReport(counts, reused=7000, encoded=12, dropped=1)) == (
        "The index holds 1,234 clauses of 2 councils: 12 texts encoded, "
        "7,000 kept from before, 1 dropped."
    )


def test_nothing_in_a_list_is_taken_for_markup(library: Library) -> None:
    book = library.rulebooks["southend"]
    rule = book.rules[0].model_copy(update={"title": "[red]Reply[/red] :smile:"})
    listed: Group = deadlines([Rulebook(book.protocol, (rule,), ())], library).text
    assert "[red]Reply[/red] :smile:" in plain(listed)


def test_feedback_is_listed_with_the_line_that_it_could_become(library: Library) -> None:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    right = Feedback("1", at, "southend", "can a team leader go?", ("9.2.12", "9.2.2"), "up")
    wrong = Feedback(
        "2", at, "rushcliffe", "who sees my mail?", ("review-1",), "down", "wrong_clause", "Odd."
    )
    listed = feedback([right, wrong], library)
    text = plain(listed.text)
    assert "Friday 20 November 2026, southend: Helpful" in text
    assert "It quotes the wrong clause. Odd." in text
    assert [row["line"] for row in listed.as_json] == [
        {
            "clause": "9.2.12",
            "anchor": "Only a Chief Officer shall be invited to",
            "questions": ["can a team leader go?"],
        },
        {"clause": "", "anchor": "", "questions": ["who sees my mail?"]},
    ]


def test_a_helpful_answers_line_is_one_that_the_corpus_takes(
    library: Library, tmp_path: Path
) -> None:
    """Whatever clause was shown first, with or without a lead-in or a table."""
    protocol = library.rulebooks["rushcliffe"].protocol
    at = datetime(2026, 11, 20, tzinfo=UTC)
    given = [
        Feedback(one.label, at, "rushcliffe", "why?", (one.label,), "up")
        for one in protocol.clauses
    ]
    lines = [json.dumps(row["line"]) for row in feedback(given, library).as_json]
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert len(read_questions(tmp_path, protocol.clauses)) == len(protocol.clauses)


def test_no_feedback_is_said(library: Library) -> None:
    assert plain(feedback([], library).text) == "Nobody has said anything about an answer yet."
