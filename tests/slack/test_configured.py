"""Slack's door as it is set up: whether one is wanted, and what Slack does not take."""

import pytest
from pydantic import SecretStr

from bot.settings import Settings
from bot.slack.configured import faults, refusals, wanted
from tests.slack.recording import Fault, RecordingSlack
from tests.slack.workspace import SOUTHEND

pytestmark = pytest.mark.usefixtures("bare")


def given(slack: RecordingSlack, **tokens: str) -> Settings:
    """Settings with these tokens, and this Slack."""
    secrets = {f"slack_{name}_token": SecretStr(value) for name, value in tokens.items()}
    return Settings.model_validate({"slack_api_url": slack.api_url} | secrets)


def test_nobody_wants_a_door_of_which_nothing_is_set() -> None:
    assert not wanted(Settings())
    assert not wanted(Settings(slack_councils="southend"))
    assert wanted(Settings(slack_client_id="1.2"))


def test_a_door_that_is_whole_lacks_nothing() -> None:
    over_http = Settings(
        slack_bot_token=SecretStr("xoxb-1"), slack_signing_secret=SecretStr("hush")
    )
    over_socket = Settings(slack_bot_token=SecretStr("xoxb-1"), slack_app_token=SecretStr("xapp-1"))
    assert faults(over_http) == faults(over_socket) == []


async def test_tokens_that_slack_takes_are_not_told(slack: RecordingSlack) -> None:
    assert await refusals(given(slack)) == []
    assert await refusals(given(slack, bot=SOUTHEND.bot_token, app=slack.app_token)) == []


async def test_each_token_that_slack_does_not_take_is_told(slack: RecordingSlack) -> None:
    told = await refusals(given(slack, bot="xoxb-hush", app="xapp-hush"))
    for setting, one in zip(("BOT_TOKEN", "APP_TOKEN"), told, strict=True):
        assert f"PROTOCOL_BOT_SLACK_{setting} (invalid_auth)" in one
        assert "hush" not in one
    slack.refused.clear()


async def test_a_slack_that_cannot_say_has_refused_nothing(slack: RecordingSlack) -> None:
    slack.fail("auth.test", Fault(error="request_timeout"), times=9)
    assert await refusals(given(slack, bot="xoxb-hush")) == []
