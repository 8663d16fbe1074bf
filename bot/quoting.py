"""Words for Slack, literal: a clause word for word, split where it does not fit, never cut.

Slack reads no markup in the `text` elements of a `rich_text` block, so `<!channel>`, `<@U1>`,
`*must not*` and links in them stay words. Only this page makes such elements.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.verbatim import Run, Span, inert, quoted, spans
from retrieval.clause import Clause

Element = dict[str, Any]

LONGEST = 3_000  # characters: Slack's limit for one text; a quotation that is longer is split


def quotation(clause: Clause, highlight: Sequence[Span] = ()) -> tuple[Element, ...]:
    """The clause as `rich_text_quote` elements of at most LONGEST characters, in order.

    Every word of `clause.text` is there, in its order; `highlight`, [start, end) characters of that
    text, is bold. A bullet is shown as one, unless the source marks it itself: i), a., 1.
    """
    return tuple(_quote(piece) for piece in quoted(clause.text, highlight, LONGEST))


def words(text: str, *, bold: bool = False, italic: bool = False) -> Element:
    """A literal `text` element."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return {"type": "text", "text": inert(text)} | ({"style": style} if style else {})


def section(*elements: Element) -> Element:
    """A paragraph of a `rich_text` block."""
    return {"type": "rich_text_section", "elements": list(elements)}


def bullets(items: Iterable[Element]) -> Element:
    """A list of sections, each with a bullet."""
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items)}


def numbered(items: Iterable[Element], first: int = 1) -> Element:
    """A list of sections, numbered from `first`."""
    return {
        "type": "rich_text_list",
        "style": "ordered",
        "offset": first - 1,
        "elements": list(items),
    }


def rich(*elements: Element) -> Element:
    """A `rich_text` block."""
    return {"type": "rich_text", "elements": list(elements)}


def plain(text: str) -> Element:
    """A `plain_text` object: no markup, and `:tada:` stays seven characters."""
    return {"type": "plain_text", "text": inert(text), "emoji": False}


def small(lines: Iterable[str]) -> Iterator[Element]:
    """`context` blocks, small and grey: a line each, in as few blocks as hold them."""
    for piece in pieces("\n".join(lines)):
        yield {"type": "context", "elements": [plain(piece)]}


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of at most LONGEST characters, each ended by a line or a word."""
    return (text[start:end] for start, end in spans(text, LONGEST))


def heading(text: str) -> Element:
    """A `header` block."""
    return {"type": "header", "text": plain(text)}


def escaped(text: str) -> str:
    """The text for a message's own `text`, where Slack reads <...> as a mention or a link."""
    return inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def written(quote: Element) -> str:
    """The words of an element, without their style, as people see them."""
    return "".join(one["text"] for one in quote["elements"])


def _quote(parts: Iterable[Run]) -> Element:
    """The runs as one quotation."""
    elements = [words(text, bold=bold) for text, bold in parts]
    return {"type": "rich_text_quote", "elements": elements}
