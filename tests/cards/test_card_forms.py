"""Forms and other cards for Teams: what stands in them, what Teams takes, what was filled in."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot import card_forms, views, wording
from bot.answer import Quote
from bot.asker import Asker
from bot.card_elements import VERB, Element
from bot.card_forms import (
    CHOOSE_COUNCIL,
    CLAUSE_FORM,
    COMPLAINT_FORM,
    COUNCIL,
    DEADLINE_FORM,
    FORM,
    FORMS,
    OPEN,
    PROTOCOL_FORM,
    ROUTE_FORM,
    RULES_OF,
    SWITCH,
    WANTED,
    chosen_council,
    chosen_whose,
    complaint,
    filled,
    found,
    wanted_form,
    wanted_on,
    welcome_card,
)
from bot.desk import Desk
from bot.offers import DOWN, Asked
from bot.request import LONGEST, Ask, ClauseWanted, DeadlineWanted, Request, RouteWanted, read
from bot.rulebook import Library, Rulebook
from bot.views import (
    ASKER,
    COMMENT,
    LABEL,
    MATTER,
    ON,
    QUESTION,
    REASON,
    RULE,
    START,
    WHOSE,
    Reason,
)
from tests.blocks.limits import nodes
from tests.cards.forms import all_forms
from tests.cards.limits import buttons, check_card, texts
from tests.doubles import clause
from tests.little import SLUG
from tests.specimens import MATTERS, nothing
from tests.test_desk import SLUGS

FILLED = {
    PROTOCOL_FORM: {QUESTION: " who pays? "},
    DEADLINE_FORM: {RULE: "enquiry-reply", START: "2026-11-20"},
    ROUTE_FORM: {ASKER: "officer", MATTER: "press"},
    CLAUSE_FORM: {LABEL: "2.2"},
}


def inputs(card: Element) -> dict[str, dict[str, Any]]:
    """Every input by its id."""
    found = (node for node in nodes(card["body"]) if str(node.get("type")).startswith("Input."))
    return {node["id"]: node for node in found}


def seen(card: Element) -> str:
    return "\n".join(texts([card]))


def pressed(card: Element) -> list[dict[str, Any]]:
    """What each button brings back."""
    return [one["data"] for one in buttons([card]) if "data" in one]


def offered(card: Element, name: str) -> dict[str, str]:
    """The choices of an input: titles by value."""
    return {one["value"]: one["title"] for one in inputs(card)[name]["choices"]}


def every_form(library: Library, council: str) -> Iterator[Element]:
    book = library.rulebooks[council]
    councils = [one.council for one in library.rulebooks.values()]
    yield card_forms.deadline_form(book)
    yield card_forms.route_form(library.matters)
    yield card_forms.clause_form([book])
    yield welcome_card([one.name for one in councils])
    yield card_forms.council_card(councils, [council])


def of_several(library: Library, books: Sequence[Rulebook]) -> Iterator[Element]:
    """The forms in which a council is chosen."""
    councils = [book.council for book in books]
    yield card_forms.protocol_form(councils)
    yield card_forms.whose_rules_form(books)
    yield card_forms.route_form(library.matters, councils)
    yield card_forms.clause_form(books)


# -------------------------------------------------------------------------------------------- forms
def test_teams_takes_every_specimen(little: Library) -> None:
    for card in all_forms(little).values():
        check_card(card)


@pytest.mark.parametrize("council", SLUGS)
def test_teams_takes_the_forms_of_every_council(council: str, library: Library) -> None:
    for card in every_form(library, council):
        check_card(card)
        assert len(json.dumps(card)) < 20_000


def test_every_input_has_a_label_and_says_what_is_wrong_where_it_must_be_filled_in(
    little: Library,
) -> None:
    for card in all_forms(little).values():
        for node in inputs(card).values():
            assert node["label"]
            assert bool(node.get("isRequired")) == bool(node.get("errorMessage"))


def test_only_the_buttons_of_a_form_bring_back_what_was_filled_in(little: Library) -> None:
    for name, card in all_forms(little).items():
        auto = [one for one in buttons([card]) if one.get("associatedInputs", "auto") == "auto"]
        filled_in = [one["data"][VERB] for one in auto if one["type"] != "Action.ToggleVisibility"]
        assert len(filled_in) == (1 if inputs(card) else 0), name


@pytest.mark.parametrize("council", SLUGS)
def test_every_rule_can_be_chosen_with_its_limit_and_those_with_one_come_first(
    council: str, library: Library
) -> None:
    book = library.rulebooks[council]
    rules = offered(card_forms.deadline_form(book), RULE)
    assert rules == {rule.id: f"{rule.title}: {rule.limit}" for rule in book.rules}
    limited = [book.rule(name).value is not None for name in rules]  # type: ignore[union-attr]
    assert limited == sorted(limited, reverse=True)


def test_a_rule_and_a_day_are_chosen_beforehand_where_they_are_known(little: Library) -> None:
    book = little.rulebooks[SLUG]
    card = card_forms.deadline_form(book, rule="log-open", start=date(2026, 11, 20))
    assert inputs(card)[RULE]["value"] == "log-open"
    assert inputs(card)[START]["value"] == "2026-11-20"
    empty = card_forms.deadline_form(book, rule="of-another-council")
    assert "value" not in inputs(empty)[RULE]
    assert "value" not in inputs(empty)[START]


@pytest.mark.parametrize(
    ("asker", "side"),
    [
        (Asker.CLERK, "officer"),
        (Asker.COUNCILLOR, "councillor"),
        (Asker.PUBLIC, None),
        (None, None),
    ],
)
def test_a_role_is_chosen_beforehand_where_it_is_known(
    asker: Asker | None, side: str | None
) -> None:
    card = card_forms.route_form(MATTERS, asker=asker, matter="press")
    assert inputs(card)[ASKER].get("value") == side
    assert inputs(card)[MATTER]["value"] == "press"


def test_what_was_typed_stands_in_its_form_as_far_as_the_form_takes_it(little: Library) -> None:
    card = card_forms.protocol_form(question="w" * (LONGEST + 1))
    assert inputs(card)[QUESTION]["value"] == "w" * LONGEST
    typed = card_forms.clause_form([little.rulebooks[SLUG]], label="2.9")
    assert inputs(typed)[LABEL]["value"] == "2.9"
    assert "from 1.1 to staff-1" in seen(typed)
    assert "value" not in inputs(card_forms.protocol_form())[QUESTION]


def test_a_public_form_says_who_sees_the_answer_before_anything_is_shown(little: Library) -> None:
    book = little.rulebooks[SLUG]
    for public in (True, False):
        for card in (
            card_forms.protocol_form(public=public),
            card_forms.deadline_form(book, public=public),
            card_forms.route_form(MATTERS, public=public),
            card_forms.clause_form([book], public=public),
        ):
            assert (wording.EVERYBODY_SEES in seen(card)) is public


def test_the_doors_metadata_comes_back_with_every_form(little: Library) -> None:
    book = little.rulebooks[SLUG]
    about = Asked(SLUG, "who pays?", None, None).known(shown=["2.2"], verdict=DOWN)
    forms = (
        card_forms.protocol_form(metadata=about),
        card_forms.deadline_form(book, metadata=about),
        card_forms.route_form(MATTERS, metadata=about),
        card_forms.clause_form([book], metadata=about),
        card_forms.complaint_form(metadata=about),
    )
    assert [pressed(form) for form in forms] == [[{**about, VERB: verb}] for verb in FORMS]
    assert not set(about) & {node for form in forms for node in inputs(form)}


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_council_is_asked_for_where_there_are_several_and_chosen_by_nobody_beforehand(
    count: int, library: Library
) -> None:
    books = [library.rulebooks[slug] for slug in reversed(SLUGS)][:count]
    for card in of_several(library, books):
        assert (WHOSE in inputs(card)) is (count > 1)
        assert (f"asked of {books[0].council.name}." in seen(card)) is (count > 1)
        if count > 1:
            named = {book.council.slug: book.council.name for book in books}
            assert list(offered(card, WHOSE).items()) == list(named.items())
            assert "value" not in inputs(card)[WHOSE]
            check_card(card)


def test_of_one_council_among_several_the_rules_are_its_own_and_it_is_named(
    library: Library,
) -> None:
    books = [library.rulebooks[slug] for slug in SLUGS]
    for book in books:
        card = card_forms.deadline_form(book, among=books)
        assert set(offered(card, RULE)) == {rule.id for rule in book.rules}
        assert seen(card).split("\n")[1] == book.council.name
        assert WHOSE not in inputs(card)
        alone = card_forms.deadline_form(book, among=[book])
        assert alone == card_forms.deadline_form(book)
        assert book.council.name not in seen(alone)


def test_the_extent_of_each_protocol_stands_below_the_choice_of_a_clause(library: Library) -> None:
    books = [library.rulebooks[slug] for slug in SLUGS]
    card = card_forms.clause_form(books)
    for book in books:
        assert f"{book.council.short_name} has {len(book.protocol.clauses)} clauses" in seen(card)


# ------------------------------------------------------------------------------- what was filled in
@pytest.mark.parametrize(
    ("verb", "values", "asker", "request_"),
    [
        (PROTOCOL_FORM, {}, None, Ask("who pays?")),
        (DEADLINE_FORM, {}, None, DeadlineWanted("enquiry-reply", "2026-11-20")),
        (DEADLINE_FORM, {START: ""}, None, DeadlineWanted("enquiry-reply")),
        (DEADLINE_FORM, {START: None}, None, DeadlineWanted("enquiry-reply")),
        (ROUTE_FORM, {}, Asker.OFFICER, RouteWanted("press")),
        (ROUTE_FORM, {ASKER: ""}, None, RouteWanted("press")),
        (CLAUSE_FORM, {}, None, ClauseWanted("2.2")),
    ],
)
def test_what_was_filled_in_is_asked_in_the_one_grammar(
    verb: str,
    values: dict[str, str | None],
    asker: Asker | None,
    request_: Request,
    little: Library,
) -> None:
    what = filled({VERB: verb, **FILLED[verb], **values})
    assert what.asker is asker
    assert read(what.ask, Desk(little, nothing).known) == request_


@pytest.mark.parametrize("verb", [PROTOCOL_FORM, ROUTE_FORM, CLAUSE_FORM])
def test_the_council_that_was_chosen_is_asked(verb: str) -> None:
    what = filled({VERB: verb, **FILLED[verb], WHOSE: "hastings"})
    assert what == replace(filled({VERB: verb, **FILLED[verb]}), council="hastings")
    assert chosen_whose({VERB: RULES_OF, WHOSE: " hastings "}) == "hastings"
    assert not chosen_whose({VERB: RULES_OF})


def test_teams_and_slack_ask_the_same_with_the_same_choices() -> None:
    for modal, (verb, values) in zip(views.MODALS[:-1], FILLED.items(), strict=True):
        sent = {name: {name: {"value": value.strip()}} for name, value in values.items()}
        slack = views.filled({"callback_id": modal, "state": {"values": sent}})
        assert filled({VERB: verb, **values}) == slack


@pytest.mark.parametrize(
    "data",
    [
        {},
        {VERB: "share"},
        {VERB: COMPLAINT_FORM},
        {VERB: ["protocol_form"]},
        {VERB: PROTOCOL_FORM, QUESTION: {"text": "who pays?"}},
        {VERB: ROUTE_FORM, ASKER: "mayor", MATTER: "press"},
        {VERB: CLAUSE_FORM, LABEL: "2.2", WHOSE: ["hastings"]},
    ],
)
def test_what_no_form_of_ours_sent_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"no form|holds no text|not a valid Asker"):
        filled(data)


def test_a_complaint_is_a_reason_and_perhaps_a_comment(little: Library) -> None:
    card = all_forms(little)["complaint"]
    assert set(offered(card, REASON)) == set(Reason)
    assert [action["type"] for action in card["actions"]] == ["Action.Submit"], "in a dialog"
    given = {VERB: COMPLAINT_FORM, REASON: "wrong_clause"}
    assert complaint(given) == (Reason.WRONG_CLAUSE, "")
    assert complaint({**given, COMMENT: "It is 9.1.5. "}) == (Reason.WRONG_CLAUSE, "It is 9.1.5.")
    with pytest.raises(ValueError, match="not a valid Reason"):
        complaint({})


# ---------------------------------------------------------------------------- greeting and helping
def test_help_shows_every_way_to_ask_and_opens_the_forms(little: Library) -> None:
    card = all_forms(little)["help"]
    for line in wording.HELP.splitlines():
        assert " ".join(line.split()) in seen(card)
    opened = [wanted_form(data) for data in pressed(card) if data[VERB] == OPEN]
    assert opened == [DEADLINE_FORM, ROUTE_FORM, CLAUSE_FORM]
    with pytest.raises(ValueError, match="is no form"):
        wanted_form({FORM: "home"})


def test_the_welcome_says_what_the_bot_can_do_and_what_it_cannot() -> None:
    card = welcome_card(["Hastings Borough Council"])
    for said in (*wording.CAN, *wording.CANNOT):
        assert said in seen(card)
        assert said in card["speak"]
    assert "relations of Hastings Borough Council," in seen(card)


@pytest.mark.parametrize(
    ("names", "said"),
    [(["A", "B"], "relations of A and B,"), (["A", "B", "C"], "relations of A, B and C,")],
)
def test_the_welcome_names_every_council(names: list[str], said: str) -> None:
    assert said in seen(welcome_card(names))


def test_a_suggested_prompt_is_asked_as_if_it_had_been_typed() -> None:
    asked = [filled(data).ask for data in pressed(welcome_card(["Hastings Borough Council"]))]
    assert asked == list(wording.SHORT_PROMPTS)
    assert len(asked) == 3


def test_nothing_is_suggested_where_no_council_is_chosen() -> None:
    card = welcome_card(())
    assert pressed(card) == []
    assert wording.NO_COUNCIL_HERE in seen(card)


# -------------------------------------------------------------------------------------- for admins
def test_an_admin_chooses_among_all_councils(library: Library) -> None:
    councils = [one.council for one in library.rulebooks.values()]
    card = card_forms.council_card(councils, ["hastings"])
    assert list(offered(card, COUNCIL)) == list(SLUGS)
    assert inputs(card)[COUNCIL]["value"] == "hastings"
    assert pressed(card)[0] == {VERB: CHOOSE_COUNCIL}
    assert chosen_council({VERB: CHOOSE_COUNCIL, COUNCIL: "southend"}) == "southend"
    several = card_forms.council_card(councils, ["hastings", "southend"])
    assert "value" not in inputs(several)[COUNCIL]


def test_it_is_switched_off_only_by_a_second_press(library: Library) -> None:
    council = library.rulebooks["hastings"].council
    card = card_forms.council_card([council], ["hastings"])
    hidden = next(node for node in nodes(card["body"]) if node.get("isVisible") is False)
    assert wording.OFF_SURE_HERE in seen({"body": hidden["items"]})
    (switch,) = [data for data in pressed({"body": hidden["items"]}) if data[VERB] == SWITCH]
    assert wanted_on(switch) is False


def test_a_bot_that_is_off_says_so_and_can_be_switched_on(library: Library) -> None:
    council = library.rulebooks["hastings"].council
    card = card_forms.council_card([council], ["hastings"], off=True)
    assert wording.SWITCHED_OFF_HERE in seen(card)
    (switch,) = [data for data in pressed(card) if data[VERB] == SWITCH]
    assert wanted_on(switch) is True


@pytest.mark.parametrize("wanted", [ON.upper(), "", None])
def test_a_switch_is_on_or_off_and_nothing_else(wanted: str | None) -> None:
    with pytest.raises(ValueError, match="neither on nor off"):
        wanted_on({WANTED: wanted})


# ----------------------------------------------------------------------------------- what was found
def test_what_was_found_is_previewed_whole_and_inserted_as_its_card(library: Library) -> None:
    book = library.rulebooks["southend"]
    for one in book.protocol.clauses:
        quote = Quote(one, book.council.citation(one.label), 0.9)
        result = found(quote, {"type": "AdaptiveCard"})
        preview = result["preview"]["content"]
        assert result["content"] == {"type": "AdaptiveCard"}
        assert preview["title"] == f"Clause {one.label}"
        named = found(quote, {}, council="Southend-on-Sea")["preview"]["content"]
        assert named == preview | {"title": f"Clause {one.label}, Southend-on-Sea"}
        assert preview["text"].replace("&amp;", "&").split() == one.text.split()


def test_a_preview_reads_no_markup_in_a_clause() -> None:
    hostile = clause("southend", "9.9", "Officers <b>must</b> & may\u202e not")
    text = found(Quote(hostile, "cited", 0.9), {})["preview"]["content"]["text"]
    assert text == "Officers &lt;b&gt;must&lt;/b&gt; &amp; may not"
