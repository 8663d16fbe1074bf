"""The security table, row by row: whoever is not Teams gets a status, and nothing goes out."""

import json
import logging
import time
from collections.abc import Callable, Iterator

import pytest

from bot import wording
from tests.teams.conftest import TOKEN, Doorstep, Reply
from tests.teams.connector import RecordingConnector
from tests.teams.keys import (
    APP_ID,
    BARE_KEY_ID,
    ISSUER,
    OTHER_KEY_ID,
    WEBCHAT_KEY_ID,
    Keys,
    altered,
    signed_with_public_key,
    unsigned,
)
from tests.teams.payloads import HASTINGS, STRANGERS, Person

WORD = "marmalade"  # a word of the question that nothing may log
QUESTION = f"may a councillor bring {WORD} to a party group meeting?"
JSON = "application/json"
ELSEWHERE = "https://smba.trafficmanager.net/uk/"

Forge = Callable[[Keys, str], str]


def now() -> int:
    """The second that it is: the whole suite takes longer than clocks may differ."""
    return int(time.time())


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Every logger there is, botframework's, msal's and aiohttp's too, writes all it has."""
    known = logging.root.manager.loggerDict.values()
    before = [(one, one.level) for one in known if isinstance(one, logging.Logger)]
    for one, _ in before:
        one.setLevel(logging.DEBUG)
    with caplog.at_level(logging.DEBUG):
        yield
        written = "\n".join(
            f"{one.getMessage()} {one.args} {one.exc_info}" for one in caplog.records
        )
        assert WORD not in written + caplog.text
        assert TOKEN not in written + caplog.text
        assert "eyJ" not in written  # how every token begins
    for one, level in before:
        one.setLevel(level)


def nothing_happened(doorstep: Doorstep, connector: RecordingConnector, reply: Reply) -> None:
    assert reply.body == ""
    assert doorstep.through == []
    assert connector.calls == []


async def test_teams_own_token_is_let_in(
    doorstep: Doorstep, connector: RecordingConnector, ann: Person
) -> None:
    reply = await doorstep.post(ann.says(QUESTION))
    assert reply == Reply(200, "")
    (shown,) = connector.shown
    assert (shown.conversation, shown.text) == (ann.conversation, "heard")
    assert connector.calls[0].token == TOKEN


