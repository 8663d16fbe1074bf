"""What Slack says, Teams says: the same words in the same order, and the same to press.

What is compared is read from the blocks and the cards themselves, so that nothing is left out on
one side only: a platform's own marks (a bullet, the number of a step) are all that may differ.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot import blocks, cards, wording
from bot.answer import Answer, DueDate, NoAnswer, Quote, Route, paged
from bot.asker import Asker
from bot.blocks import Message
from bot.cards import CardMessage
from bot.dates import in_words
from bot.deadlines import DeadlineRule, due
from bot.desk import Desk
from bot.offers import DOWN, FEEDBACK, REMIND, UP, carried
from bot.outline import proof
from bot.quoting import written
from bot.request import Ask, ClauseWanted, DeadlineWanted, RouteWanted
from bot.rulebook import Library
from retrieval.council import Council
from retrieval.search import Found, Ranking
from tests.blocks.limits import check_message as check_in_slack
from tests.blocks.limits import nodes
from tests.blocks.test_quoting import plain_words as clause_words
from tests.cards import limits
from tests.specimens import Specimen, answers, little_council, nothing
from tests.test_desk import SLUGS, TODAY

ICS = "https://bot.example/due.ics"
MARK = re.compile(r"^\s*[•◦|]\s+|^\d+\. ", re.MULTILINE)


@dataclass(frozen=True)
class Both:
    """An answer as both platforms show it."""

    slack: tuple[Message, ...]
    teams: tuple[CardMessage, ...]

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [message.card for message in self.teams]


def both(answer: Answer, council: Council, **how: Any) -> Both:  # noqa: ANN401 - as render's
    given = {"private": True, "on": TODAY, **how}
    return Both(
        blocks.render(answer, council, **given),
        cards.render(answer, council, calendar_url=ICS, **given),
    )


# ------------------------------------------------------------------- what is read on each platform
def read_in_slack(messages: Iterable[Message]) -> str:
    """All that can be read in Slack but the buttons, a paragraph a line."""
    return "\n".join(
        line for message in messages for block in message.blocks for line in _of_block(block)
    )


def _of_block(block: dict[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield block["text"]["text"]
        case "context":
            yield from (element["text"] for element in block["elements"])
        case "rich_text":
            for node in nodes(block["elements"]):
                runs = [one for one in node.get("elements", []) if one["type"] == "text"]
                if runs:
                    yield "".join(run["text"] for run in runs)
        case kind:
            assert kind in {"actions", "context_actions", "divider"}


def read_in_teams(both: Both) -> str:
    """All that can be read in Teams but the buttons, what is folded too, a paragraph a line."""
    return "\n".join(limits.texts(both.cards))


def plain_words(text: str) -> list[str]:
    """The words, without bullets, borders and the numbers of steps."""
    return MARK.sub("", text).split()


def quoted_in_slack(messages: Iterable[Message]) -> Iterator[str]:
    for message in messages:
        for node in nodes(message.blocks):
            if node.get("type") == "rich_text_quote":
                yield written(node)


def bold_in_slack(messages: Iterable[Message]) -> list[str]:
    quotes = [
        node
        for message in messages
        for node in nodes(message.blocks)
        if node.get("type") == "rich_text_quote"
    ]
    return " ".join(
        run["text"] for quote in quotes for run in quote["elements"] if "style" in run
    ).split()


def bold_in_teams(both: Both) -> list[str]:
    quotes = [node for node in nodes(both.cards) if node.get("style") == "emphasis"]
    return " ".join(
        node["text"] for node in nodes(quotes) if node.get("weight") == "Bolder"
    ).split()


def pressed_in_slack(messages: Iterable[Message]) -> list[tuple[str, str, dict[str, Any]]]:
    """The buttons: what stands on them, what is said of them, and what they bring back."""
    return [
        (node["text"]["text"], node["accessibility_label"], dict(carried(node["value"])))
        for message in messages
        for node in nodes(message.blocks)
        if node.get("type") == "button" and node["action_id"] != REMIND
    ]


def pressed_in_teams(both: Both) -> list[tuple[str, str, dict[str, Any] | None]]:
    """The same; what a link brings back is at its address."""
    return [
        (button["title"], button["tooltip"], _brought_back(button))
        for button in limits.buttons(both.cards)
        if button["type"] != "Action.ToggleVisibility"
    ]


def _brought_back(button: dict[str, Any]) -> dict[str, Any] | None:
    if "data" not in button:
        return None
    return {key: value for key, value in button["data"].items() if key != "verb"}


# ------------------------------------------------------------------------------------ the agreement
def check(answer: Answer, shown: Both, page: int = 0) -> None:
    """Fails where one platform says, cites, dates, advises or offers what the other does not."""
    _check_words(shown)
    _check_clauses(answer, shown, page)
    _check_buttons(shown)
    _check_opinion(shown)
    if page == 0 or paged(answer, page)[0]:
        line = proof(answer, page)
        assert read_in_slack(shown.slack).split("\n")[-1] == line
        assert read_in_teams(shown).split("\n")[-1] == line
    if page == 0:
        for sentence in sentences(answer):
            assert plain_words(sentence) == found(sentence, read_in_slack(shown.slack))
            assert plain_words(sentence) == found(sentence, read_in_teams(shown))


def sentences(answer: Answer) -> Iterator[str]:
    """What an answer holds beside its clauses, each of which both must say."""
    if answer.next_step:
        yield answer.next_step
    if isinstance(answer, DueDate):
        yield from answer.deadline.workings
        if answer.deadline.due:
            yield wording.DUE.format(day=in_words(answer.deadline.due))
        else:
            yield answer.deadline.why or ""
    if isinstance(answer, Route | NoAnswer) and answer.ladder:
        for step in answer.ladder.steps:
            yield step.to
            yield step.action


def found(sentence: str, text: str) -> list[str]:
    """The words of a sentence if they stand in the text one after another."""
    wanted = plain_words(sentence)
    return wanted if " ".join(wanted) in " ".join(plain_words(text)) else []


def _check_words(shown: Both) -> None:
    assert plain_words(read_in_slack(shown.slack)) == plain_words(read_in_teams(shown))
    if len(shown.slack) == len(shown.teams) == 1:
        text = shown.slack[0].text
        plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert shown.teams[0].text == plain


def _check_clauses(answer: Answer, shown: Both, page: int) -> None:
    quotes = paged(answer, page)[0]
    in_slack, in_teams = list(quoted_in_slack(shown.slack)), list(limits.quotations(shown.cards))
    verbatim = [clause_words(one.clause.text.replace("\t", "\n")) for one in quotes]
    assert [clause_words(quotation) for quotation in in_slack] == verbatim
    assert [clause_words(quotation) for quotation in in_teams] == verbatim
    assert bold_in_slack(shown.slack) == bold_in_teams(shown)
    claims = [claim["appearance"] for message in shown.teams for claim in message.citations]
    assert [claim["abstract"] for claim in claims] == [quote.citation for quote in quotes]


def _check_buttons(shown: Both) -> None:
    in_slack, in_teams = pressed_in_slack(shown.slack), pressed_in_teams(shown)
    assert [button[:2] for button in in_slack] == [button[:2] for button in in_teams]
    for (title, _, carried_there), (_, _, carried_here) in zip(in_slack, in_teams, strict=True):
        assert carried_here == carried_there or title == wording.CALENDAR_BUTTON


def _check_opinion(shown: Both) -> None:
    """An opinion is asked for on both or on neither, and is about the same."""
    asked_for = [
        node
        for message in shown.slack
        for node in nodes(message.blocks)
        if node.get("action_id") == FEEDBACK
    ]
    kept = [message.feedback for message in shown.teams if message.feedback is not None]
    assert len(asked_for) == len(kept)
    for node, about in zip(asked_for, kept, strict=True):
        for button, verdict in (("positive_button", UP), ("negative_button", DOWN)):
            assert carried(node[button]["value"]) == {**about, "verdict": verdict}


# -------------------------------------------------------------------------------- over what is said
def test_both_say_every_specimen_alike(little: Library) -> None:
    for specimen in answers(little).values():
        check(specimen.answer, shown_of(specimen, little), specimen.how.get("page", 0))


def shown_of(specimen: Specimen, little: Library) -> Both:
    return both(specimen.answer, little_council(little), **specimen.how)


@pytest.mark.parametrize("council", SLUGS)
def test_both_say_every_clause_alike(council: str, library: Library) -> None:
    book, desk = library.rulebooks[council], Desk(library, nothing)
    for one in book.protocol.clauses:
        answer = desk.answer(ClauseWanted(one.label), council, None, TODAY)
        check(answer, both(answer, book.council))


@pytest.mark.parametrize("council", SLUGS)
def test_both_say_every_due_date_alike(council: str, library: Library) -> None:
    book, desk = library.rulebooks[council], Desk(library, nothing)
    for rule in book.rules:
        for start in ("2026-12-18", "2031-12-18", ""):
            answer = desk.answer(DeadlineWanted(rule.id, start), council, None, TODAY)
            check(answer, both(answer, book.council))


@pytest.mark.parametrize("value", [130, 1000])
def test_both_hold_the_longest_count_that_a_rule_may_ask_for(value: int, library: Library) -> None:
    for book in library.rulebooks.values():
        row = book.rules[0].model_dump() | {"value": value, "unit": "working days"}
        counted = due(DeadlineRule.model_validate(row), TODAY, book.calendar)
        quote = Quote(book.protocol.clauses[0], "Protocol, clause 1", 1.0)
        answer = DueDate(book.protocol.slug, "how long?", (quote,), counted, version=book.version)
        shown = both(answer, book.council)
        check(answer, shown)
        for message in shown.slack:
            check_in_slack(message)
        for card in shown.teams:
            limits.check_message(card)


@pytest.mark.parametrize("council", SLUGS)
@pytest.mark.parametrize("asker", [None, Asker.OFFICER, Asker.COUNCILLOR, Asker.PUBLIC])
def test_both_say_every_route_alike(council: str, asker: Asker | None, library: Library) -> None:
    book, desk = library.rulebooks[council], Desk(library, nothing)
    for matter in library.matters:
        answer = desk.answer(RouteWanted(matter.id), council, asker, TODAY)
        check(answer, both(answer, book.council, asker=asker))


@pytest.mark.parametrize("council", SLUGS)
@pytest.mark.parametrize("answers_it", [True, False], ids=["covered", "not covered"])
def test_both_say_what_was_found_alike_page_by_page(
    council: str, answers_it: bool, library: Library
) -> None:
    book = library.rulebooks[council]

    def search(_council: str, _question: str) -> Ranking:
        some = book.protocol.clauses[::9][:8]
        ranked = tuple(Found(one, 0.9, 0.9, ((0, len(one.text) // 2),)) for one in some)
        return Ranking(ranked, 0.9, answers=answers_it)

    answer = Desk(library, search).answer(Ask("what of <at> *this*?"), council, None, TODAY)
    for page in range(4):
        for private in (True, False):
            check(answer, both(answer, book.council, page=page, private=private), page)
