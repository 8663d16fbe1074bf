"""The contracts that other programs call: every command, every council, text and JSON."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.asker import Side
from bot.reference import read_reference
from bot.rulebook import Library
from retrieval.version import Version
from tests.conftest import Given, Run

SLUGS = ("brixton", "hastings", "rushcliffe", "south-ribble", "southend")
COUNCILS = pytest.mark.parametrize("slug", SLUGS)

ANSWER = {
    "council", "question", "kind", "why", "quotes", "deadline", "route", "next_step", "protocol",
}  # fmt: skip
PROTOCOL = {"version", "date", "amended", "digest", "reference"}
QUOTE = {"clause", "printed", "heading", "text", "highlight", "citation", "confidence"}
DEADLINE = {
    "rule", "title", "start", "due", "why", "length", "unit", "workings", "clause", "evidence",
}  # fmt: skip
STEP = {"order", "to", "action", "when", "clause", "evidence"}
UNITS = {"working days", "calendar days", "calendar months", "calendar years", "none"}


def hold_to_contract(answer: dict[str, Any], slug: str, library: Library) -> None:
    """The object has exactly the keys of the contract, and says nothing but what is so."""
    assert set(answer) == ANSWER
    assert answer["council"] == slug
    assert answer["question"].strip()
    for quote in answer["quotes"]:
        hold_quote(quote, slug, library)
    hold_version(answer, library.rulebooks[slug].version)
    assert (answer["deadline"] is not None) == (answer["kind"] == "due_date")
    if answer["deadline"]:
        hold_deadline(answer["deadline"])
    if answer["route"]:
        hold_route(answer["route"])
    match answer["kind"]:
        case "no_answer":
            assert answer["why"] in {"not_covered", "no_rule", "no_route"}
            assert answer["next_step"].endswith(".")
        case "quotation" | "due_date":
            assert (answer["why"], answer["route"]) == (None, None)
            assert answer["quotes"]
        case kind:
            assert (kind, answer["why"]) == ("route", None)
            assert answer["quotes"]
            assert answer["route"]


def hold_quote(quote: dict[str, Any], slug: str, library: Library) -> None:
    """A quote is one whole clause, cited, with its governing words inside it."""
    assert set(quote) == QUOTE
    clause = library.rulebooks[slug].protocol.by_label[quote["clause"]]
    assert quote["text"] == clause.text
    assert quote["printed"] == (clause.printed or None)
    assert quote["heading"] == list(clause.heading)
    assert quote["citation"].endswith(f", clause {clause.label}")
    assert 0 <= quote["confidence"] <= 1
    for start, end in quote["highlight"]:
        assert 0 <= start < end <= len(clause.text)


def hold_version(answer: dict[str, Any], version: Version) -> None:
    """What an answer was given from, and what names it: nothing else is needed to find it again."""
    said = answer["protocol"]
    assert set(said) == PROTOCOL
    assert said["digest"] == version.digest
    assert (said["version"], said["date"]) == (version.document.version, version.document.date)
    named = read_reference(said["reference"])
    assert (named.council, named.digest) == (answer["council"], version.digest[:12])
    assert list(named.labels) == [quote["clause"] for quote in answer["quotes"]]


def hold_deadline(deadline: dict[str, Any]) -> None:
    """A deadline has an ISO date, or null and the reason."""
    assert set(deadline) == DEADLINE
    assert (deadline["due"] is None) == bool(deadline["why"])
    assert deadline["unit"] in UNITS
    assert (deadline["length"] is None) == (deadline["unit"] == "none")
    for day in (deadline["start"], deadline["due"]):
        assert day is None or date.fromisoformat(day).isoformat() == day
    assert all(deadline["workings"])
    assert deadline["evidence"]


def hold_route(route: dict[str, Any]) -> None:
    """A route has its steps in order, each to somebody and with its clause."""
    assert set(route) == {"matter", "asker", "steps"}
    assert route["asker"] in set(Side)
    assert route["steps"]
    orders = [step["order"] for step in route["steps"]]
    assert orders == sorted(set(orders))
    for step in route["steps"]:
        assert set(step) == STEP
        assert all(step.values())


# ------------------------------------------------------------------------------------- questions
@COUNCILS
@pytest.mark.parametrize("asker", ["officer", "councillor", "hub", "clerk", "public"])
def test_ask_answers_every_council_and_asker(
    run: Run, library: Library, slug: str, asker: str
) -> None:
    ran = run("ask", "who may see the papers?", "--council", slug, "--as", asker, "--json")
    assert (ran.status, ran.err) == (0, "")
    hold_to_contract(ran.json, slug, library)
    assert ran.json["kind"] == "quotation"
    assert ran.json["question"] == "who may see the papers?"


@COUNCILS
def test_ask_prints_the_clauses_for_a_person(run: Run, library: Library, slug: str) -> None:
    ran = run("ask", "who may see the papers?", "--council", slug)
    book = library.rulebooks[slug]
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"{book.council.name}: {book.council.protocol.title}\n")
    assert book.council.citation(book.protocol.clauses[0].label) in ran.out


@COUNCILS
@pytest.mark.parametrize("flag", [(), ("--json",)])
def test_what_no_clause_governs_has_a_reason_and_a_next_step(
    run: Run, given: Given, library: Library, slug: str, flag: tuple[str, ...]
) -> None:
    given.answers = False
    ran = run("ask", "when are the bins emptied?", "--council", slug, *flag)
    whom = library.rulebooks[slug].council.silent.ask
    assert ran.status == 0
    if flag:
        hold_to_contract(ran.json, slug, library)
        assert (ran.json["kind"], ran.json["why"]) == ("no_answer", "not_covered")
        assert whom in ran.json["next_step"]
    else:
        assert "This protocol does not say." in ran.out
        assert whom in ran.out


@COUNCILS
def test_ask_takes_the_words_of_every_other_command(run: Run, library: Library, slug: str) -> None:
    label = library.rulebooks[slug].protocol.clauses[0].label
    asked = {
        f"clause {label}": "quotation",
        "deadline enquiry-reply 20 Nov": "due_date",
        "route officer-conduct": "route",
    }
    for question, kind in asked.items():
        ran = run("ask", question, "--council", slug, "--today", "2026-11-22", "--json")
        hold_to_contract(ran.json, slug, library)
        assert ran.json["kind"] == kind


def test_a_question_for_help_is_answered_with_help_and_to_a_program_with_an_object(
    run: Run, library: Library
) -> None:
    assert "deadline enquiry-reply" in run("ask", "help").out
    ran = run("ask", "help", "--council", "southend", "--json")
    hold_to_contract(ran.json, "southend", library)


@pytest.mark.parametrize("source", ["file", "standard input"])
def test_jsonl_answers_every_line_in_order_and_keeps_what_else_it_holds(
    run: Run, library: Library, tmp_path: Path, source: str
) -> None:
    rows = [
        {
            "id": number,
            "question": f"is this question {number}?",
            "council": slug,
            "tags": ["é", {}],
        }
        for number, slug in enumerate(SLUGS * 2)
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    file = tmp_path / "questions.jsonl"
    file.write_bytes(lines)
    ran = run("ask", "--jsonl", str(file) if source == "file" else "-", stdin=lines)
    assert (ran.status, ran.err) == (0, "")
    assert [{**line, "answer": None} for line in ran.lines] == [
        {**row, "answer": None} for row in rows
    ]
    assert [list(line) for line in ran.lines] == [[*row, "answer"] for row in rows]
    for line in ran.lines:
        hold_to_contract(line["answer"], line["council"], library)


# ------------------------------------------------------------------------------- dates and routes
@COUNCILS
def test_every_rule_of_any_council_has_an_answer_from_every_council(
    run: Run, library: Library, slug: str
) -> None:
    book = library.rulebooks[slug]
    for rule_id in sorted(library.rule_ids):
        ran = run("deadline", rule_id, "--council", slug, "--from", "2026-12-18", "--json")
        assert (ran.status, ran.err) == (0, "")
        hold_to_contract(ran.json, slug, library)
        rule = book.rule(rule_id)
        if rule is None:
            assert (ran.json["kind"], ran.json["why"]) == ("no_answer", "no_rule")
        else:
            assert (ran.json["kind"], ran.json["deadline"]["rule"]) == ("due_date", rule_id)
            assert (ran.json["deadline"]["due"] is None) == (rule.value is None)
            assert ran.json["quotes"][0]["clause"] == ran.json["deadline"]["clause"]


@COUNCILS
def test_deadline_prints_the_day_the_workings_and_the_clause(
    run: Run, library: Library, slug: str
) -> None:
    ran = run("deadline", "enquiry-reply", "--council", slug, "--from", "20 Nov 2026")
    rule = library.rulebooks[slug].rule("enquiry-reply")
    assert rule is not None
    assert ran.status == 0
    assert f"Clause {rule.clause}" in ran.out
    assert ("Due " in ran.out) == (rule.value is not None)
    assert ("Day 1 is Monday 23 November 2026." in ran.out) == (rule.value is not None)


@COUNCILS
def test_a_deadline_without_a_start_says_what_to_give(
    run: Run, library: Library, slug: str
) -> None:
    ran = run("deadline", "enquiry-reply", "--council", slug, "--json")
    hold_to_contract(ran.json, slug, library)
    assert (ran.json["deadline"]["start"], ran.json["deadline"]["due"]) == (None, None)
    assert ran.json["deadline"]["why"]


@COUNCILS
@pytest.mark.parametrize("side", list(Side))
def test_every_matter_has_a_route_or_the_general_one(
    run: Run, library: Library, slug: str, side: Side
) -> None:
    for matter in library.matters:
        ran = run("route", matter.id, "--council", slug, "--as", side, "--json")
        assert (ran.status, ran.err) == (0, "")
        hold_to_contract(ran.json, slug, library)
        assert ran.json["kind"] in {"route", "no_answer"}
        assert ran.json["route"]["asker"] == side
        own = ran.json["kind"] == "route"
        assert ran.json["route"]["matter"] == (matter.id if own else "general")
        assert {step["clause"] for step in ran.json["route"]["steps"]} == {
            quote["clause"] for quote in ran.json["quotes"]
        }


@COUNCILS
def test_route_prints_each_step_with_its_clause_and_each_clause_whole(
    run: Run, library: Library, slug: str
) -> None:
    asked = ("officer-conduct", "--council", slug, "--as", "councillor")
    ran, steps = run("route", *asked), run("route", *asked, "--json").json["route"]["steps"]
    assert ran.status == 0
    protocol = library.rulebooks[slug].protocol
    for step in steps:
        assert f"{step['order']}. {step['to']}" in ran.out
        assert f"{step['action']} (clause {step['clause']})" in ran.out
        for line in protocol.by_label[step["clause"]].text.split("\n"):
            assert line in ran.out


# ---------------------------------------------------------------------------------------- clauses
@COUNCILS
def test_every_clause_can_be_had_by_its_label_and_by_its_printed_number(
    run: Run, library: Library, slug: str
) -> None:
    protocol = library.rulebooks[slug].protocol
    for clause in protocol.clauses[::7] + protocol.repaired:
        ran = run("clause", clause.label, "--council", slug, "--json")
        assert (ran.status, ran.err) == (0, "")
        hold_to_contract(ran.json, slug, library)
        assert [quote["clause"] for quote in ran.json["quotes"]] == [clause.label]
        if clause.printed:
            again = run("clause", clause.printed, "--council", slug, "--json")
            assert again.json == ran.json


@COUNCILS
def test_clause_prints_heading_words_and_citation(run: Run, library: Library, slug: str) -> None:
    book = library.rulebooks[slug]
    clause = book.protocol.clauses[20]
    ran = run("clause", clause.label, "--council", slug)
    assert ran.status == 0
    assert f"Clause {clause.label}  {clause.heading_path}\n" in ran.out
    assert f"    {book.council.citation(clause.label)}\n" in ran.out


# ------------------------------------------------------------------------------------------ lists
@pytest.mark.parametrize(
    ("command", "keys"),
    [
        (
            "councils",
            {"slug", "name", "title", "version", "date", "amended", "digest", "clauses"},
        ),
        (
            "deadlines",
            {
                "council", "rule", "title", "length", "unit", "owes", "starts", "clause",
                "evidence",
            },
        ),
        ("routes", {"council", "matter", "asker", "steps"}),
    ],
)  # fmt: skip
def test_lists_name_every_council_to_people_and_to_programs(
    run: Run, command: str, keys: set[str]
) -> None:
    listed = run(command, "--json").json
    assert all(set(row) == keys for row in listed)
    assert {row.get("slug") or row.get("council") for row in listed} == set(SLUGS)
    text = run(command)
    assert (text.status, text.err) == (0, "")
    for slug in SLUGS:
        assert f"{slug}: " in text.out


@COUNCILS
@pytest.mark.parametrize("command", ["deadlines", "routes"])
def test_lists_can_be_of_one_council(run: Run, command: str, slug: str) -> None:
    assert {row["council"] for row in run(command, "--council", slug, "--json").json} == {slug}
    text = run(command, "--council", slug.upper()).out
    assert [line.split(":")[0] for line in text.splitlines() if line[:1].strip()] == [slug]


def test_the_routes_listed_are_those_that_route_gives(run: Run) -> None:
    for row in run("routes", "--council", "south-ribble", "--json").json:
        asked = run(
            "route", row["matter"], "--council", "south-ribble", "--as", row["asker"], "--json"
        )
        assert asked.json["route"] == {key: row[key] for key in ("matter", "asker", "steps")}


def test_corpus_check_counts_each_council_and_names_what_its_source_lost(run: Run) -> None:
    ran = run("corpus", "check")
    assert (ran.status, ran.err) == (0, "")
    for slug in SLUGS:
        assert f"{slug}\n" in ran.out
    for said in ("154 clauses", "7.1.2 (printed 7.12)", "8.3.3, 9.6.2", "damaged clauses: 6.6"):
        assert said in ran.out


def test_index_and_evaluate_and_serve_keep_to_their_contract(run: Run) -> None:
    ran = run("index")
    assert ran.out == (
        "The index holds 2,000 clauses of 2 councils: 1,500 texts encoded, "
        "1 kept from before, 3 dropped.\n"
        "Release 20261122T160530Z-4e5f6a7b answers from here on.\n"
    )
    assert run("evaluate", "set.jsonl").out == "figures of set.jsonl\n"
    assert run("evaluate", "set.jsonl", "--json").json == {"all": {"recall@3": 1.0}}
    assert run("serve").status == 2  # no chat door is configured
