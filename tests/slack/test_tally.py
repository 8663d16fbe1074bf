"""What Slack's door counts, and the one line that it logs of an answer."""

import logging

import pytest

from tests.doubles import Counted
from tests.slack.conftest import Door, OpenDoor
from tests.slack.recording import Fault, RecordingSlack
from tests.slack.workspace import ANN, SOUTHEND

QUESTION = "can I attend a party group meeting?"


@pytest.fixture
def tally() -> Counted:
    """What the door counts."""
    return Counted()


@pytest.fixture
async def door(open_door: OpenDoor, tally: Counted) -> Door:
    """A door that counts."""
    opened = await open_door(tally=tally, second_look=0.01)
    opened.finder.labels = ("9.2.12", "9.2.2")
    return opened


async def settled(slack: RecordingSlack, door: Door, messages: int = 1) -> None:
    """Wait until so much is shown, and what was begun is done."""
    await slack.shown.until(messages)
    await slack.calls.quiet(0.1)
    await door.front.drain(5.0)


@pytest.mark.parametrize(
    ("typed", "kind", "clauses"),
    [
        (QUESTION, "quotation", ("9.2.12", "9.2.2")),
        ("clause 9.2.2", "quotation", ("9.2.2",)),
        ("route officer-conduct", "route", None),
    ],
)
@pytest.mark.parametrize("way", ["mention", "command"])
async def test_an_answer_is_told_once_by_door_council_kind_and_clauses(  # noqa: PLR0913, PLR0917 - fixtures and cases
    slack: RecordingSlack,
    door: Door,
    tally: Counted,
    way: str,
    typed: str,
    kind: str,
    clauses: tuple[str, ...] | None,
) -> None:
    ann = slack.member(SOUTHEND, ANN)
    act = ann.mentions(typed) if way == "mention" else ann.types(f"/protocol {typed}")
    await slack.send(door.url, act)
    await settled(slack, door)
    (told,) = tally.answers
    assert (told.door, told.council, told.kind) == ("slack", "southend", kind)
    assert clauses in {told.clauses, None}
    assert not tally.counts
    assert 0.0 <= told.desk <= told.seconds


async def test_what_is_no_answer_is_not_told(
    slack: RecordingSlack, door: Door, tally: Counted
) -> None:
    ann = slack.member(SOUTHEND, ANN)
    await slack.send(door.url, ann.mentions("help"))
    await slack.send(door.url, ann.mentions("thank you"))
    await settled(slack, door, 2)
    assert not tally.answers


async def test_an_answer_that_is_shown_again_is_told_again(
    slack: RecordingSlack, door: Door, tally: Counted
) -> None:
    ann = slack.member(SOUTHEND, ANN)
    await slack.send(door.url, ann.types(f"/protocol {QUESTION}"))
    (shown,) = await slack.shown.until(1)
    await slack.send(door.url, ann.presses(shown, "share"))
    await settled(slack, door, 2)
    assert [told.kind for told in tally.answers] == ["quotation", "quotation"]


async def test_an_event_that_comes_again_is_counted_and_not_told(
    slack: RecordingSlack, door: Door, tally: Counted
) -> None:
    mention = slack.member(SOUTHEND, ANN).mentions(QUESTION)
    for retry in range(3):
        await slack.send(door.url, mention, retry=retry)
    await settled(slack, door)
    assert len(tally.answers) == 1
    assert tally.counts == [("repeated", "slack")] * 2


@pytest.mark.parametrize(
    ("method", "fault", "counted"),
    [
        ("chat.postMessage", Fault(status=500), "retried"),
        ("chat.postMessage", Fault(status=429), "retried"),
        ("chat.postMessage", Fault(error="invalid_blocks"), "rejected"),
        ("chat.postMessage", Fault(error="not_in_channel"), "failed"),
        ("response_url", Fault(status=500), "retried"),
        ("response_url", Fault(status=429), "retried"),
        ("response_url", Fault(status=400), "rejected"),
    ],
)
async def test_what_slack_makes_of_an_answer_is_counted(
    slack: RecordingSlack, door: Door, tally: Counted, method: str, fault: Fault, counted: str
) -> None:
    ann = slack.member(SOUTHEND, ANN)
    by_event = method == "chat.postMessage"
    slack.fail(method, fault)
    await slack.send(
        door.url, ann.mentions(QUESTION) if by_event else ann.types(f"/protocol {QUESTION}")
    )
    await settled(slack, door)
    assert tally.counts == [(counted, "slack")]
    assert len(tally.answers) == (0 if counted == "failed" else 1)


async def test_an_answer_that_went_wrong_has_no_line_but_that_of_the_error(
    slack: RecordingSlack, door: Door, tally: Counted, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError

    caplog.set_level(logging.INFO)
    door.finder.before = fail
    await slack.send(door.url, slack.member(SOUTHEND, ANN).mentions(QUESTION))
    await settled(slack, door)
    assert tally.counts == [("failed", "slack")]
    assert not [one for one in caplog.records if hasattr(one, "fields")]
