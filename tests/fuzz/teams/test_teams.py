"""Whatever Teams' door is sent, it answers with no fault of its own, and no word is logged."""

import json
import unicodedata
from urllib.parse import quote

import pytest
from aiohttp import ClientSession
from hypothesis import example, given
from hypothesis import strategies as st
from yarl import URL

from tests.fuzz.bounds import bounded
from tests.fuzz.conftest import WORD, Unheard, apologies
from tests.fuzz.odd import JSON, JSON_EDITS, PLACES, TEXTS, Edit, edited, edited_bytes, edits
from tests.fuzz.profile import fuzzed
from tests.fuzz.teams.conftest import Doorstep
from tests.teams.payloads import SOUTHEND, Person

HALF = "Cs"  # the category of a surrogate without its other half
REFUSED = {400, 401, 404, 413, 415}
WHERE = st.sampled_from(("personal", "groupChat", "channel"))
HEADERS = st.dictionaries(
    st.sampled_from(
        ("Authorization", "Content-Type", "Content-Encoding", "X-Forwarded-For", "Range")
    ),
    st.text(
        st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30
    ),
    min_size=1,
    max_size=3,
)
DATES = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.sampled_from(("0001-01-01", "9999-12-31", "2026-02-30", "20261120", "2026-W47-5")),
    TEXTS,
)


def as_bytes(text: str) -> bytes:
    """A text's bytes, also of what is no character."""
    return text.encode(errors="surrogatepass")


@fuzzed(150)
@given(which=PLACES, made=JSON_EDITS)
async def test_odd_activities(
    doorstep: Doorstep, unheard: Unheard, which: int, made: list[Edit]
) -> None:
    activity = edited(doorstep.acts[which % len(doorstep.acts)](), made)
    assert (await doorstep.sent(json.dumps(activity).encode())).status in {200, *REFUSED}
    unheard()


@fuzzed(60)
@given(which=PLACES, value=JSON)
async def test_an_invoke_with_any_value(
    doorstep: Doorstep, unheard: Unheard, which: int, value: object
) -> None:
    invokes = [act for act in doorstep.acts if act()["type"] == "invoke"]
    activity = invokes[which % len(invokes)]() | {"value": value}
    reply = await doorstep.sent(json.dumps(activity).encode())
    assert reply.status in {200, 400}
    assert reply.status == 400 or isinstance(json.loads(reply.body), dict)
    unheard()


@fuzzed(60)
@given(text=TEXTS, where=WHERE)
async def test_whatever_people_type_is_answered_without_an_apology(
    doorstep: Doorstep, caplog: pytest.LogCaptureFixture, text: str, where: str
) -> None:
    before = len(doorstep.connector.shown)
    said = Person(SOUTHEND, "Ann", doorstep.connector.url, where).mentions(f"{WORD} {text}")
    reply = await doorstep.sent(json.dumps(said).encode())
    if any(unicodedata.category(char) == HALF for char in text):  # JSON holds whole characters
        assert reply.status == 400
    else:
        assert reply.status == 200
        await doorstep.connector.shown.until(before + 1)
    assert not apologies(caplog)
    assert WORD not in caplog.text


@fuzzed(60)
@given(
    body=st.one_of(st.binary(max_size=300), TEXTS.map(as_bytes), JSON.map(json.dumps).map(as_bytes))
)
async def test_odd_bodies(doorstep: Doorstep, unheard: Unheard, body: bytes) -> None:
    assert (await doorstep.sent(body)).status in REFUSED
    unheard()


@fuzzed(60)
@given(which=PLACES, made=edits(st.binary(max_size=6)))
async def test_bodies_damaged_on_their_way(
    doorstep: Doorstep, unheard: Unheard, which: int, made: list[Edit]
) -> None:
    body = json.dumps(doorstep.acts[which % len(doorstep.acts)]()).encode()
    assert (await doorstep.sent(edited_bytes(body, made))).status in {200, *REFUSED}
    unheard()


@fuzzed(60)
@given(which=PLACES, odd=HEADERS)
@example(which=0, odd={"Authorization": "Bearer a.b.c"})
@example(which=0, odd={"Authorization": "Bearer " + "e30." * 900})
async def test_odd_headers(
    doorstep: Doorstep, unheard: Unheard, which: int, odd: dict[str, str]
) -> None:
    body = json.dumps(doorstep.acts[which % len(doorstep.acts)]()).encode()
    reply = await doorstep.sent(body, **odd)
    assert reply.status in {200, *REFUSED}
    assert "Authorization" not in odd or reply.status == 401
    unheard()


@fuzzed(100)
@given(
    council=st.one_of(st.just("southend"), TEXTS),
    rule=st.one_of(st.just("enquiry-reply"), TEXTS),
    start=DATES,
)
async def test_any_address_of_a_calendar_file(
    doorstep: Doorstep, unheard: Unheard, council: str, rule: str, start: str
) -> None:
    named = "/".join(quote(one, safe="", errors="surrogatepass") for one in (council, rule, start))
    url = URL(doorstep.door.url).with_path(f"/calendar/{named}.ics", encoded=True)
    with bounded():
        async with ClientSession() as anybody, anybody.get(url) as response:
            body = await response.text()
    assert response.status in {200, 400, 404}
    assert body.startswith("BEGIN:VCALENDAR") == (response.status == 200)
    unheard()
