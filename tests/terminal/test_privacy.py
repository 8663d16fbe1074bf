"""`protocol-bot privacy` shows and erases what is kept about a person, and seals tokens anew."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import wording
from bot.__main__ import main
from bot.asker import Asker
from bot.store.dossier import Dossier, Role, Said, Sought
from bot.store.engine import visited
from bot.store.errors import StoreError
from bot.store.installations import Installations
from bot.store.people import keep_role
from bot.store.recent import Recent
from tests.conftest import Given, Run
from tests.doubles import PSEUDONYMS, USER_KEY

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
TOKEN = "xoxb-of-the-workspace"  # noqa: S105 - nobody's
WHEN = "Sunday 22 November 2026 at 09:30 UTC"
DOSSIER = Dossier(
    "slack",
    "T1",
    role=Role(Asker.OFFICER, AT),
    questions=(Recent("may I?", "southend", AT),),
    said=(Said("what about officers?", AT),),
    asked=(AT,),
    installed=(AT,),
)


def test_everything_that_is_kept_is_shown_and_what_cannot_be_said_last(
    given: Given, run: Run
) -> None:
    given.kept = (DOSSIER,)
    ran = run("privacy", "export", "--user", "U1")
    assert ran.status == 0
    assert ran.out.splitlines() == [
        "slack, T1",
        f"  Role: officer, chosen on {WHEN}",
        f"  Recent question, {WHEN}, of southend: may I?",
        f"  Said in a thread, {WHEN}: what about officers?",
        f"  Asked last on {WHEN}",
        f"  Installed the app on {WHEN}; this stays until the app is taken out of Slack",
        "",
        wording.FEEDBACK_NAMES_NOBODY,
    ]


def test_a_dossier_as_json_holds_all_of_it(given: Given, run: Run) -> None:
    given.kept = (DOSSIER, replace(DOSSIER, tenant="T2", role=None))
    at = AT.isoformat()
    first, second = run("privacy", "export", "--user", "U1", "--json").json
    assert first == {
        "platform": "slack",
        "tenant": "T1",
        "role": {"role": "officer", "chosen_at": at},
        "questions": [{"question": "may I?", "council": "southend", "asked_at": at}],
        "threads": [{"text": "what about officers?", "at": at}],
        "asked": [at],
        "installed": [at],
    }
    assert second == first | {"tenant": "T2", "role": None}


@pytest.mark.parametrize("command", ["export", "forget"])
def test_of_whom_nothing_is_kept_that_is_said_plainly(run: Run, command: str) -> None:
    ran = run("privacy", command, "--user", "U1")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [wording.NOTHING_KEPT, wording.FEEDBACK_NAMES_NOBODY]
    assert run("privacy", command, "--user", "U1", "--json").json == []


@pytest.mark.parametrize("command", ["export", "forget"])
@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ([], Sought("U1")),
        (["--platform", "teams"], Sought("U1", "teams")),
        (["--platform", "slack", "--tenant", " T1 "], Sought("U1", "slack", "T1")),
    ],
)
def test_a_search_is_as_wide_as_it_is_asked_for(
    given: Given, run: Run, command: str, typed: list[str], sought: Sought
) -> None:
    run("privacy", command, "--user", " U1", *typed)
    assert given.sought == [sought]


@pytest.mark.parametrize("command", ["export", "forget"])
@pytest.mark.parametrize("typed", [["--user", " "], [], ["--user", "U1", "--platform", "irc"]])
def test_what_is_asked_wrongly_is_one_line_and_touches_nothing(
    given: Given, run: Run, command: str, typed: list[str]
) -> None:
    ran = run("privacy", command, *typed)
    assert (ran.status, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert not given.sought


def test_how_many_rows_were_sealed_anew_is_said(run: Run) -> None:
    assert run("privacy", "reseal").out == f"{wording.RESEALED.format(count=2)}\n"


# ------------------------------------------------------------------ with a real store and its keys
@pytest.fixture
def store(bare: pytest.MonkeyPatch, url: str) -> str:
    """The URL of a store in which Ann has a role, and her workspace's token lies under a key."""
    bare.setenv("PROTOCOL_BOT_STORE", url)
    bare.setenv("PROTOCOL_BOT_USER_KEY", USER_KEY)
    installed = Installation(app_id="A1", team_id="T1", user_id="U0BOB", bot_token=TOKEN)

    async def fill(engine: AsyncEngine) -> None:
        ann = PSEUDONYMS.person("slack", "T1", "U0ANN")
        await keep_role(engine, "slack", "T1", ann, Asker.OFFICER, AT)
        await Installations("client", engine, [OLD]).async_save(installed)

    asyncio.run(visited(url, fill))
    return url


