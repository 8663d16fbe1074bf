"""Modals and the App Home: what stands in them, what fits, and what was filled in."""

import json
from datetime import date
from typing import Any

import pytest

from bot import wording
from bot.asker import Asker
from bot.desk import Desk
from bot.request import (
    LONGEST,
    Ask,
    ClauseWanted,
    DeadlineWanted,
    Request,
    RouteWanted,
    read,
)
from bot.rulebook import Library
from bot.verbatim import inert
from bot.views import (
    ACTIONS,
    ASKER,
    CANCEL,
    COMMENT,
    COUNCIL,
    FORGET,
    LABEL,
    MATTER,
    MODALS,
    MOST_REMINDERS,
    NO_ROLE,
    OFF,
    ON,
    PUBLISHED,
    QUESTION,
    REASON,
    ROLE,
    RULE,
    START,
    SWITCH,
    WHOSE,
    Filled,
    Reason,
    Reminder,
    Seen,
    View,
    clause_modal,
    complaint,
    deadline_modal,
    feedback_modal,
    filled,
    home,
    protocol_modal,
    route_modal,
)
from tests.blocks.limits import check_view, nodes
from tests.blocks.specimens import published
from tests.blocks.test_quoting import HOSTILE, UNSEEN
from tests.little import SLUG
from tests.specimens import MATTERS, amended, nothing
from tests.test_desk import SLUGS

REMINDER = Reminder("Q1", "D1", date(2026, 12, 4), "Reply to an enquiry")


def element(view: View, name: str) -> dict[str, Any]:
    """The one control of that id."""
    (found,) = (node for node in nodes(view["blocks"]) if node.get("action_id") == name)
    return found


def names(view: View) -> list[str]:
    return [node["action_id"] for node in nodes(view["blocks"]) if "action_id" in node]


def seen(view: View) -> str:
    texts = (node.get("text") for node in nodes(view["blocks"]))
    return "\n".join(text for text in texts if isinstance(text, str))


def sent(view: View, **values: dict[str, Any]) -> View:
    """The view as Slack sends it back, filled in."""
    return view | {"state": {"values": {name: {name: value} for name, value in values.items()}}}


def chosen(value: str) -> dict[str, Any]:
    return {"type": "static_select", "selected_option": {"value": value}}


def typed(value: str | None) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": value}


def picked(day: str | None) -> dict[str, Any]:
    return {"type": "datepicker", "selected_date": day}


# ------------------------------------------------------------------------------------------ modals
@pytest.mark.parametrize("council", SLUGS)
def test_every_councils_rules_matters_and_home_are_taken(council: str, library: Library) -> None:
    book = library.rulebooks[council]
    check_view(deadline_modal([book]))
    check_view(clause_modal([book], label="1"))
    check_view(route_modal(library.matters, asker=Asker.COUNCILLOR))
    choices = tuple(one.council for one in library.rulebooks.values())
    view = home(Seen((book,), choices=choices))
    check_view(view)
    for rule in book.rules:
        assert f"{rule.title} (clause {rule.clause})" in seen(view)


@pytest.mark.parametrize("council", SLUGS)
def test_every_rule_can_be_chosen_with_its_limit_and_clause(council: str, library: Library) -> None:
    book = library.rulebooks[council]
    groups = element(deadline_modal([book]), RULE)["option_groups"]
    titles = {wording.RULES_WITH_LIMIT: True, wording.RULES_WITHOUT_LIMIT: False}
    offered = {
        one["value"]: (one["description"]["text"], titles[some["label"]["text"]])
        for some in groups
        for one in some["options"]
    }
    assert offered == {
        f"{council}/{rule.id}": (f"{rule.limit} (clause {rule.clause})", rule.value is not None)
        for rule in book.rules
    }


def test_the_rules_of_several_councils_stand_in_a_group_for_each_and_none_is_left_out(
    library: Library,
) -> None:
    books = [library.rulebooks[slug] for slug in reversed(SLUGS)]
    view = deadline_modal(books)
    check_view(view)
    groups = element(view, RULE)["option_groups"]
    assert [some["label"]["text"] for some in groups] == [book.council.name for book in books]
    for some, book in zip(groups, books, strict=True):
        values = [one["value"] for one in some["options"]]
        rules = [book.rule(value.removeprefix(f"{book.protocol.slug}/")) for value in values]
        assert sorted(rule.id for rule in rules if rule) == sorted(rule.id for rule in book.rules)
        limited = [bool(rule and rule.value) for rule in rules]
        assert limited == sorted(limited, reverse=True), "those with a limit come first"


