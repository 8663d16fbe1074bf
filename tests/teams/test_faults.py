"""Teams stumbles, rejects or is slow: what was asked is answered all the same, and never logged."""

import logging
from collections.abc import Iterator

import pytest

from bot import wording
from bot.cards import activity
from bot.teams.replies import plain
from tests.teams.conftest import Opened, Pauses
from tests.teams.connector import Fault, RecordingConnector
from tests.teams.payloads import Person
from tests.teams.screen import settled, words

WORD = "marmalade"
QUESTION = f"can I bring {WORD} to a party group meeting?"
QUOTED = "Only a Chief Officer shall be invited to attend"


@pytest.fixture(autouse=True)
def found(door: Opened) -> None:
    door.finder.labels = ("9.2.12",)


@pytest.fixture(autouse=True)
def nothing_asked_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Every logger there is writes all it has; no word of the question is in it."""
    known = logging.root.manager.loggerDict.values()
    before = [(one, one.level) for one in known if isinstance(one, logging.Logger)]
    for one, _ in before:
        one.setLevel(logging.DEBUG)
    with caplog.at_level(logging.DEBUG):
        yield
        written = "\n".join(
            f"{one.getMessage()} {one.args} {one.exc_info}" for one in caplog.records
        )
        assert WORD not in written + caplog.text
    for one, level in before:
        one.setLevel(level)


@pytest.mark.parametrize(
    ("fault", "waits"), [(Fault(429, "3"), [3.0]), (Fault(502), None), (Fault(412), None)]
)
async def test_what_teams_does_not_take_at_once_is_sent_again(
    connector: RecordingConnector,
    door: Opened,
    ann: Person,
    pauses: Pauses,
    fault: Fault,
    waits: list[float] | None,
) -> None:
    connector.fail(fault, fault)
    await door.post(ann.says(QUESTION))
    (answer,) = await settled(connector)
    assert QUOTED in words(answer)
    assert [call.status for call in connector.calls] == [fault.status, fault.status, 201]
    assert pauses.seconds == (waits * 2 if waits else pauses.seconds)
    assert len(pauses.seconds) == 2


@pytest.mark.parametrize("fault", [Fault(429, "3"), Fault(502)])
async def test_a_private_answer_that_is_sent_again_stays_private(
    connector: RecordingConnector, door: Opened, ann: Person, fault: Fault
) -> None:
    connector.fail(fault)
    await door.post(ann.at("channel").commands(QUESTION))
    (answer,) = await settled(connector)
    assert answer.to == ann.id
    assert {call.to for call in connector.calls} == {ann.id}


@pytest.mark.parametrize("status", [400, 413])
async def test_a_card_that_teams_rejects_is_sent_again_as_plain_text(
    connector: RecordingConnector, door: Opened, ann: Person, status: int
) -> None:
    connector.fail(Fault(status))
    await door.post(ann.says(QUESTION))
    (answer,) = await settled(connector)
    assert (answer.cards, answer.activity["textFormat"]) == ([], "plain")
    assert QUESTION in answer.text
    assert QUOTED in answer.text


async def test_a_private_card_that_teams_rejects_is_sent_again_privately(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    connector.fail(Fault(400))
    await door.post(ann.at("channel").commands(QUESTION))
    (answer,) = await settled(connector)
    assert (answer.cards, answer.to) == ([], ann.id)
    assert QUOTED in answer.text


async def test_plain_text_holds_what_the_card_says(door: Opened) -> None:
    answer = await door.front.shown("southend", "clause 9.2.12", None)
    (message,) = door.front.dress(answer, private=False)
    assert plain(message)["text"] == message.text
    assert QUOTED in message.text
    assert activity(message)["attachments"]


@pytest.mark.parametrize("status", [403, 500])
async def test_what_fails_for_good_is_logged_by_its_kind_and_reference(
    connector: RecordingConnector,
    door: Opened,
    ann: Person,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    connector.fail(*[Fault(status)] * 4)
    await door.post(ann.says(QUESTION))
    await connector.calls.until(2)
    await connector.calls.quiet(0.1)
    assert not connector.shown
    errors = [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]
    assert [line.split(" ", 2)[2].split(" in ")[0] for line in errors] == ["NotSent", "NotSent"]


async def test_an_invoke_that_goes_wrong_is_apologised_for_in_its_response(
    door: Opened, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError(QUESTION)

    door.finder.before = fail
    told = await door.post(ann.uses("whichClause", QUESTION))
    assert told["task"]["value"].startswith("Sorry")
    searched = await door.post(ann.searches("searchClauses", QUESTION, parameter="words"))
    assert searched["composeExtension"]["text"].startswith("Sorry")
    pressed = await door.post(
        ann.executes("more", {"council": "southend", "ask": QUESTION, "page": 1})
    )
    assert pressed["value"].startswith("Sorry")
    assert caplog.text.count("RuntimeError") == 3


async def test_of_everything_that_people_do_nothing_is_logged(
    connector: RecordingConnector, door: Opened, ann: Person
) -> None:
    """The fixture looks at the log when all of this is done."""
    here = ann.at("channel")
    acts = [
        ann.says(QUESTION),
        here.mentions(QUESTION),
        here.commands(f"protocol {QUESTION}"),
        ann.executes("protocol_form", {"question": QUESTION}),
        ann.submits({"verb": "protocol_form", "question": f"{QUESTION} now?"}),
        ann.executes("share", {"council": "southend", "ask": QUESTION}),
        ann.uses("whichClause", QUESTION),
        ann.searches("searchClauses", QUESTION, parameter="words"),
        ann.complains("dislike", {"reason": "other", "comment": QUESTION}),
    ]
    for act in acts:
        await door.post(act)
    await settled(connector, 6)
    assert wording.APOLOGY[:5] not in "".join(words(one) for one in connector.shown)
