"""For how long what people said and did is kept; the bot itself forgets it then."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from bot.store import answers as kept_answers
from bot.store import people as kept_people
from bot.store import rate, threads
from bot.store.events import RESENT
from bot.store.schema import answers, events, feedback, people, questions, rates, said
from bot.store.within import Store, within


@dataclass(frozen=True)
class Retention:
    """For how long recent questions, feedback, and the digests of events are kept.

    Raises ValueError where an event would be forgotten while a platform may still send it again.
    """

    questions: timedelta = timedelta(days=30)
    feedback: timedelta = timedelta(days=365)
    events: timedelta = timedelta(hours=24)

    def __post_init__(self) -> None:
        if self.events < RESENT:
            raise ValueError(f"an event is kept for {RESENT} at least")


async def purge(store: Store, now: datetime, kept: Retention) -> None:
    """Forget what has been kept for as long as it may be, and what decides nothing any more.

    Rates go after their window, roles a year after they were chosen. What was said in threads, and
    what answers were about, goes after a week, or with the recent questions if that is sooner.
    """
    asked = min(threads.KEPT, kept.questions)
    answered = min(kept_answers.KEPT, kept.questions)
    async with within(store) as connection:
        for statement in (
            delete(events).where(events.c.claimed_at < now - kept.events),
            delete(rates).where(rates.c.last_at < now - rate.WINDOW),
            delete(said).where(said.c.at < now - asked),
            delete(answers).where(answers.c.at < now - answered),
            delete(questions).where(questions.c.asked_at < now - kept.questions),
            delete(people).where(people.c.chosen_at < now - kept_people.KEPT),
            delete(feedback).where(feedback.c.at < now - kept.feedback),
        ):
            await connection.execute(statement)
