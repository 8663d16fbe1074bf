"""Answers as Slack's messages: what is in them, what fits, and what their buttons hold."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from bot import wording
from bot.answer import SHOWN, DueDate, NoAnswer, Quotation, Quote, Route, paged
from bot.asker import Asker
from bot.blocks import Message, reminder, render, said, shared
from bot.dates import in_words
from bot.deadlines import DeadlineRule
from bot.desk import Desk
from bot.offers import (
    ACTIONS,
    AS_COUNCILLOR,
    AS_OFFICER,
    CALENDAR,
    DOWN,
    FEEDBACK,
    MORE,
    PICK_DATE,
    REMIND,
    SHARE,
    UP,
    carried,
    carry,
)
from bot.quoting import written
from bot.request import LONGEST, ClauseWanted, DeadlineWanted, RouteWanted, read
from bot.rulebook import Library
from bot.terminal import lines
from bot.terminal.screen import plain
from tests.blocks.limits import check_message, nodes
from tests.blocks.specimens import messages
from tests.blocks.test_quoting import HOSTILE, UNSEEN, plain_words
from tests.doubles import clause
from tests.little import SLUG
from tests.specimens import MATTERS, VERSION, asked, nothing, of_little
from tests.test_desk import SLUGS, TODAY

Render = Callable[..., tuple[Message, ...]]


@pytest.fixture
def shown(little: Library) -> Render:
    """Renders an answer of the small council, private if nothing else is said."""
    return of_little(render, little)


def buttons(shown: Iterable[Message]) -> dict[str, dict[str, Any]]:
    """Every button by its action id."""
    return {
        node["action_id"]: node
        for message in shown
        for node in nodes(message.blocks)
        if "action_id" in node
    }


def values(shown: Iterable[Message]) -> list[str]:
    found = [node.get("value") for message in shown for node in nodes(message.blocks)]
    return [value for value in found if value is not None]


def seen(shown: Iterable[Message]) -> str:
    """All that can be read in the blocks, in order."""
    texts = (node.get("text") for message in shown for node in nodes(message.blocks))
    return "\n".join(text for text in texts if isinstance(text, str))


def quotes_in(shown: Iterable[Message]) -> list[str]:
    """The quotations, in order."""
    every = (node for message in shown for node in nodes(message.blocks))
    return [written(node) for node in every if node.get("type") == "rich_text_quote"]


def quotation_of(question: str, *texts: str) -> Quotation:
    """A quotation of invented clauses, numbered from 1."""
    quotes = tuple(
        Quote(clause(SLUG, str(number), text), f"Protocol, clause {number}", 0.9)
        for number, text in enumerate(texts, 1)
    )
    return Quotation(SLUG, question, quotes, version=VERSION)


# ----------------------------------------------------------------------------- what is in an answer
def test_the_question_is_restated_first_in_blocks_and_in_text(little: Library) -> None:
    for name, specimen in messages(little).items():
        if name.startswith(("reminder", "sentence", "quotation_shared")):
            continue
        first = specimen[0].blocks[0]["elements"][0]["elements"]
        assert first[0]["text"] == wording.YOU_ASKED
        assert specimen[0].text.startswith(f"{wording.YOU_ASKED}{first[1]['text']}\n")


def test_a_clause_stands_with_number_first_then_titles_words_and_citation(
    shown: Render, little: Library
) -> None:
    one = little.rulebooks[SLUG].protocol.by_label["1.1.1"]
    (message,) = shown(asked(little, "clause 1.1.1"))
    block, small = message.blocks[1:3]
    title, quote = block["elements"]
    assert [run["text"] for run in title["elements"]] == ["Clause 1.1.1", f"  {one.heading_path}"]
    assert title["elements"][0]["style"] == {"bold": True}
    assert written(quote) == one.text
    assert small["elements"][0]["text"].startswith("Little Marling Town Council, Protocol")


def test_a_clause_under_no_title_stands_alone(shown: Render) -> None:
    bare = clause(SLUG, "1", "Be civil.", heading="")
    quote = Quote(type(bare)(SLUG, "1", "1", (), bare.blocks), "Protocol, clause 1", 1.0)
    (message,) = shown(Quotation(SLUG, "clause 1", (quote,), version=VERSION))
    assert [run["text"] for run in message.blocks[1]["elements"][0]["elements"]] == ["Clause 1"]
    assert "Clause 1:\nBe civil." in message.text


def test_a_damaged_clause_says_so(shown: Render, little: Library) -> None:
    assert wording.DAMAGED in seen(shown(asked(little, "clause 2.5")))


def test_the_date_is_said_in_words_before_its_workings_and_its_clause(
    shown: Render, little: Library
) -> None:
    answer = asked(little, "deadline enquiry-reply 2026-12-18")
    assert isinstance(answer, DueDate)
    text = seen(shown(answer))
    places = [
        text.index("Due Monday 4 January 2027"),
        *(text.index(line) for line in answer.deadline.workings),
        text.index("Clause 2.2"),
    ]
    assert places == sorted(places)


def test_the_next_step_of_the_asker_comes_first_then_the_ladder(
    shown: Render, little: Library
) -> None:
    answer = asked(little, "route officer-conduct", asker=Asker.COUNCILLOR)
    assert isinstance(answer, Route)
    text = seen(shown(answer, asker=Asker.COUNCILLOR))
    parts = [wording.NEXT_STEP, "the Clerk", wording.FURTHER_STEPS, "the Chair", "Clause members-3"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_silence_names_the_protocol_and_whom_to_ask(shown: Render, little: Library) -> None:
    answer = asked(little, "when are the bins emptied?", "2.4", answers=False)
    assert isinstance(answer, NoAnswer)
    text = seen(shown(answer))
    for part in (wording.NOT_COVERED, answer.next_step, wording.NEAREST, "Little Marling Town"):
        assert part in text


def test_blocks_and_text_say_what_the_terminal_says(little: Library, shown: Render) -> None:
    council = little.rulebooks[SLUG].council
    asked_for = ("who sees the log?", "deadline enquiry-reply 2026-12-18", "route officer-conduct")
    for question in asked_for:
        answer = asked(little, question, "2.1", "2.2", "members-3", "who-does-what", "2.5")
        at_terminal = plain(lines.render(answer, council))
        whole = shown(answer)
        for quote in paged(answer, 0)[0]:
            assert quote.citation in at_terminal
            assert quote.citation in seen(whole)
            assert quote.citation in whole[0].text
        if isinstance(answer, DueDate) and answer.deadline.due:
            for text in (at_terminal, seen(whole), whole[0].text):
                assert in_words(answer.deadline.due) in text


# ------------------------------------------------------------------------------------------ buttons
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("quotation", {MORE, SHARE, FEEDBACK}),
        ("quotation_more", set()),
        ("quotation_in_public", {MORE, FEEDBACK}),
        ("quotation_shared", {MORE, FEEDBACK}),
        ("due_date", {CALENDAR, REMIND, SHARE, FEEDBACK}),
        ("due_date_without_start", {PICK_DATE, SHARE, FEEDBACK}),
        ("due_date_without_limit", {SHARE, FEEDBACK}),
        ("route", {SHARE, FEEDBACK}),
        ("route_of_nobody_known", {AS_OFFICER, AS_COUNCILLOR, SHARE, FEEDBACK}),
        ("no_answer_not_covered", {SHARE, FEEDBACK}),
        ("no_answer_no_route", {AS_OFFICER, AS_COUNCILLOR, SHARE, FEEDBACK}),
    ],
)
def test_an_answer_has_the_buttons_that_it_needs_and_no_others(
    name: str, expected: set[str], little: Library
) -> None:
    found = buttons(messages(little)[name])
    assert set(found) == expected
    assert expected <= set(ACTIONS)


def test_a_button_holds_what_is_needed_to_answer_again(little: Library) -> None:
    known = Desk(little, nothing).known
    for name, specimen in messages(little).items():
        for value in values(specimen):
            what = carried(value)
            assert (what["council"], what["on"]) == (SLUG, "2026-11-22")
            again = read(what["ask"], known)
            if name == "no_answer_no_rule":
                continue  # this rule is one of a council that the small library does not have
            assert asked(little, what["ask"], "2.2").council == SLUG, again


def test_the_roles_buttons_ask_the_same_again_as_somebody(little: Library) -> None:
    found = buttons(messages(little)["route_of_nobody_known"])
    for action, asker in ((AS_OFFICER, "officer"), (AS_COUNCILLOR, "councillor")):
        what = carried(found[action]["value"])
        assert (what["ask"], what["as"]) == ("route officer-conduct", asker)
    assert carried(found[SHARE]["value"])["as"] is None


def test_calendar_and_reminder_hold_the_rule_and_the_day_and_not_the_question(
    little: Library,
) -> None:
    found = buttons(messages(little)["due_date_asked"])
    for action in (CALENDAR, REMIND):
        assert carried(found[action]["value"])["ask"] == "deadline enquiry-reply 2026-11-20"
    without = buttons(messages(little)["due_date_without_start"])
    assert carried(without[PICK_DATE]["value"])["ask"] == "deadline enquiry-reply"


def test_more_holds_the_next_page(little: Library) -> None:
    found = buttons(messages(little)["quotation"])
    assert carried(found[MORE]["value"])["page"] == 1


def test_feedback_holds_the_verdict_and_the_clauses_that_were_shown(little: Library) -> None:
    element = buttons(messages(little)["quotation"])[FEEDBACK]
    for button, verdict in (("positive_button", UP), ("negative_button", DOWN)):
        what = carried(element[button]["value"])
        assert what["verdict"] == verdict
        assert what["shown"] == ["2.1", "2.2", "members-3"]


def test_a_value_is_read_as_it_was_written() -> None:
    value = carry(council="x", ask='who "may" <ask>?', **{"as": "officer", "on": None}, page=2)
    expected = {"council": "x", "ask": 'who "may" <ask>?', "as": "officer", "on": None, "page": 2}
    assert carried(value) == expected
    assert carried('{"council":"x","ask":"y"}') == {
        "council": "x", "ask": "y", "as": None, "on": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "value", ["", "more", "[]", "{}", '{"council":"x"}', '{"council":1,"ask":"y"}', "null"]
)
def test_a_value_that_we_did_not_write_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"value|line 1"):
        carried(value)


# -------------------------------------------------------------------------------------- more, share
def test_pages_show_every_clause_once_and_in_order(shown: Render) -> None:
    answer = quotation_of("who?", *(f"Text {number}." for number in range(8)))
    pages = [quotes_in(shown(answer, page=page)) for page in range(4)]
    assert pages[0] == ["Text 0.", "Text 1.", "Text 2."]
    assert [text for page in pages for text in page] == [f"Text {number}." for number in range(8)]
    assert pages[3] == []
    assert wording.NO_MORE_CLAUSES in seen(shown(answer, page=3))


def test_what_is_left_is_named(shown: Render) -> None:
    answer = quotation_of("who?", *("Be civil.",) * 8)
    assert "See also clauses 4, 5, 6, 7, 8" in seen(shown(answer))
    assert "See also clauses 7, 8" in seen(shown(answer, page=1))


def test_a_clause_that_a_date_or_a_step_rests_on_is_never_only_named(little: Library) -> None:
    others = quotation_of("who?", *("Be civil.",) * 4).quotes
    for question, label in (("deadline enquiry-reply", "2.2"), ("route press", "2.5")):
        answer = asked(little, question)
        first, rest = paged(replace(answer, quotes=(*others, *answer.quotes)), 0)
        assert [quote.clause.label for quote in first] == ["1", "2", "3", label]
        assert [quote.clause.label for quote in rest] == ["4"]


def test_a_shared_answer_says_who_shared_it_and_cannot_be_shared_again(little: Library) -> None:
    first = messages(little)["quotation_shared"][0]
    assert first.blocks[0]["elements"][0]["elements"][0] == {"type": "user", "user_id": "U0ANALEE"}
    assert first.text.startswith("<@U0ANALEE> shared this answer.\nYou asked: ")
    assert first.blocks[1:] == messages(little)["quotation_in_public"][0].blocks


def test_only_the_first_of_several_messages_says_who_shared_it(shown: Render) -> None:
    long = shown(quotation_of("who?", *("officers will answer " * 500,) * 3), private=False)
    assert len(long) > 1
    assert shared(long, "U1")[1:] == long[1:]
    for message in shared(long, "U1"):
        check_message(message)


# --------------------------------------------------------------------------------- what Slack takes
@pytest.mark.parametrize("council", SLUGS)
def test_every_clause_of_every_council_is_taken_whole(council: str, library: Library) -> None:
    book, desk = library.rulebooks[council], Desk(library, nothing)
    for one in book.protocol.clauses:
        answer = desk.answer(ClauseWanted(one.label), council, None, TODAY)
        (message,) = render(answer, book.council, private=True)
        check_message(message)
        (quote,) = quotes_in([message])
        assert plain_words(quote) == plain_words(one.text.replace("\t", "\n"))
        assert quote in message.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize("council", SLUGS)
def test_every_rule_and_every_route_of_every_council_is_taken(
    council: str, library: Library
) -> None:
    book, desk = library.rulebooks[council], Desk(library, nothing)
    wanted: list[DeadlineWanted | RouteWanted] = [
        *(DeadlineWanted(rule.id, start) for rule in book.rules for start in ("2026-12-18", "")),
        *(RouteWanted(matter.id) for matter in library.matters),
    ]
    for one in wanted:
        for asker in (None, Asker.OFFICER, Asker.COUNCILLOR):
            answer = desk.answer(one, council, asker, TODAY)
            whole = render(answer, book.council, private=True, asker=asker, on=TODAY)
            for message in whole:
                check_message(message)
            cited = {quote.citation for quote in answer.quotes}
            assert all(citation in seen(whole) for citation in cited)


@pytest.mark.parametrize("council", SLUGS)
def test_the_longest_clauses_under_the_longest_question_are_taken(
    council: str, library: Library
) -> None:
    book = library.rulebooks[council]
    longest = sorted(book.protocol.clauses, key=lambda one: -len(one.text))
    quotes = tuple(Quote(one, book.council.citation(one.label), 0.9) for one in longest)
    for question in ("w" * LONGEST, "“é”\\ " * (LONGEST // 5)):
        answer = Quotation(council, question, quotes, version=book.version)
        whole = render(answer, book.council, private=True, on=TODAY)
        for message in whole:
            check_message(message)
        assert len(quotes_in(whole)) == SHOWN
        assert set(buttons(whole)) == {MORE, SHARE, FEEDBACK}


def test_a_long_answer_becomes_several_messages_and_loses_nothing(shown: Render) -> None:
    texts = [f"{name} " * 3_000 for name in ("one", "two", "three")]
    whole = shown(quotation_of("who?", *texts))
    assert len(whole) > 1
    for message in whole:
        check_message(message)
    assert " ".join(quotes_in(whole)).split() == " ".join(texts).split()
    assert "Clause 1, continued" in seen(whole)
    assert set(buttons(whole[-1:])) == {SHARE, FEEDBACK}, "controls come last"
    assert not buttons(whole[:-1])


def test_text_cites_what_it_has_no_room_to_quote(shown: Render) -> None:
    (message,) = shown(quotation_of("who?", "a " * 900, "b " * 900, "c " * 900), private=False)
    assert "a a a" in message.text
    assert "b b b" in message.text
    assert "c c c" not in message.text
    assert message.text.split("\n")[-2] == "Protocol, clause 3"


def test_a_question_of_quotation_marks_is_answered_without_the_buttons_it_does_not_fit(
    shown: Render,
) -> None:
    question = '"' * (LONGEST - 1) + "a"
    whole = shown(quotation_of(question, "Be civil. " * 250))
    for message in whole:
        check_message(message)
    assert not buttons(whole)
    assert question in seen(whole)


def test_a_headline_that_is_too_long_for_one_is_a_bold_line(little: Library) -> None:
    long = MATTERS[0].model_copy(update={"title": "a concern " * 20})
    library = Library(little.rulebooks, (long, *MATTERS[1:]))
    answer = asked(library, "route officer-conduct")
    whole = render(answer, little.rulebooks[SLUG].council, private=True)
    for message in whole:
        check_message(message)
    assert "steps for a councillor" in seen(whole)


# -------------------------------------------------------------------------------------- inert words
@pytest.mark.parametrize("text", [*HOSTILE, *UNSEEN.values()])
def test_a_question_and_a_clause_stay_words(text: str, shown: Render) -> None:
    question = f"what of {text} here?"
    whole = shown(quotation_of(question, f"Officers {text} will answer."))
    for message in whole:
        check_message(message)
        kinds = {node.get("type") for node in nodes(message.blocks)}
        assert not kinds & {"mrkdwn", "link", "user", "usergroup", "channel", "broadcast", "emoji"}
        assert not {"<", ">"} & set(message.text)
        unseen = {char for bad in UNSEEN.values() for char in bad if not char.isascii()}
        assert not unseen & set(seen(whole) + message.text)
    assert all(carried(value)["ask"] == question for value in values(whole))


def test_a_question_of_several_lines_is_restated_on_one(shown: Render) -> None:
    (message,) = shown(quotation_of("who\n\n*pays*\tthen?", "Nobody."))
    assert message.text.startswith("You asked: who *pays* then?\n")


# ----------------------------------------------------------------------------------- other messages
def test_a_sentence_of_ours_is_one_message_and_inert() -> None:
    message = said("There is no clause “<!channel>”.\nTry again.")
    check_message(message)
    assert message.text == "There is no clause “&lt;!channel&gt;”.\nTry again."
    assert seen([message]) == "There is no clause “<!channel>”.\nTry again."


def test_a_reminder_names_what_is_due_when_and_by_which_clause(little: Library) -> None:
    specimens = messages(little)
    for name, when in (("reminder_before", "tomorrow"), ("reminder_today", "today")):
        (message,) = specimens[name]
        for part in (
            f"Due {when}: Reply to a Member's enquiry",
            "Monday 4 January 2027",
            "clause 2",
        ):
            assert part in seen([message])
            assert part in message.text


def test_nothing_is_remembered_when_nothing_is_due(little: Library) -> None:
    answer = asked(little, "deadline enquiry-reply")
    assert isinstance(answer, DueDate)
    with pytest.raises(ValueError, match="nothing is due"):
        reminder(answer, little.rulebooks[SLUG].council, today=True)


@pytest.mark.parametrize(
    ("value", "unit", "said_as"),
    [
        (10, "working days", "10 working days"),
        (1, "calendar years", "1 calendar year"),
        (None, "none", "no limit set"),
    ],
)
def test_a_limit_is_said_in_words(
    value: int | None, unit: str, said_as: str, little: Library
) -> None:
    rule = little.rulebooks[SLUG].rules[0].model_dump() | {"value": value, "unit": unit}
    assert DeadlineRule.model_validate(rule).limit == said_as


def test_messages_are_plain_json(little: Library) -> None:
    for specimen in messages(little).values():
        for message in specimen:
            blocks = list(message.blocks)
            assert json.loads(json.dumps(blocks)) == blocks
