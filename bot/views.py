"""Modals and the App Home for Slack: what is shown, and what was filled in.

Pure and plain dictionaries, like `bot.blocks`. Every control stands under a label of its own or
has an accessibility label. A modal's `metadata` is the door's, and comes back when it is sent.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot import notes, wording
from bot.asker import Asker, Side
from bot.blocks import Block
from bot.dates import in_words
from bot.deadlines import DeadlineRule
from bot.escalation import Matter
from bot.quoting import Element, bullets, heading, plain, rich, section, small, words
from bot.request import LONGEST
from bot.rulebook import Rulebook
from bot.verbatim import shortened
from retrieval.council import Council

View = dict[str, Any]

PROTOCOL_MODAL = "protocol_modal"
DEADLINE_MODAL = "deadline_modal"
ROUTE_MODAL = "route_modal"
CLAUSE_MODAL = "clause_modal"
FEEDBACK_MODAL = "feedback_modal"
MODALS = (PROTOCOL_MODAL, DEADLINE_MODAL, ROUTE_MODAL, CLAUSE_MODAL, FEEDBACK_MODAL)
HOME = "home"

# The inputs of the modals: the block and the element in it have the same id.
WHOSE = "whose"  # the council that is asked about, where there are several
QUESTION = "question"
RULE = "rule"
START = "start"
ASKER = "asker"
MATTER = "matter"
LABEL = "label"
REASON = "reason"
COMMENT = "comment"

# What acts at once in the App Home.
ROLE = "home_role"
FORGET = "home_forget"
CANCEL = "home_cancel"
COUNCIL = "home_council"
SWITCH = "home_switch"
PUBLISHED = "home_published"  # a link, which Slack opens; a press is sent all the same
ACTIONS = (ROLE, FORGET, CANCEL, COUNCIL, SWITCH, PUBLISHED)

OF_RULE = "/"  # in the value of RULE, between the council's slug and the rule's id
NO_ROLE = "none"  # the value of ROLE for somebody who wants to be asked each time
ON, OFF = "on", "off"  # the value of SWITCH: what is wanted

# Slack's limits, in characters.
MOST_OPTION = 75
MOST_HINT = 2_000
MOST_COMMENT = 1_000
MOST_REMINDERS = 20  # shown; Slack takes 100 blocks


class Reason(StrEnum):
    """What was wrong with an answer."""

    WRONG_CLAUSE = "wrong_clause"
    MISSING_CLAUSE = "missing_clause"
    NOT_ANSWERED = "not_answered"
    OTHER = "other"


REASONS = {
    Reason.WRONG_CLAUSE: wording.WRONG_CLAUSE,
    Reason.MISSING_CLAUSE: wording.MISSING_CLAUSE,
    Reason.NOT_ANSWERED: wording.NOT_ANSWERED,
    Reason.OTHER: wording.OTHER_REASON,
}
SIDES = {Side.OFFICER: wording.OFFICER, Side.COUNCILLOR: wording.COUNCILLOR}


# ------------------------------------------------------------------------------------------- modals
def protocol_modal(
    councils: Sequence[Council] = (), *, question: str = "", metadata: str = ""
) -> View:
    """A question in a person's own words, to one of these councils' protocols."""
    field = {
        "type": "plain_text_input",
        "multiline": True,
        "min_length": 1,
        "max_length": LONGEST,
        "placeholder": plain(wording.QUESTION_EXAMPLE),
        "focus_on_load": True,
    } | _initial("value", question[:LONGEST])
    inputs = [
        *_whose(councils),
        _input(QUESTION, wording.QUESTION_INPUT, field, wording.QUESTION_HINT),
    ]
    return _modal(PROTOCOL_MODAL, wording.PROTOCOL_TITLE, wording.SUBMIT_ASK, inputs, metadata)


def deadline_modal(
    books: Sequence[Rulebook], *, rule: str = "", start: date | None = None, metadata: str = ""
) -> View:
    """A rule of these councils and the day its clock started; both may be chosen beforehand.

    What is chosen names the council too. Of several councils each has a group of its own; Slack
    takes 100 groups of 100 rules.
    """
    groups = [
        (title, [_rule_option(book, one) for one in rules])
        for book in books
        for title, rules in (_by_council(book) if len(books) > 1 else _by_limit(book))
        if rules
    ]
    wanted = [f"{book.protocol.slug}{OF_RULE}{rule}" for book in books]
    chosen = [one for _, some in groups for one in some if one["value"] in wanted]
    which = {
        "type": "static_select",
        "placeholder": plain(wording.RULE_PLACEHOLDER),
        "option_groups": [
            {"label": plain(shortened(title, MOST_OPTION)), "options": some}
            for title, some in groups
        ],
    } | _initial("option", *chosen)
    day = {"type": "datepicker"} | _initial("date", start and start.isoformat())
    inputs = [
        _input(RULE, wording.RULE_INPUT, which),
        _input(START, wording.START_INPUT, day, wording.START_HINT, optional=True),
    ]
    return _modal(DEADLINE_MODAL, wording.DEADLINE_TITLE, wording.SUBMIT_DATE, inputs, metadata)


def _by_limit(book: Rulebook) -> Iterator[tuple[str, list[DeadlineRule]]]:
    yield wording.RULES_WITH_LIMIT, [one for one in book.rules if one.value]
    yield wording.RULES_WITHOUT_LIMIT, [one for one in book.rules if not one.value]


def _by_council(book: Rulebook) -> Iterator[tuple[str, list[DeadlineRule]]]:
    """One group, in which those with a limit come first."""
    yield book.council.name, sorted(book.rules, key=lambda one: not one.value)


def route_modal(
    matters: Iterable[Matter],
    councils: Sequence[Council] = (),
    *,
    asker: Asker | None = None,
    matter: str = "",
    metadata: str = "",
) -> View:
    """Who asks, and about what, of which of these councils; a known role is chosen beforehand."""
    sides = [_option(title, side) for side, title in SIDES.items()]
    known = [one for one in sides if asker and one["value"] == asker.side]
    about = [_option(one.title[:1].upper() + one.title[1:], one.id) for one in matters]
    which = {
        "type": "static_select",
        "placeholder": plain(wording.MATTER_PLACEHOLDER),
        "options": about,
    } | _initial("option", *(one for one in about if one["value"] == matter))
    who = {"type": "radio_buttons", "options": sides} | _initial("option", *known)
    inputs = [
        *_whose(councils),
        _input(ASKER, wording.ASKER_INPUT, who),
        _input(MATTER, wording.MATTER_INPUT, which),
    ]
    return _modal(ROUTE_MODAL, wording.ROUTE_TITLE, wording.SUBMIT_ROUTE, inputs, metadata)


def clause_modal(books: Sequence[Rulebook], *, label: str = "", metadata: str = "") -> View:
    """A clause of one of these councils' protocols by its number or label."""
    typed = {
        "type": "plain_text_input",
        "min_length": 1,
        "max_length": LONGEST,
        "placeholder": plain(books[0].protocol.clauses[0].label),
        "focus_on_load": True,
    } | _initial("value", label[:LONGEST])
    hint = shortened(" ".join(_extent(book) for book in books), MOST_HINT)
    inputs = [
        *_whose([book.council for book in books]),
        _input(LABEL, wording.LABEL_INPUT, typed, hint),
    ]
    return _modal(CLAUSE_MODAL, wording.CLAUSE_TITLE, wording.SUBMIT_CLAUSE, inputs, metadata)