def token(url: str, *keys: str) -> str | None:
    """The workspace's token, read with these keys."""

    async def find(engine: AsyncEngine) -> str | None:
        store = Installations("client", engine, keys)
        bot = await store.async_find_bot(enterprise_id=None, team_id="T1")
        return bot.bot_token if bot else None

    return asyncio.run(visited(url, find))


def test_once_tokens_are_sealed_anew_the_old_key_can_go(
    store: str, bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare.setenv("PROTOCOL_BOT_STORE_KEYS", f"{NEW},{OLD}")
    assert main(["privacy", "reseal"]) == 0
    assert capsys.readouterr().out == f"{wording.RESEALED.format(count=2)}\n"
    assert token(store, NEW) == TOKEN
    with pytest.raises(StoreError):
        token(store, OLD)


@pytest.mark.parametrize(
    ("keys", "why"),
    [("", "without a key"), (NEW, "not among the settings"), ("hush", "no Fernet")],
    ids=["none", "another", "no-key"],
)
def test_a_wrong_list_of_keys_is_one_line_and_leaves_all_as_it_was(
    store: str, bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], keys: str, why: str
) -> None:
    bare.setenv("PROTOCOL_BOT_STORE_KEYS", keys)
    assert main(["privacy", "reseal"]) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    assert why.replace("no Fernet", "not a Fernet key") in err
    assert not any(key and key in err for key in (keys, OLD, TOKEN))
    assert token(store, OLD) == TOKEN


@pytest.mark.usefixtures("store")
def test_a_person_is_shown_then_forgotten_then_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    ann = ["--user", "u0ann", "--json"]
    assert main(["privacy", "export", *ann]) == 0
    (dossier,) = json.loads(capsys.readouterr().out)
    assert dossier["role"] == {"role": "officer", "chosen_at": AT.isoformat()}
    assert main(["privacy", "forget", *ann]) == 0
    (erased,) = json.loads(capsys.readouterr().out)
    assert erased["erased"] == {"people": 1, "questions": 0, "said": 0, "rates": 0}
    assert main(["privacy", "export", *ann]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.usefixtures("store")
def test_how_much_was_erased_is_said_by_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "forget", "--user", "U0ANN"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "slack, T1",
        "  Erased: role, 1",
        "  Erased: recent questions, 0",
        "  Erased: texts said in threads, 0",
        "  Erased: when they asked last, 0",
        "",
        wording.FEEDBACK_NAMES_NOBODY,
    ]


def test_with_postgresql_nobody_is_looked_for_without_a_key(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare.setenv("PROTOCOL_BOT_STORE", "postgresql://bot:hush@127.0.0.1:1/bot")
    assert main(["privacy", "export", "--user", "U0ANN"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "With PostgreSQL, PROTOCOL_BOT_USER_KEY is needed" in line


def test_a_store_that_fails_in_the_middle_is_one_line(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def spoil(engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.exec_driver_sql("DROP TABLE rates")

    asyncio.run(visited(store, spoil))
    assert main(["privacy", "forget", "--user", "U0ANN"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "failed in the middle" in line
