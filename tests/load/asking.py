"""What many people ask, when it was sent, and when it was answered."""

import asyncio
import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path

from tests.slack.recording import RecordingSlack
from tests.slack.shown import Given
from tests.slack.workspace import SOUTHEND, Person

QUESTIONS = Path(__file__).parents[2] / "corpus" / SOUTHEND.name / "questions.jsonl"
ASKERS = 400  # people: each asks less than the 20 questions a minute that one person may

Answers = dict[str, list[float]]


def mentions(slack: RecordingSlack) -> Iterator[Given]:
    """Everybody's mentions, without end: the corpus's own questions, each asker in turn."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [question for line in lines for question in json.loads(line)["questions"]]
    members = [slack.member(SOUTHEND, Person(f"U{at:08}", "asker")) for at in range(ASKERS)]
    for member, question in zip(itertools.cycle(members), itertools.cycle(questions), strict=False):
        yield member.mentions(question)


async def watch(slack: RecordingSlack, answers: Answers, done: int = 0) -> None:
    """Note for ever when each answer is shown, by the thread that it stands in.

    A long answer takes several messages; the same words once more are another answer.
    """
    said: dict[str, set[str]] = {}
    while True:
        await slack.shown.until(done + 1, within=3600.0)
        for shown in slack.shown[done:]:
            before = said.setdefault(str(shown.thread), set())
            if not before or shown.text in before:
                answers.setdefault(str(shown.thread), []).append(time.monotonic())
            before.add(shown.text)
        done = len(slack.shown)


async def all_answered(answers: Answers, count: int, within: float) -> bool:
    """Wait until so many are answered, for so many seconds at most; whether they are."""
    until = time.monotonic() + within
    while len(answers) < count and time.monotonic() < until:  # noqa: ASYNC110 - or until then
        await asyncio.sleep(0.05)
    return len(answers) >= count


def quantile(values: list[float], share: float) -> float:
    """The value that so large a share of the values do not exceed; infinite for no values."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("inf")
