"""At DEBUG on every logger, and in the text of a fault, stands nothing that anybody said."""

import logging
import traceback
from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import threads
from bot.store.events import claim, finish
from bot.store.feedback import Feedback, keep, listed
from bot.store.installations import Installations, OAuthStates
from bot.store.recent import recent, remember
from tests.store.contender import NOW
from tests.store.traces import ME, THREAD

pytestmark = pytest.mark.asyncio

QUESTION = "may my brother-in-law chair the panel?"
COMMENT = "the clause on close associates is missing"
EVENT = "event-of-the-brother-in-law"
TOKEN = "xoxb-of-the-workspace"  # noqa: S105 - nobody's
HERE = ("slack", "T1", THREAD, ME[2])
KEY = Fernet.generate_key().decode()

Said = Callable[[], str]


@pytest.fixture
def said(engine: AsyncEngine, caplog: pytest.LogCaptureFixture) -> Said:
    """All that any logger that there is says at DEBUG, with everything that a record holds."""
    assert engine
    for name in ("root", *logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, None if name == "root" else name)
    return lambda: "\n".join(f"{one.getMessage()} {one.__dict__}" for one in caplog.records)


async def test_no_question_comment_key_or_token_is_logged(engine: AsyncEngine, said: Said) -> None:
    await remember(engine, *ME, QUESTION, "southend", NOW)
    assert len(await recent(engine, *ME)) == 1
    await threads.remember(engine, *HERE, QUESTION, NOW)
    assert len(await threads.earlier(engine, *HERE, NOW)) == 1
    await keep(engine, "slack", "T1", Feedback("f1", NOW, "s", QUESTION, (), "down", "", COMMENT))
    assert len(await listed(engine)) == 1
    await claim(engine, EVENT, NOW)
    await finish(engine, EVENT, NOW)
    installations = Installations("client", engine, [KEY])
    await installations.async_save(Installation(user_id="U1", team_id="T1", app_id="A1"))
    await installations.async_save(
        Installation(user_id="U1", team_id="T1", app_id="A1", bot_token=TOKEN)
    )
    assert await installations.async_find_bot(enterprise_id=None, team_id="T1")
    await installations.async_reseal()
    states = OAuthStates(engine)
    state = await states.async_issue()
    assert await states.async_consume(state)
    assert "INSERT INTO questions" in said()
    assert _told(said(), state) == []


async def test_a_fault_tells_its_statement_and_no_value(engine: AsyncEngine, said: Said) -> None:
    async with engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE questions")
    with pytest.raises(DBAPIError) as broken:
        await remember(engine, *ME, QUESTION, "southend", NOW)
    logging.getLogger("door").error("apology 17", exc_info=broken.value)
    report = "".join(traceback.format_exception(broken.value))
    assert "DELETE FROM questions" in report
    assert _told(report) == []
    assert _told(said()) == []


def _told(text: str, *more: str) -> list[str]:
    """The secrets that a text tells."""
    return [secret for secret in (QUESTION, COMMENT, EVENT, TOKEN, KEY, *more) if secret in text]
