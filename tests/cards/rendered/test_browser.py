"""The browser finds each fault that a card may have: what it passes was really looked at."""

from pathlib import Path
from typing import Any

import pytest

from bot.card_elements import (
    card,
    container,
    execute,
    folded,
    heading,
    paragraph,
    rich,
    run,
    separated,
    set_in,
)
from tests.cards.rendered import browser as chromium
from tests.cards.rendered.browser import THEMES, Browser, Theme

LONG = "word " * 60


def of(*body: dict[str, Any]) -> dict[str, Any]:
    return card([*body], speak="a card")


def problems(browser: Browser, shown: dict[str, Any], theme: Theme = "light") -> str:
    (seen,) = browser.look([shown], theme=theme)
    return "\n".join(seen.problems)


@pytest.mark.parametrize("theme", THEMES)
def test_a_sound_card_has_no_fault(browser: Browser, theme: Theme) -> None:
    body = [heading("Due Monday"), separated(set_in([paragraph(LONG)]))]
    shown = of(*body, *folded("more", "More", "Show more", [paragraph("more of it")]))
    (seen,) = browser.look([shown], theme=theme)
    assert seen.problems == ()
    assert seen.quoted == (LONG.strip(),)
    assert ("more of it" in seen.words, "more of it" in seen.opened) == (False, True)


@pytest.mark.parametrize(
    ("element", "fault"),
    [
        ({"type": "Carousell"}, 'the renderer says: Unknown element type "Carousell"'),
        (paragraph("x") | {"spacing": "Huge"}, 'the renderer says: Invalid value "Huge"'),
        ({"type": "TextBlock", "text": LONG}, "is wider than its place"),
        ({"type": "TextBlock", "text": LONG, "wrap": True, "maxLines": 1}, "than its place"),
        (rich(run("w" * 300)), "than its place"),
        (container([paragraph("x")]) | {"minHeight": "1px", "isVisible": False, "id": "never"},
         'no button shows the part "never"'),
        ({"type": "TextBlock", "text": "[here](https://evil.example)"}, "is a link: here"),
        (rich(run("barely") | {"color": "Warning"}), "has a contrast of 1.4"),
        ({"type": "ActionSet", "actions": [execute("v", "", {})]}, "no name for a screen reader"),
        ({"type": "ActionSet", "actions": [execute("v", LONG, {})]}, "is wider than its place"),
        ({"type": "Image", "url": "https://evil.example/a.png", "altText": "a dot"},
         "asks for https://evil.example/a.png"),
        (container([paragraph("x")]) | {"backgroundImage": "https://evil.example/b.png"},
         "asks for https://evil.example/b.png"),
        ({"type": "Input.Text", "id": "x"}, "no name for a screen reader"),
        (container([paragraph("x")], style="emphasis"), "has no bar beside it: x"),
    ],
)  # fmt: skip
def test_a_fault_is_found(browser: Browser, element: dict[str, Any], fault: str) -> None:
    assert fault in problems(browser, of(paragraph("sound"), element))


def test_colours_are_judged_in_each_theme(browser: Browser) -> None:
    shown = of(rich(run("white or black") | {"color": "Light"}))
    assert "has a contrast of 1.0" in problems(browser, shown, "light")
    assert problems(browser, shown, "dark") == ""


def test_the_page_outlives_a_card_that_breaks_it(browser: Browser) -> None:
    with pytest.raises(AssertionError):
        browser.look([{"type": "AdaptiveCard", "version": "1.5", "body": 7}, None])  # type: ignore[list-item]
    assert problems(browser, of(paragraph("sound"))) == ""


def test_what_is_missing_is_named_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "without node, chromium" in chromium.missing()
    assert "npm ci --prefix tests/cards" in chromium.missing()


@pytest.mark.parametrize(("value", "must"), [("true", True), ("1", True), ("", False)])
def test_in_continuous_integration_nothing_is_left_out(
    monkeypatch: pytest.MonkeyPatch, value: str, *, must: bool
) -> None:
    monkeypatch.setenv("CI", value)
    assert chromium.must_draw() is must
