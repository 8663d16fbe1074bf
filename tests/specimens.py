"""A specimen of each answer, of the small invented council, for every platform to dress."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from bot import notes
from bot.answer import Answer, DueDate, NoAnswer, Quotation, Silence
from bot.asker import Asker, Side
from bot.desk import Desk
from bot.escalation import Matter
from bot.request import read
from bot.rulebook import Library, Rulebook, load_rulebook
from retrieval.clause import span_of
from retrieval.council import Council, Document
from retrieval.search import Found, Ranking
from retrieval.version import Version
from tests.little import SLUG, write_little

Shown = TypeVar("Shown")

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


VERSION = Version(
    Document(title="Protocol", cited_as="Protocol", version="first edition"),
    "0123456789ab" * 5 + "cdef",
)


@dataclass(frozen=True)
class Specimen:
    """An answer, and how it is shown: arguments of a platform's `render`."""

    answer: Answer
    how: dict[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> dict[str, Any]:
        """All arguments: private, worked out on TODAY, if nothing else is said."""
        return {"private": True, "on": TODAY, **self.how}


def little_library(folder: Path) -> Library:
    """The library of the small council alone, written into `folder`."""
    return Library({SLUG: load_rulebook(write_little(folder), MATTERS)}, MATTERS)


def little_council(library: Library) -> Council:
    """The small council."""
    return library.rulebooks[SLUG].council


def answers(library: Library) -> dict[str, Specimen]:
    """A specimen of each answer, by name."""
    quoted = asked(library, "who sees the log?", "2.1", "2.2", "members-3", "who-does-what", "2.5")
    assert isinstance(quoted, Quotation)
    as_councillor = {"asker": Asker.COUNCILLOR}
    return {
        "quotation": Specimen(quoted),
        "quotation_more": Specimen(quoted, {"page": 1}),
        "quotation_no_more": Specimen(quoted, {"page": 2}),
        "quotation_in_public": Specimen(quoted, {"private": False}),
        "due_date": Specimen(reply_due(library), {"asker": Asker.OFFICER}),
        "due_date_asked": Specimen(
            asked(library, "how long to reply to an enquiry of 20 November?", "2.2")
        ),
        "due_date_provisional": Specimen(asked(library, "deadline enquiry-reply 2031-12-18")),
        "due_date_without_start": Specimen(asked(library, "deadline enquiry-reply")),
        "due_date_without_limit": Specimen(asked(library, "deadline log-open 2026-11-20")),
        "route": Specimen(
            asked(library, "route officer-conduct", asker=Asker.COUNCILLOR), as_councillor
        ),
        "route_of_nobody_known": Specimen(asked(library, "route officer-conduct")),
        "no_answer_not_covered": Specimen(
            asked(library, "when are the bins emptied?", "2.4", "1.1", answers=False)
        ),
        "no_answer_no_rule": Specimen(_of_another_council(library)),
        "no_answer_no_route": Specimen(asked(library, "route press")),
    }


def reply_due(library: Library) -> DueDate:
    """The due date of a reply."""
    due = asked(library, "deadline enquiry-reply 2026-12-18")
    assert isinstance(due, DueDate)
    return due


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


def amended(book: Rulebook) -> Rulebook:
    """The rulebook of a council whose protocol was amended on 21 May 2026."""
    document = book.council.protocol.model_copy(update={"amended": date(2026, 5, 21)})
    council = book.council.model_copy(update={"protocol": document})
    return replace(book, protocol=replace(book.protocol, council=council))


def nothing(_council: str, _question: str) -> Ranking:
    """A search that finds nothing."""
    return Ranking((), 0.0, answers=False)


def _half(text: str) -> tuple[int, int]:
    words = text.split()
    span = span_of(" ".join(words[: len(words) // 2]), text)
    assert span is not None
    return span


def _of_another_council(library: Library) -> NoAnswer:
    next_step = notes.other_councils_rule("absence-cover", little_council(library))
    return NoAnswer(
        SLUG,
        "deadline absence-cover",
        (),
        Silence.NO_RULE,
        next_step,
        version=library.rulebooks[SLUG].version,
    )


def of_little(render: Callable[..., Shown], little: Library) -> Callable[..., Shown]:
    """A door's `render` for answers of the small council, private if nothing else is said."""

    def rendered(answer: Answer, **how: Any) -> Shown:  # noqa: ANN401 - as render's
        council = little.rulebooks[SLUG].council
        return render(answer, council, **{"private": True, "on": TODAY, **how})

    return rendered
