"""A specimen of each answer and of each view, of the small invented council.

`python -m tests.blocks.specimens` writes the golden files anew: look at what changed before you
keep it.
"""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import blocks, notes, views
from bot.answer import Answer, DueDate, NoAnswer, Quotation, Silence
from bot.asker import Asker, Side
from bot.blocks import Message, render
from bot.desk import Desk
from bot.escalation import Matter
from bot.request import read
from bot.rulebook import Library, load_rulebook
from bot.views import Reminder, Seen, View
from retrieval.clause import span_of
from retrieval.search import Found, Ranking
from tests.little import SLUG, write_little

GOLDEN = Path(__file__).parent / "golden"
TODAY = date(2026, 11, 22)  # a Sunday
MATTERS = (
    Matter(
        id="officer-conduct",
        title="a concern about an officer",
        usual_asker=Side.COUNCILLOR,
        asked=("complain about clerk",),
    ),
    Matter(id="press", title="the press and the media", usual_asker=Side.OFFICER),
    Matter(id="general", title="anything that no other route covers", usual_asker=Side.OFFICER),
)


def little_library(folder: Path) -> Library:
    """The library of the small council alone, written into `folder`."""
    return Library({SLUG: load_rulebook(write_little(folder), MATTERS)}, MATTERS)


def messages(library: Library) -> dict[str, tuple[Message, ...]]:
    """A specimen of each answer, and of what is made from one, by name."""
    reply = asked(library, "deadline enquiry-reply 2026-12-18")
    quoted = asked(library, "who sees the log?", "2.1", "2.2", "members-3", "who-does-what", "2.5")
    assert isinstance(reply, DueDate)
    assert isinstance(quoted, Quotation)
    council = library.rulebooks[SLUG].council

    def shown(answer: Answer, **how: Any) -> tuple[Message, ...]:  # noqa: ANN401 - as render has it
        return render(answer, council, **{"private": True, "on": TODAY, **how})

    return {
        "quotation": shown(quoted),
        "quotation_more": shown(quoted, page=1),
        "quotation_no_more": shown(quoted, page=2),
        "quotation_in_public": shown(quoted, private=False),
        "quotation_shared": blocks.shared(shown(quoted, private=False), "U0ANALEE"),
        "due_date": shown(reply, asker=Asker.OFFICER),
        "due_date_asked": shown(
            asked(library, "how long to reply to an enquiry of 20 November?", "2.2")
        ),
        "due_date_without_start": shown(asked(library, "deadline enquiry-reply")),
        "due_date_without_limit": shown(asked(library, "deadline log-open 2026-11-20")),
        "route": shown(
            asked(library, "route officer-conduct", asker=Asker.COUNCILLOR),
            asker=Asker.COUNCILLOR,
        ),
        "route_of_nobody_known": shown(asked(library, "route officer-conduct")),
        "no_answer_not_covered": shown(
            asked(library, "when are the bins emptied?", "2.4", "1.1", answers=False)
        ),
        "no_answer_no_rule": shown(_of_another_council(library)),
        "no_answer_no_route": shown(asked(library, "route press")),
        "reminder_before": (blocks.reminder(reply, council, today=False),),
        "reminder_today": (blocks.reminder(reply, council, today=True),),
        "sentence": (blocks.said("Not now: <!channel> & *friends*; try again in a minute."),),
    }


def asked(
    library: Library,
    text: str,
    *labels: str,
    answers: bool = True,
    asker: Asker | None = None,
) -> Answer:
    """The desk's answer to a text where the search finds these clauses, half of each in bold."""
    book = library.rulebooks[SLUG]

    def search(_council: str, _question: str) -> Ranking:
        clauses = [book.protocol.by_label[label] for label in labels]
        found = tuple(
            Found(clause, 1 - rank / 10, 0.9 - rank / 10, (_half(clause.text),))
            for rank, clause in enumerate(clauses)
        )
        return Ranking(found, 0.9 if answers else 0.1, answers=answers)

    desk = Desk(library, search)
    wanted = read(text, desk.known)
    return desk.answer(wanted, SLUG, asker, TODAY)  # type: ignore[arg-type] # no text asks for help


def _half(text: str) -> tuple[int, int]:
    words = text.split()
    span = span_of(" ".join(words[: len(words) // 2]), text)
    assert span is not None
    return span


def _of_another_council(library: Library) -> NoAnswer:
    next_step = notes.other_councils_rule("absence-cover", library.rulebooks[SLUG].council)
    return NoAnswer(SLUG, "deadline absence-cover", (), Silence.NO_RULE, next_step)


def all_views(library: Library) -> dict[str, View]:
    """A specimen of each modal and of the App Home, by name."""
    book = library.rulebooks[SLUG]
    reminders = (
        Reminder("Q0BEFORE", "D0ANALEE", date(2026, 12, 31), "Reply to a Member's enquiry"),
        Reminder("Q0DAY", "D0ANALEE", date(2027, 1, 4), "Reply to a Member's enquiry"),
    )
    recent = ("can I see the log?", "what must <@U1> do?")
    of_admin = Seen(
        (book,),
        Asker.CLERK,
        recent,
        reminders,
        choices=(book.council,),
        links={SLUG: "https://little-marling.example/protocol"},
    )
    return {
        "modal_protocol": views.protocol_modal(metadata="C0CHANNEL"),
        "modal_deadline": views.deadline_modal(book, rule="enquiry-reply", start=TODAY),
        "modal_route": views.route_modal(MATTERS, asker=Asker.HUB, matter="press"),
        "modal_clause": views.clause_modal(book),
        "modal_feedback": views.feedback_modal(metadata="{}"),
        "home": views.home(of_admin),
        "home_at_first": views.home(Seen((book,))),
        "home_without_council": views.home(Seen((), choices=(book.council,))),
        "home_switched_off": views.home(Seen((book,), off=True, choices=(book.council,))),
    }


def as_json(shown: Iterable[Message] | View) -> Any:  # noqa: ANN401 - JSON is whatever it is
    """What a golden file holds: a view, or the messages of an answer."""
    if isinstance(shown, dict):
        return shown
    return [{"text": message.text, "blocks": list(message.blocks)} for message in shown]


def write_golden(say: Callable[[str], object]) -> None:
    """Write every golden file anew, and remove those that nothing writes."""
    with TemporaryDirectory() as folder:
        library = little_library(Path(folder))
        specimens = messages(library) | all_views(library)
    for old in GOLDEN.glob("*.json"):
        old.unlink()
    for name, shown in specimens.items():
        text = json.dumps(as_json(shown), ensure_ascii=False, indent=1)
        (GOLDEN / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    say(f"{len(specimens)} files in {GOLDEN}")


if __name__ == "__main__":
    write_golden(print)
