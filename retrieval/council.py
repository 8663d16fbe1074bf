"""A council's own page of the corpus: its names, its document, its terms and its contacts."""

import datetime as dt
import re
from enum import StrEnum
from pathlib import Path

from pydantic import field_validator

from retrieval.tables import TableRow, parse, read_toml


class Nation(StrEnum):
    """Whose bank holidays a council keeps."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern-ireland"


# An address that a browser opens over TLS: a host with a dot in it, and no user's name before it.
HTTPS = re.compile(r"https://(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d+)?(?:[/?#][!-~]*)?", re.IGNORECASE)
DATE = re.compile(r"(?:\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)?")
LONGEST_URL = 2_000  # characters; a chat platform's link takes 3,000


class Document(TableRow):
    """The protocol as a document: `cited_as` opens every citation.

    `version` is the document's own name for itself, `date` the day, month or year that it states,
    in ISO form; empty where it has none. `amended` is the day of the latest amendment. `url` is
    where it is published, in https; empty where that is not known.
    """

    title: str
    cited_as: str
    version: str = ""
    date: str = ""
    amended: dt.date | None = None
    url: str = ""

    @property
    def amendment(self) -> str:
        """The words "as amended on 21 May 2026"; none where no amendment is known."""
        return f"as amended on {self.amended.day} {self.amended:%B %Y}" if self.amended else ""

    @field_validator("date")
    @classmethod
    def _stated(cls, date: str) -> str:
        if not DATE.fullmatch(date):
            raise ValueError("write it as 2026, 2026-05 or 2026-05-21, or leave it empty")
        return date

    @field_validator("url")
    @classmethod
    def _published(cls, url: str) -> str:
        if url and (len(url) > LONGEST_URL or not HTTPS.fullmatch(url)):
            raise ValueError("write an address that begins with https://, or leave it empty")
        return url


class Silent(TableRow):
    """Whom the protocol says to ask about what it does not cover, and the words that say so."""

    ask: str
    clause: str
    evidence: str
    judgement: str = ""
    contact: str = ""


class Term(TableRow):
    """A term with a fixed meaning: `says` as it stands in the clauses, `also` as people type it."""

    term: str
    says: tuple[str, ...]
    clause: str = ""
    also: tuple[str, ...] = ()


class OutsideDocument(TableRow):
    """A law, code or rule that clauses name; `heading` when it is a part of this very document."""

    name: str
    says: tuple[str, ...]
    heading: str = ""


class Contact(TableRow):
    """A person to ask: empty until the council fills it in."""

    id: str
    role: str
    name: str = ""
    address: str = ""


class Closure(TableRow):
    """A day on which the council's offices are closed, with the reason."""

    date: dt.date
    reason: str


class Council(TableRow):
    """A council as `council.toml` has it."""

    slug: str
    name: str
    short_name: str
    nation: Nation
    protocol: Document
    silent: Silent
    term: tuple[Term, ...] = ()
    document: tuple[OutsideDocument, ...] = ()
    contact: tuple[Contact, ...] = ()
    closure: tuple[Closure, ...] = ()

    def citation(self, label: str) -> str:
        """How a clause of this council's protocol is cited, on one line."""
        document = ", ".join(filter(None, (self.protocol.cited_as, self.protocol.amendment)))
        return f"{self.name}, {document}, clause {label}"

    def contact_for(self, contact_id: str) -> Contact | None:
        """The contact of that id, if the council lists one."""
        return next((one for one in self.contact if one.id == contact_id), None)


def read_council(folder: Path) -> Council:
    """The council of a corpus folder. Raises CorpusError when council.toml is missing or wrong."""
    path = folder / "council.toml"
    return parse(Council, read_toml(path), path, 0)
