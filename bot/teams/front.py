"""What Teams' listeners share: the front, and how a reply is dressed in cards."""

from dataclasses import dataclass

from bot.answer import Answer, DueDate
from bot.cards import CardMessage, render, said
from bot.front import Front, Reply, Sentence
from bot.teams.calendar import address
from bot.voice import TEAMS, Voice

PLATFORM = "teams"


@dataclass(frozen=True)
class TeamsFront(Front):
    """The front as Teams' door has it.

    `public_url` is where calendar files are fetched, "" if from nowhere. An invoke
    is answered within `patience` seconds: Teams waits five for a message extension. After `long`
    seconds without an answer the bot is shown typing; most answers are there sooner.
    """

    platform: str = PLATFORM
    voice: Voice = TEAMS
    public_url: str = ""
    patience: float = 4.5
    long: float = 1.0

    def dress(self, reply: Reply, *, private: bool) -> tuple[CardMessage, ...]:
        """A reply as Teams' messages; private ones can be shared."""
        if isinstance(reply, Sentence):
            return (said(reply.words),)
        messages = render(
            reply.answer,
            reply.council,
            private=private,
            asker=reply.asker,
            on=reply.on,
            page=reply.page,
            calendar_url=self._calendar_url(reply.answer),
        )
        return (said(reply.note), *messages) if reply.note else messages

    def _calendar_url(self, answer: Answer) -> str | None:
        """Where the calendar file of a due date is; None where there is none."""
        if not self.public_url.startswith("https://") or not isinstance(answer, DueDate):
            return None
        due = answer.deadline
        if due.due is None or due.start is None:
            return None
        return self.public_url.rstrip("/") + address(answer.council, due.rule.id, due.start)
