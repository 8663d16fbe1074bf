"""What Teams sends, act by act, and what the whole door makes of it: on any SDK the same.

Of each recorded activity: the form of its response, how many messages follow, and for whose eyes.
A successor of botbuilder is one more row of MAKERS in conftest.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot import wording
from bot.asker import Asker
from bot.offers import Asked
from bot.teams.names import REPLY_DUE_DATE, SEARCH, SEARCH_WORDS, WHICH_CLAUSE
from bot.teams.presses import SAYS
from tests.cards.limits import check_card
from tests.slack.conftest import NOW
from tests.teams.conftest import Opened
from tests.teams.connector import RecordingConnector
from tests.teams.payloads import Given, Person
from tests.teams.screen import settled

QUESTION = "can I attend a party group meeting?"
KNOWN = Asked("southend", "route officer-conduct", Asker.OFFICER, NOW.date()).known(page=1)


@dataclass(frozen=True)
class Expected:
    """The response's one key ("" for an empty body, "{}" for an empty object) and the messages:
    how many, and whether the person alone sees them.
    """  # noqa: D205 - one thought

    response: str = ""
    messages: int = 1
    private: bool = False


CARD = Expected("statusCode")
PRIVATE_CARD = Expected("statusCode", 1, private=True)
PRIVATE = Expected(private=True)
DIALOG, LIST, SILENT = Expected("task", 0), Expected("composeExtension", 0), Expected("", 0)
EMPTY = Expected("{}", 0)

Act = Callable[[Person], Given]
ACTS: dict[str, tuple[Act, Expected]] = {
    "a question": (lambda ann: ann.says(QUESTION), Expected()),
    "in a group": (lambda ann: ann.at("groupChat").mentions(QUESTION), Expected()),
    "in a channel": (lambda ann: ann.at("channel").mentions(QUESTION), Expected()),
    "not to the bot": (lambda ann: ann.at("channel").says(QUESTION), SILENT),
    "to the bot alone": (lambda ann: ann.at("channel").commands(QUESTION), PRIVATE),
    "a command": (lambda ann: ann.at("groupChat").mentions("clause 9.2.12"), PRIVATE),
    "a bare command": (lambda ann: ann.at("groupChat").commands("/route"), PRIVATE),
    "a form": (lambda ann: ann.executes("clause_form", {"label": "9.2.12"}), CARD),
    "a form in a channel": (
        lambda ann: ann.at("channel").executes("clause_form", {"label": "9.2.12"}),
        PRIVATE_CARD,
    ),
    "a form in an old client": (
        lambda ann: ann.submits({"verb": "clause_form", "label": "9.2.12"}),
        Expected(),
    ),
    "share": (lambda ann: ann.at("channel").executes("share", KNOWN), CARD),
    "more": (lambda ann: ann.at("channel").executes("more", KNOWN), PRIVATE_CARD),
    "a role": (lambda ann: ann.executes("role_officer", KNOWN), CARD),
    "settings": (lambda ann: ann.executes("switch", {"wanted": "off"}), Expected("statusCode", 0)),
    "like": (lambda ann: ann.rates("like"), DIALOG),
    "dislike": (lambda ann: ann.rates("dislike", nested=False), DIALOG),
    "a complaint": (lambda ann: ann.complains("dislike", {"reason": "other"}), EMPTY),
    "a search": (lambda ann: ann.searches(SEARCH, "press", parameter=SEARCH_WORDS), LIST),
    "a search that begins": (lambda ann: ann.opens_search(SEARCH), LIST),
    "on a message": (lambda ann: ann.at("channel").uses(WHICH_CLAUSE, QUESTION), DIALOG),
    "its due date": (lambda ann: ann.uses(REPLY_DUE_DATE, QUESTION), DIALOG),
    "a dialog that closes": (lambda ann: ann.finishes(WHICH_CLAUSE, {}, QUESTION), EMPTY),
    "an installation": (lambda ann: ann.installs()[0], Expected()),
    "the same otherwise": (lambda ann: ann.at("channel").installs()[1], Expected()),
    "a newcomer": (lambda ann: ann.at("channel").joins(), SILENT),
    "a removal": (lambda ann: ann.removes(), SILENT),
    "an emoji": (lambda ann: ann.reacts("heart"), SILENT),
    "a picked result": (lambda ann: ann.picks({"x": 1}), EMPTY),
}


@pytest.mark.parametrize(("act", "expected"), ACTS.values(), ids=ACTS)
async def test_each_act_is_answered_in_its_own_form(
    connector: RecordingConnector, door: Opened, ann: Person, act: Act, expected: Expected
) -> None:
    answered = await door.post(act(ann))
    shown = await settled(connector, expected.messages)
    assert _key(answered) == expected.response
    assert [one.to is not None for one in shown] == [expected.private] * expected.messages
    for one in shown:
        for card in one.cards:
            check_card(card)


def _key(answered: Any) -> str:  # noqa: ANN401 - JSON is whatever it is
    return "" if answered is None else next(iter(answered), "{}")


async def test_what_a_press_is_told_is_a_sentence(door: Opened, ann: Person) -> None:
    told = await door.post(ann.executes("more", KNOWN))
    assert told == {"statusCode": 200, "type": SAYS, "value": wording.SHOWN_BELOW}