def test_a_council_is_asked_for_where_there_are_several_and_chosen_by_nobody_beforehand(
    library: Library,
) -> None:
    books = list(library.rulebooks.values())
    for some in (books[:1], books[:2], books):
        councils = [book.council for book in some]
        for view in (
            protocol_modal(councils),
            route_modal(library.matters, councils),
            clause_modal(some),
        ):
            check_view(view)
            assert (WHOSE in names(view)) is (len(some) > 1)
            if len(some) > 1:
                options = element(view, WHOSE)["options"]
                assert [one["value"] for one in options] == [one.slug for one in councils]
                assert [one["text"]["text"] for one in options] == [one.name for one in councils]
                assert "initial_option" not in element(view, WHOSE)
                assert not view["blocks"][0]["optional"]


def test_the_clauses_of_each_council_are_counted_below_the_label(library: Library) -> None:
    view = clause_modal([library.rulebooks["southend"], library.rulebooks["hastings"]])
    (hint,) = (block["hint"]["text"] for block in view["blocks"] if block["block_id"] == LABEL)
    assert "Southend-on-Sea has" in hint
    assert "Hastings has" in hint


def test_a_rule_and_a_day_are_chosen_beforehand_where_they_are_known(little: Library) -> None:
    book = little.rulebooks[SLUG]
    view = deadline_modal([book], rule="log-open", start=date(2026, 11, 20))
    assert element(view, RULE)["initial_option"]["value"] == f"{SLUG}/log-open"
    assert element(view, START)["initial_date"] == "2026-11-20"
    empty = deadline_modal([book], rule="of-another-council")
    assert "initial_option" not in element(empty, RULE)
    assert "initial_date" not in element(empty, START)


def test_a_role_and_a_matter_are_chosen_beforehand_where_they_are_known() -> None:
    view = route_modal(MATTERS, asker=Asker.CLERK, matter="press")
    assert element(view, ASKER)["initial_option"]["value"] == "officer"
    assert element(view, MATTER)["initial_option"]["value"] == "press"
    for asker in (None, Asker.PUBLIC):
        assert "initial_option" not in element(route_modal(MATTERS, asker=asker), ASKER)


def test_what_was_typed_after_a_command_stands_in_its_modal(little: Library) -> None:
    assert element(protocol_modal(question="who pays?"), QUESTION)["initial_value"] == "who pays?"
    assert len(element(protocol_modal(question="w" * 2_000), QUESTION)["initial_value"]) == LONGEST
    assert "initial_value" not in element(protocol_modal(), QUESTION)
    assert (
        element(clause_modal([little.rulebooks[SLUG]], label="2.9"), LABEL)["initial_value"]
        == "2.9"
    )


def test_the_doors_metadata_comes_along(little: Library) -> None:
    book = little.rulebooks[SLUG]
    views = (
        protocol_modal(metadata="C1"),
        deadline_modal([book], metadata="C1"),
        route_modal(MATTERS, metadata="C1"),
        clause_modal([book], metadata="C1"),
        feedback_modal(metadata="C1"),
    )
    assert {view["private_metadata"] for view in views} == {"C1"}
    assert tuple(view["callback_id"] for view in views) == MODALS


# ------------------------------------------------------------------------------- what was filled in
@pytest.mark.parametrize(
    ("modal", "values", "asker", "request_"),
    [
        ("protocol_modal", {QUESTION: typed("who pays?")}, None, Ask("who pays?")),
        (
            "deadline_modal",
            {RULE: chosen("enquiry-reply"), START: picked("2026-11-20")},
            None,
            DeadlineWanted("enquiry-reply", "2026-11-20"),
        ),
        (
            "deadline_modal",
            {RULE: chosen("enquiry-reply"), START: picked(None)},
            None,
            DeadlineWanted("enquiry-reply"),
        ),
        (
            "route_modal",
            {ASKER: chosen("officer"), MATTER: chosen("press")},
            Asker.OFFICER,
            RouteWanted("press"),
        ),
        ("clause_modal", {LABEL: typed("2.2")}, None, ClauseWanted("2.2")),
    ],
)
def test_what_was_filled_in_is_asked_in_the_one_grammar(
    modal: str,
    values: dict[str, dict[str, Any]],
    asker: Asker | None,
    request_: Request,
    little: Library,
) -> None:
    what = filled(sent({"callback_id": modal}, **values))
    assert what.asker is asker
    assert read(what.ask, Desk(little, nothing).known) == request_


