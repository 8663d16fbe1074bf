"""What is odd: texts, JSON, and edits that make a sound payload or a sound file odd.

An edit is drawn without the thing that it is made in, so one list of edits fits every payload.
"""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, assert_never

from hypothesis import strategies as st

SPECIMENS = (
    *("", " ", "\0", "\ud800", "\u202e", "\ufeff", "\x1b[2J", "\r\n", "0", "-1", "1e999", "NaN"),
    *(
        "null",
        "٣٤٥",
        "½",
        "ǅ",
        "ß" * 40,
        "é" * 40,
        "👩‍👩‍👧" * 20,
        "x" * 1001,
        "9" * 5000,
        "[" * 300,
    ),
    *("../../etc/passwd", "%00", "<!channel>", "<@U0ANN>", "<at>Protocol Bot</at>", "&lt;p&gt;"),
    *(
        "*_~`",
        "{}",
        "{0}",
        "%s",
        "clause 9.9.9",
        "deadline enquiry-reply 31/02/2026",
        "route press",
    ),
    *("more", "help", "thanks", "2026-11-20", "T" * 200, "https://example.org/" + "a/" * 50),
)
CHARACTERS = st.one_of(
    st.characters(), st.sampled_from("\0\t\n\r\u00a0\u200b\u200d\u202e\ud800\udfff<>@&#|*_`~[]{}")
)
TEXTS = st.one_of(st.sampled_from(SPECIMENS), st.text(CHARACTERS, max_size=40))

_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from((2**63, -(2**63) - 1, 10**400)),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
)
JSON = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
PLACES = st.integers(0, 2**20)  # which of the places in a payload or a file, counted round


class How(StrEnum):
    """What an edit does at its place."""

    REPLACE = "replace"
    REMOVE = "remove"
    WRAP = "wrap"
    REPEAT = "repeat"


@dataclass(frozen=True)
class Edit:
    """What is done at a place, and with which odd value."""

    place: int
    how: How
    value: Any


def edits(values: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[list[Edit]]:
    """One edit or a few."""
    one = st.builds(Edit, PLACES, st.sampled_from(How), values)
    return st.lists(one, min_size=1, max_size=most)


JSON_EDITS = edits(JSON)
Place = tuple[Any, Any]  # an object or an array, and a key or a number in it


def edited(payload: dict[str, Any], made: Sequence[Edit]) -> dict[str, Any]:
    """A copy of a payload with the edits made in it, one after another."""
    odd = copy.deepcopy(payload)
    for edit in made:
        places = list(_places(odd))
        if places:
            _edit(places[edit.place % len(places)], edit)
    return odd


def _places(value: Any) -> Iterator[Place]:  # noqa: ANN401 - JSON is whatever it is
    """Each place in a value, from the outside in."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


def _edit(place: Place, edit: Edit) -> None:
    holder, key = place
    match edit.how:
        case How.REPLACE:
            holder[key] = edit.value
        case How.REMOVE:
            del holder[key]
        case How.WRAP:
            holder[key] = [holder[key]]
        case How.REPEAT:
            holder[key] = {"again": holder[key], "odd": edit.value}
        case _:
            assert_never(edit.how)


def edited_bytes(octets: bytes, made: Sequence[Edit]) -> bytes:
    """Bytes with the edits made in them: cut short, overwritten, a byte lost, a part repeated.

    The values of these edits are bytes.
    """
    odd = octets
    for edit in made:
        at = edit.place % (len(odd) + 1)
        match edit.how:
            case How.REPLACE:
                odd = odd[:at] + edit.value + odd[at + len(edit.value) :]
            case How.REMOVE:
                odd = odd[:at] + odd[at + 1 :]
            case How.WRAP:
                odd = odd[:at]
            case How.REPEAT:
                odd = odd[:at] + edit.value + odd[at:]
            case _:
                assert_never(edit.how)
    return odd


def edited_lines(text: str, made: Sequence[Edit]) -> str:
    """A text with the edits made in its lines. The values of these edits are texts."""
    lines = text.split("\n")
    for edit in made:
        at = edit.place % len(lines)
        match edit.how:
            case How.REPLACE:
                lines[at] = edit.value
            case How.REMOVE:
                del lines[at]
                lines = lines or [""]
            case How.WRAP:
                lines[at] = f"{lines[at]}{edit.value}"
            case How.REPEAT:
                lines.insert(at, lines[len(lines) // 2])
            case _:
                assert_never(edit.how)
    return "\n".join(lines)
