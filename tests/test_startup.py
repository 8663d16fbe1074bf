"""Start-up names all that is missing, each with its cure, before anything is opened."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from socket import create_server

import pytest
from aiohttp.test_utils import unused_port
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import func, select

from bot import wording
from bot.desk import Desk
from bot.rulebook import Library
from bot.settings import Settings
from bot.startup import doors, look
from bot.store.engine import open_store
from bot.store.schema import events
from retrieval.errors import IndexUnfit
from tests.slack.recording import RecordingSlack
from tests.slack.test_serve import served as serving
from tests.slack.workspace import SOUTHEND
from tests.specimens import nothing

Set = Callable[..., Settings]

OPENED = Path(__file__).parent / "opened"


@pytest.fixture
def desk(library: Library) -> Desk:
    """A desk that finds nothing."""
    return Desk(library, nothing)


@pytest.fixture
def over(tmp_path: Path, bare: pytest.MonkeyPatch) -> Set:
    """Settings of the Playground's door, with which nothing is amiss; with changes."""
    assert bare

    def settings(**changed: object) -> Settings:
        known = {"store": f"sqlite:///{tmp_path / 'store.db'}", "port": unused_port()}
        return Settings.model_validate(known | changed)

    return settings


async def faults(
    settings: Settings, ready: Callable[[], Desk], *, playground: bool = False
) -> list[str]:
    """All that start-up finds amiss."""
    found = await look(settings, ready, playground=playground)
    await found.close()
    return found.faults


async def test_nothing_is_said_where_nothing_is_amiss(over: Set, desk: Desk) -> None:
    settings = over(
        council="southend",
        public_url="https://bot.example.org",
        store_keys=SecretStr(Fernet.generate_key().decode()),
        user_key=SecretStr("k" * 32),
    )
    assert await faults(settings, lambda: desk, playground=True) == []


async def test_all_that_is_amiss_is_named_in_one_go(over: Set, tmp_path: Path) -> None:
    def unfit() -> Desk:
        raise IndexUnfit("The index is of another corpus; run `protocol-bot index`.")

    (tmp_path / "file").touch()
    with create_server(("127.0.0.1", 0)) as other:
        settings = over(
            slack_bot_token=SecretStr("xoxb-hush"),
            teams_app_id="no-id",
            public_url="http://bot.example.org",
            store_keys=SecretStr("hush"),
            user_key=SecretStr("hush"),
            store=f"sqlite:///{tmp_path / 'file' / 'store.db'}",
            port=other.getsockname()[1],
        )
        told = await faults(settings, unfit)
    fitting = [
        "The Slack door needs PROTOCOL_BOT_SLACK_SIGNING_SECRET",
        "The Teams door needs PROTOCOL_BOT_TEAMS_APP_TYPE",
        "PROTOCOL_BOT_TEAMS_APP_ID has no-id",
        "PROTOCOL_BOT_PUBLIC_URL is no https address",
        "A key to seal tokens with is not a Fernet key",
        "The index is of another corpus",
        f"The store sqlite+aiosqlite:///{tmp_path}/file/store.db cannot be opened",
        "The key in PROTOCOL_BOT_USER_KEY is shorter",
        f"Cannot listen on 127.0.0.1:{settings.port}",
    ]
    assert [known for known, one in zip(fitting, told, strict=True) if known in one] == fitting
    assert "hush" not in " ".join(told)


async def test_without_a_door_there_is_nothing_to_serve(over: Set, desk: Desk) -> None:
    assert await faults(over(), lambda: desk) == [wording.NO_DOOR]
    assert doors(over()) == [wording.NO_DOOR]
    assert doors(over(), playground=True) == []


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://bot.example.org", True),
        ("https://bot.example.org/below/", True),
        ("http://127.0.0.1:3000", True),
        ("http://bot.example.org", False),
        ("bot.example.org", False),
        ("https://", False),
        ("https://[", False),
        ("ftp://127.0.0.1", False),
    ],
)
async def test_a_public_address_is_one_that_platforms_can_use(
    over: Set, desk: Desk, url: str, *, fits: bool
) -> None:
    told = await faults(over(public_url=url), lambda: desk, playground=True)
    assert told == ([] if fits else [wording.PUBLIC_URL])


async def test_each_council_that_is_mistyped_is_named_once(over: Set, desk: Desk) -> None:
    settings = over(council="southern", slack_councils="hastings,southern", teams_councils="hasty")
    told = await faults(settings, lambda: desk, playground=True)
    assert [one for one in told if "southern" in one] == told[:1]
    assert "hasty" in told[1]


