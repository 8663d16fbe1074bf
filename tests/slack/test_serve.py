"""`protocol-bot serve`: what is amiss is told in one line; what was begun is answered."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from socket import create_server

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.__main__ import main
from bot.desk import Desk
from bot.errors import BadRequest
from bot.rulebook import Library
from bot.serve import serve
from bot.settings import Settings
from bot.slack.oauth import INSTALL_PATH
from bot.startup import look
from bot.store.engine import open_store
from tests.conftest import Given
from tests.slack.conftest import Finder, dawdle
from tests.slack.recording import Fault, RecordingSlack
from tests.slack.workspace import ANN, SOUTHEND

QUESTION = "can I attend a party group meeting?"
PREFIX = "PROTOCOL_BOT_"
BOT, SIGNING, APP = "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"
CLIENT, SECRET = "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ((BOT,), (SIGNING,)),
        ((SIGNING,), (BOT,)),
        ((APP,), (BOT,)),
        ((CLIENT,), (SIGNING, SECRET, "STORE_KEYS")),
        ((CLIENT, SECRET, SIGNING), ("STORE_KEYS",)),
    ],
)
def test_a_door_that_is_set_up_half_way_names_what_is_missing_in_one_line(
    bare: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    library: Library,
    given: tuple[str, ...],
    missing: tuple[str, ...],
) -> None:
    for name in given:
        bare.setenv(PREFIX + name, "something")
    assert main(["serve"], partial(Given, library)) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert " and ".join(PREFIX + name for name in missing) in line
    assert not [name for name in given if PREFIX + name in line]
    assert "something" not in line


@pytest.fixture
def desk(library: Library, finder: Finder) -> Desk:
    """A desk whose search takes no time."""
    return Desk(library, finder)


@asynccontextmanager
async def opened(
    settings: Settings,
    desk: Desk,
    number: signal.Signals = signal.SIGTERM,
    *,
    playground: bool = False,
) -> AsyncIterator[str]:
    """`serve` in this process; its start-up line, and a signal to it at the end."""
    said: asyncio.Queue[str] = asyncio.Queue()
    store = await open_store(settings.store)
    serving = asyncio.ensure_future(
        serve(settings, desk, store, said.put_nowait, playground=playground)
    )
    try:
        async with asyncio.timeout(5):
            line = await said.get()
            yield line
            os.kill(os.getpid(), number)
            await serving
    finally:
        await store.dispose()


Set = Callable[..., Settings]


@pytest.fixture
def over(slack: RecordingSlack, tmp_path: Path, bare: pytest.MonkeyPatch) -> Set:
    """Settings for Slack over HTTP or Socket Mode, with changes."""
    assert bare

    def settings(mode: str = "http", **changed: object) -> Settings:
        way = {
            "http": {"slack_signing_secret": SecretStr(slack.signing_secret)},
            "socket": {"slack_app_token": SecretStr(slack.app_token)},
        }
        known = {
            "slack_bot_token": SecretStr(SOUTHEND.bot_token),
            "slack_api_url": slack.api_url,
            "store": f"sqlite:///{tmp_path / 'serve.db'}",
            "council": "southend",
            "port": unused_port(),
        }
        return Settings.model_validate(known | way[mode] | changed)

    return settings


@pytest.mark.parametrize(
    ("mode", "token"),
    [
        ("http", "slack_bot_token"),
        ("socket", "slack_bot_token"),
        ("socket", "slack_app_token"),
    ],
)
async def test_a_token_that_slack_does_not_take_is_told_before_anything_opens(
    slack: RecordingSlack, over: Set, desk: Desk, mode: str, token: str
) -> None:
    settings = over(mode, **{token: SecretStr("xoxb-mistyped")})
    found = await look(settings, lambda: desk)
    await found.close()
    (told,) = found.faults
    assert f"PROTOCOL_BOT_{token.upper()} (invalid_auth)" in told
    assert "mistyped" not in told
    assert slack.refused.pop()[1] == "invalid_auth"


async def test_a_door_opens_and_answers_while_slack_cannot_say_whose_the_token_is(
    slack: RecordingSlack, over: Set, desk: Desk
) -> None:
    slack.fail("auth.test", Fault(error="request_timeout"), times=9)
    settings = over()
    async with opened(settings, desk) as line:
        assert line.startswith("Open: Slack over HTTP")
        door = f"http://127.0.0.1:{settings.port}/slack/events"
        await slack.send(door, slack.member(SOUTHEND, ANN).mentions(QUESTION))
        await slack.shown.until(1)


async def test_a_desk_that_is_ready_is_asked_nothing_more_while_the_door_opens(
    over: Set, desk: Desk, finder: Finder
) -> None:
    async with opened(over(), desk):
        assert finder.asked == []


async def test_the_app_is_installed_in_a_browser_over_socket_mode_too(
    slack: RecordingSlack, over: Set, desk: Desk
) -> None:
    settings = over(
        "socket",
        slack_bot_token=SecretStr(""),
        slack_client_id=slack.client_id,
        slack_client_secret=SecretStr(slack.client_secret),
        store_keys=SecretStr(Fernet.generate_key().decode()),
    )
    async with opened(settings, desk):
        async with aiohttp.request(
            "GET", f"http://127.0.0.1:{settings.port}{INSTALL_PATH}"
        ) as page:
            assert slack.client_id in await page.text()
        async with aiohttp.request(
            "POST", f"http://127.0.0.1:{settings.port}/slack/events"
        ) as none:
            assert none.status == 404


async def test_a_port_that_is_taken_is_told_with_the_settings_that_change_it(
    over: Set, desk: Desk, store: AsyncEngine
) -> None:
    with create_server(("127.0.0.1", 0)) as other:
        settings = over(port=other.getsockname()[1])
        with pytest.raises(BadRequest, match="set PROTOCOL_BOT_HOST or PROTOCOL_BOT_PORT"):
            await serve(settings, desk, store, print)


async def page(settings: Settings, path: str) -> tuple[int, str]:
    """The status and the text of a page of the served process."""
    url = f"http://127.0.0.1:{settings.port}{path}"
    async with aiohttp.request("GET", url) as answered:
        return answered.status, await answered.text()


async def readiness(settings: Settings, status: int) -> str:
    """What stands on /readyz once it has this status."""
    while True:
        found, told = await page(settings, "/readyz")
        if found == status:
            return told
        await asyncio.sleep(0.05)


async def test_an_open_door_is_ready_and_what_it_answers_is_counted(
    slack: RecordingSlack, over: Set, desk: Desk
) -> None:
    settings = over()
    async with opened(settings, desk):
        assert await page(settings, "/readyz") == (200, '{"status": "ready", "missing": []}')
        door = f"http://127.0.0.1:{settings.port}/slack/events"
        slack.fail("chat.postMessage", Fault(status=500))
        await slack.send(door, slack.member(SOUTHEND, ANN).mentions(QUESTION))
        await slack.shown.until(1)
        await slack.calls.quiet(0.1)
        _, metrics = await page(settings, "/metrics")
        labels = 'council="southend",door="slack",kind="quotation"'
        assert f"protocol_bot_answers_total{{{labels}}} 1.0" in metrics
        assert 'protocol_bot_answers_under_way{door="slack"} 0.0' in metrics
        assert 'protocol_bot_platform_retries_total{platform="slack"} 1.0' in metrics


async def test_a_door_over_socket_mode_is_ready_once_slack_is_connected(
    slack: RecordingSlack, over: Set, desk: Desk
) -> None:
    slack.fail("apps.connections.open", Fault(delay=0.2))
    settings = over("socket")
    async with opened(settings, desk):
        assert await page(settings, "/readyz") == (
            503,
            '{"status": "not ready", "missing": ["slack"]}',
        )
        await slack.socket.opened.until(1)
        await readiness(settings, 200)


async def test_a_process_that_is_told_to_stop_says_so_while_it_goes_on_answering(
    slack: RecordingSlack, over: Set, desk: Desk
) -> None:
    settings = over(drain_seconds=60.0)
    async with opened(settings, desk):
        os.kill(os.getpid(), signal.SIGTERM)
        assert await readiness(settings, 503) == '{"status": "draining", "missing": []}'
        assert (await page(settings, "/healthz"))[0] == 200
        door = f"http://127.0.0.1:{settings.port}/slack/events"
        await slack.send(door, slack.member(SOUTHEND, ANN).mentions(QUESTION))
        await slack.shown.until(1)  # the second signal, of `opened`, ends it at once


async def test_a_council_that_is_mistyped_is_told_before_anything_opens(
    over: Set, desk: Desk, store: AsyncEngine
) -> None:
    with pytest.raises(BadRequest, match="southern"):
        await serve(over(council="southern"), desk, store, print)


@pytest.mark.parametrize("mode", ["http", "socket"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_an_answer_under_way_goes_out_before_the_process_ends(
    slack: RecordingSlack, over: Set, finder: Finder, mode: str, number: signal.Signals
) -> None:
    settings, mention = over(mode), slack.member(SOUTHEND, ANN).mentions(QUESTION)
    async with opened(settings, Desk(finder.library, finder), number):
        begun = dawdle(finder, 0.1)
        if mode == "http":
            door = f"http://127.0.0.1:{settings.port}/slack/events"
            sending: asyncio.Future[object] = asyncio.ensure_future(slack.send(door, mention))
        else:
            await slack.socket.opened.until(1)
            sending = asyncio.ensure_future(slack.socket.deliver(mention))
        await begun.wait()
        assert not slack.shown
    assert len(slack.shown) == 1
    sending.cancel()


@dataclass
class Served:
    """The command at work in a process of its own."""

    process: asyncio.subprocess.Process
    line: str
    address: str
    logged: list[str] = field(default_factory=list)  # once it has ended

    async def stop(self, number: signal.Signals) -> int:
        """Its exit status after a signal."""
        self.process.send_signal(number)
        return await self.process.wait()


@asynccontextmanager
async def served(settings: Settings, index: Path, *options: str) -> AsyncIterator[Served]:
    """`protocol-bot serve` with these settings and this index, once it has said that it is open."""
    names = settings.model_fields_set
    values = {name: getattr(settings, name) for name in names}
    shown = {
        PREFIX + name.upper(): value.get_secret_value()
        if isinstance(value, SecretStr)
        else str(value)
        for name, value in values.items()
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "serve",
        *options,
        env={**os.environ, **shown, f"{PREFIX}INDEX": str(index)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    one = Served(process, "", f"http://127.0.0.1:{settings.port}")
    try:
        async with asyncio.timeout(60):
            one.line = (await process.stdout.readline()).decode().strip()
        yield one
    finally:
        if process.returncode is None:
            process.kill()
        _, complaints = await process.communicate()
        one.logged.extend(complaints.decode().splitlines())
        assert not [line for line in one.logged if " info " not in line]


@pytest.mark.model
async def test_the_command_answers_by_the_real_encoder_until_it_is_told_to_stop(
    slack: RecordingSlack, over: Set, real_index: Path
) -> None:
    settings, ann = over(), slack.member(SOUTHEND, ANN)
    async with served(settings, real_index) as one:
        door = f"{one.address}/slack/events"
        assert one.line == wording.DOORS_OPEN.format(
            doors=wording.SLACK_OVER_HTTP.format(host=settings.host, port=settings.port)
        )
        async with aiohttp.request("GET", f"{one.address}/health") as health:
            assert (health.status, await health.json()) == (200, {"status": "ok"})
        await slack.send(door, ann.mentions(QUESTION))
        (answer,) = await slack.shown.until(1)
        assert "Clause 9.2.12" in answer.words
        slack.fail("chat.postMessage", Fault(delay=0.5))
        sending = asyncio.ensure_future(slack.send(door, ann.mentions("who may ring the press?")))
        await slack.called("chat.postMessage", 2)
        assert len(slack.shown) == 1  # the second answer is under way
        assert await one.stop(signal.SIGTERM) == 0
    assert (await sending).status == 200
    assert len(slack.shown) == 2
    assert len([line for line in one.logged if " answered reference=" in line]) == 2
