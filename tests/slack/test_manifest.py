"""The manifest asks Slack for what the door listens to, and for nothing else."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from slack_bolt.async_app import AsyncApp
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk import Desk
from bot.rulebook import Library
from bot.slack.commands import COMMANDS
from bot.slack.door import PARTS
from bot.slack.front import SlackFront
from bot.slack.oauth import CALLBACK_PATH, SCOPES
from tests.doubles import PSEUDONYMS
from tests.slack.conftest import NOW, Finder
from tests.slack.recording import LEAST_SCOPES

Listener = Callable[..., object]
MANIFEST = Path(__file__).parents[2] / "deploy" / "slack" / "manifest.json"
EVENTS_PATH = "/slack/events"


class Ears:
    """Stands where the Bolt application stands, and remembers what is listened to."""

    def __init__(self) -> None:
        self.heard: defaultdict[str, set[str]] = defaultdict(set)

    def _hear(self, kind: str, name: str) -> Callable[[Listener], None]:
        self.heard[kind].add(name)
        return lambda _listener: None

    def event(self, name: str, **_narrower: object) -> Callable[[Listener], None]:
        return self._hear("event", name)

    def command(self, name: str) -> Callable[[Listener], None]:
        return self._hear("command", name)

    def message_shortcut(self, name: str) -> Callable[[Listener], None]:
        return self._hear("shortcut", name)

    def action(self, name: str) -> Callable[[Listener], None]:
        return self._hear("action", name)

    def view(self, name: str) -> Callable[[Listener], None]:
        return self._hear("view", name)


@pytest.fixture
def heard(library: Library, finder: Finder, store: AsyncEngine) -> dict[str, set[str]]:
    """What the door listens to, by kind."""
    ears, front = Ears(), SlackFront(Desk(library, finder), store, lambda: NOW, PSEUDONYMS)
    for part in PARTS:
        part.register(cast("AsyncApp", ears), front)
    return ears.heard


@pytest.fixture
def manifest() -> dict[str, Any]:
    """The manifest as it is pasted at Slack."""
    return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))


def test_the_manifest_names_the_events_that_the_door_hears(
    manifest: dict[str, Any], heard: dict[str, set[str]]
) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {one.partition(".")[0] for one in events} == heard["event"]


def test_the_manifest_names_the_commands_each_with_a_hint_that_says_help(
    manifest: dict[str, Any], heard: dict[str, set[str]]
) -> None:
    commands = {one["command"]: one for one in manifest["features"]["slash_commands"]}
    assert set(commands) == heard["command"] == set(COMMANDS)
    for command in commands.values():
        assert command["usage_hint"].endswith(" or help")
        assert command["description"]
        assert not command["should_escape"]


def test_the_manifest_names_the_shortcuts_and_all_stand_on_messages(
    manifest: dict[str, Any], heard: dict[str, set[str]]
) -> None:
    shortcuts = manifest["features"]["shortcuts"]
    assert sorted(one["callback_id"] for one in shortcuts) == sorted(heard["shortcut"])
    assert {one["type"] for one in shortcuts} == {"message"}
    assert all(len(one["name"]) <= 24 for one in shortcuts)  # Slack's limit


def test_buttons_and_modals_reach_the_door(
    manifest: dict[str, Any], heard: dict[str, set[str]]
) -> None:
    assert heard["action"]
    assert heard["view"]
    assert manifest["settings"]["interactivity"]["is_enabled"]


def test_the_manifest_asks_for_the_scopes_of_the_install_flow_and_the_stories(
    manifest: dict[str, Any],
) -> None:
    scopes = manifest["oauth_config"]["scopes"]
    assert sorted(scopes) == ["bot"]
    assert sorted(scopes["bot"]) == sorted(SCOPES) == sorted(LEAST_SCOPES)


def test_nothing_is_asked_for_that_would_let_the_bot_read_a_channel(
    manifest: dict[str, Any],
) -> None:
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {one for one in scopes if one.endswith((":history", ":read"))} == {
        "app_mentions:read",
        "im:history",
    }
    assert {one for one in events if one.startswith("message")} == {"message.im"}


def test_everything_signed_comes_to_the_one_address_that_is_served(
    manifest: dict[str, Any],
) -> None:
    settings, features = manifest["settings"], manifest["features"]
    signed = [
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        *(one["url"] for one in features["slash_commands"]),
    ]
    (address,) = set(signed)
    assert address.startswith("https://")
    base = address.removesuffix(EVENTS_PATH)
    assert manifest["oauth_config"]["redirect_urls"] == [f"{base}{CALLBACK_PATH}"]


def test_people_talk_to_an_agent_in_its_messages_tab(manifest: dict[str, Any]) -> None:
    features = manifest["features"]
    assert features["agent_view"]["agent_description"]
    assert "assistant_view" not in features
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert not manifest["settings"]["socket_mode_enabled"]