@pytest.mark.parametrize("host", ["203.0.113.1", "no-such-host.invalid"])
async def test_an_address_that_is_not_this_machines_is_named(
    over: Set, desk: Desk, host: str
) -> None:
    (told,) = [
        one
        for one in await faults(over(host=host), lambda: desk, playground=True)
        if "Playground" not in one
    ]
    assert f"Cannot listen on {host}" in told


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
async def test_a_port_that_is_free_is_free_afterwards(over: Set, desk: Desk, host: str) -> None:
    settings = over(host=host)
    for _ in range(2):
        assert await faults(settings, lambda: desk, playground=True) == []


async def test_the_store_is_written_to_and_nothing_stays(over: Set, desk: Desk, url: str) -> None:
    settings = over(store=url, user_key=SecretStr("k" * 32))
    assert await faults(settings, lambda: desk, playground=True) == []
    store = await open_store(url)
    try:
        async with store.connect() as connection:
            assert await connection.scalar(select(func.count()).select_from(events)) == 0
    finally:
        await store.dispose()


async def test_a_store_that_can_only_be_read_is_named(
    over: Set, desk: Desk, postgresql: str
) -> None:
    await (await open_store(postgresql)).dispose()
    options = "options=-c%20default_transaction_read_only%3Don"
    store = f"{postgresql}{'&' if '?' in postgresql else '?'}{options}"
    settings = over(store=store, user_key=SecretStr("k" * 32))
    (told,) = await faults(settings, lambda: desk, playground=True)
    assert "cannot be written to" in told
    assert "read-only transaction" in told


async def test_postgresql_without_a_key_for_people_is_named(
    over: Set, desk: Desk, postgresql: str
) -> None:
    (told,) = await faults(over(store=postgresql), lambda: desk, playground=True)
    assert "PROTOCOL_BOT_USER_KEY is needed" in told


async def test_slack_is_asked_about_tokens_only_once_the_doors_are_whole(
    over: Set, desk: Desk
) -> None:
    async with RecordingSlack(SOUTHEND) as slack:
        known = {
            "slack_bot_token": SecretStr("xoxb-mistyped"),
            "slack_api_url": slack.api_url,
        }
        (told,) = await faults(over(**known), lambda: desk)
        assert "SIGNING_SECRET" in told
        assert not slack.calls
        whole = known | {"slack_signing_secret": SecretStr(slack.signing_secret)}
        (told,) = await faults(over(**whole), lambda: desk)
        assert "PROTOCOL_BOT_SLACK_BOT_TOKEN (invalid_auth)" in told


def served(index: Path, store: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`protocol-bot serve --check` in a process of its own."""
    settings = {
        "INDEX": str(index),
        "STORE": f"sqlite:///{store}",
        "PORT": str(unused_port()),
        "COUNCIL": "southend",
    }
    known = {key: value for key, value in os.environ.items() if not key.startswith("PROTOCOL_BOT")}
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "bot", "serve", "--check", *options],
        env=known | {f"PROTOCOL_BOT_{name}": value for name, value in settings.items()},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_check_names_each_thing_in_a_line_and_builds_no_index(tmp_path: Path) -> None:
    done = served(tmp_path / "index", tmp_path / "store.db")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"protocol-bot: {one}" for one in (wording.NO_DOOR, wording.NO_INDEX_YET)
    ]
    assert not (tmp_path / "index").exists()


@pytest.mark.model
def test_a_check_says_that_all_is_there(tmp_path: Path, real_index: Path) -> None:
    done = served(real_index, tmp_path / "store.db", "--playground")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{wording.ALL_THERE}\n", "")


@pytest.mark.model
async def test_the_store_is_opened_once_and_the_releases_corpus_read_once(
    over: Set, bare: pytest.MonkeyPatch, tmp_path: Path, real_index: Path
) -> None:
    notes = tmp_path / "notes"
    bare.setenv("PYTHONPATH", str(OPENED))
    bare.setenv("OPENED", str(notes))
    settings = over()
    async with serving(settings, real_index, "--playground") as one:
        assert await one.stop(signal.SIGTERM) == 0
    opened = Counter(notes.read_text(encoding="utf-8").splitlines())
    assert opened[f"sqlite3.connect {settings.store.removeprefix('sqlite:///')}"] == 1
    release = real_index / "releases" / (real_index / "current").read_text().strip()
    for file in release.glob("corpus/**/*.jsonl"):
        assert opened[f"open {file}"] == 2, file  # once for its digest, once for what it says
