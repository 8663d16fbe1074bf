"""Proof that a protocol.md holds every word of its source, once, in order and unaltered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from retrieval.errors import CorpusError
from retrieval.grammar import Kind, source_words
from retrieval.protocols import Protocol
from retrieval.tables import read_text


@dataclass(frozen=True)
class Account:
    """What a protocol holds, as counted while it was proved."""

    slug: str
    clauses: int
    words: int
    furniture_lines: int
    repaired: tuple[str, ...]
    gaps: tuple[str, ...]
    damaged: tuple[str, ...]


def prove(protocol: Protocol) -> Account:
    """The account of a protocol whose every word is accounted for.

    Compares the words of source.txt with those of headings, lead-ins, furniture, printed numbers,
    clauses and tables. Raises CorpusError at the first word that differs.
    """
    words = sum(1 for _ in _pairs(protocol))
    return Account(
        slug=protocol.slug,
        clauses=len(protocol.clauses),
        words=words,
        furniture_lines=sum(line.kind is Kind.FURNITURE for line in protocol.lines),
        repaired=tuple(_repair(one.label, one.printed) for one in protocol.repaired),
        gaps=protocol.gaps,
        damaged=tuple(one.label for one in protocol.clauses if one.damaged),
    )


def places(protocol: Protocol) -> dict[str, int]:
    """The 1-based line of source.txt on which each clause begins, by label.

    Proves the protocol on the way: raises CorpusError as `prove` does.
    """
    begun: dict[int, int] = {}  # line of protocol.md -> line of source.txt
    for ours, theirs in _pairs(protocol):
        begun.setdefault(ours.line, theirs.line)
    return {one.label: _first(begun, one.line) for one in protocol.clauses}


def _first(begun: Mapping[int, int], line: int) -> int:
    """Where a clause begins: its printed number, or its words where it has none."""
    return begun[min(own for own in begun if own >= line)]


@dataclass(frozen=True)
class _Word:
    text: str
    line: int
    number: bool = False


END = _Word("", 0)


def _pairs(protocol: Protocol) -> Iterator[tuple[_Word, _Word]]:
    """Each of our words with theirs. Raises CorpusError at the first that differs."""
    ours_and_theirs = zip_longest(
        _our_words(protocol), _their_words(protocol.folder), fillvalue=END
    )
    for ours, theirs in ours_and_theirs:
        if not _same(ours, theirs):
            path = protocol.folder / "protocol.md"
            raise CorpusError(path, ours.line, _difference(ours, theirs))
        yield ours, theirs


def _our_words(protocol: Protocol) -> Iterator[_Word]:
    for line in protocol.lines:
        for text in line.source_words:
            yield _Word(text, line.number, number=line.opening is not None)


def _their_words(folder: Path) -> Iterator[_Word]:
    source = read_text(folder / "source.txt", "put the document as published here")
    for line, text in source_words(source):
        yield _Word(text, line)


def _same(ours: _Word, theirs: _Word) -> bool:
    """Equal words; a clause's number may carry the full stop that ends it in print (`8.`)."""
    return ours.text == theirs.text or (ours.number and f"{ours.text}." == theirs.text)


def _difference(ours: _Word, theirs: _Word) -> str:
    if ours is END:
        return f'ends before "{theirs.text}" (source.txt line {theirs.line})'
    if theirs is END:
        return f'"{ours.text}" stands after the end of source.txt'
    return f'has "{ours.text}" where source.txt line {theirs.line} has "{theirs.text}"'


def _repair(label: str, printed: str) -> str:
    return f"{label} (printed {printed})" if printed else f"{label} (not printed)"