@pytest.mark.parametrize(
    ("modal", "values"),
    [
        ("protocol_modal", {QUESTION: typed("who pays?"), WHOSE: chosen("hastings")}),
        ("deadline_modal", {RULE: chosen("hastings/enquiry-reply"), START: picked(None)}),
        (
            "route_modal",
            {ASKER: chosen("officer"), MATTER: chosen("press"), WHOSE: chosen("hastings")},
        ),
        ("clause_modal", {LABEL: typed("2.2"), WHOSE: chosen("hastings")}),
    ],
)
def test_the_council_that_was_chosen_is_told_apart_from_what_is_asked(
    modal: str, values: dict[str, dict[str, Any]]
) -> None:
    what = filled(sent({"callback_id": modal}, **values))
    assert what.council == "hastings"
    assert "hastings" not in what.ask


def test_an_empty_question_is_left_to_the_desk_to_refuse() -> None:
    assert filled(sent({"callback_id": "protocol_modal"}, question=typed(None))) == Filled("")


def test_a_view_that_asks_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="'home' is no modal"):
        filled(sent({"callback_id": "home"}))


def test_a_complaint_is_a_reason_and_perhaps_a_comment() -> None:
    view = feedback_modal(metadata="{}")
    assert {one["value"] for one in element(view, REASON)["options"]} == set(Reason)
    for comment, held in (("It is 9.1.5.", "It is 9.1.5."), (None, "")):
        values = {REASON: chosen("wrong_clause"), COMMENT: typed(comment)}
        assert complaint(sent(view, **values)) == (Reason.WRONG_CLAUSE, held)


# --------------------------------------------------------------------------------------------- home
def test_the_home_says_which_protocol_it_is_and_where_it_is_published(little: Library) -> None:
    link = "https://little-marling.example/protocol"
    view = home(Seen((published(little.rulebooks[SLUG], link),)))
    for part in (
        "Little Marling Town Council",
        "Protocol between Members and Staff",
        "Version: second edition",
        "Date: May 2024",
        "Little Marling has 13 clauses, from 1.1 to staff-1.",
        "7 working days",
    ):
        assert part in seen(view)
    check_view(view)
    button = element(view, PUBLISHED)
    assert (button["url"], button["text"]["text"]) == (link, wording.ABOUT_LINK)
    assert PUBLISHED not in names(home(Seen((little.rulebooks[SLUG],))))


def test_the_home_says_when_the_protocol_was_amended(little: Library) -> None:
    book = little.rulebooks[SLUG]
    assert "It stands as amended on 21 May 2026." in seen(home(Seen((amended(book),)))).split("\n")
    assert "as amended" not in seen(home(Seen((book,))))


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("2023-11-29", "Date: 29 November 2023"),
        ("2018-01", "Date: January 2018"),
        ("2020", "Date: 2020"),
    ],
)
def test_a_documents_date_is_said_as_precisely_as_it_is_stated(
    stated: str, shown: str, library: Library
) -> None:
    found = [
        home(Seen((book,)))
        for book in library.rulebooks.values()
        if book.council.protocol.date == stated
    ]
    assert found
    assert all(shown in seen(view).split("\n") for view in found)


def test_a_document_that_states_no_version_and_no_date_gets_none(library: Library) -> None:
    hastings = library.rulebooks["hastings"]
    assert (hastings.council.protocol.version, hastings.council.protocol.date) == ("", "")
    assert "Version" not in seen(home(Seen((hastings,))))


@pytest.mark.parametrize(
    ("asker", "value"),
    [
        (None, NO_ROLE),
        (Asker.PUBLIC, NO_ROLE),
        (Asker.COUNCILLOR, "councillor"),
        (Asker.OFFICER, "officer"),
        (Asker.HUB, "officer"),
    ],
)
def test_the_role_that_was_kept_is_chosen(asker: Asker | None, value: str) -> None:
    select = element(home(Seen((), asker)), ROLE)
    assert select["initial_option"]["value"] == value
    assert select["initial_option"] in select["options"]


