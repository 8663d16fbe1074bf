"""All that people do in Teams, each act as a function that gives its activity, new each time."""

import itertools
from collections.abc import Callable, Iterator
from functools import partial

from bot import views
from bot.teams.names import REPLY_DUE_DATE, SEARCH, SEARCH_WORDS, WHICH_CLAUSE
from tests.fuzz.conftest import WORD
from tests.teams.conftest import Opened
from tests.teams.connector import RecordingConnector, Shown
from tests.teams.payloads import SOUTHEND, STRANGERS, Given, Person
from tests.teams.screen import buttons, press, press_in_an_old_client

QUESTION = f"may a councillor bring {WORD} to a party group meeting?"
TEXTS = (
    QUESTION,
    "deadline enquiry-reply 20 Nov",
    "protocol",
    "deadline",
    "route",
    "clause",
    "help",
)

# What inputs of any form hold: a form takes from it what is its own.
FILLED: Given = {
    views.QUESTION: QUESTION,
    views.RULE: "enquiry-reply",
    views.START: "2026-11-20",
    views.ASKER: "councillor",
    views.MATTER: "officer-conduct",
    views.LABEL: "9.2.12",
}

Act = Callable[[], Given]
Acts = list[Act]


async def all_acts(connector: RecordingConnector, door: Opened) -> Acts:
    """What is said, searched and installed, and every button on what is then shown."""
    ann, bob = (Person(SOUTHEND, name, connector.url) for name in ("Ann", "Bob"))
    said = [*TEXTS, "deadline enquiry-reply 2026-11-20"]
    for count, text in enumerate(said, start=1):
        await door.post(ann.says(text))
        await connector.shown.until(count)
    await door.post(bob.says("settings"))
    await connector.shown.until(len(said) + 1)
    shown = list(connector.shown)
    return [
        *_said(ann),
        *_elsewhere(ann),
        *(act for one in shown for act in _presses(ann, bob, one)),
    ]


def _said(ann: Person) -> Acts:
    stranger = Person(STRANGERS, "Eve", ann.service_url)
    return [
        *(partial(ann.says, text) for text in TEXTS),
        lambda: ann.at("channel").mentions(QUESTION),
        lambda: ann.at("groupChat").commands("/route press"),
        lambda: stranger.says(QUESTION),
        lambda: stranger.searches(SEARCH, QUESTION, parameter=SEARCH_WORDS),
    ]


def _elsewhere(ann: Person) -> Acts:
    return [
        lambda: ann.searches(SEARCH, QUESTION, parameter=SEARCH_WORDS, skip=5),
        lambda: ann.opens_search(SEARCH),
        lambda: ann.uses(WHICH_CLAUSE, QUESTION),
        lambda: ann.uses(REPLY_DUE_DATE, QUESTION),
        lambda: ann.finishes(WHICH_CLAUSE, {"a": 1}, QUESTION),
        lambda: ann.rates("like"),
        lambda: ann.rates("dislike", nested=False),
        lambda: ann.complains("dislike", {"reason": "other", "comment": QUESTION}),
        lambda: ann.installs()[0],
        lambda: ann.installs()[1],
        ann.removes,
        ann.joins,
        ann.reacts,
    ]


def _presses(ann: Person, bob: Person, shown: Shown) -> Iterator[Act]:
    """Every button of ours on a message, in a new client and in an old one."""
    held = [button for card in shown.cards for button in buttons(card).items()]
    titles = [title for title, button in held if "verb" in button]
    for person, title, pressed in itertools.product(
        (ann, bob), titles, (press, press_in_an_old_client)
    ):
        yield partial(pressed, person, shown, title, FILLED)
