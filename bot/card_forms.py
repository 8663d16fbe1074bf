"""Cards for Teams that ask, greet and offer: pickers, help, welcome, admins' choices, finds.

Pure and plain dictionaries, like `bot.cards`. Each form has its own verb, and what is filled in
comes back beside it, under the names of its inputs: so `filled` reads both an `Action.Execute` and
an `Action.Submit`. A form's `metadata` is the door's, and comes back too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot import wording
from bot.answer import Quote
from bot.asker import Asker
from bot.card_elements import (
    VERB,
    Action,
    Element,
    bullets,
    buttons,
    card,
    execute,
    folded,
    heading,
    paragraph,
    rich,
    run,
    separated,
    small,
)
from bot.deadlines import DeadlineRule
from bot.escalation import Matter
from bot.request import LONGEST
from bot.rulebook import Rulebook
from bot.verbatim import inert
from bot.views import (
    ASKER,
    COMMENT,
    LABEL,
    MATTER,
    MOST_COMMENT,
    OFF,
    ON,
    QUESTION,
    REASON,
    REASONS,
    RULE,
    SIDES,
    START,
    WHOSE,
    Filled,
    Reason,
)
from retrieval.council import Council

# The verbs of the forms, and of the buttons that open them: OPEN names one in its FORM. RULES_OF
# brings the deadline form of the council that was chosen.
PROTOCOL_FORM = "protocol_form"
DEADLINE_FORM = "deadline_form"
ROUTE_FORM = "route_form"
CLAUSE_FORM = "clause_form"
COMPLAINT_FORM = "complaint_form"
FORMS = (PROTOCOL_FORM, DEADLINE_FORM, ROUTE_FORM, CLAUSE_FORM, COMPLAINT_FORM)
OPEN, FORM, RULES_OF = "open_form", "form", "rules_of"

# The verbs of the admins' card, and what comes back with them.
CHOOSE_COUNCIL, COUNCIL = "choose_council", "council"
SWITCH, WANTED = "switch", "wanted"  # WANTED is ON or OFF
SURE = "sure"  # the part of that card that asks before it switches off

MOST_EXTENTS = 5  # of protocols, below the choice of a clause; more would fill a telephone

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
OPENING = {
    DEADLINE_FORM: wording.DEADLINE_TITLE,
    ROUTE_FORM: wording.ROUTE_TITLE,
    CLAUSE_FORM: wording.CLAUSE_TITLE,
}
Metadata = Mapping[str, Any]


# -------------------------------------------------------------------------------------------- forms
def protocol_form(
    councils: Sequence[Council] = (),
    *,
    question: str = "",
    public: bool = False,
    metadata: Metadata | None = None,
) -> Element:
    """A question in a person's own words, to one of these councils' protocols.

    A `public` form says that everybody sees the answer.
    """
    typed = _text(QUESTION, wording.QUESTION_INPUT, wording.TYPE_A_QUESTION, question) | {
        "isMultiline": True,
        "placeholder": wording.QUESTION_EXAMPLE,
    }
    body = [
        heading(wording.PROTOCOL_TITLE, size="Large"),
        *_whose(councils),
        typed,
        *small([wording.QUESTION_HINT]),
    ]
    send = _send(PROTOCOL_FORM, wording.SUBMIT_ASK, metadata)
    typing = [wording.QUESTION_BY_TYPING, *_of_the_first(councils, wording.NAMING_NONE)]
    return _form(body, send, typing, public=public)


def whose_rules_form(
    books: Sequence[Rulebook], *, public: bool = False, metadata: Metadata | None = None
) -> Element:
    """Which of several councils' rules to choose from; what it sends brings `deadline_form`."""
    whose = _whose([book.council for book in books])
    body = [heading(wording.DEADLINE_TITLE, size="Large"), *whose]
    send = _send(RULES_OF, wording.SUBMIT_WHOSE, metadata)
    return _form(body, send, _deadline_by_typing(books), public=public)


def deadline_form(
    book: Rulebook,
    *,
    among: Sequence[Rulebook] = (),
    rule: str = "",
    start: date | None = None,
    public: bool = False,
    metadata: Metadata | None = None,
) -> Element:
    """A rule of this council and the day its clock started; both may be chosen beforehand.

    Rules with a time limit come first. Where the council is one `among` several, it is named.
    """
    offered = [(_limited(one), one.id) for one in _limited_first(book)]
    which = _choice(RULE, wording.RULE_INPUT, offered, rule) | {
        "placeholder": wording.RULE_PLACEHOLDER
    }
    day = {"type": "Input.Date", "id": START, "label": wording.START_INPUT}
    if start:
        day["value"] = start.isoformat()
    body = [
        heading(wording.DEADLINE_TITLE, size="Large"),
        *([paragraph(book.council.name, bold=True)] if len(among) > 1 else []),
        which,
        day,
        *small([wording.START_HINT]),
    ]
    send = _send(DEADLINE_FORM, wording.SUBMIT_DATE, metadata)
    return _form(body, send, _deadline_by_typing(among or [book]), public=public)


