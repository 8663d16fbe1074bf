"""What names a quotation for good: council, version and clauses, `southend@3f9a1c2b7d04:9.2.12`.

It holds all that it takes to find the words again: no database knows it, and none is needed.
"""

import re
from dataclasses import dataclass

from bot import wording
from bot.errors import BadRequest
from retrieval.version import DIGITS, SHORT

FORM = re.compile(
    r"(?P<council>[a-z0-9][a-z0-9-]*)@(?P<digest>[0-9a-f]+)"
    r"(?::(?P<labels>[a-z0-9][a-z0-9.-]*(?:\+[a-z0-9][a-z0-9.-]*)*))?"
)
LONGEST = 4_000  # characters; more than every label of a protocol would be a slip of the hand


@dataclass(frozen=True)
class QuoteReference:
    """A council's slug, at least the first SHORT hex digits of a digest, and clause labels.

    An answer that quotes nothing has no labels.
    """

    council: str
    digest: str
    labels: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = f"{self.council}@{self.digest}"
        return f"{named}:{'+'.join(self.labels)}" if self.labels else named


def read_reference(typed: str) -> QuoteReference:
    """The reference as people type or paste it, case, blanks and the end of a sentence aside.

    Raises BadRequest for anything else, and for a digest that is cut short.
    """
    found = FORM.fullmatch("".join(typed[:LONGEST].split()).rstrip(".,;").casefold())
    if found is None:
        raise BadRequest(wording.NO_REFERENCE)
    digest = found["digest"]
    if not SHORT <= len(digest) <= DIGITS:
        problem = wording.DIGEST_LENGTH.format(short=SHORT, whole=DIGITS, digits=len(digest))
        raise BadRequest(problem)
    labels = dict.fromkeys(found["labels"].split("+")) if found["labels"] else ()
    return QuoteReference(found["council"], digest, tuple(labels))
