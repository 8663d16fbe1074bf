"""One grammar for every door: what a text asks for."""

import pytest

from bot.errors import BadRequest
from bot.request import (
    LONGEST,
    Ask,
    ClauseWanted,
    DeadlineWanted,
    HelpWanted,
    Known,
    Request,
    RouteWanted,
    read,
)

KNOWN = Known(rules={"enquiry-reply", "induction-training"}, matters={"press", "officer-conduct"})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("help", HelpWanted()),
        ("?!help", Ask("?!help")),
        ("help me with a complaint", Ask("help me with a complaint")),
        ("clause 9.2.12", ClauseWanted("9.2.12")),
        ("Clause 7.12", ClauseWanted("7.12")),
        ("clause correspondence-2", ClauseWanted("correspondence-2")),
        ("clause casework officers 1", ClauseWanted("casework officers 1")),
        ("clause: Casework-Officers-1", ClauseWanted("Casework-Officers-1")),
        ("clause about gifts", Ask("clause about gifts")),
        ("clause 9.2.12 and gifts", Ask("clause 9.2.12 and gifts")),
        ("deadline enquiry-reply", DeadlineWanted("enquiry-reply")),
        ("deadline enquiry-reply 20 Nov", DeadlineWanted("enquiry-reply", "20 Nov")),
        ("DEADLINE Enquiry-Reply last friday", DeadlineWanted("enquiry-reply", "last friday")),
        ("deadline enqiry-reply 20 Nov", DeadlineWanted("enqiry-reply", "20 Nov")),
        ("deadline for answering a councillor?", Ask("deadline for answering a councillor?")),
        ("deadline", Ask("deadline")),
        ("route press", RouteWanted("press")),
        ("route officer conduct", RouteWanted("officer conduct")),
        ("route Officer Conduct", RouteWanted("Officer Conduct")),
        ("route gossip", RouteWanted("gossip")),
        ("route to the town hall", Ask("route to the town hall")),
        ("route to the by-pass", Ask("route to the by-pass")),
        ("route", Ask("route")),
        ("  can   I\nattend? ", Ask("can I attend?")),
    ],
)
def test_a_text_is_read_as(text: str, wanted: Request) -> None:
    assert read(text, KNOWN) == wanted


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("", "type a question"),
        (" \n\t", "type a question"),
        ("???", "type a question"),
        ("x" * (LONGEST + 1), "1,001 characters"),
        ("can I\x00 attend", "control characters"),
        ("\x1b[31mcan I attend", "control characters"),
    ],
)
def test_what_is_no_question_is_refused_with_its_cure(text: str, cure: str) -> None:
    with pytest.raises(BadRequest, match=cure):
        read(text, KNOWN)


def test_the_longest_question_is_still_read() -> None:
    question = "y" * LONGEST
    assert read(question, KNOWN) == Ask(question)