def _limited_first(book: Rulebook) -> list[DeadlineRule]:
    return sorted(book.rules, key=lambda one: one.value is None)


def _deadline_by_typing(books: Sequence[Rulebook]) -> list[str]:
    rule = next((one.id for one in _limited_first(books[0])), "enquiry-reply")
    line = wording.DEADLINE_BY_TYPING.format(rule=rule)
    return [line, *_of_the_first([book.council for book in books])]


def route_form(
    matters: Iterable[Matter],
    councils: Sequence[Council] = (),
    *,
    asker: Asker | None = None,
    matter: str = "",
    public: bool = False,
    metadata: Metadata | None = None,
) -> Element:
    """Who asks, and about what, of which of these councils; a known role is chosen beforehand."""
    sides = [(title, side.value) for side, title in SIDES.items()]
    known = asker.side.value if asker and asker.side else ""
    about = [(one.title[:1].upper() + one.title[1:], one.id) for one in matters]
    body = [
        heading(wording.ROUTE_TITLE, size="Large"),
        *_whose(councils),
        _choice(ASKER, wording.ASKER_INPUT, sides, known, expanded=True),
        _choice(MATTER, wording.MATTER_INPUT, about, matter)
        | {"placeholder": wording.MATTER_PLACEHOLDER},
    ]
    send = _send(ROUTE_FORM, wording.SUBMIT_ROUTE, metadata)
    typing = [wording.ROUTE_BY_TYPING, *_of_the_first(councils)]
    return _form(body, send, typing, public=public)


def clause_form(
    books: Sequence[Rulebook],
    *,
    label: str = "",
    public: bool = False,
    metadata: Metadata | None = None,
) -> Element:
    """A clause of one of these councils' protocols by its number or label."""
    councils, first = [book.council for book in books], books[0].protocol.clauses[0].label
    typed = _text(LABEL, wording.LABEL_INPUT, wording.TYPE_A_LABEL, label)
    body = [
        heading(wording.CLAUSE_TITLE, size="Large"),
        *_whose(councils),
        typed | {"placeholder": first},
        *small(_extent(book) for book in books[:MOST_EXTENTS]),
    ]
    send = _send(CLAUSE_FORM, wording.SUBMIT_CLAUSE, metadata)
    typing = [wording.CLAUSE_BY_TYPING.format(label=first), *_of_the_first(councils)]
    return _form(body, send, typing, public=public)


def _extent(book: Rulebook) -> str:
    first, *_, last = clauses = book.protocol.clauses
    return wording.CLAUSES_THERE.format(
        council=book.council.short_name, count=len(clauses), first=first.label, last=last.label
    )


def complaint_form(*, metadata: Metadata | None = None) -> Element:
    """What was wrong with an answer: for Teams' feedback dialog, which takes an `Action.Submit`."""
    reasons = [(title, reason.value) for reason, title in REASONS.items()]
    comment = {
        "type": "Input.Text",
        "id": COMMENT,
        "label": wording.COMMENT_INPUT,
        "isMultiline": True,
        "maxLength": MOST_COMMENT,
    }
    body = [
        _choice(REASON, wording.REASON_INPUT, reasons, expanded=True),
        comment,
        *small([wording.COMMENT_HINT]),
    ]
    data = {**(metadata or {}), VERB: COMPLAINT_FORM}
    send = {"type": "Action.Submit", "title": wording.SUBMIT_FEEDBACK, "data": data}
    return card(body, [send | {"style": "positive"}], speak=wording.FEEDBACK_TITLE)


# ---------------------------------------------------------------------------- what was filled in
def filled(data: Metadata) -> Filled:
    """What a form asks for: `data` of its action, with its verb. Raises ValueError for another."""
    verb, council = data.get(VERB), chosen_whose(data)
    if verb == PROTOCOL_FORM:
        return Filled(_held(data, QUESTION), council=council)
    if verb == DEADLINE_FORM:
        return Filled(f"deadline {_held(data, RULE)} {_held(data, START)}".strip())
    if verb == ROUTE_FORM:
        asker = Asker(side) if (side := _held(data, ASKER)) else None
        return Filled(f"route {_held(data, MATTER)}".strip(), asker, council)
    if verb == CLAUSE_FORM:
        return Filled(f"clause {_held(data, LABEL)}".strip(), council=council)
    raise ValueError(f"{verb!r} is no form that asks something")


