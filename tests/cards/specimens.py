"""Each specimen of an answer as Teams shows it.

`python -m tests.cards.specimens` writes the golden files anew: look at what changed before you keep
it.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import cards
from bot.cards import CardMessage, activity, render
from bot.rulebook import Library
from tests.specimens import answers, little_council, little_library

GOLDEN = Path(__file__).parent / "golden"
ICS = "https://bot.example/teams/due.ics?rule=enquiry-reply"


def messages(library: Library) -> dict[str, tuple[CardMessage, ...]]:
    """A specimen of each answer, and of what is made from one, by name."""
    council = little_council(library)
    shown = {
        name: render(specimen.answer, council, calendar_url=ICS, **specimen.shown)
        for name, specimen in answers(library).items()
    }
    return shown | {
        "quotation_shared": cards.shared(shown["quotation_in_public"], "Ana Lee"),
        "sentence": (cards.said("Not now: <at>you</at> & *friends*;\ntry again in a minute."),),
    }


def as_json(shown: Iterable[CardMessage]) -> Any:  # noqa: ANN401 - JSON is whatever it is
    """What a golden file holds: the activities of an answer, and each message's text."""
    return [{"words": message.text, "activity": activity(message)} for message in shown]


def write_golden(say: Callable[[str], object]) -> None:
    """Write every golden file anew, and remove those that nothing writes."""
    with TemporaryDirectory() as folder:
        specimens = messages(little_library(Path(folder)))
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.glob("*.json"):
        old.unlink()
    for name, shown in specimens.items():
        text = json.dumps(as_json(shown), ensure_ascii=False, indent=1)
        (GOLDEN / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    say(f"{len(specimens)} files in {GOLDEN}")


if __name__ == "__main__":
    write_golden(print)