FORGED: dict[str, Forge] = {
    "no token": lambda _keys, _url: "",
    "no scheme": lambda keys, url: keys.token(url),
    "another scheme": lambda keys, url: f"Basic {keys.token(url)}",
    "a scheme alone": lambda _keys, _url: "Bearer",
    "two tokens": lambda keys, url: f"Bearer {keys.token(url)} {keys.token(url)}",
    "garbage": lambda _keys, _url: f"Bearer {WORD}",
    "garbage in three parts": lambda _keys, _url: f"Bearer {WORD}.{WORD}.{WORD}",
    "three empty parts": lambda _keys, _url: "Bearer ..",
    "a header that is no object": lambda _keys, _url: "Bearer WzFd.e30.AA",
    "claims that are no object": lambda keys, url: (
        f"Bearer {keys.token(url).split('.')[0]}.WzFd.AA"
    ),
    "a very long one": lambda _keys, _url: "Bearer " + "x" * 7_000,
    "expired": lambda keys, url: keys.bearer(url, exp=now() - 301),
    "never expires": lambda keys, url: keys.bearer(url, exp=None),
    "expires at no time": lambda keys, url: keys.bearer(url, exp="soon"),
    "not valid yet": lambda keys, url: keys.bearer(url, nbf=now() + 330),
    "issued in the future": lambda keys, url: keys.bearer(url, iat=now() + 330),
    "wrong audience": lambda keys, url: keys.bearer(url, aud="another-app"),
    "several audiences": lambda keys, url: keys.bearer(url, aud=[APP_ID, "another-app"]),
    "no audience": lambda keys, url: keys.bearer(url, aud=None),
    "an empty audience": lambda keys, url: keys.bearer(url, aud=""),
    "wrong issuer": lambda keys, url: keys.bearer(url, iss="https://api.example.com"),
    "an issuer within ours": lambda keys, url: keys.bearer(url, iss=ISSUER[:-1]),
    "Entra for the emulator": lambda keys, url: keys.bearer(
        url,
        iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/",
        ver="1.0",
        appid=APP_ID,
    ),
    "another bot as a skill": lambda keys, url: keys.bearer(url, ver="2.0", azp="b", iss="x"),
    "no issuer": lambda keys, url: keys.bearer(url, iss=None),
    "wrong key under a known id": lambda keys, url: keys.bearer(url, key=OTHER_KEY_ID),
    "unknown key": lambda keys, url: keys.bearer(url, key=OTHER_KEY_ID, kid=OTHER_KEY_ID),
    "no key id": lambda keys, url: keys.bearer(url, kid=None),
    "an empty key id": lambda keys, url: keys.bearer(url, kid=""),
    "a key for another channel": lambda keys, url: keys.bearer(
        url, key=WEBCHAT_KEY_ID, kid=WEBCHAT_KEY_ID
    ),
    "a key for no channel": lambda keys, url: keys.bearer(url, key=BARE_KEY_ID, kid=BARE_KEY_ID),
    "another algorithm": lambda keys, url: keys.bearer(url, algorithm="PS256"),
    "unsigned": lambda keys, url: f"Bearer {unsigned(keys.token(url))}",
    "signed with the public key": lambda keys, url: (
        f"Bearer {signed_with_public_key(keys.token(url))}"
    ),
    "altered after signing": lambda keys, url: (
        f"Bearer {altered(keys.token(url), exp=now() + 9_999)}"
    ),
    "without its signature": lambda keys, url: f"Bearer {keys.token(url).rpartition('.')[0]}.",
    "another serviceUrl": lambda keys, _url: keys.bearer(ELSEWHERE),
    "a longer serviceUrl": lambda keys, url: keys.bearer(url + "x"),
    "no serviceUrl": lambda keys, url: keys.bearer(url, serviceurl=None),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_a_token_that_is_not_teams_for_this_bot_is_401(
    doorstep: Doorstep, connector: RecordingConnector, keys: Keys, ann: Person, forge: Forge
) -> None:
    reply = await doorstep.post(ann.says(QUESTION), forge(keys, ann.service_url))
    assert reply.status == 401
    nothing_happened(doorstep, connector, reply)


@pytest.mark.parametrize(("claim", "apart"), [("exp", -200), ("nbf", 200), ("iat", 200)])
async def test_clocks_may_differ_by_five_minutes(
    doorstep: Doorstep, keys: Keys, ann: Person, claim: str, apart: int
) -> None:
    signed = keys.bearer(ann.service_url, **{claim: now() + apart})
    assert (await doorstep.post(ann.says(QUESTION), signed)).status == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.example.com/uk/",
        "https://evil.trafficmanager.net/uk/",
        "https://smba.trafficmanager.net.example.com/uk/",
        "http://169.254.169.254/metadata",
        "file:///etc/passwd",
        "smba",
        "//",
    ],
)
async def test_a_service_url_that_is_not_trusted_is_never_called(
    doorstep: Doorstep, connector: RecordingConnector, keys: Keys, ann: Person, url: str
) -> None:
    activity = ann.says(QUESTION, serviceUrl=url)
    reply = await doorstep.post(activity, keys.bearer(url))
    assert reply.status == 401
    nothing_happened(doorstep, connector, reply)


@pytest.mark.parametrize("channel", ["webchat", "directline", "emulator", "MSTEAMS"])
async def test_another_channel_of_the_bot_framework_is_401(
    doorstep: Doorstep, connector: RecordingConnector, ann: Person, channel: str
) -> None:
    reply = await doorstep.post(ann.says(QUESTION, channelId=channel))
    assert reply.status == 401
    nothing_happened(doorstep, connector, reply)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", JSON),
        (WORD.encode(), JSON),
        (b"{}", "text/plain"),
        (b"[" * 100_000, JSON),
        (b"\xff", JSON),
        (b"{}", ""),
    ],
)
async def test_nothing_of_a_stranger_is_read(
    doorstep: Doorstep, connector: RecordingConnector, body: bytes, kind: str
) -> None:
    reply = await doorstep.post_raw(body, {"Content-Type": kind} if kind else {})
    assert reply.status == 401
    nothing_happened(doorstep, connector, reply)


