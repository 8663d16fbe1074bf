"""`protocol-bot serve` turns to nobody but the platforms of its open doors."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from pydantic import SecretStr
from yarl import URL

from bot.settings import Settings
from tests.slack.recording import RecordingSlack
from tests.slack.test_serve import served
from tests.slack.workspace import ANN, SOUTHEND
from tests.teams.connector import RecordingConnector
from tests.teams.keys import APP_ID, APP_TENANT, Entra, Keys
from tests.teams.payloads import SOUTHEND as TENANT
from tests.teams.payloads import Person
from tests.teams.screen import settled

WATCHED = Path(__file__).parent / "watched"
QUESTION = "can I attend a party group meeting?"


@dataclass
class Platforms:
    """The platforms, each on a port of this machine."""

    slack: RecordingSlack
    connector: RecordingConnector
    keys: Keys
    entra: Entra

    @property
    def ports(self) -> set[int]:
        """The ports on which they are."""
        known = (self.slack.api_url, self.connector.url, self.keys.url, self.entra.url)
        return {URL(url).port or 0 for url in known}


@pytest.fixture
async def platforms(tmp_path: Path) -> AsyncIterator[Platforms]:
    """Slack and Microsoft, as far as the bot meets them."""
    async with AsyncExitStack() as stack:
        yield Platforms(
            await stack.enter_async_context(RecordingSlack(SOUTHEND)),
            await stack.enter_async_context(RecordingConnector()),
            await stack.enter_async_context(Keys()),
            await stack.enter_async_context(Entra(tmp_path)),
        )


@pytest.fixture
def notes(bare: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where a process that is started notes whom it turns to."""
    file = tmp_path / "notes"
    bare.setenv("PYTHONPATH", str(WATCHED))
    bare.setenv("WATCHED", str(file))
    return file


def noted(file: Path, *kinds: str) -> set[tuple[str, ...]]:
    """The host and port of each note of these kinds."""
    lines = [line.split() for line in file.read_text(encoding="utf-8").splitlines()]
    return {tuple(line[1:]) for line in lines if line[0] in kinds}


@pytest.mark.model
async def test_a_bot_with_both_doors_open_turns_to_slack_and_microsoft_alone(
    platforms: Platforms,
    notes: Path,
    bare: pytest.MonkeyPatch,
    tmp_path: Path,
    real_index: Path,
) -> None:
    bare.setenv("REQUESTS_CA_BUNDLE", str(platforms.entra.certificate))
    settings = Settings(
        slack_signing_secret=SecretStr(platforms.slack.signing_secret),
        slack_bot_token=SecretStr(SOUTHEND.bot_token),
        slack_api_url=platforms.slack.api_url,
        teams_app_id=APP_ID,
        teams_app_type="SingleTenant",
        teams_app_tenant=APP_TENANT,
        teams_app_password=SecretStr("hush"),
        teams_tenants=TENANT.id,
        teams_openid_url=platforms.keys.url,
        teams_login_url=platforms.entra.url,
        store=f"sqlite:///{tmp_path / 'store.db'}",
        council="southend",
        port=unused_port(),
    )
    async with served(settings, real_index) as bot:
        mention = platforms.slack.member(SOUTHEND, ANN).mentions(QUESTION)
        await platforms.slack.send(f"{bot.address}/slack/events", mention)
        await platforms.slack.shown.until(1)
        ann = Person(TENANT, "Ann", platforms.connector.url)
        bearer = {"Authorization": platforms.keys.bearer(ann.service_url)}
        url = f"{bot.address}/api/messages"
        async with aiohttp.request("POST", url, json=ann.says(QUESTION), headers=bearer) as reply:
            assert reply.status == 200
        await settled(platforms.connector)
    reached = noted(notes, "socket.connect", "socket.sendto", "socket.sendmsg")
    assert {int(port) for _, port in reached} == platforms.ports
    assert {host for host, _ in reached} == {"127.0.0.1"}
    looked_up = {host for host, *_ in noted(notes, "socket.getaddrinfo", "socket.gethostbyname")}
    assert looked_up <= {"127.0.0.1", "localhost"}
    assert noted(notes, "subprocess.Popen", "os.exec", "os.posix_spawn") == set()


def test_what_leaves_the_machine_would_be_noted_and_refused(notes: Path) -> None:
    script = "import socket; socket.create_connection(('192.0.2.1', 443), timeout=1)"
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script], env=os.environ, capture_output=True, text=True, check=False
    )
    assert "is not of this machine" in done.stderr
    assert noted(notes, "socket.getaddrinfo") == {("192.0.2.1",)}
