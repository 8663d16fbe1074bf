"""What Slack sends for a text -> the text as it was typed."""

import re

REFERENCE = re.compile(r"<(?P<kind>[@#!]?)(?P<what>[^<|>]*)(?:\|(?P<shown>[^<>]*))?>")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # Slack escapes these three, no others


def as_typed(text: str) -> str:
    """The text with Slack's marks undone: links and channels as they read, people left out."""
    text = REFERENCE.sub(_read, text)
    for written, meant in ENTITIES:
        text = text.replace(written, meant)
    return text


def _read(reference: re.Match[str]) -> str:
    """A mention, a channel, "@channel" or a link, as people see it."""
    kind, what, shown = reference["kind"], reference["what"], reference["shown"]
    match kind:
        case "@":
            return " "
        case "#":
            return f"#{shown or what}"
        case "!":
            return shown or f"@{what}"
        case _:
            return shown or what.removeprefix("mailto:").removeprefix("tel:")