def test_recent_questions_are_shown_with_a_button_that_forgets_them_and_asks_first() -> None:
    view = home(Seen((), recent=("who pays?", "who\nsees it?")))
    assert "who pays?\nwho sees it?" in seen(view)
    assert element(view, FORGET)["confirm"]["text"]["text"] == wording.FORGET_SURE
    empty = home(Seen(()))
    assert FORGET not in names(empty)
    assert wording.NO_RECENT in seen(empty)


def test_a_reminder_is_shown_with_its_day_and_a_button_that_knows_it() -> None:
    view = home(Seen((), reminders=(REMINDER,)))
    assert "Friday 4 December 2026: Reply to an enquiry" in seen(view)
    button = element(view, CANCEL)
    assert json.loads(button["value"]) == {"id": "Q1", "channel": "D1"}
    assert button["accessibility_label"] == "Cancel the reminder of Friday 4 December 2026"
    assert wording.NO_REMINDERS in seen(home(Seen(())))


def test_more_reminders_than_fit_are_counted(little: Library) -> None:
    view = home(Seen((little.rulebooks[SLUG],), reminders=(REMINDER,) * (MOST_REMINDERS + 7)))
    check_view(view)
    assert names(view).count(CANCEL) == MOST_REMINDERS
    assert "7 more are scheduled" in seen(view)


def test_only_an_admin_sees_the_councils_and_the_switch(library: Library) -> None:
    book = library.rulebooks["hastings"]
    assert not {COUNCIL, SWITCH} & set(names(home(Seen((book,)))))
    choices = tuple(one.council for one in library.rulebooks.values())
    view = home(Seen((book,), choices=choices))
    assert [one["value"] for one in element(view, COUNCIL)["initial_options"]] == ["hastings"]
    assert [one["value"] for one in element(view, COUNCIL)["options"]] == list(SLUGS)
    assert element(view, SWITCH)["value"] == OFF
    assert "confirm" in element(view, SWITCH)
    assert set(names(view)) <= set(ACTIONS)


def test_a_workspace_of_several_councils_has_each_chosen_in_its_order(library: Library) -> None:
    choices = tuple(book.council for book in library.rulebooks.values())
    books = tuple(library.rulebooks[slug] for slug in ("southend", "brixton", "hastings"))
    view = home(Seen(books, choices=choices))
    check_view(view)
    select = element(view, COUNCIL)
    chosen_there = [one["value"] for one in select["initial_options"]]
    assert chosen_there == ["southend", "brixton", "hastings"]
    assert all(one in select["options"] for one in select["initial_options"])
    assert all(book.council.name in seen(view) for book in books)


def test_the_home_of_all_councils_fits_with_all_that_can_stand_in_it(library: Library) -> None:
    books = tuple(published(book) for book in library.rulebooks.values())
    choices = tuple(book.council for book in books)
    view = home(
        Seen(books, None, ("who pays?",) * 10, (REMINDER,) * MOST_REMINDERS, choices=choices)
    )
    check_view(view)
    assert len(view["blocks"]) <= 100


def test_a_workspace_that_is_off_says_so_and_an_admin_can_switch_it_on(little: Library) -> None:
    book = little.rulebooks[SLUG]
    view = home(Seen((book,), off=True, choices=(book.council,)))
    assert seen(view).startswith(wording.SWITCHED_OFF)
    assert element(view, SWITCH)["value"] == ON
    assert seen(home(Seen((book,), off=True))).startswith(wording.SWITCHED_OFF)


def test_a_workspace_without_a_council_says_who_can_choose_one(little: Library) -> None:
    view = home(Seen((), choices=(little.rulebooks[SLUG].council,)))
    assert seen(view).startswith(wording.NO_COUNCIL)
    assert "initial_options" not in element(view, COUNCIL)


@pytest.mark.parametrize("text", [*HOSTILE, *UNSEEN.values()])
def test_words_of_others_stay_words_in_the_home(text: str) -> None:
    reminder = Reminder("Q1", "D1", date(2026, 12, 4), text)
    view = home(Seen((), recent=(f"what of {text}?",), reminders=(reminder,)))
    check_view(view)
    assert f"what of {inert(text)}?" in seen(view)
    assert inert(text) in seen(view)
    kinds = {node.get("type") for node in nodes(view["blocks"])}
    assert not kinds & {"mrkdwn", "link", "user", "usergroup", "channel", "broadcast", "emoji"}
