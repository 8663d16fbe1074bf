"""An answer in parts: which there are, in which order, and what each says in words."""

from dataclasses import replace

import pytest

from bot import wording
from bot.answer import DueDate, Quotation
from bot.asker import Asker
from bot.offers import CALENDAR, MORE, PICK_DATE, REMIND, SHARE, Asked
from bot.outline import (
    Divider,
    Headline,
    Line,
    Outline,
    Quoted,
    Restated,
    Small,
    Spoken,
    Steps,
    Workings,
    in_words,
    outline,
    proof,
    said_within,
)
from bot.rulebook import Library
from tests.little import SLUG
from tests.specimens import TODAY, Specimen, answers, little_council, reply_due


def outlined(specimen: Specimen, little: Library) -> Outline:
    answer, how = specimen.answer, specimen.shown
    asked = Asked(SLUG, answer.question, how.get("asker"), TODAY)
    private, page = how["private"], how.get("page", 0)
    return outline(answer, little_council(little), asked, private=private, page=page)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("quotation", [Restated, Quoted, Quoted, Quoted, Small]),
        ("quotation_more", [Restated, Quoted, Quoted, Small]),
        ("quotation_no_more", [Restated, Line]),
        ("due_date", [Restated, Headline, Line, Workings, Small, Divider, Quoted, Small]),
        (
            "due_date_without_start",
            [Restated, Headline, Line, Line, Workings, Small, Divider, Quoted, Small],
        ),
        ("route", [Restated, Headline, Steps, Steps, Divider, Quoted, Small]),
        (
            "no_answer_not_covered",
            [Restated, Headline, Line, Small, Divider, Line, Quoted, Quoted, Small],
        ),
        ("no_answer_no_rule", [Restated, Headline, Line, Small, Small]),
    ],
)
def test_an_answer_has_its_parts_in_this_order(
    name: str, kinds: list[type], little: Library
) -> None:
    specimen = answers(little)[name]
    assert [type(part.kind) for part in outlined(specimen, little).parts] == kinds


@pytest.mark.parametrize(
    ("name", "page", "line"),
    [
        ("quotation", 0, "Version: second edition. Reference: little-marling@{}:2.1+2.2+members-3"),
        ("quotation", 1, "Version: second edition. Reference: little-marling@{}:who-does-what+2.5"),
        ("due_date", 0, "Version: second edition. Reference: little-marling@{}:2.2"),
        ("no_answer_no_rule", 0, "Version: second edition. Reference: little-marling@{}"),
    ],
)
def test_a_page_closes_with_its_version_and_what_names_its_whole_clauses(
    name: str, page: int, line: str, little: Library
) -> None:
    specimen = answers(little)[name]
    whole = outlined(Specimen(specimen.answer, {**specimen.how, "page": page}), little)
    small = whole.parts[-1].kind
    assert isinstance(small, Small)
    assert small.lines[-1] == line.format(little.rulebooks[SLUG].protocol.digest[:12])
    assert small.lines[-1] == proof(specimen.answer, page)


def test_a_page_without_clauses_has_nothing_to_prove(little: Library) -> None:
    whole = outlined(answers(little)["quotation_no_more"], little)
    assert [type(part.kind) for part in whole.parts] == [Restated, Line]


@pytest.mark.parametrize(
    ("name", "actions"),
    [
        ("quotation", [MORE, SHARE]),
        ("quotation_in_public", [MORE]),
        ("quotation_more", []),
        ("due_date", [CALENDAR, REMIND, SHARE]),
        ("due_date_without_start", [PICK_DATE, SHARE]),
    ],
)
def test_buttons_stand_below_their_part_and_those_of_the_answer_close_it(
    name: str, actions: list[str], little: Library
) -> None:
    whole = outlined(answers(little)[name], little)
    offers = [offer for part in whole.parts for offer in part.offers]
    assert [offer.action for offer in (*offers, *whole.closing)] == actions
    assert all(offer.data["council"] == SLUG for offer in offers)


def test_the_clauses_that_are_quoted_whole_are_named(little: Library) -> None:
    assert outlined(answers(little)["quotation"], little).shown == ("2.1", "2.2", "members-3")


def test_what_follows_a_missed_date_is_apart_from_the_count(little: Library) -> None:
    workings = _workings(reply_due(little), little)
    assert workings.late == ("If it is late (clause 2.2): Tell the Member why.",)
    assert workings.lines == reply_due(little).deadline.workings
    assert not workings.provisional


def test_a_rule_that_says_nothing_of_lateness_is_all_count(little: Library) -> None:
    due = reply_due(little)
    rule = due.deadline.rule.model_copy(update={"missed": None})
    counted = replace(due.deadline, rule=rule, workings=due.deadline.workings[:-1])
    workings = _workings(replace(due, deadline=counted), little)
    assert (workings.count, workings.late) == (counted.workings, ())


def _workings(answer: DueDate, little: Library) -> Workings:
    whole = outlined(Specimen(answer, {"asker": Asker.OFFICER}), little)
    (found,) = (part.kind for part in whole.parts if isinstance(part.kind, Workings))
    return found


def test_a_step_in_words_has_its_number_its_condition_and_what_to_do(little: Library) -> None:
    whole = outlined(answers(little)["route"], little)
    first, others = (in_words(part.kind) for part in whole.parts if isinstance(part.kind, Steps))
    assert first.startswith(f"{wording.NEXT_STEP}\n1. the Clerk: Take up the complaint")
    assert "\n2. the Chair (if it is about the Clerk): Take up" in others


def test_a_clause_in_words_says_where_it_stands_and_which_piece_it_is(little: Library) -> None:
    answer = answers(little)["quotation"].answer
    assert isinstance(answer, Quotation)
    clause = Quoted(answer.quotes[0], ("cited",))
    assert clause.in_words(0, "Words.", ("cited",)) == "Clause 2.1, Enquiries:\nWords.\ncited"
    assert clause.in_words(1, "More.", ()) == "Clause 2.1, continued, Enquiries:\nMore."


def test_what_has_no_room_is_said_in_brief_or_not_at_all() -> None:
    parts = [Spoken("one two"), Spoken("three four five", "three"), Spoken("six seven eight")]
    assert said_within(parts, 100) == "one two\nthree four five\nsix seven eight"
    assert said_within(parts, 13) == "one two\nthree"
    assert said_within([Spoken("longer than it may be")], 3) == "longer than it may be"
