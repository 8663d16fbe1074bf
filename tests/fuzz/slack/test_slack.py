"""Whatever Slack's door is sent, it answers with no fault of its own, and no word is logged."""

import json
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzz.conftest import WORD, Unheard, apologies
from tests.fuzz.odd import JSON, JSON_EDITS, PLACES, TEXTS, Edit, edited, edited_bytes, edits
from tests.fuzz.profile import fuzzed
from tests.fuzz.slack.conftest import Doorstep
from tests.slack import signed
from tests.slack.payloads import Member, kind_of
from tests.slack.shown import Given
from tests.slack.signed import FORM
from tests.slack.workspace import ANN, SOUTHEND

JSON_KIND = "application/json"
WHOLE = TEXTS.map(lambda text: text.encode(errors="replace").decode())  # as a form holds them
How = Callable[[Member, str], Given]
HOW: tuple[How, ...] = (
    lambda ann, text: ann.mentions(text),
    lambda ann, text: ann.writes(text),
    lambda ann, text: ann.types(f"/protocol {text}"),
    lambda ann, text: ann.types(f"/deadline enquiry-reply {text}"),
    lambda ann, text: ann.uses("which_clause", text),
)
REFUSED = {400, 401, 404, 408, 413, 415}
HEADERS = st.dictionaries(
    st.sampled_from(
        (
            *(
                "X-Slack-Request-Timestamp",
                "X-Slack-Signature",
                "Content-Type",
                "X-Slack-Retry-Num",
            ),
            *("Content-Encoding", "Cookie", "X-Forwarded-For", "Accept-Encoding", "Range"),
        )
    ),
    st.text(
        st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30
    ),
    max_size=3,
)


def as_bytes(text: str) -> bytes:
    """A text's bytes, also of what is no character."""
    return text.encode(errors="surrogatepass")


def packed(odd: Given, like: Given) -> tuple[bytes, str]:
    """The body and kind of an odd payload, encoded as Slack encodes that which it was made from."""
    kind = kind_of(like)
    if kind == "events_api":
        return json.dumps(odd).encode(), JSON_KIND
    form = odd if kind == "slash_commands" else {"payload": json.dumps(odd)}
    return urlencode(form, errors="surrogatepass").encode(), FORM


@fuzzed(150)
@given(which=PLACES, made=JSON_EDITS)
async def test_odd_payloads(
    doorstep: Doorstep, unheard: Unheard, which: int, made: list[Edit]
) -> None:
    payload = doorstep.acts[which % len(doorstep.acts)]()
    body, kind = packed(edited(payload, made), payload)
    assert (await doorstep.sent(body, kind)).status in {200, *REFUSED}
    unheard()


@pytest.mark.parametrize("name", ["event", "view", "actions"])
@pytest.mark.parametrize("odd", ["x", 5, True])
async def test_a_part_of_another_shape_is_400(
    doorstep: Doorstep, unheard: Unheard, name: str, odd: object
) -> None:
    payloads = [act() for act in doorstep.acts]
    for payload in (one for one in payloads if name in one):
        body, kind = packed(payload | {name: odd}, payload)
        assert (await doorstep.sent(body, kind)).status == 400
    unheard()


@fuzzed(60)
@given(text=WHOLE, how=st.sampled_from(HOW))
async def test_whatever_people_type_is_answered_without_an_apology(
    doorstep: Doorstep, caplog: pytest.LogCaptureFixture, text: str, how: How
) -> None:
    slack, before = doorstep.slack, len(doorstep.slack.shown)
    body, kind = signed.encoded(how(slack.member(SOUTHEND, ANN), f"{WORD} {text}"))
    assert (await doorstep.sent(body, kind)).status == 200
    await slack.shown.until(before + 1)
    assert not apologies(caplog)
    assert not slack.refused
    assert WORD not in caplog.text


@fuzzed(80)
@given(
    body=st.one_of(
        st.binary(max_size=300), TEXTS.map(as_bytes), JSON.map(json.dumps).map(as_bytes)
    ),
    kind=st.sampled_from((JSON_KIND, FORM)),
)
async def test_odd_bodies(doorstep: Doorstep, unheard: Unheard, body: bytes, kind: str) -> None:
    assert (await doorstep.sent(body, kind)).status in {200, *REFUSED}
    unheard()


@fuzzed(60)
@given(which=PLACES, made=edits(st.binary(max_size=6)))
async def test_bodies_damaged_on_their_way(
    doorstep: Doorstep, unheard: Unheard, which: int, made: list[Edit]
) -> None:
    body, kind = signed.encoded(doorstep.acts[which % len(doorstep.acts)]())
    assert (await doorstep.sent(edited_bytes(body, made), kind)).status in {200, *REFUSED}
    unheard()


@fuzzed(60)
@given(which=PLACES, odd=HEADERS)
@example(which=0, odd={"X-Slack-Request-Timestamp": "9" * 4000})
async def test_odd_headers(
    doorstep: Doorstep, unheard: Unheard, which: int, odd: dict[str, str]
) -> None:
    body, kind = signed.encoded(doorstep.acts[which % len(doorstep.acts)]())
    assert (await doorstep.sent(body, kind, **odd)).status in {200, *REFUSED}
    unheard()
