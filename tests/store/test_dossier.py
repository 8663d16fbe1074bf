"""What is kept about a person is found by their user id wherever it stands, and erased there."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.asker import Asker
from bot.store import rate, threads
from bot.store.dossier import Dossier, Erased, Role, Said, Sought, dossiers, erase
from bot.store.feedback import Feedback, keep, listed
from bot.store.installations import Installations
from bot.store.pseudonym import Pseudonyms
from bot.store.recent import Recent
from tests.doubles import PSEUDONYMS
from tests.store.contender import NOW
from tests.store.traces import QUESTION, THREAD, Whose, everything, leave_traces

pytestmark = pytest.mark.asyncio

USER = "U012ABC"
HERE, THERE, TEAMS = ("slack", "T1"), ("slack", "T2"), ("teams", "t-3")
ROWS = {"people": 1, "questions": 1, "said": 1, "rates": 1}
EARLIER = NOW - timedelta(seconds=20)


def whose(where: tuple[str, str], user: str = USER) -> Whose:
    """Where a person's traces are, and under which alias."""
    return (*where, PSEUDONYMS.person(*where, user))


async def test_a_dossier_holds_all_that_was_left(engine: AsyncEngine) -> None:
    await leave_traces(engine, whose(HERE), EARLIER)
    assert await rate.allowed(engine, *whose(HERE), NOW)
    assert await dossiers(engine, PSEUDONYMS, Sought(USER)) == (
        Dossier(
            *HERE,
            role=Role(Asker.OFFICER, EARLIER),
            questions=(Recent(QUESTION, "southend", EARLIER),),
            said=(Said(QUESTION, EARLIER),),
            asked=(EARLIER, NOW),
            installed=(),
        ),
    )


async def test_texts_of_every_thread_are_told_oldest_first(engine: AsyncEngine) -> None:
    platform, tenant, user = whose(HERE)
    for number, thread in enumerate([THREAD, user, THREAD]):
        at = NOW + timedelta(seconds=number)
        await threads.remember(engine, platform, tenant, thread, user, f"{number}?", at)
    (dossier,) = await dossiers(engine, PSEUDONYMS, Sought(USER))
    assert [one.text for one in dossier.said] == ["0?", "1?", "2?"]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(USER), [HERE, THERE, TEAMS]),
        (Sought(USER.lower()), [HERE, THERE, TEAMS]),
        (Sought(USER, "slack"), [HERE, THERE]),
        (Sought(USER, "slack", "T2"), [THERE]),
        (Sought(USER, "slack", "t2"), [THERE]),
        (Sought(USER, tenant="T-3"), [TEAMS]),
        (Sought(USER, "teams", "T1"), []),
        (Sought(USER, "slack", "T9"), []),
        (Sought("U0NOBODY"), []),
    ],
)
async def test_a_person_is_looked_for_in_each_tenant_that_is_asked_for(
    engine: AsyncEngine, sought: Sought, found: list[tuple[str, str]]
) -> None:
    for where in (HERE, THERE, TEAMS):
        await leave_traces(engine, whose(where))
    seen = await dossiers(engine, PSEUDONYMS, sought)
    assert [(one.platform, one.tenant) for one in seen] == found
    erased = await erase(engine, PSEUDONYMS, sought)
    assert list(erased) == [Erased(*where, ROWS) for where in found]
    assert await dossiers(engine, PSEUDONYMS, sought) == ()
    assert len(await dossiers(engine, PSEUDONYMS, Sought(USER))) == 3 - len(found)


async def test_what_is_kept_about_others_is_neither_shown_nor_erased(engine: AsyncEngine) -> None:
    await leave_traces(engine, whose(HERE, "U0OTHER"))
    assert await dossiers(engine, PSEUDONYMS, Sought(USER)) == ()
    assert await erase(engine, PSEUDONYMS, Sought(USER)) == ()
    assert len(await dossiers(engine, PSEUDONYMS, Sought("U0OTHER"))) == 1


async def test_under_another_key_nobody_is_found(engine: AsyncEngine) -> None:
    await leave_traces(engine, whose(HERE))
    assert await dossiers(engine, Pseudonyms(b"another"), Sought(USER)) == ()


async def test_who_installed_the_app_is_told_so_and_that_stays(engine: AsyncEngine) -> None:
    made = Installations("client", engine, [Fernet.generate_key().decode()])
    at = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    then = at.timestamp()
    for one in (
        Installation(user_id=USER, app_id="A1", team_id="T1", installed_at=then),
        Installation(user_id=USER, app_id="A1", enterprise_id="E1", installed_at=then),
    ):
        await made.async_save(one)
    seen = await dossiers(engine, PSEUDONYMS, Sought(USER.lower()))
    told = [(one.platform, one.tenant, one.installed, one.role) for one in seen]
    assert told == [("slack", "E1", (at,), None), ("slack", "T1", (at,), None)]
    assert await erase(engine, PSEUDONYMS, Sought(USER)) == ()
    assert await dossiers(engine, PSEUDONYMS, Sought(USER)) == seen


async def test_what_is_erased_is_nowhere_in_the_files_while_others_have_the_store_open(
    engine: AsyncEngine,
) -> None:
    await leave_traces(engine, whose(HERE))
    await keep(engine, *HERE, Feedback("f1", NOW, "southend", "another question?", (), "up"))
    assert QUESTION in await everything(engine)
    await erase(engine, PSEUDONYMS, Sought(USER))
    text = await everything(engine)
    assert QUESTION not in text
    assert whose(HERE)[2] not in text
    assert len(await listed(engine)) == 1
