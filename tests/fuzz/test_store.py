"""Any words are kept as they are, less what no database holds; none of them ends up in a log."""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import answers, events, feedback, recent, threads
from bot.store.answers import About
from bot.store.engine import open_store
from bot.store.feedback import Feedback
from tests.doubles import PSEUDONYMS
from tests.fuzz.bounds import bounded
from tests.fuzz.conftest import WORD, Unheard
from tests.fuzz.odd import JSON, TEXTS
from tests.fuzz.profile import fuzzed

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NAMES = st.lists(TEXTS, max_size=3).map(tuple)
GIVEN = st.builds(
    Feedback,
    id=TEXTS,
    at=st.just(NOW),
    council=st.just("southend"),
    question=TEXTS.map(lambda words: f"{WORD} {words}"),
    shown=NAMES,
    verdict=st.sampled_from(("up", "down")),
    comment=TEXTS,
)


@pytest.fixture
async def store(url: str) -> AsyncIterator[AsyncEngine]:
    """An empty store in each database."""
    opened = await open_store(url)
    yield opened
    await opened.dispose()


def held(text: str) -> str:
    """A text as both databases can hold it."""
    return text.replace("\0", "").encode(errors="replace").decode()


@fuzzed(30)
@given(tenant=TEXTS, given=GIVEN)
async def test_any_feedback_is_kept_as_it_is(
    store: AsyncEngine, unheard: Unheard, tenant: str, given: Feedback
) -> None:
    with bounded():
        await feedback.keep(store, "slack", tenant, given)
        kept = await feedback.listed(store)
    words = {name: held(getattr(given, name)) for name in ("id", "question", "comment")}
    assert asdict(given) | words in [asdict(one) for one in kept]
    unheard()


@fuzzed(30)
@given(user=TEXTS, thread=TEXTS, words=TEXTS, shown=NAMES)
async def test_any_question_is_remembered_for_its_asker(
    store: AsyncEngine,
    unheard: Unheard,
    user: str,
    thread: str,
    words: str,
    shown: tuple[str, ...],
) -> None:
    asked = f"{WORD} {words}"
    whose = PSEUDONYMS.person("slack", "T1", user)
    where = PSEUDONYMS.place("slack", "T1", thread)
    with bounded():
        await recent.remember(store, "slack", "T1", whose, asked, "southend", NOW)
        await threads.remember(store, "slack", "T1", where, whose, asked, NOW)
        await answers.remember(store, "slack", "T1", where, About("southend", asked, shown), NOW)
        newest, *_ = [one.question for one in await recent.recent(store, "slack", "T1", whose)]
        *_, last = await threads.earlier(store, "slack", "T1", where, whose, NOW)
        about = await answers.about(store, "slack", "T1", where, NOW)
    assert newest == last == held(asked)
    assert about == About("southend", held(asked), shown)
    unheard()


@fuzzed(30)
@given(key=TEXTS, days=st.integers(0, 3000))
async def test_any_event_is_claimed_once(
    store: AsyncEngine, unheard: Unheard, key: str, days: int
) -> None:
    now, named = NOW + timedelta(days=days), f"{key} {days}"
    with bounded():
        await events.claim(store, named, now)
        await events.finish(store, named, now)
        assert not await events.claim(store, named, now)
    unheard()


@fuzzed(30)
@given(odd=JSON)
async def test_what_is_no_text_is_refused_without_a_word_of_it(
    store: AsyncEngine, unheard: Unheard, odd: object
) -> None:
    given = Feedback("id", NOW, "southend", WORD, (), "up", "other", odd)  # type: ignore[arg-type] # as a door with a fault would
    try:
        with bounded():
            await feedback.keep(store, "slack", "T1", given)
    except (StatementError, AttributeError) as refused:
        assert not isinstance(odd, str)
        assert WORD not in str(refused)  # noqa: PT017 - the same
    else:
        assert isinstance(odd, str)
        assert json.dumps(odd)
    unheard()
