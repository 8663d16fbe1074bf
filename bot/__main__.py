"""The command `protocol-bot`: puts everything together; nothing else does."""

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from pydantic import ValidationError
from rich.progress import Progress

from bot.cli import app
from bot.desk import Desk
from bot.errors import BadRequest
from bot.rulebook import Library, load_library
from bot.settings import Settings
from bot.terminal import console
from retrieval.encoder import Encoder, load_encoder
from retrieval.errors import Unfit

if TYPE_CHECKING:
    from retrieval.index import IndexReport, Shelf
    from retrieval.search import Ranking, Search

BAD_INPUT = 2
INTERRUPTED = 130  # what shells expect of a command that Ctrl-C ended


@dataclass(frozen=True)
class Wiring:
    """The parts that commands ask for, each made once and only when it is asked for."""

    settings: Settings

    @cached_property
    def library(self) -> Library:
        """The councils' rulebooks, read and proved."""
        return load_library(self.settings.corpus)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder of the settings; its weights load with the first text."""
        return load_encoder(
            self.settings.encoder or None, allow_download=self.settings.allow_download
        )

    @cached_property
    def shelves(self) -> "list[Shelf]":
        """What each council brings to the index."""
        from retrieval.index import Shelf
        from retrieval.questions import read_questions

        protocols = [book.protocol for book in self.library.rulebooks.values()]
        return [
            Shelf(one.slug, one.clauses, read_questions(one.folder, one.clauses))
            for one in protocols
        ]

    @cached_property
    def search(self) -> "Search":
        """The search, over an index of this corpus by this encoder; a missing index is built."""
        from retrieval.index import corpus_digest, open_index
        from retrieval.search import Search

        if not self.settings.index.exists():
            self.build_index()
        index = open_index(self.settings.index, corpus_digest(self.shelves), self.encoder.digest)
        return Search(index, self.shelves, self.encoder)

    @cached_property
    def desk(self) -> Desk:
        """The desk; the index is opened when the first question comes."""
        return Desk(self.library, self._rank)

    def _rank(self, council: str, question: str) -> "Ranking":
        return self.search.rank(council, question)

    def build_index(self) -> "IndexReport":
        """Bring the index up to date, with progress on stderr."""
        from retrieval.index import build

        with Progress(console=console(stderr=True), transient=True) as progress:
            task = progress.add_task("Building the index", total=None)

            def advance(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total)

            return build(self.shelves, self.encoder, self.settings.index, advance)

    def evaluate(self, questions: Path) -> tuple[str, dict[str, Any]]:
        """Figures over a question set, as a table and as JSON."""
        from retrieval.evaluate import evaluate, read_question_set

        asked = read_question_set(questions, self.library.rulebooks)
        done = evaluate(asked, self.search.rank)
        return done.table(), done.to_json()


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when it answered, 2 with one line on stderr when it could not."""
    try:
        app(arguments, obj=Wiring(Settings()), standalone_mode=False)
    except (BadRequest, Unfit) as error:
        return _refuse(str(error))
    except typer.TyperException as error:
        return _refuse(f"{error} See protocol-bot --help.")
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        return _refuse(f"The setting PROTOCOL_BOT_{name} is wrong: {first['msg']}.")
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return 0


def _refuse(line: str) -> int:
    """One line on stderr that says what is wrong and how to mend it."""
    print(f"protocol-bot: {' '.join(line.split())}", file=sys.stderr)  # noqa: T201 - our voice
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
