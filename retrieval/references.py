"""Which defined terms a clause uses, and where its cross-references lead."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TypeVar

from retrieval.clause import Clause, Reference
from retrieval.council import Council, OutsideDocument, Term
from retrieval.grammar import NUMBER

POINTED = rf"{NUMBER}(?:[a-z]\b)?"  # with the letter of `section 100F`, which no protocol numbers
POINTER = re.compile(
    rf"\b(?:(?:sections?|paragraphs?|clauses?)\s+|(?:in|see)\s+(?={NUMBER.replace('*', '+')}))"
    rf"(?P<numbers>{POINTED}(?:(?:,\s*|\s+and\s+|\s+or\s+|\s+to\s+){POINTED})*)"
    r"(?P<elsewhere>(?:\(\w+\))*\s+of\s+(?!th(?:e|is)\s+protocol\b))?",
    re.IGNORECASE,
)
BLANK = "…"

Named = TypeVar("Named", OutsideDocument, Term)
Forms = Sequence[tuple[str, Named]]
Found = tuple[int, Reference]


def with_references(
    clauses: Iterable[Clause], sections: Mapping[str, str], council: Council
) -> Iterator[Clause]:
    """The clauses, each with the terms it uses and its references, in the order of its words.

    `sections` are the numbered headings: number -> heading as printed. A number that leads nowhere,
    or into another document that council.toml does not name ("section 5 of the Localism Act"),
    gives a Reference in which neither `clause`, `section` nor `document` is set; `corpus check`
    reports it.
    """
    clauses = tuple(clauses)
    printed = {one.printed: one.label for one in clauses if one.printed}
    labels = printed | {one.label: one.label for one in clauses}
    documents, terms = _longest_first(council.document), _longest_first(council.term)
    for clause in clauses:
        outside, rest = _outside(clause.text, documents)
        found = sorted([*outside, *_inside(rest, labels, sections)], key=lambda pair: pair[0])
        used = _used(clause.text, terms)
        yield replace(
            clause,
            terms=tuple(one.term for one in council.term if one.term in used),
            references=tuple(one for _, one in found),
        )


def _used(text: str, terms: Forms[Term]) -> set[str]:
    """The terms that a text uses. "Chief Executive" is no use of the term "Executive"."""
    used = set()
    for form, term in terms:
        if _standing(form, text):
            used.add(term.term)
            text = _blank(form, text)
    return used


def _outside(text: str, documents: Forms[OutsideDocument]) -> tuple[list[Found], str]:
    """The documents that a text names, each with its place, and the text with those names blank."""
    found: list[Found] = []
    for form, document in documents:
        if standing := _standing(form, text):
            found.append((standing.start(), _reference(form, document)))
            text = _blank(form, text)
    return found, text


def _reference(form: str, document: OutsideDocument) -> Reference:
    if document.heading:
        return Reference(form, section=document.heading)
    return Reference(form, document=document.name)


def _inside(text: str, labels: Mapping[str, str], sections: Mapping[str, str]) -> Iterator[Found]:
    for pointer in POINTER.finditer(text):
        words = text[pointer.start() : pointer.end("numbers")]
        for number in re.findall(POINTED, pointer["numbers"], re.IGNORECASE):
            if pointer["elsewhere"]:
                lead = Reference(words)
            elif number in labels:
                lead = Reference(words, clause=labels[number])
            else:
                lead = Reference(words, section=sections.get(number, ""))
            yield pointer.start(), lead


def _longest_first(named: Iterable[Named]) -> Forms[Named]:
    """Every form under which they stand in clauses, the longest first."""
    forms = ((form, one) for one in named for form in one.says)
    return sorted(forms, key=lambda pair: -len(pair[0]))


def _blank(form: str, text: str) -> str:
    """`text` with `form` blanked, every other word where it was."""
    return _whole(form).sub(lambda words: BLANK * len(words[0]), text)


def _standing(form: str, text: str) -> re.Match[str] | None:
    # Most forms are nowhere in a text: that is quickly seen.
    return _whole(form).search(text) if _first_word(form) in text else None


@cache
def _first_word(form: str) -> str:
    return form.split(maxsplit=1)[0]


@cache
def _whole(form: str) -> re.Pattern[str]:
    """`form` as whole words, whatever white space stands between them."""
    words = r"\s+".join(re.escape(word) for word in form.split())
    return re.compile(rf"(?<!\w){words}(?!\w)")