def chosen_whose(data: Metadata) -> str:
    """The slug of the council that is asked about; empty where none was chosen."""
    return _held(data, WHOSE)


def complaint(data: Metadata) -> tuple[Reason, str]:
    """The reason and the comment (empty if none) of a complaint. Raises ValueError for others."""
    return Reason(_held(data, REASON)), _held(data, COMMENT)[:MOST_COMMENT]


def wanted_form(data: Metadata) -> str:
    """Which of FORMS a button opens. Raises ValueError for another."""
    name = _held(data, FORM)
    if name not in FORMS:
        raise ValueError(f"{name!r} is no form")
    return name


def chosen_council(data: Metadata) -> str:
    """The slug that an admin chose; empty if none."""
    return _held(data, COUNCIL)


def wanted_on(data: Metadata) -> bool:
    """True when an admin switches the bot on, False when off. Raises ValueError for another."""
    wanted = _held(data, WANTED)
    if wanted not in {ON, OFF}:
        raise ValueError(f"{wanted!r} is neither on nor off")
    return wanted == ON


def _held(data: Metadata, name: str) -> str:
    """What an input holds, a value, a day or typed text; empty for nothing."""
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"the input {name!r} holds no text")
    return (value or "").strip()


# --------------------------------------------------------------------------- greeting and helping
def help_card() -> Element:
    """How to ask, by typing and by choosing."""
    asked = [line.partition(":") for line in wording.HELP.splitlines()]
    ways = [(run(f"{way}: "), run(example.strip(), bold=True)) for way, _, example in asked]
    body = [
        heading(wording.HELP_TITLE, size="Large"),
        *(rich(*way, spacing="Small") for way in ways),
        *small([wording.MENTION_FIRST, wording.LEAVE_OUT]),
        *_openers(),
    ]
    return card(body, speak="\n".join([wording.HELP_TITLE, *_folded_lines(wording.HELP)]))


def welcome_card(councils: Sequence[str]) -> Element:
    """What the bot can do and what it cannot, and what to ask first.

    `councils` are the names of those whose protocols answer here; with none, it says who chooses.
    """
    whose = wording.QUOTES_FROM.format(councils=_listed(councils))
    intro = whose if councils else wording.NO_COUNCIL_HERE
    body = [
        heading(wording.WELCOME_TITLE, size="Large"),
        paragraph(intro),
        *_told(wording.CAN_TITLE, wording.CAN),
        *_told(wording.CANNOT_TITLE, wording.CANNOT),
        *small([wording.MENTION_FIRST, wording.LEAVE_OUT]),
        *(_prompts() if councils else ()),
    ]
    spoken = [wording.WELCOME_TITLE, intro, wording.CAN_TITLE, *wording.CAN]
    return card(body, speak="\n".join([*spoken, wording.CANNOT_TITLE, *wording.CANNOT]))


def _told(title: str, sentences: Iterable[str]) -> Iterator[Element]:
    yield heading(title) | {"spacing": "Large"}
    yield from bullets([run(sentence)] for sentence in sentences)


def _prompts() -> Iterator[Element]:
    """What to ask first, each button below the other: a telephone has no room beside them."""
    yield heading(wording.PROMPTS_TITLE) | {"spacing": "Large"}
    for prompt in wording.SHORT_PROMPTS:
        yield buttons([execute(PROTOCOL_FORM, prompt, {QUESTION: prompt})]) | {"spacing": "Small"}


def _openers() -> Iterator[Element]:
    for name, title in OPENING.items():
        yield buttons([execute(OPEN, title, {FORM: name})]) | {"spacing": "Small"}


# ------------------------------------------------------------------------------------ for admins
def council_card(choices: Sequence[Council], bound: Sequence[str], *, off: bool = False) -> Element:
    """Whose protocol answers in this organisation, and the switch; `bound` are slugs."""
    offered = [(council.name, council.slug) for council in choices]
    before = bound[0] if len(bound) == 1 else ""
    which = _choice(COUNCIL, wording.COUNCILS_INPUT, offered, before) | {
        "placeholder": wording.COUNCILS_PLACEHOLDER
    }
    choose = execute(CHOOSE_COUNCIL, wording.CHOOSE_BUTTON, {}, inputs=True)
    body = [
        heading(wording.FOR_ADMINS_HERE, size="Large"),
        *([paragraph(wording.SWITCHED_OFF_HERE, bold=True)] if off else []),
        which,
        buttons([choose]),
        *(_switching_on() if off else _switching_off()),
    ]
    return card(body, speak=wording.SWITCHED_OFF_HERE if off else wording.COUNCILS_INPUT)


