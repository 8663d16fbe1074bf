"""All that people do in Slack, each act as a function that gives its payload, new each time."""

from collections.abc import Callable
from functools import partial

from tests.fuzz.conftest import WORD
from tests.slack.conftest import Door
from tests.slack.payloads import Member
from tests.slack.recording import RecordingSlack
from tests.slack.shown import Given, Shown, View, elements
from tests.slack.workspace import ANN, BOB, SOUTHEND

QUESTION = f"may a councillor bring {WORD} to a party group meeting?"
COMMANDS = (
    *(f"/protocol {QUESTION}", "/deadline enquiry-reply 20 Nov", "/route press", "/clause 9.2.12"),
    *("/protocol", "/deadline", "/route", "/clause", "/nothing"),
)
Act = Callable[[], Given]
Acts = list[Act]


async def all_acts(slack: RecordingSlack, door: Door) -> Acts:
    """What is said and typed, every button below answers and at Home, every form filled in."""
    ann, bob = slack.member(SOUTHEND, ANN), slack.member(SOUTHEND, BOB)
    return [*_said(ann), *await _pressed(slack, door, ann), *await _at_home(slack, door, bob)]


def _said(ann: Member) -> Acts:
    return [
        lambda: ann.mentions(QUESTION),
        lambda: ann.writes(QUESTION),
        ann.opens,
        lambda: ann.opens("messages"),
        *(partial(ann.types, line) for line in COMMANDS),
        lambda: ann.uses("which_clause", QUESTION),
        lambda: ann.uses("reply_due_date", QUESTION),
        lambda: ann.event({"type": "app_uninstalled"}),
        lambda: ann.event({"type": "tokens_revoked", "tokens": {"bot": ["U1"]}}),
    ]


async def _pressed(slack: RecordingSlack, door: Door, ann: Member) -> Acts:
    """Every button below an answer and below a due date."""
    for asked in (QUESTION, "deadline enquiry-reply 2026-11-20"):
        await slack.send(door.url, ann.mentions(asked))
    shown = await slack.shown.until(2)
    return [act for one in shown for act in _presses(ann, one)]


async def _at_home(slack: RecordingSlack, door: Door, bob: Member) -> Acts:
    """Everything at an admin's Home, and the forms that commands open."""
    for payload in (bob.opens(), *(bob.types(line) for line in COMMANDS[4:8])):
        await slack.send(door.url, payload)
    home, *forms = await slack.views.until(5)
    return [*_presses(bob, home), *(act for form in forms for act in _submits(bob, form))]


def _presses(member: Member, where: Shown | View) -> Acts:
    choices = _choices(where).items()
    return [partial(member.presses, where, name, chosen) for name, chosen in choices]


def _submits(member: Member, form: View) -> Acts:
    filled = {name: chosen for name, chosen in _choices(form).items() if chosen is not None}
    return [partial(member.submits, form, filled)]


def _choices(where: Shown | View) -> dict[str, str | None]:
    """Everything that can be pressed, chosen or filled in, with what a person might choose."""
    return {one["action_id"]: _choice(one) for _, one in elements(where.blocks)}


def _choice(element: Given) -> str | None:
    groups = [element, *element.get("option_groups", [])]
    options = [one["value"] for group in groups for one in group.get("options", [])]
    if options:
        return str(options[0])
    known = {
        "feedback_buttons": "negative",
        "datepicker": "2026-11-20",
        "plain_text_input": QUESTION,
    }
    return known.get(element["type"])