def _whose(councils: Sequence[Council]) -> Iterator[Block]:
    """Which of several councils is asked about, chosen by nobody beforehand; nothing for one."""
    if len(councils) > 1:
        select = {
            "type": "static_select",
            "placeholder": plain(wording.COUNCILS_PLACEHOLDER),
            "options": [_option(one.name, one.slug) for one in councils],
        }
        yield _input(WHOSE, wording.WHOSE_INPUT, select)


def feedback_modal(*, metadata: str) -> View:
    """What was wrong with an answer; `metadata` is the value of the button that was pressed."""
    reasons = [_option(title, reason) for reason, title in REASONS.items()]
    comment = {"type": "plain_text_input", "multiline": True, "max_length": MOST_COMMENT}
    inputs = [
        _input(REASON, wording.REASON_INPUT, {"type": "radio_buttons", "options": reasons}),
        _input(COMMENT, wording.COMMENT_INPUT, comment, wording.COMMENT_HINT, optional=True),
    ]
    title, send = wording.FEEDBACK_TITLE, wording.SUBMIT_FEEDBACK
    return _modal(FEEDBACK_MODAL, title, send, inputs, metadata)


# ---------------------------------------------------------------------------- what was filled in
@dataclass(frozen=True)
class Filled:
    """What a modal asks for: `ask` in the grammar of `bot.request`, `asker` if it was chosen.

    `council` is the slug of the one that was chosen; empty where there was no choice.
    """

    ask: str
    asker: Asker | None = None
    council: str = ""


def filled(view: Mapping[str, Any]) -> Filled:
    """What was asked with a modal that was sent. Raises ValueError for another view."""
    name, council = view.get("callback_id"), _held(view, WHOSE)
    if name == PROTOCOL_MODAL:
        return Filled(_held(view, QUESTION), council=council)
    if name == DEADLINE_MODAL:
        council, _, rule = _held(view, RULE).rpartition(OF_RULE)
        return Filled(f"deadline {rule} {_held(view, START)}".strip(), council=council)
    if name == ROUTE_MODAL:
        return Filled(f"route {_held(view, MATTER)}", Asker(_held(view, ASKER)), council)
    if name == CLAUSE_MODAL:
        return Filled(f"clause {_held(view, LABEL)}", council=council)
    raise ValueError(f"{name!r} is no modal that asks something")


