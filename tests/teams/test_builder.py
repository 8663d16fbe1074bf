"""Microsoft's keys are kept, and asked for again no more often than they can have changed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession
from botbuilder.core import Middleware, TurnContext
from botbuilder.schema import Activity as BuilderActivity

from bot.teams.builder import AFTER_FAILURE, ASK_AGAIN, KEYS_LAST, BuilderWire
from bot.teams.builder import Keys as MicrosoftsKeys
from bot.teams.wire import Malformed, Turn, Unauthorised
from tests.teams.connector import RecordingConnector
from tests.teams.keys import BARE_KEY_ID, KEY_ID, OTHER_KEY_ID, WEBCHAT_KEY_ID, Keys
from tests.teams.payloads import Person


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    seconds: float = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """The clock of the keys below."""
    return Clock()


@pytest.fixture
def known(session: ClientSession, keys: Keys, clock: Clock) -> MicrosoftsKeys:
    """The keys as the wire knows them."""
    return MicrosoftsKeys(session, keys.url, clock)


async def refused(known: MicrosoftsKeys, key_id: object) -> bool:
    try:
        await known.get(key_id)
    except Unauthorised:
        return True
    return False


async def test_keys_are_fetched_once_for_all_who_ask(known: MicrosoftsKeys, keys: Keys) -> None:
    await asyncio.gather(*[known.get(KEY_ID) for _ in range(20)])
    await known.get(KEY_ID)
    assert keys.asked == 1


async def test_a_rotated_key_is_found_without_a_restart(
    known: MicrosoftsKeys, keys: Keys, clock: Clock
) -> None:
    await known.get(KEY_ID)
    keys.published = {OTHER_KEY_ID: ["msteams"]}
    clock.seconds += ASK_AGAIN
    await known.get(OTHER_KEY_ID)
    assert await refused(known, KEY_ID)
    assert keys.asked == 2


async def test_unknown_keys_are_asked_for_once_in_five_minutes(
    known: MicrosoftsKeys, keys: Keys, clock: Clock
) -> None:
    for _ in range(10):
        assert await refused(known, "made-up")
    assert keys.asked == 1
    clock.seconds += ASK_AGAIN
    assert await refused(known, "made-up")
    assert keys.asked == 2


async def test_keys_are_fetched_again_after_a_day(
    known: MicrosoftsKeys, keys: Keys, clock: Clock
) -> None:
    await known.get(KEY_ID)
    clock.seconds += KEYS_LAST - 1
    await known.get(KEY_ID)
    assert keys.asked == 1
    del keys.published[KEY_ID]
    clock.seconds += 1
    assert await refused(known, KEY_ID)
    assert keys.asked == 2


async def test_keys_that_are_held_outlive_a_failure(
    known: MicrosoftsKeys, keys: Keys, clock: Clock
) -> None:
    await known.get(KEY_ID)
    keys.broken = True
    clock.seconds += KEYS_LAST
    for _ in range(5):
        await known.get(KEY_ID)
    assert keys.asked == 2


async def test_keys_that_never_came_are_soon_asked_for_again(
    known: MicrosoftsKeys, keys: Keys, clock: Clock
) -> None:
    keys.broken = True
    for _ in range(5):
        assert await refused(known, KEY_ID)
    assert keys.asked == 1
    keys.broken = False
    clock.seconds += AFTER_FAILURE
    await known.get(KEY_ID)


@pytest.mark.parametrize("key_id", [WEBCHAT_KEY_ID, BARE_KEY_ID, "", None, 5, ["signs"]])
async def test_only_keys_that_are_endorsed_for_teams_count(
    known: MicrosoftsKeys, key_id: object
) -> None:
    assert await refused(known, key_id)


async def test_where_there_are_no_keys_nobody_is_let_in(
    session: ClientSession, clock: Clock
) -> None:
    assert await refused(MicrosoftsKeys(session, "http://127.0.0.1:1/", clock), KEY_ID)


class Greeter(Middleware):  # type: ignore[misc] # botbuilder ships no types
    """A council's own middleware: it says something before the handler does."""

    async def on_turn(self, context: TurnContext, logic: Callable[[], Awaitable[None]]) -> None:
        said = await context.send_activity("First of all.")
        await context.update_activity(BuilderActivity(id=said.id, type="message", text="First."))
        await logic()


async def test_a_middleware_has_its_place_and_its_words_go_out_as_ours_do(
    keys: Keys, connector: RecordingConnector, wire: BuilderWire, ann: Person
) -> None:
    async def handle(turn: Turn) -> None:
        await turn.send({"type": "message", "text": "Then this."})

    wire.turns.use(Greeter())
    await wire.take(keys.bearer(connector.url), ann.says("hello"), handle)
    assert [one.text for one in connector.screen] == ["First.", "Then this."]


async def test_an_activity_that_botbuilders_model_does_not_take_is_malformed(
    keys: Keys, wire: BuilderWire, ann: Person
) -> None:
    async def handle(_turn: Turn) -> None:
        pytest.fail("it came through")

    odd = {**ann.says("hello"), "timestamp": "yesterday"}
    with pytest.raises(Malformed):
        await wire.take(keys.bearer(odd["serviceUrl"]), odd, handle)
