"""Names as people type them, matched to names we know: exactly, or with "did you mean"."""

from collections.abc import Collection

from rapidfuzz import fuzz, process

from bot import wording
from bot.errors import UnknownName

CLOSE = 70.0  # rapidfuzz ratio, 0 to 100; below it a suggestion would only puzzle


def match_name(typed: str, known: Collection[str], noun: str, listing: str) -> str:
    """The known name that was typed, case, spaces and hyphens aside.

    `noun` says what it is a name of, `listing` the command that lists them all. Raises UnknownName
    with up to three suggestions.
    """
    if typed in known:
        return typed
    names = {_plain(name): name for name in known}
    if (found := names.get(_plain(typed))) is not None:
        return found
    meant = _did_you_mean(typed, names)
    told = wording.NO_SUCH_NAME.format(noun=noun, typed=typed, meant=meant).strip()
    raise UnknownName(told, listing, noun)


def _did_you_mean(typed: str, names: dict[str, str]) -> str:
    close = process.extract(
        _plain(typed), list(names), scorer=fuzz.WRatio, limit=3, score_cutoff=CLOSE
    )
    suggestions = [names[plain] for plain, _, _ in close]
    return wording.DID_YOU_MEAN.format(names=" or ".join(suggestions)) if suggestions else ""


def _plain(name: str) -> str:
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