def complaint(view: Mapping[str, Any]) -> tuple[Reason, str]:
    """The reason and the comment (empty if none) of a feedback modal that was sent."""
    return Reason(_held(view, REASON)), _held(view, COMMENT)


def _held(view: Mapping[str, Any], name: str) -> str:
    """What an input holds: a value, a day in ISO form, typed text; empty for nothing."""
    state = view["state"]["values"].get(name, {}).get(name, {})
    option = state.get("selected_option") or {}
    return option.get("value") or state.get("selected_date") or state.get("value") or ""


# --------------------------------------------------------------------------------------- App Home
@dataclass(frozen=True)
class Reminder:
    """A message that Slack will send: its ids there, the day it is sent, and what is due."""

    id: str
    channel: str
    day: date
    title: str

    @property
    def value(self) -> str:
        """What its CANCEL button holds: a JSON object with `id` and `channel`."""
        return json.dumps({"id": self.id, "channel": self.channel})


@dataclass(frozen=True)
class Seen:
    """What one person sees in the App Home.

    `books` are those of the workspace's councils, in its order. `recent` are the person's own
    questions, newest first. `choices` are the councils an admin may choose from: empty for
    everybody else.
    """

    books: tuple[Rulebook, ...]
    asker: Asker | None = None
    recent: tuple[str, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    off: bool = False
    choices: tuple[Council, ...] = ()


def home(seen: Seen) -> View:
    """The App Home: which protocol; your role, questions and reminders; time limits; for admins."""
    return {"type": "home", "callback_id": HOME, "blocks": list(_home(seen))}


def _home(seen: Seen) -> Iterator[Block]:
    if seen.off:
        yield _paragraph(wording.SWITCHED_OFF, bold=True)
    if not seen.books:
        yield _paragraph(wording.NO_COUNCIL, bold=True)
    for book in seen.books:
        yield from _about(book)
    yield heading(wording.ABOUT_YOU)
    yield _role(seen.asker)
    yield from _recent(seen.recent)
    yield from _reminders(seen.reminders)
    for book in seen.books:
        yield from _limits(book)
    if seen.choices:
        yield from _admin(seen)


def _about(book: Rulebook) -> Iterator[Block]:
    document = book.council.protocol
    yield heading(book.council.name)
    lines = [
        *([wording.ABOUT_VERSION.format(version=document.version)] if document.version else []),
        *(
            [wording.ABOUT_DATE.format(date=notes.date_stated(document.date))]
            if document.date
            else []
        ),
        *([wording.ABOUT_AMENDED.format(amended=document.amendment)] if document.amended else []),
        _extent(book),
    ]
    title = section(words(document.title, bold=True))
    facts = bullets(section(words(line)) for line in lines)
    yield rich(title, facts)
    if document.url:
        label = shortened(wording.ABOUT_LINK_LABEL.format(council=book.council.name), MOST_OPTION)
        slug = book.protocol.slug
        yield _actions(_button(PUBLISHED, wording.ABOUT_LINK, label, slug) | {"url": document.url})


def _role(asker: Asker | None) -> Block:
    options = [*(_option(title, side) for side, title in SIDES.items())]
    options.append(_option(wording.NO_ROLE, NO_ROLE))
    chosen = asker.side if asker and asker.side else NO_ROLE
    select = {"type": "static_select", "options": options} | _initial(
        "option", *(one for one in options if one["value"] == chosen)
    )
    return _input(ROLE, wording.ROLE_INPUT, select, wording.ROLE_HINT, dispatch=True)


def _limits(book: Rulebook) -> Iterator[Block]:
    """The rules with their limits, each with its clause; below them what has none."""
    yield heading(wording.TIME_LIMITS_OF.format(council=book.council.short_name))
    if limited := [rule for rule in book.rules if rule.value]:
        yield rich(bullets(section(*_limit(rule)) for rule in limited))
    if others := [rule for rule in book.rules if not rule.value]:
        lines = bullets(section(_titled(rule)) for rule in others)
        yield rich(section(words(wording.NO_LIMITS)), lines)


def _limit(rule: DeadlineRule) -> tuple[Element, ...]:
    return words(rule.limit, bold=True), words(": "), _titled(rule)


def _titled(rule: DeadlineRule) -> Element:
    return words(wording.TITLE_AND_CLAUSE.format(title=rule.title, clause=rule.clause))


def _recent(recent: Sequence[str]) -> Iterator[Block]:
    yield heading(wording.RECENT)
    if not recent:
        yield from small([wording.NO_RECENT])
        return
    yield rich(bullets(section(words(" ".join(question.split()))) for question in recent))
    forget = _button(FORGET, wording.FORGET_BUTTON, wording.FORGET_LABEL, FORGET)
    yield _actions(forget | _sure(wording.FORGET_SURE, wording.FORGET_BUTTON))


def _reminders(reminders: Sequence[Reminder]) -> Iterator[Block]:
    yield heading(wording.REMINDERS)
    if not reminders:
        yield from small([wording.NO_REMINDERS])
    for reminder in reminders[:MOST_REMINDERS]:
        day = in_words(reminder.day)
        label = wording.CANCEL_LABEL.format(day=day)
        yield {
            "type": "section",
            "text": plain(wording.REMINDER.format(day=day, title=reminder.title)),
            "accessory": _button(CANCEL, wording.CANCEL_BUTTON, label, reminder.value),
        }
    if more := len(reminders[MOST_REMINDERS:]):
        yield from small([wording.MORE_REMINDERS.format(count=more)])


def _admin(seen: Seen) -> Iterator[Block]:
    """For admins: whose protocol answers in this workspace, and the off switch."""
    yield {"type": "divider"}
    yield heading(wording.FOR_ADMINS)
    options = [_option(council.name, council.slug) for council in seen.choices]
    offered = {one["value"]: one for one in options}
    bound = [book.protocol.slug for book in seen.books]
    select = {
        "type": "multi_static_select",
        "placeholder": plain(wording.COUNCILS_PLACEHOLDER),
        "options": options,
    } | _initial("options", [offered[slug] for slug in bound if slug in offered])
    yield _input(COUNCIL, wording.COUNCILS_INPUT, select, wording.COUNCILS_HINT, dispatch=True)
    if seen.off:
        yield _actions(_button(SWITCH, wording.ON_BUTTON, wording.ON_LABEL, ON))
    else:
        off = _button(SWITCH, wording.OFF_BUTTON, wording.OFF_LABEL, OFF)
        yield _actions(off | {"style": "danger"} | _sure(wording.OFF_SURE, wording.OFF_BUTTON))


# ------------------------------------------------------------------------------------- small parts
def _modal(name: str, title: str, submit: str, inputs: list[Block], metadata: str) -> View:
    return {
        "type": "modal",
        "callback_id": name,
        "title": plain(title),
        "submit": plain(submit),
        "close": plain(wording.CLOSE),
        "private_metadata": metadata,
        "blocks": inputs,
    }


def _input(
    name: str,
    label: str,
    element: Element,
    hint: str = "",
    *,
    optional: bool = False,
    dispatch: bool = False,
) -> Block:
    block = {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": element | {"action_id": name},
        "optional": optional,
    }
    if dispatch:
        block["dispatch_action"] = True
    return block | ({"hint": plain(hint)} if hint else {})


def _initial(what: str, *chosen: Any) -> Element:  # noqa: ANN401 - an option, a day or a text
    """What an element holds at first: the one thing chosen, or nothing."""
    return {f"initial_{what}": chosen[0]} if chosen and chosen[0] else {}


def _option(title: str, value: str, about: str = "") -> Element:
    option = {"text": plain(shortened(title, MOST_OPTION)), "value": str(value)}
    return option | ({"description": plain(shortened(about, MOST_OPTION))} if about else {})


def _rule_option(book: Rulebook, rule: DeadlineRule) -> Element:
    about = wording.LISTED_RULE.format(limit=rule.limit, clause=rule.clause)
    return _option(rule.title, f"{book.protocol.slug}{OF_RULE}{rule.id}", about)


def _paragraph(text: str, *, bold: bool = False) -> Block:
    return rich(section(words(text, bold=bold)))


def _actions(*elements: Element) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _button(name: str, text: str, label: str, value: str) -> Element:
    return {
        "type": "button",
        "action_id": name,
        "text": plain(text),
        "accessibility_label": label,
        "value": value,
    }


def _sure(text: str, yes: str) -> Element:
    """A question before something that is not easily undone."""
    return {
        "confirm": {
            "title": plain(wording.SURE_TITLE),
            "text": plain(text),
            "confirm": plain(yes),
            "deny": plain(wording.SURE_NO),
            "style": "danger",
        }
    }


def _extent(book: Rulebook) -> str:
    """How many clauses there are, and what the first and the last are called."""
    first, *_, last = clauses = book.protocol.clauses
    return wording.CLAUSES_THERE.format(
        council=book.council.short_name, count=len(clauses), first=first.label, last=last.label
    )
