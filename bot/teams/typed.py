"""What Teams sends for a text -> the text as it was typed."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from typing_extensions import override

from bot.teams.wire import Activity

MENTION = re.compile(r"<at\b[^>]*>(?P<name>.*?)</at>", re.DOTALL | re.IGNORECASE)
SLASH = "/"  # a slash command may come with it
ASIDE = {"attachment", "script", "style"}  # elements that hold no words of the writer's
LINES = {"p", "div", "br", "li", "tr", "blockquote", "h1", "h2", "h3", "pre", "td"}


def as_typed(activity: Activity) -> str:
    """The text of a message: without the bot's own mention, others' by their names."""
    text, own = activity.get("text") or "", activity["recipient"]
    for entity in activity.get("entities") or []:
        written = entity.get("text")
        if entity.get("type") == "mention" and isinstance(written, str) and written:
            text = text.replace(written, _named(entity, own["id"]))
    # A mention that no entity tells of is known by its name.
    names = MENTION.sub(lambda at: " " if at["name"] == own.get("name") else at["name"], text)
    plain = unescape(names)
    return " ".join(plain.split()).removeprefix(SLASH).lstrip()


def in_words(html: str) -> str:
    """The words of a message that comes as HTML, on one line."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.words).split())


def _named(entity: dict[str, Any], own: str) -> str:
    """What stands in a text for a mention: nothing for the bot's own, a name for a person's."""
    mentioned = entity.get("mentioned")
    if not isinstance(mentioned, dict) or mentioned.get("id") == own:
        return " "
    return str(mentioned.get("name") or "") or MENTION.sub(lambda at: at["name"], entity["text"])


class _Words(HTMLParser):
    """Collects the words; what is quoted or pictured keeps its words, too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._aside = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ASIDE:
            self._aside += 1
        elif tag in LINES:
            self.words.append("\n")
        elif tag in {"emoji", "img"}:
            self.words.append(dict(attrs).get("alt") or "")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in ASIDE:
            self._aside = max(0, self._aside - 1)
        elif tag in LINES:
            self.words.append("\n")

    @override
    def handle_data(self, data: str) -> None:
        if not self._aside:
            self.words.append(data)
