"""The figures of the governance pack, from the code, the corpus and the evaluation.

python -m tests.governance.figures                 measure all (minutes) and refill the documents
python -m tests.governance.figures --quick         leave the councils left out as they were measured
python -m tests.governance.figures --faults FILE   with the JSON that `python -m tests.faults` wrote

The index must be that of the corpus as it is: run `protocol-bot index` before.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.__main__ import Wiring
from bot.check import check
from bot.settings import HOME, Settings
from bot.stock import read_stock
from bot.store import answers, people, rate, recent, threads
from retrieval.adapter import FILE as ADAPTER
from retrieval.answerability import FILE as ANSWERABILITY
from retrieval.evaluate import IN_ALL
from retrieval.unseen import TEXT, WORDS
from tests.governance.filling import Figures, filled

PACK = HOME / "deploy" / "governance"
FIGURES = PACK / "figures.json"
QUESTIONS = HOME / "tests" / "dev.jsonl"
MADE_BY = "python -m tests.governance.figures"
# Kinds of questions that nothing answers (corpus/README.md), and what each is in a sentence.
NEAR_MISSES = {
    "trap": "takes up a clause's words and asks something beside it",
    "beyond": "is on the protocol's subject, but beyond what it says",
    "person": "asks who holds a post, or how to reach them",
    "other-council": "is answered by another council's protocol, not by this one",
    "no-limit": "asks for a limit or a number that is not set",
    "neighbour": "belongs to a neighbouring subject",
    "language": "is written in another language",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write figures.json and refill the documents."""
    parser = argparse.ArgumentParser(prog=MADE_BY, description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure no council as if it were new")
    parser.add_argument("--faults", type=Path, help="the JSON that python -m tests.faults wrote")
    given = parser.parse_args(arguments)
    before = read_figures() if FIGURES.exists() else {}
    settings = Settings()
    _, found = Wiring(settings).evaluate(QUESTIONS, unseen=not given.quick)
    figures = {
        "made_by": MADE_BY,
        **from_code(settings),
        "development": development(found),
        "unseen": before.get("unseen") if given.quick else unseen(found["unseen"]),
        "encoder_megabytes": encoder_megabytes(Path(settings.index)),
        "faults": faults(given.faults) if given.faults else before.get("faults"),
    }
    FIGURES.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    refill(figures)


def read_figures() -> dict[str, Any]:
    """What figures.json holds."""
    return dict(json.loads(FIGURES.read_text(encoding="utf-8")))


def documents() -> list[Path]:
    """The documents of the pack."""
    return sorted(PACK.glob("*.md"))


def refill(figures: Figures) -> None:
    """Put the figures in their places in every document."""
    for document in documents():
        text = document.read_text(encoding="utf-8")
        document.write_text(filled(text, figures), encoding="utf-8")


def from_code(settings: Settings) -> dict[str, Any]:
    """The figures that need no encoder: corpus, retention, and what was held out in learning."""
    return {
        "corpus": corpus(settings.corpus),
        "retention": retention(settings),
        "held_out": held_out(),
        "adapter_kilobytes": round(ADAPTER.stat().st_size / 1000),
    }


def corpus(folder: Path) -> dict[str, int]:
    """How much the corpus holds, all councils together."""
    stock = read_stock(folder)
    councils = list(check(stock))
    return {
        "councils": len(councils),
        "clauses": sum(one.account.clauses for one in councils),
        "words": sum(one.account.words for one in councils),
        "rules": sum(one.rules for one in councils),
        "steps": sum(one.steps for one in councils),
        "questions": sum(one.questions for one in councils),
        "unanswerable": len(stock.unanswerable),
    }


def retention(settings: Settings) -> dict[str, int]:
    """For how long what is kept, by default, and how much of it."""
    return {
        "questions_days": settings.keep_questions_days,
        "feedback_days": settings.keep_feedback_days,
        "events_hours": settings.keep_events_hours,
        "threads_days": threads.KEPT.days,
        "answers_days": answers.KEPT.days,
        "roles_days": people.KEPT.days,
        "rate_seconds": int(rate.WINDOW.total_seconds()),
        "most_questions": recent.MOST,
        "most_texts": threads.MOST,
    }


def held_out() -> dict[str, Any]:
    """How often held-out questions are answered, rightly and wrongly, as learning noted it."""
    noted: Mapping[str, float] = json.loads(ANSWERABILITY.read_text(encoding="utf-8"))["figures"]
    return {
        "questions": int(noted["answerable_count"]),
        "answered": noted["answerable_answered"],
        "wrongly_answered": noted["unanswerable_answered"],
        "area_under_curve": noted["area_under_curve"],
        "near_misses": [
            {
                "kind of question": says,
                "questions": int(noted[f"{kind}_count"]),
                "wrongly answered": noted[f"{kind}_answered"],
            }
            for kind, says in NEAR_MISSES.items()
        ],
    }


def development(found: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of the development set: all together, and a row a council."""
    councils = {name: one for name, one in found.items() if name != "unseen"}
    rows = [{"council": name, **_rounded(one)} for name, one in councils.items()]
    together = next(row for row in rows if row["council"] == IN_ALL)
    return {**together, "development": rows}


def unseen(found: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The figures of councils as if they were new, by words and vectors of their clauses."""
    rows = [{"council left out": name, **_rounded(one)} for name, one in found[WORDS].items()]
    together = next(row for row in rows if row["council left out"] == IN_ALL)
    return {**together, "text_alone": _rounded(found[TEXT][IN_ALL]), "unseen": rows}


def encoder_megabytes(index: Path) -> int:
    """The size of the exported encoder that answers."""
    newest = max(index.rglob("encoder.onnx"), key=lambda file: file.stat().st_mtime)
    return round(newest.stat().st_size / 1_000_000)


def faults(file: Path) -> list[dict[str, Any]]:
    """The table of faults that were survived."""
    names = {"fault": "what", "answered once": "once", "answered twice": "twice"}
    tried: Iterable[Mapping[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    heads = ("fault", "asked", "answered once", "answered twice", "lost")
    return [{head: one[names.get(head, head)] for head in heads} for one in tried]


def _rounded(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _share(value) for name, value in figures.items()}


def _share(value: Any) -> Any:  # noqa: ANN401 - a share, a count or none
    return round(value, 3) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
