"""The manifest names what the door listens to, promises what it does, and asks for nothing else."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot import wording
from bot.request import ClauseWanted, DeadlineWanted, HelpWanted, Known, Request, RouteWanted, read
from bot.settings import Settings
from bot.teams import names
from bot.teams.package import FOLDER, SCHEMA, problems, read_sources

SLACK_MANIFEST = Path(__file__).parents[2] / "deploy" / "slack" / "manifest.json"
RUNBOOK = FOLDER / "README.md"
MICROSOFTS = "b4b311031e1a086e47815b68160664790250362ad85351f4c3dca4730fa5529d"
COMPOSE_TITLE = 32  # characters that Teams shows of a message extension's command
KNOWN = Known(rules=("enquiry-reply",), matters=("officer-conduct",))


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """The manifest before it is made out to a council."""
    return read_sources().manifest


@pytest.fixture(scope="module")
def bot(manifest: dict[str, Any]) -> dict[str, Any]:
    """Its bot."""
    (bot,) = manifest["bots"]
    return dict(bot)


@pytest.fixture(scope="module")
def extension(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Its message extension's commands, by id."""
    (extension,) = manifest["composeExtensions"]
    return {one["id"]: one for one in extension["commands"]}


def commands(bot: dict[str, Any], trigger: str) -> list[dict[str, Any]]:
    """The commands that this sign brings up; each sign has one list."""
    (listed,) = [one for one in bot["commandLists"] if one["triggers"] == [trigger]]
    return list(listed["commands"])


def test_the_bot_is_for_people_channels_and_group_chats(bot: dict[str, Any]) -> None:
    assert set(bot["scopes"]) == {"personal", "team", "groupChat"}
    assert not bot["isNotificationOnly"]


def test_each_command_is_listed_where_the_bot_is_mentioned_and_under_the_slash(
    bot: dict[str, Any],
) -> None:
    mentioned = [one for one in commands(bot, "mention") if "prompt" not in one]
    for listed in (mentioned, commands(bot, "slash")):
        assert tuple(one["title"] for one in listed) == names.COMMANDS
        assert all(one["description"] for one in listed)


def test_slash_commands_are_private_as_they_say(bot: dict[str, Any]) -> None:
    (listed,) = [one for one in bot["commandLists"] if one["triggers"] == ["slash"]]
    assert set(listed["scopes"]) == {"team", "groupChat"}  # a personal chat is private anyway
    assert bot["supportsTargetedMessages"]
    assert all("only you see" in one["description"] for one in listed["commands"])


def test_the_prompts_are_those_that_every_platform_suggests(bot: dict[str, Any]) -> None:
    prompts = [one for one in commands(bot, "mention") if one.get("type") == "prompt"]
    assert tuple(one["prompt"] for one in prompts) == wording.PROMPTS
    assert tuple(one["title"] for one in prompts) == wording.PROMPTS


@pytest.mark.parametrize(
    ("example", "kind"),
    [
        ("deadline enquiry-reply 20 Nov", DeadlineWanted),
        ("route officer-conduct", RouteWanted),
        ("clause 9.2.12", ClauseWanted),
        ("help", HelpWanted),
    ],
)
def test_what_the_descriptions_show_is_understood(
    bot: dict[str, Any], example: str, kind: type[Request]
) -> None:
    shown = " ".join(f"{one['title']} {one['description']}" for one in commands(bot, "mention"))
    assert example in shown
    assert isinstance(read(example, KNOWN), kind)


def test_the_message_extension_searches_and_acts_on_messages(
    extension: dict[str, dict[str, Any]],
) -> None:
    assert set(extension) == {names.SEARCH, names.WHICH_CLAUSE, names.REPLY_DUE_DATE}
    assert all(len(one["title"]) <= COMPOSE_TITLE for one in extension.values())


def test_clauses_are_searched_where_people_write(extension: dict[str, dict[str, Any]]) -> None:
    search = extension[names.SEARCH]
    assert (search["type"], search["context"]) == ("query", ["compose", "commandBox"])
    assert [one["name"] for one in search["parameters"]] == [names.SEARCH_WORDS]


@pytest.mark.parametrize("name", [names.WHICH_CLAUSE, names.REPLY_DUE_DATE])
def test_actions_on_a_message_ask_the_door_for_their_dialog(
    extension: dict[str, dict[str, Any]], name: str
) -> None:
    action = extension[name]
    assert (action["type"], action["context"]) == ("action", ["message"])
    assert action["fetchTask"]


def test_nothing_is_asked_for_that_would_let_the_bot_read_a_channel_or_a_profile(
    manifest: dict[str, Any], bot: dict[str, Any]
) -> None:
    asking = {"authorization", "permissions", "devicePermissions", "webApplicationInfo"}
    assert not asking & set(manifest)
    assert not bot["supportsFiles"]
    assert manifest["validDomains"] == []


def test_teams_and_slack_show_the_same_bot(manifest: dict[str, Any]) -> None:
    slack = json.loads(SLACK_MANIFEST.read_text(encoding="utf-8"))["display_information"]
    assert manifest["name"]["short"] == slack["name"]
    assert manifest["accentColor"] == slack["background_color"]


def test_the_schema_is_microsofts_own_and_the_one_that_the_manifest_names(
    manifest: dict[str, Any],
) -> None:
    octets = (FOLDER / SCHEMA).read_bytes()
    assert hashlib.sha256(octets).hexdigest() == MICROSOFTS
    version = json.loads(octets)["properties"]["manifestVersion"]["const"]
    assert manifest["manifestVersion"] == version
    assert f"/v{version}/" in manifest["$schema"]
    assert tuple(map(int, version.split("."))) >= (1, 29)  # the first with the slash trigger


def test_the_manifest_lacks_only_what_a_council_must_say(manifest: dict[str, Any]) -> None:
    found = dict(problems(manifest, read_sources().schema))
    assert all("stands in for" in problem for problem in found.values())
    assert found.keys() == {
        ("id",),
        ("bots", 0, "botId"),
        ("composeExtensions", 0, "botId"),
        ("developer", "name"),
        ("developer", "websiteUrl"),
        ("developer", "privacyUrl"),
        ("developer", "termsOfUseUrl"),
    }


def test_the_runbook_speaks_of_settings_that_there_are() -> None:
    said = set(re.findall(r"PROTOCOL_BOT_([A-Z_]+)", RUNBOOK.read_text(encoding="utf-8")))
    assert said
    assert said <= {name.upper() for name in Settings.model_fields}
