"""Each specimen of an answer as Slack shows it, and a specimen of each view.

`python -m tests.blocks.specimens` writes the golden files anew: look at what changed before you
keep it.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import blocks, views
from bot.asker import Asker
from bot.blocks import Message, render
from bot.rulebook import Library, Rulebook
from bot.views import Reminder, Seen, View
from tests.little import SLUG
from tests.specimens import (
    MATTERS,
    TODAY,
    answers,
    little_council,
    little_library,
    reply_due,
)

GOLDEN = Path(__file__).parent / "golden"


def messages(library: Library) -> dict[str, tuple[Message, ...]]:
    """A specimen of each answer, and of what is made from one, by name."""
    council, reply = little_council(library), reply_due(library)
    shown = {
        name: render(specimen.answer, council, **specimen.shown)
        for name, specimen in answers(library).items()
    }
    return shown | {
        "quotation_shared": blocks.shared(shown["quotation_in_public"], "U0ANALEE"),
        "reminder_before": (blocks.reminder(reply, council, today=False),),
        "reminder_today": (blocks.reminder(reply, council, today=True),),
        "sentence": (blocks.said("Not now: <!channel> & *friends*; try again in a minute."),),
    }


def all_views(library: Library) -> dict[str, View]:
    """A specimen of each modal and of the App Home, by name."""
    book = library.rulebooks[SLUG]
    reminders = (
        Reminder("Q0BEFORE", "D0ANALEE", date(2026, 12, 31), "Reply to a Member's enquiry"),
        Reminder("Q0DAY", "D0ANALEE", date(2027, 1, 4), "Reply to a Member's enquiry"),
    )
    recent = ("can I see the log?", "what must <@U1> do?")
    of_admin = Seen((published(book),), Asker.CLERK, recent, reminders, choices=(book.council,))
    return {
        "modal_protocol": views.protocol_modal(metadata="C0CHANNEL"),
        "modal_deadline": views.deadline_modal([book], rule="enquiry-reply", start=TODAY),
        "modal_route": views.route_modal(MATTERS, asker=Asker.HUB, matter="press"),
        "modal_clause": views.clause_modal([book]),
        "modal_feedback": views.feedback_modal(metadata="{}"),
        "home": views.home(of_admin),
        "home_at_first": views.home(Seen((book,))),
        "home_without_council": views.home(Seen((), choices=(book.council,))),
        "home_switched_off": views.home(Seen((book,), off=True, choices=(book.council,))),
    }


def published(book: Rulebook, url: str = "https://little-marling.example/protocol") -> Rulebook:
    """The rulebook of a council that says where its document is published."""
    document = book.council.protocol.model_copy(update={"url": url})
    council = book.council.model_copy(update={"protocol": document})
    return replace(book, protocol=replace(book.protocol, council=council))


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