@pytest.mark.parametrize("who", [STRANGERS, HASTINGS])
@pytest.mark.parametrize("where", ["personal", "groupChat", "channel"])
async def test_a_tenant_that_is_not_listed_is_told_politely_and_nothing_else(
    doorstep: Doorstep, connector: RecordingConnector, who: object, where: str
) -> None:
    stranger = Person(who, "Eve", connector.url, where)  # type: ignore[arg-type]
    reply = await doorstep.post(stranger.mentions(QUESTION))
    assert reply == Reply(200, "")
    assert doorstep.through == []
    (call,) = connector.calls
    assert call.activity["text"] == wording.NO_SUCH_TENANT
    assert WORD not in json.dumps(call.activity)


def _tenantless(activity: dict[str, object], data: object) -> dict[str, object]:
    return {**activity, "channelData": data}


@pytest.mark.parametrize("data", [None, {}, {"tenant": None}, {"team": {"id": "x"}}])
async def test_a_tenant_that_is_not_named_is_not_listed(
    doorstep: Doorstep, connector: RecordingConnector, ann: Person, data: object
) -> None:
    reply = await doorstep.post(_tenantless(ann.says(QUESTION), data))
    assert reply == Reply(200, "")
    assert doorstep.through == []
    assert [call.activity["text"] for call in connector.calls] == [wording.NO_SUCH_TENANT]


async def test_only_the_tenant_of_channel_data_counts(
    doorstep: Doorstep, connector: RecordingConnector, ann: Person
) -> None:
    stranger = Person(STRANGERS, "Eve", connector.url).says(QUESTION)
    posing = {**stranger, "conversation": ann.says(QUESTION)["conversation"]}
    await doorstep.post(posing)
    assert doorstep.through == []


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("executes", ("value",)),
        ("rates", ("task", "value")),
        ("searches", ("composeExtension", "text")),
        ("uses", ("task", "value")),
    ],
)
async def test_an_invoke_of_a_tenant_that_is_not_listed_is_answered_in_its_own_form(
    doorstep: Doorstep, connector: RecordingConnector, name: str, where: tuple[str, ...]
) -> None:
    eve = Person(STRANGERS, "Eve", connector.url)
    acts = {
        "executes": lambda: eve.executes("share", {"question": QUESTION}),
        "rates": lambda: eve.rates("like"),
        "searches": lambda: eve.searches("search", QUESTION, parameter="words"),
        "uses": lambda: eve.uses("which", QUESTION),
    }
    reply = await doorstep.post(acts[name]())
    told = json.loads(reply.body)
    for key in where:
        told = told[key]
    assert (reply.status, told) == (200, wording.NO_SUCH_TENANT)
    assert (doorstep.through, connector.calls) == ([], [])


async def test_what_else_comes_from_a_tenant_that_is_not_listed_gets_no_word(
    doorstep: Doorstep, connector: RecordingConnector
) -> None:
    eve = Person(STRANGERS, "Eve", connector.url)
    for activity in (*eve.installs(), eve.joins(), eve.reacts(), eve.removes()):
        assert await doorstep.post(activity) == Reply(200, "")
    assert await doorstep.post(eve.complains("like", {"text": WORD})) == Reply(200, "{}")
    assert (doorstep.through, connector.calls) == ([], [])


async def test_made_up_keys_have_the_set_fetched_once(
    doorstep: Doorstep, keys: Keys, ann: Person
) -> None:
    for number in range(5):
        forged = keys.bearer(ann.service_url, key=OTHER_KEY_ID, kid=f"made-up-{number}")
        assert (await doorstep.post(ann.says(QUESTION), forged)).status == 401
    assert (await doorstep.post(ann.says(QUESTION))).status == 200
    assert keys.asked == 1