def _switching_on() -> Iterator[Element]:
    switch = execute(SWITCH, wording.ON_BUTTON, {WANTED: ON}, label=wording.ON_HERE_LABEL)
    yield separated(buttons([switch]), spacing="ExtraLarge")


def _switching_off() -> Iterator[Element]:
    """Two presses: the first shows what the second does, for it is not easily undone."""
    switch = execute(SWITCH, wording.OFF_SURE_BUTTON, {WANTED: OFF}, label=wording.OFF_HERE_LABEL)
    sure = [paragraph(wording.OFF_SURE_HERE), buttons([_styled(switch, "destructive")])]
    button, part = folded(SURE, wording.OFF_BUTTON, wording.OFF_FOLD_LABEL, sure)
    yield from (separated(button, spacing="ExtraLarge"), part)


# ------------------------------------------------------------------------------ what was found
def found(quote: Quote, inserted: Element, *, council: str = "") -> dict[str, Any]:
    """A clause among the results of a search, as an attachment: `inserted` is the card of it.

    The preview holds the whole clause; Teams shows as much as it has room for. It names the
    `council`, where clauses of several are among the results.
    """
    words = " ".join(inert(quote.clause.text).split())
    title = wording.CLAUSE_OF if council else wording.CLAUSE
    preview = {
        "title": title.format(label=quote.clause.label, council=council),
        "subtitle": inert(quote.clause.heading_path),
        "text": _escaped(words),
    }
    return {
        "contentType": ADAPTIVE,
        "content": inserted,
        "preview": {"contentType": THUMBNAIL, "content": preview},
    }


# ------------------------------------------------------------------------------------- small parts
def _form(body: Sequence[Element], send: Action, typing: Sequence[str], *, public: bool) -> Element:
    """A form, with how to ask the same by typing: also for clients that show no form."""
    seen = [paragraph(wording.EVERYBODY_SEES, bold=True)] if public else []
    title, *inputs = body
    return card([title, *seen, *inputs, *small(typing)], [send], speak="\n".join(typing))


def _whose(councils: Sequence[Council]) -> Iterator[Element]:
    """Which of several councils is asked about, chosen by nobody beforehand; nothing for one."""
    if len(councils) > 1:
        offered = [(one.name, one.slug) for one in councils]
        which = _choice(WHOSE, wording.WHOSE_INPUT, offered)
        yield which | {"placeholder": wording.COUNCILS_PLACEHOLDER}


def _of_the_first(councils: Sequence[Council], sentence: str = wording.TYPED_ASKS) -> Iterator[str]:
    """Which of several councils answers what is typed; nothing for one."""
    if len(councils) > 1:
        yield sentence.format(council=councils[0].name)


def _send(verb: str, title: str, metadata: Metadata | None) -> Action:
    return _styled(execute(verb, title, metadata or {}, inputs=True), "positive")


def _styled(action: Action, style: str) -> Action:
    """The action and its fallback in a style of their own: positive or destructive."""
    return action | {"style": style, "fallback": action["fallback"] | {"style": style}}


def _text(name: str, label: str, error: str, value: str) -> Element:
    """A line to type in, which must not be left empty."""
    typed = {
        "type": "Input.Text",
        "id": name,
        "label": label,
        "maxLength": LONGEST,
        "isRequired": True,
        "errorMessage": error,
    }
    return typed | ({"value": value[:LONGEST]} if value else {})


def _choice(
    name: str,
    label: str,
    offered: Iterable[tuple[str, str]],
    chosen: str = "",
    *,
    expanded: bool = False,
) -> Element:
    """One of a few, each (title, value): a menu, or all in sight; one must be chosen."""
    choices = [{"title": title, "value": value} for title, value in offered]
    known = any(one["value"] == chosen for one in choices)
    return {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": label,
        "isRequired": True,
        "errorMessage": wording.CHOOSE_ONE,
        "style": "expanded" if expanded else "compact",
        "wrap": True,
        "choices": choices,
        **({"value": chosen} if known else {}),
    }


def _limited(rule: DeadlineRule) -> str:
    return wording.RULE_LIMIT.format(title=rule.title, limit=rule.limit)


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence: "A", "A and B", "A, B and C"."""
    *others, last = names or [""]
    return wording.AND.format(others=", ".join(others), last=last) if others else last


def _folded_lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def _escaped(text: str) -> str:
    """For a thumbnail card's text, in which Teams reads a little HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
