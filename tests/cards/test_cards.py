"""Answers as cards for Teams: what is in them, what fits, and what their buttons hold."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from bot import wording
from bot.answer import SHOWN, DueDate, Quotation, Quote
from bot.asker import Asker
from bot.cards import (
    LONGEST,
    MOST_TEXT,
    WORKINGS,
    CardMessage,
    activity,
    quotation,
    render,
    said,
    shared,
    size,
)
from bot.deadlines import MOST_WEEKENDS, DeadlineRule, due
from bot.desk import Desk
from bot.offers import AS_COUNCILLOR, AS_OFFICER, MORE, PICK_DATE, SHARE, known
from bot.request import LONGEST as LONGEST_QUESTION
from bot.request import ClauseWanted, DeadlineWanted, RouteWanted
from bot.rulebook import Library
from bot.verbatim import inert
from retrieval.clause import Item, Paragraph, Row
from tests.blocks.limits import nodes
from tests.blocks.test_quoting import UNSEEN, plain_words
from tests.cards import limits
from tests.cards.limits import check_message, quotations, texts
from tests.cards.specimens import ICS, messages
from tests.cards.test_card_elements import MARKED
from tests.doubles import clause
from tests.little import SLUG
from tests.specimens import VERSION, asked, nothing, of_little
from tests.test_desk import SLUGS, TODAY

Render = Callable[..., tuple[CardMessage, ...]]


@pytest.fixture
def shown(little: Library) -> Render:
    """Renders an answer of the small council, private if nothing else is said."""
    return of_little(render, little)


def cards(whole: Iterable[CardMessage]) -> list[dict[str, Any]]:
    return [message.card for message in whole]


def seen(whole: Iterable[CardMessage]) -> str:
    """All that can be read in the cards, in order."""
    return "\n".join(texts(cards(whole)))


def buttons(whole: Iterable[CardMessage]) -> dict[str, dict[str, Any]]:
    """Every button by what stands on it."""
    return {button["title"]: button for button in limits.buttons(cards(whole))}


def verbs(whole: Iterable[CardMessage]) -> set[str]:
    return {button.get("verb", button["type"]) for button in limits.buttons(cards(whole))}


def quotation_of(question: str, *texts_: str) -> Quotation:
    """A quotation of invented clauses, numbered from 1."""
    quotes = tuple(
        Quote(clause(SLUG, str(number), text), f"Protocol, clause {number}", 0.9)
        for number, text in enumerate(texts_, 1)
    )
    return Quotation(SLUG, question, quotes, version=VERSION)


# ----------------------------------------------------------------------------- what is in an answer
def test_the_question_is_restated_first_in_the_card_and_in_words(little: Library) -> None:
    for name, specimen in messages(little).items():
        if name in {"sentence", "quotation_shared"}:
            continue
        first = next(texts(cards(specimen)))
        assert first.startswith(wording.YOU_ASKED)
        assert specimen[0].text.startswith(f"{first}\n")


def test_a_clause_stands_with_number_titles_words_and_citation(
    shown: Render, little: Library
) -> None:
    one = little.rulebooks[SLUG].protocol.by_label["1.1.1"]
    whole = shown(asked(little, "clause 1.1.1"))
    _, name, path, words, citation, *_ = texts(cards(whole))
    assert (name, path, words) == ("Clause 1.1.1", one.heading_path, one.text)
    assert citation.startswith("Little Marling Town Council, Protocol")
    assert list(quotations(cards(whole))) == [one.text]


def test_a_clause_under_no_title_stands_alone(shown: Render) -> None:
    bare = clause(SLUG, "1", "Be civil.")
    quote = Quote(type(bare)(SLUG, "1", "1", (), bare.blocks), "Protocol, clause 1", 1.0)
    whole = shown(Quotation(SLUG, "clause 1", (quote,), version=VERSION))
    assert list(texts(cards(whole)))[1:3] == ["Clause 1", "Be civil."]


def test_the_governing_words_are_bold_and_no_others(shown: Render) -> None:
    quote = Quote(clause(SLUG, "1", "Officers will answer."), "Protocol, clause 1", 0.9, ((0, 8),))
    (message,) = shown(Quotation(SLUG, "who?", (quote,), version=VERSION))
    (box,) = (node for node in nodes(message.card["body"]) if node.get("style") == "emphasis")
    assert box["items"][0]["inlines"] == [
        {"type": "TextRun", "text": "Officers", "weight": "Bolder"},
        {"type": "TextRun", "text": " will answer."},
    ]


def test_bullets_and_rows_of_a_table_are_lines_of_their_own(shown: Render) -> None:
    one = clause(SLUG, "1")
    blocks = (
        Paragraph("Officers will:"),
        Item("answer", (Item("in writing"),)),
        Item("i) say why"),
        Row(("Members", "Clerk")),
    )
    quote = Quote(type(one)(SLUG, "1", "1", ("Conduct",), blocks), "Protocol, clause 1", 0.9)
    (words,) = quotations(cards(shown(Quotation(SLUG, "who?", (quote,), version=VERSION))))
    assert words.split("\n") == [
        "Officers will:",
        "• answer",
        "\u2003◦ in writing",
        "i) say why",
        "Members",
        "| Clerk",
    ]


def test_the_workings_of_a_date_are_folded_and_the_date_and_what_follows_it_are_not(
    shown: Render, little: Library
) -> None:
    answer = asked(little, "deadline enquiry-reply 2026-12-18")
    assert isinstance(answer, DueDate)
    (message,) = shown(answer)
    (part,) = (node for node in nodes(message.card["body"]) if node.get("id") == WORKINGS)
    folded = list(texts([{"body": part["items"]}]))
    assert part["isVisible"] is False
    assert folded == [f"• {line}" for line in answer.deadline.workings[:-1]]
    assert answer.deadline.workings[-1].startswith("If it is late")
    assert "Due Monday 4 January 2027" in set(texts([message.card])) - set(folded)
    assert all(line in message.card["speak"] for line in answer.deadline.workings)


def test_that_a_date_may_change_is_said_in_sight_and_stands_out(little: Library) -> None:
    (message,) = messages(little)["due_date_provisional"]
    (part,) = (node for node in nodes(message.card["body"]) if node.get("id") == WORKINGS)
    assert not any("Provisional" in line for line in texts([{"body": part["items"]}]))
    (run,) = (node for node in nodes(message.card["body"]) if "Provisional" in node.get("text", ""))
    assert (run["type"], run["weight"]) == ("TextRun", "Bolder")


def test_what_follows_a_missed_date_is_a_paragraph_of_its_own(little: Library) -> None:
    for name in ("due_date", "due_date_provisional", "due_date_without_start"):
        lines = list(texts(cards(messages(little)[name])))
        assert "If it is late (clause 2.2): Tell the Member why." in lines


def test_where_no_day_was_counted_nothing_is_folded(little: Library) -> None:
    for name in ("due_date_without_start", "due_date_without_limit"):
        assert wording.WORKINGS_BUTTON not in buttons(messages(little)[name])


@pytest.mark.parametrize("council", SLUGS)
def test_only_what_follows_a_missed_date_is_left_out_of_the_count(
    council: str, library: Library
) -> None:
    book, desk = library.rulebooks[council], Desk(library, nothing)
    for rule in book.rules:
        answer = desk.answer(DeadlineWanted(rule.id, "2026-12-18"), council, None, TODAY)
        whole = render(answer, book.council, private=True)
        folds = [node for node in nodes(cards(whole)) if node.get("id") == WORKINGS]
        inside = {line for fold in folds for line in texts([{"body": fold["items"]}])}
        assert any("If it is late" in line for line in seen(whole).split("\n")) == bool(rule.missed)
        assert not any("If it is late" in line for line in inside)


# ------------------------------------------------------------------------------- what stands out
def test_a_day_is_largest_then_clauses_then_all_else(little: Library) -> None:
    (message,) = messages(little)["due_date"]
    sizes = {node["text"]: node["size"] for node in headings(message)}
    assert sizes == {"Due Monday 4 January 2027": "ExtraLarge", "Clause 2.2": "Large"}
    (route,) = messages(little)["route"]
    assert [node["size"] for node in headings(route)] == ["Large", "Medium", "Medium", "Large"]


def headings(message: CardMessage) -> list[dict[str, Any]]:
    return [node for node in message.card["body"] if node.get("style") == "heading"]


@pytest.mark.parametrize(
    ("name", "below_a_line"),
    [
        ("quotation", ["Clause 2.2", "Clause members-3", "See also clauses who-does-what, 2.5"]),
        ("due_date", ["Clause 2.2", "Version: second edition"]),
        (
            "no_answer_not_covered",
            [
                "Nearest clauses; they may not answer this:",
                "Clause 1.1",
                "Version: second edition",
            ],
        ),
    ],
)
def test_a_line_stands_between_clauses_and_where_our_words_end(
    name: str, below_a_line: list[str], little: Library
) -> None:
    (message,) = messages(little)[name]
    lined = [node for node in message.card["body"] if node.get("separator")]
    assert [text.partition(". Reference")[0] for text in texts([{"body": lined}])] == below_a_line


# ------------------------------------------------------------------------------ a clause on its own
@pytest.mark.parametrize("council", SLUGS)
def test_every_clause_can_be_put_into_a_message_that_somebody_writes(
    council: str, library: Library
) -> None:
    book = library.rulebooks[council]
    for one in book.protocol.clauses:
        quote = Quote(one, book.council.citation(one.label), 1.0)
        message = quotation(quote, book.council, book.version)
        check_message(message)
        (words,) = quotations([message.card])
        assert plain_words(words) == plain_words(one.text.replace("\t", "\n"))
        assert message.text.startswith(f"Clause {one.label}")
        assert book.council.citation(one.label) in message.text


def test_a_clause_on_its_own_says_and_does_nothing_more(little: Library) -> None:
    council, version = little.rulebooks[SLUG].council, little.rulebooks[SLUG].version
    (quote,) = asked(little, "clause 1.1.1").quotes
    message = quotation(quote, council, version)
    (answer,) = render(asked(little, "clause 1.1.1"), council, private=False)
    assert message.card["body"] == answer.card["body"][1:], "all but the question"
    assert answer.text == f"You asked: clause 1.1.1\n{message.text}"
    assert not buttons([message])
    assert message.feedback is None
    assert message.citations == answer.citations


# ------------------------------------------------------------------------------------------ buttons
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("quotation", {MORE, SHARE}),
        ("quotation_more", set()),
        ("quotation_in_public", {MORE}),
        ("quotation_shared", {MORE}),
        ("due_date", {"Action.OpenUrl", "Action.ToggleVisibility", SHARE}),
        ("due_date_without_start", {PICK_DATE, SHARE}),
        ("due_date_without_limit", {SHARE}),
        ("route", {SHARE}),
        ("route_of_nobody_known", {AS_OFFICER, AS_COUNCILLOR, SHARE}),
        ("no_answer_not_covered", {SHARE}),
        ("no_answer_no_route", {AS_OFFICER, AS_COUNCILLOR, SHARE}),
    ],
)
def test_an_answer_has_the_buttons_that_it_needs_and_no_others(
    name: str, expected: set[str], little: Library
) -> None:
    assert verbs(messages(little)[name]) == expected


def test_a_button_holds_what_is_needed_to_answer_again(little: Library) -> None:
    for specimen in messages(little).values():
        for button in buttons(specimen).values():
            if "data" in button:
                what = known(button["data"])
                assert (what["council"], what["on"]) == (SLUG, "2026-11-22")


def test_the_calendar_file_is_a_link_and_without_one_there_is_no_button(
    shown: Render, little: Library
) -> None:
    answer = asked(little, "deadline enquiry-reply 2026-12-18")
    linked = buttons(shown(answer, calendar_url=ICS))[wording.CALENDAR_BUTTON]
    assert (linked["url"], linked["tooltip"]) == (ICS, wording.CALENDAR_LABEL)
    assert wording.CALENDAR_BUTTON not in buttons(shown(answer))


# --------------------------------------------------------------------------- citations and feedback
def test_each_clause_is_cited_once_with_its_number_in_the_text(little: Library) -> None:
    (message,) = messages(little)["quotation"]
    made = activity(message)
    assert made["text"] == "Quoted below: Clause 2.1 [1], Clause 2.2 [2], Clause members-3 [3]."
    (entity,) = made["entities"]
    names = [one["appearance"]["abstract"] for one in entity["citation"]]
    assert all(name in seen([message]) for name in names)


def test_a_message_that_quotes_nothing_has_no_citations_and_no_text_above_its_card() -> None:
    made = activity(said("Not now."))
    assert not {"entities", "text", "channelData"} & set(made)
    assert made["summary"] == "Not now."


def test_an_opinion_is_asked_for_below_an_answer_and_not_below_its_other_pages(
    little: Library,
) -> None:
    specimens = messages(little)
    (message,) = specimens["quotation"]
    assert activity(message)["channelData"] == {"feedbackLoop": {"type": "custom"}}
    assert message.feedback is not None
    assert message.feedback["shown"] == ["2.1", "2.2", "members-3"]
    assert known(dict(message.feedback))["ask"] == "who sees the log?"
    for name in ("quotation_more", "quotation_no_more", "sentence"):
        assert "channelData" not in activity(specimens[name][0])


@pytest.mark.parametrize("name", ["quotation", "due_date", "route", "no_answer_not_covered"])
def test_a_notification_does_not_tell_what_was_asked(name: str, little: Library) -> None:
    (message,) = messages(little)[name]
    question = message.text.split("\n")[0].removeprefix(wording.YOU_ASKED)
    assert question not in activity(message)["summary"]


# -------------------------------------------------------------------------------------- more, share
def test_pages_show_every_clause_once_and_in_order(shown: Render) -> None:
    answer = quotation_of("who?", *(f"Text {number}." for number in range(8)))
    pages = [list(quotations(cards(shown(answer, page=page)))) for page in range(4)]
    assert [text for page in pages for text in page] == [f"Text {number}." for number in range(8)]
    assert len(pages[0]) == SHOWN
    assert wording.NO_MORE_CLAUSES in seen(shown(answer, page=3))


def test_a_shared_answer_says_who_shared_it_and_cannot_be_shared_again(little: Library) -> None:
    (message,) = messages(little)["quotation_shared"]
    (original,) = messages(little)["quotation_in_public"]
    assert next(texts([message.card])) == "Ana Lee shared this answer."
    assert message.text == f"Ana Lee shared this answer.\n{original.text}"
    assert message.card["body"][1:] == original.card["body"]
    assert message.citations == original.citations


def test_only_the_first_of_several_messages_says_who_shared_it(shown: Render) -> None:
    long = shown(quotation_of("who?", *("officers will answer " * 3_000,) * 3), private=False)
    assert len(long) > 1
    whole = shared(long, "[Ana](http://evil.example) <at>")
    assert whole[1:] == long[1:]
    for message in whole:
        check_message(message)


# --------------------------------------------------------------------------------- what Teams takes
@pytest.mark.parametrize("council", SLUGS)
def test_every_clause_of_every_council_is_taken_whole(council: str, library: Library) -> None:
    book, desk = library.rulebooks[council], Desk(library, nothing)
    for one in book.protocol.clauses:
        answer = desk.answer(ClauseWanted(one.label), council, None, TODAY)
        (message,) = render(answer, book.council, private=True)
        check_message(message)
        (quote,) = quotations([message.card])
        assert plain_words(quote) == plain_words(one.text.replace("\t", "\n"))
        assert activity(message)["text"] == f"Quoted below: Clause {one.label} [1]."
        assert re.fullmatch(r"[\w.()/-]+", one.label), "what is said of it is no Markdown"


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
        for asker in (None, Asker.COUNCILLOR):
            answer = desk.answer(one, council, asker, TODAY)
            for message in render(answer, book.council, private=True, asker=asker, on=TODAY):
                check_message(message)


@pytest.mark.parametrize("council", SLUGS)
def test_the_longest_clauses_under_the_longest_question_are_taken(
    council: str, library: Library
) -> None:
    book = library.rulebooks[council]
    longest = sorted(book.protocol.clauses, key=lambda one: -len(one.text))
    quotes = tuple(
        Quote(one, book.council.citation(one.label), 0.9, spans_of_every_other_word(one.text))
        for one in longest
    )
    for question in ("w" * LONGEST_QUESTION, "“é”\\ " * (LONGEST_QUESTION // 5)):
        whole = render(
            Quotation(council, question, quotes, version=book.version),
            book.council,
            private=True,
            on=TODAY,
        )
        for message in whole:
            check_message(message)
        assert len(list(quotations(cards(whole)))) == SHOWN
        assert verbs(whole) == {MORE, SHARE}


def spans_of_every_other_word(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in re.finditer(r"\S+", text))[::2]


def test_a_long_answer_becomes_several_messages_and_loses_nothing(shown: Render) -> None:
    long = [f"{name} " * 12_000 for name in ("one", "two", "three")]
    whole = shown(quotation_of("who?", *long))
    assert len(whole) > 1
    for message in whole:
        check_message(message)
    assert " ".join(quotations(cards(whole))).split() == " ".join(long).split()
    assert "Clause 1, continued" in seen(whole)
    assert verbs(whole[-1:]) == {SHARE}, "the buttons come last"
    assert not verbs(whole[:-1])
    assert [message.feedback is None for message in whole] == [True] * (len(whole) - 1) + [False]


def test_a_message_cites_the_clauses_that_it_quotes_and_no_others(shown: Render) -> None:
    whole = shown(quotation_of("who?", *("a " * LONGEST * 3,) * 3))
    for message in whole:
        quoted_in = {line for line in seen([message]).split("\n") if line.startswith("Clause ")}
        named = {one["appearance"]["name"] for one in message.citations}
        assert {line.removesuffix(", continued") for line in quoted_in} == named


def test_a_clause_of_letters_that_take_most_bytes_fits(shown: Render) -> None:
    for text in ("é" * 20_000, "👩‍⚖️ " * 4_000):
        for message in shown(quotation_of("who?", text, text, text)):
            check_message(message)
            assert size(activity(message)) <= limits.BYTES


@pytest.mark.parametrize("value", [130, 250, 1000])
def test_the_longest_count_that_a_rule_may_ask_for_fits(
    value: int, shown: Render, little: Library
) -> None:
    answer = far_off(value, little)
    (message,) = shown(answer)
    check_message(message)
    assert all(line in seen([message]) for line in answer.deadline.workings)


def far_off(value: int, little: Library) -> DueDate:
    """A due date so many working days away."""
    book = little.rulebooks[SLUG]
    row = book.rules[0].model_dump() | {"value": value, "unit": "working days"}
    counted = due(DeadlineRule.model_validate(row), TODAY, book.calendar)
    return DueDate(SLUG, "how long?", asked(little, "clause 2.2").quotes, counted, version=VERSION)


def test_many_weekends_are_told_in_one_sentence_and_other_days_one_by_one(little: Library) -> None:
    deadline = far_off(250, little).deadline
    told = [line for line in deadline.workings if line.startswith("Not counted")]
    assert told[0] == (
        "Not counted: 51 weekends, from Saturday 28 and Sunday 29 November 2026 to Saturday 13 and "
        "Sunday 14 November 2027."
    )
    others = [reason for day, reason in deadline.skipped if day.weekday() < 5]
    assert [line.rpartition(", ")[2] for line in told[1:]] == [f"{one}." for one in others]


def test_half_a_year_of_weekends_is_told_one_by_one(little: Library) -> None:
    told = "\n".join(far_off(120, little).deadline.workings)
    assert told.count(", weekend.") == told.count("Saturday") > MOST_WEEKENDS - 4


def test_words_cite_what_they_have_no_room_to_quote(shown: Render) -> None:
    (message,) = shown(quotation_of("who?", "a " * 900, "b " * 900, "c " * 900), private=False)
    assert "b b b" in message.text
    assert "c c c" not in message.text
    assert message.text.split("\n")[-2] == "Protocol, clause 3"
    assert len(message.text) <= MOST_TEXT


# -------------------------------------------------------------------------------------- inert words
@pytest.mark.parametrize("text", [*MARKED, *UNSEEN.values()])
def test_a_question_a_clause_and_a_title_stay_words(text: str, shown: Render) -> None:
    question = f"what of {text} here?"
    one = clause(SLUG, "1", f"Officers {text} will answer.", heading=f"Of {text}")
    (message,) = shown(
        Quotation(SLUG, question, (Quote(one, f"Protocol {text}", 0.9),), version=VERSION)
    )
    check_message(message)
    lines = list(texts([message.card]))
    assert f"You asked: what of {inert(text)} here?" in lines
    assert {f"Officers {inert(text)} will answer.", f"Of {inert(text)}"} <= set(lines)
    literal = {line for node in nodes(message.card["body"]) for line in [node.get("text", "")]}
    blocks = [node for node in nodes(message.card["body"]) if node.get("type") == "TextBlock"]
    assert [block["text"] for block in blocks] == ["Clause 1"], "all else stands in runs"
    unseen = {char for bad in UNSEEN.values() for char in bad if not char.isascii()}
    assert not unseen & set("".join(literal) + message.text + message.card["speak"])
    assert text not in activity(message)["text"]


def test_a_question_of_several_lines_is_restated_on_one(shown: Render) -> None:
    (message,) = shown(quotation_of("who\n\n*pays*\tthen?", "Nobody."))
    assert next(texts([message.card])) == "You asked: who *pays* then?"


def test_a_sentence_of_ours_is_one_card_and_inert() -> None:
    message = said("There is no clause “<at>x</at>”.\nTry again.")
    check_message(message)
    assert message.text == "There is no clause “<at>x</at>”.\nTry again."
    assert list(texts([message.card])) == ["There is no clause “<at>x</at>”.", "Try again."]
