"""Questions that a protocol does not answer: from them it is learned when to say so."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retrieval.errors import CorpusError
from retrieval.tables import read_text

FILE = "unanswerable.jsonl"
Words = Annotated[str, Field(min_length=1)]


class Unanswerable(BaseModel):
    """A line of unanswerable.jsonl: a question that no clause of a council's protocol answers.

    `council` is its slug, "" where no protocol on councillor/officer relations answers it. `kind`
    says what makes it one, `why` what the protocol is silent on or which clause only comes near.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    question: Words
    kind: Words
    council: str = ""
    why: str = ""

    def concerns(self, council: str) -> bool:
        """Whether the protocol of this council is known to be silent on it."""
        return self.council in {"", council}


def read_unanswerable(corpus: Path) -> tuple[Unanswerable, ...]:
    """The questions of a corpus folder that nothing answers, in file order; none without a file.

    Raises CorpusError with the file and the line that is no `Unanswerable`, that repeats a question
    of its council, or that is not UTF-8.
    """
    path = corpus / FILE
    lines = read_text(path, "add it").split("\n") if path.is_file() else []
    found: dict[tuple[str, str], Unanswerable] = {}
    for number, raw in enumerate(lines, start=1):
        if raw.strip():
            line = _line(path, number, raw)
            key = line.council, line.question.casefold()
            if key in found:
                raise CorpusError(path, number, f'"{line.question}" stands on an earlier line')
            found[key] = line
    return tuple(found.values())


def texts(unanswerable: Sequence[Unanswerable]) -> tuple[str, ...]:
    """The questions, each once."""
    return tuple(dict.fromkeys(one.question for one in unanswerable))


def _line(path: Path, number: int, raw: str) -> Unanswerable:
    try:
        return Unanswerable.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        raise CorpusError(path, number, f"{where}: {first['msg']}") from None
