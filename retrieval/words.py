"""Text -> the stems that BM25 compares, so that `cllrs' enquiries` meets `Councillor enquiry`."""

import re

import Stemmer

SNOWBALL = Stemmer.Stemmer("english")
WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
MARKS = str.maketrans("‘’`", "'''")

# Words that stand in nearly every question or clause and tell none from another. "not", "only",
# "must", "when", "who" and "how" are kept: in rules and questions they carry meaning.
EMPTY = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is"),
        *("it", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these"),
        *("they", "this", "to", "was", "will", "with"),
    }
)

# What people type, and the words a protocol uses for it in any council.
WRITTEN_OUT = {
    "cllr": "councillor", "cllrs": "councillor", "clr": "councillor", "member": "councillor",
    "members": "councillor", "mtg": "meeting", "mtgs": "meeting", "mo": "monitoring officer",
    "cex": "chief executive", "ceo": "chief executive", "info": "information", "doc": "document",
    "docs": "document", "comms": "communication", "exec": "executive", "dept": "department",
    "staff": "officer", "employee": "officer", "employees": "officer", "reporter": "press",
    "journalist": "press", "journo": "press", "paper": "press", "media": "press",
}  # fmt: skip


def stems(text: str) -> list[str]:
    """The stems of `text` in order, empty words left out and short forms written out."""
    found = (word.removesuffix("'s") for word in WORD.findall(text.casefold().translate(MARKS)))
    full = (one for word in found for one in WRITTEN_OUT.get(word, word).split())
    return [stem(word) for word in full if word not in EMPTY and len(word) > 1]


def stem(word: str) -> str:
    """`word` without its English endings: crude, but alike for question and clause."""
    return str(SNOWBALL.stemWord(word))
