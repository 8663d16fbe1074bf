"""The bench is true: Slack's own libraries work with it, and it refuses what Slack refuses."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSServerHandshakeError, web
from aiohttp.test_utils import TestServer
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.context.say.async_say import AsyncSay
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.oauth.installation_store.file import FileInstallationStore
from slack_sdk.oauth.state_store.file import FileOAuthStateStore
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack import signed
from tests.slack.payloads import SSL_CHECK, URL_VERIFICATION, Member
from tests.slack.recording import LEAST_SCOPES, Fault, RecordingSlack
from tests.slack.shown import Given, Shown, View
from tests.slack.workspace import ANN, BOB, CAT, HASTINGS, SOUTHEND

TAB = SOUTHEND.messages_tab(ANN.id)
SCOPES = (*LEAST_SCOPES, "channels:read", "users:read")
TS = "1700000000.000001"


def plain(text: str) -> Given:
    return {"type": "plain_text", "text": text}


def button(action_id: str, value: str = "v") -> Given:
    return {"type": "button", "action_id": action_id, "text": plain(action_id), "value": value}


def section(text: str, **more: object) -> Given:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def select(action_id: str, *values: str) -> Given:
    options = [{"text": plain(value), "value": value} for value in values]
    return {"type": "static_select", "action_id": action_id, "options": options}


def modal(*blocks: Given) -> Given:
    return {"type": "modal", "title": plain("T"), "submit": plain("S"), "blocks": list(blocks)}


RULE = {"type": "input", "label": plain("Rule"), "element": select("rule", "enquiry", "training")}
AB = select("x", "a", "b")["options"]
DAY = {
    "type": "input",
    "label": plain("From"),
    "element": {"type": "datepicker", "action_id": "day"},
    "optional": True,
}
FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": {"text": plain("Good"), "value": "up"},
            "negative_button": {"text": plain("Bad"), "value": "down"},
        }
    ],
}


@pytest.fixture
async def slack() -> AsyncIterator[RecordingSlack]:
    async with RecordingSlack(SOUTHEND, HASTINGS, scopes=SCOPES) as slack:
        yield slack


@pytest.fixture
def client(slack: RecordingSlack) -> AsyncWebClient:
    return AsyncWebClient(token=SOUTHEND.bot_token, base_url=slack.api_url)


@pytest.fixture
def ann(slack: RecordingSlack) -> Member:
    return slack.member(SOUTHEND, ANN)


# The Web API


async def test_a_message_is_recorded_as_called_and_as_shown(
    slack: RecordingSlack, client: AsyncWebClient
) -> None:
    blocks = [section("The *clause*"), {"type": "actions", "elements": [button("share")]}]
    where: Given = {"channel": SOUTHEND.channel, "thread_ts": TS}
    answer = await client.chat_postMessage(text="A clause.", blocks=blocks, **where)
    (call,), (shown,) = slack.calls, slack.shown
    assert (call.method, call.token) == ("chat.postMessage", SOUTHEND.bot_token)
    assert call.given == {"text": "A clause.", "blocks": blocks, **where}
    assert (shown.ts, shown.thread, shown.to) == (answer["ts"], TS, None)
    assert shown.words == "The *clause* share"


async def test_everything_the_app_may_call_answers_slacks_own_client(
    slack: RecordingSlack, client: AsyncWebClient
) -> None:
    assert (await client.auth_test())["bot_id"] == SOUTHEND.bot_id
    assert (await client.users_info(user=BOB.id))["user"]["is_admin"]
    assert (await client.conversations_open(users=ANN.id))["channel"]["id"] == TAB
    assert (await client.conversations_info(channel=SOUTHEND.channel))["channel"]["is_member"]
    posted = await client.chat_postMessage(channel=ANN.id, text="one")
    assert posted["channel"] == TAB
    await client.chat_update(channel=TAB, ts=posted["ts"], text="two")
    assert slack.shown[-1].replaces == posted["ts"]
    await client.chat_delete(channel=TAB, ts=posted["ts"])
    await client.chat_postEphemeral(channel=SOUTHEND.channel, user=ANN.id, text="psst")
    assert slack.shown[-1].to == ANN.id
    trigger_id = slack.issued.trigger(SOUTHEND, ANN.id)
    opened = await client.views_open(trigger_id=trigger_id, view=modal(RULE))
    await client.views_update(view_id=opened["view"]["id"], view=modal(RULE, DAY))
    home = {"type": "home", "blocks": [section("Hello")]}
    await client.views_publish(user_id=ANN.id, view=home)
    assert [view.user for view in slack.views] == [ANN.id] * 3
    assert slack.views[0].id == slack.views[1].id
    assert slack.views[-1].words == "Hello"
    assert not slack.refused


async def test_a_reminder_is_listed_for_its_own_workspace_until_it_is_cancelled(
    slack: RecordingSlack, client: AsyncWebClient
) -> None:
    later = int(slack.issued.now()) + 3600
    sent = await client.chat_scheduleMessage(channel=TAB, post_at=later, text="due tomorrow")
    (listed,) = (await client.chat_scheduledMessages_list(channel=TAB))["scheduled_messages"]
    assert (listed["text"], listed["post_at"]) == ("due tomorrow", later)
    other = AsyncWebClient(token=HASTINGS.bot_token, base_url=slack.api_url)
    assert not (await other.chat_scheduledMessages_list())["scheduled_messages"]
    key = sent["scheduled_message_id"]
    await client.chat_deleteScheduledMessage(channel=TAB, scheduled_message_id=key)
    assert not slack.scheduled
    with pytest.raises(SlackApiError, match="invalid_scheduled_message_id"):
        await client.chat_deleteScheduledMessage(channel=TAB, scheduled_message_id=key)


async def test_a_file_is_shared_in_three_steps(
    slack: RecordingSlack, client: AsyncWebClient
) -> None:
    await client.files_upload_v2(content=b"BEGIN", filename="due.ics", channel=TAB, thread_ts=TS)
    (file,) = slack.files
    assert (file.name, file.content, file.channel, file.thread) == ("due.ics", b"BEGIN", TAB, TS)


async def test_prompts_show_only_without_a_thread_as_slack_has_it_for_agents(
    slack: RecordingSlack, client: AsyncWebClient
) -> None:
    prompts = [{"title": "Ask", "message": "can I attend?"}]
    where: Given = {"channel_id": TAB, "prompts": prompts}
    await client.assistant_threads_setSuggestedPrompts(thread_ts=TS, **where)
    assert not slack.prompts
    await client.assistant_threads_setSuggestedPrompts(**where)
    assert slack.prompts == {TAB: prompts}


async def test_a_status_shows_until_the_app_ends_it(
    slack: RecordingSlack, client: AsyncWebClient
) -> None:
    where: Given = {"channel_id": TAB, "thread_ts": TS}
    await client.agents_sessions_setStatus(status="processing", **where)
    await client.chat_postMessage(channel=TAB, thread_ts=TS, text="the answer")
    assert slack.working == {(TAB, TS): "processing"}
    await client.agents_sessions_setStatus(status="active", **where)
    await client.assistant_threads_setStatus(status="is reading the protocol", **where)
    assert slack.working == {(TAB, TS): "is reading the protocol"}
    await client.chat_postMessage(channel=TAB, thread_ts=TS, text="the answer")
    assert not slack.working


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("chat.shout", {}, "unknown_method"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": TAB}, "no_text"),
        ("chat.postMessage", {"channel": HASTINGS.channel, "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": SOUTHEND.elsewhere, "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": TAB, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": TAB, "blocks": [section("x")] * 51}, "invalid_blocks"),
        ("chat.postMessage", {"channel": TAB, "blocks": [section("x" * 3001)]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": TAB, "blocks": [section("")]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": TAB, "blocks": [{"type": "verse"}]}, "invalid_blocks"),
        (
            "chat.postMessage",
            {"channel": TAB, "blocks": [section("x", accessory=button("b", "v" * 2001))]},
            "invalid_blocks",
        ),
        (
            "chat.postMessage",
            {"channel": TAB, "blocks": [section("x" * 2900)] * 5},
            "msg_blocks_too_long",
        ),
        (
            "chat.postEphemeral",
            {"channel": SOUTHEND.channel, "user": CAT.id, "text": "x"},
            "user_not_in_channel",
        ),
        ("chat.update", {"channel": TAB, "ts": TS, "text": "x"}, "message_not_found"),
        ("chat.delete", {"channel": TAB, "ts": TS}, "message_not_found"),
        ("chat.scheduleMessage", {"channel": TAB, "post_at": 1, "text": "x"}, "time_in_past"),
        ("chat.scheduleMessage", {"channel": TAB, "post_at": 9**11, "text": "x"}, "time_too_far"),
        ("conversations.open", {"users": CAT.id}, "user_not_found"),
        ("conversations.info", {"channel": HASTINGS.channel}, "channel_not_found"),
        ("users.info", {"user": CAT.id}, "user_not_found"),
        ("views.open", {"trigger_id": "1.2.3", "view": modal(RULE)}, "invalid_trigger_id"),
        ("views.open", {"trigger_id": "1.2.3", "view": {"type": "modal"}}, "invalid_arguments"),
        ("views.update", {"view_id": "V1", "view": modal(RULE)}, "not_found"),
        ("views.publish", {"user_id": CAT.id, "view": modal(RULE)}, "invalid_arguments"),
        (
            "assistant.threads.setSuggestedPrompts",
            {"channel_id": TAB, "prompts": [{"title": "t", "message": "m"}] * 5},
            "invalid_arguments",
        ),
        (
            "agents.sessions.setStatus",
            {"channel_id": TAB, "thread_ts": TS, "status": "thinking"},
            "invalid_arguments",
        ),
        ("files.completeUploadExternal", {"files": [{"id": "F1"}]}, "file_not_found"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
    ],
)
async def test_what_slack_refuses_is_refused_and_noted(
    slack: RecordingSlack, client: AsyncWebClient, method: str, given: Given, error: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.api_call(method, json=given)
    assert refused.value.response["error"] == error
    assert [one[:2] for one in slack.refused] == [(method, error)]
    assert not slack.shown


@pytest.mark.parametrize(
    ("title", "submit", "says"),
    [("T" * 25, "S", "between 1 and 24"), (None, "S", "title"), ("T", None, "submit")],
)
async def test_a_modal_is_refused_for_its_frame(
    slack: RecordingSlack, client: AsyncWebClient, title: str | None, submit: str | None, says: str
) -> None:
    frame = {"title": title, "submit": submit}
    view: Given = {"type": "modal", "blocks": [RULE]}
    view |= {part: plain(text) for part, text in frame.items() if text}
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_open(trigger_id=slack.issued.trigger(SOUTHEND, ANN.id), view=view)
    assert says in slack.refused[0][2]


@pytest.mark.parametrize(
    ("token", "error"),
    [(None, "not_authed"), ("xoxb-nobody", "invalid_auth"), (HASTINGS.bot_token, "missing_scope")],
)
async def test_a_token_is_known_and_has_the_scope(token: str | None, error: str) -> None:
    async with RecordingSlack(HASTINGS, scopes=["commands"]) as slack:
        client = AsyncWebClient(token=token, base_url=slack.api_url)
        with pytest.raises(SlackApiError, match=error):
            await client.chat_postMessage(channel=HASTINGS.channel, text="x")


async def test_a_trigger_opens_one_modal_within_three_seconds(
    slack: RecordingSlack, client: AsyncWebClient
) -> None:
    trigger_id = slack.issued.trigger(SOUTHEND, ANN.id)
    await client.views_open(trigger_id=trigger_id, view=modal(RULE))
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger_id, view=modal(RULE))
    trigger_id = slack.issued.trigger(SOUTHEND, ANN.id)
    slack.issued.skip(3.1)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=trigger_id, view=modal(RULE))
    elsewhere = slack.issued.trigger(HASTINGS, CAT.id)
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_open(trigger_id=elsewhere, view=modal(RULE))


# Response URLs


async def test_a_response_is_private_unless_it_says_in_channel(
    slack: RecordingSlack, ann: Member
) -> None:
    respond = AsyncWebhookClient(ann.types("/clause 1", channel=SOUTHEND.elsewhere)["response_url"])
    assert (await respond.send(text="private")).status_code == 200
    await respond.send(text="shared", response_type="in_channel")
    private, shared = slack.shown
    assert (private.to, shared.to) == (ANN.id, None)
    assert shared.channel == SOUTHEND.elsewhere


async def test_a_response_url_takes_five_posts_in_thirty_minutes(
    slack: RecordingSlack, ann: Member
) -> None:
    respond = AsyncWebhookClient(ann.types("/clause 1")["response_url"])
    answers = [await respond.send(text="x") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[-1].body == "used_url"
    respond = AsyncWebhookClient(ann.types("/clause 1")["response_url"])
    slack.issued.skip(30 * 60 + 1)
    assert (await respond.send(text="x")).body == "expired_url"
    respond = AsyncWebhookClient(ann.types("/clause 1")["response_url"])
    assert (await respond.send(blocks=[section("x" * 3001)])).status_code == 400
    assert len(slack.shown) == 5


async def test_an_answer_can_stand_in_the_place_of_the_message_that_was_pressed(
    slack: RecordingSlack, client: AsyncWebClient, ann: Member
) -> None:
    blocks = [{"type": "actions", "elements": [button("officer")]}]
    await client.chat_postMessage(channel=SOUTHEND.channel, text="who?", blocks=blocks)
    respond = AsyncWebhookClient(ann.presses(slack.shown[0], "officer")["response_url"])
    await respond.send(text="your steps", replace_original=True)
    assert slack.shown[1].replaces == slack.shown[0].ts
    assert slack.shown[1].to is None
    await respond.send(text="", delete_original=True)
    assert slack.deleted == {slack.shown[0].ts}


# Faults


async def test_the_next_calls_of_a_method_fail_as_asked_and_then_no_more(
    slack: RecordingSlack,
) -> None:
    client = AsyncWebClient(
        token=SOUTHEND.bot_token,
        base_url=slack.api_url,
        retry_handlers=[AsyncRateLimitErrorRetryHandler()],
    )
    slack.fail("chat.postMessage", Fault(429, retry_after=0))
    await client.chat_postMessage(channel=TAB, text="again")
    assert (len(slack.calls), len(slack.shown)) == (2, 1)
    slack.fail("chat.postMessage", Fault(500), times=2)
    slack.fail("chat.postMessage", Fault(error="invalid_blocks"))
    slack.fail("chat.postMessage", Fault(delay=0.05))
    for error in ("500", "500", "invalid_blocks"):
        with pytest.raises(SlackApiError, match=error):
            await client.chat_postMessage(channel=TAB, text=error)
    await client.chat_postMessage(channel=TAB, text="late")
    assert [shown.text for shown in slack.shown] == ["again", "late"]
    assert not slack.refused


async def test_response_urls_and_uploads_fail_as_asked(
    slack: RecordingSlack, client: AsyncWebClient, ann: Member
) -> None:
    slack.fail("response_url", Fault(500))
    respond = AsyncWebhookClient(ann.types("/clause 1")["response_url"])
    assert (await respond.send(text="x")).status_code == 500
    slack.fail("upload", Fault(500))
    with pytest.raises(Exception, match="500"):
        await client.files_upload_v2(content=b"BEGIN", filename="due.ics", channel=TAB)
    assert not slack.shown
    assert not slack.files


# Requests to the app


@pytest.mark.parametrize("act", ["mentions", "types", "uses"])
async def test_requests_carry_the_signature_that_slack_sdk_verifies(
    slack: RecordingSlack, ann: Member, act: str
) -> None:
    acts = {"mentions": ann.mentions("hé?"), "types": ann.types("/protocol hé?")}
    payload = {**acts, "uses": ann.uses("which_clause", "hé?")}[act]
    body, content_type = signed.encoded(payload)
    verifier = SignatureVerifier(slack.signing_secret)
    assert verifier.is_valid_request(body, signed.headers(slack.signing_secret, body, content_type))
    assert not verifier.is_valid_request(body, signed.headers("other", body, content_type))
    late = signed.headers(slack.signing_secret, body, content_type, at=slack.issued.now() - 301)
    assert not verifier.is_valid_request(body, late)


def app_of(
    slack: RecordingSlack, token: str | None = None, oauth: AsyncOAuthSettings | None = None
) -> AsyncApp:
    """A little real app that answers everything a person does with the words that reached it."""
    app = AsyncApp(
        signing_secret=slack.signing_secret,
        client=AsyncWebClient(token=token, base_url=slack.api_url),
        oauth_settings=oauth,
        attaching_conversation_kwargs_enabled=False,  # else `say` asks for conversations.replies
    )
    anything = re.compile(".*")

    async def mentioned(event: Given, say: AsyncSay, request: AsyncBoltRequest) -> None:
        retried = request.headers.get("x-slack-retry-num", ["0"])[0]
        text = f"{event['text']} ({retried})"
        await say(text=text, thread_ts=event["ts"], blocks=[section(text), FEEDBACK])

    async def commanded(
        ack: AsyncAck, command: Given, respond: AsyncRespond, client: AsyncWebClient
    ) -> None:
        await ack()
        if command["text"]:
            await respond(text=command["text"])
        else:
            await client.views_open(trigger_id=command["trigger_id"], view=modal(RULE, DAY))

    async def pressed(ack: AsyncAck, action: Given, respond: AsyncRespond) -> None:
        await ack()
        await respond(text=f"pressed {action['value']}")

    async def submitted(ack: AsyncAck, view: Given, body: Given, client: AsyncWebClient) -> None:
        await ack()
        values = {
            name: held for block in view["state"]["values"].values() for name, held in block.items()
        }
        text = f"{values['rule']['selected_option']['value']} {values['day']['selected_date']}"
        await client.chat_postMessage(channel=body["user"]["id"], text=text)

    async def used(ack: AsyncAck, shortcut: Given, respond: AsyncRespond) -> None:
        await ack()
        await respond(text=f"{shortcut['callback_id']}: {shortcut['message']['text']}")

    app.event("app_mention")(mentioned)
    app.event("message")(mentioned)
    app.command(anything)(commanded)
    app.action(anything)(pressed)
    app.view(anything)(submitted)
    app.shortcut(anything)(used)
    return app


Serve = Callable[[AsyncApp], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serve an app on a loopback port; its URL."""
    servers = []

    async def started(app: AsyncApp) -> str:
        async def handle(request: web.Request) -> web.Response:
            bolt_request = await to_bolt_request(request)
            flow = app.oauth_flow
            if flow and request.path == flow.install_path:
                return await to_aiohttp_response(await flow.handle_installation(bolt_request))
            if flow and request.path == flow.redirect_uri_path:
                return await to_aiohttp_response(await flow.handle_callback(bolt_request))
            return await to_aiohttp_response(await app.async_dispatch(bolt_request))

        site = web.Application()
        site.router.add_route("*", "/{path:.*}", handle)
        servers.append(server := TestServer(site))
        await server.start_server()
        return str(server.make_url("/slack/events"))

    yield started
    for server in servers:
        await server.close()


async def test_what_people_do_reaches_a_real_app_over_http(
    slack: RecordingSlack, ann: Member, serve: Serve
) -> None:
    door = await serve(app_of(slack, SOUTHEND.bot_token))
    mention = ann.mentions("a < b?")
    assert (await slack.send(door, mention, retry=2)).status == 200
    await slack.shown.until(1)
    assert slack.shown[0].thread == mention["event"]["ts"]
    assert slack.shown[0].text == f"<@{SOUTHEND.bot_user}> a &lt; b? (2)"
    await slack.send(door, ann.writes("and officers?", thread=TS))
    await slack.shown.until(2)
    await slack.send(door, ann.types("/protocol can I?"))
    await slack.send(door, ann.presses(slack.shown[0], "feedback", "negative"))
    await slack.send(door, ann.uses("which_clause", "ask ann@council.uk"))
    shown = {one.text: one.to for one in await slack.shown.until(5)}
    sent = "ask <mailto:ann@council.uk|ann@council.uk>"
    assert shown["can I?"] == shown["pressed down"] == shown[f"which_clause: {sent}"] == ANN.id
    await slack.send(door, ann.types("/deadline"))
    (view,) = await slack.views.until(1)
    await slack.send(door, ann.submits(view, {"rule": "enquiry", "day": "2026-11-20"}))
    assert (await slack.shown.until(6))[5].text == "enquiry 2026-11-20"
    assert not slack.refused


async def test_the_same_acts_reach_a_real_app_over_socket_mode(
    slack: RecordingSlack, ann: Member
) -> None:
    app = app_of(slack, SOUTHEND.bot_token)
    web_client = AsyncWebClient(base_url=slack.api_url)
    handler = AsyncSocketModeHandler(app, slack.app_token, web_client=web_client, ping_interval=0.1)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's has no annotation
    try:
        await slack.socket.opened.until(1)
        assert "payload" not in await slack.socket.deliver(ann.mentions("first"), retry=3)
        assert (await slack.shown.until(1))[0].text.endswith("first (3)")
        await slack.socket.deliver(ann.types("/protocol second"))
        await slack.socket.disconnect()
        await slack.socket.opened.until(2)
        await slack.socket.deliver(ann.presses(slack.shown[0], "feedback", "positive"))
        slack.socket.drop()
        await slack.socket.opened.until(3)
        await slack.socket.deliver(ann.uses("which_clause", "fourth"))
        assert {one.text for one in await slack.shown.until(4)} >= {"second", "pressed up"}
        assert len(await slack.called("apps.connections.open")) == 3
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # the same


async def test_a_socket_ticket_opens_one_line(slack: RecordingSlack) -> None:
    opened = await AsyncWebClient(base_url=slack.api_url).apps_connections_open(
        app_token=slack.app_token
    )
    async with ClientSession() as session:
        async with session.ws_connect(opened["url"]) as line:
            assert (await line.receive_json())["type"] == "hello"
        with pytest.raises(WSServerHandshakeError, match="403"):
            await session.ws_connect(opened["url"])


async def test_slacks_own_probes_and_spoilt_requests_reach_the_app(
    slack: RecordingSlack, ann: Member, serve: Serve
) -> None:
    door = await serve(app_of(slack, SOUTHEND.bot_token))
    answered = await slack.send(door, URL_VERIFICATION)
    assert answered.json["challenge"] == URL_VERIFICATION["challenge"]
    assert (await slack.send(door, SSL_CHECK)).status == 200
    body, content_type = signed.encoded(ann.mentions("hello"))
    forged = signed.headers("not the secret", body, content_type)
    assert (await slack.send_raw(door, body, forged)).status == 401
    assert (await slack.send(door, ann.mentions("late"), at=1.0)).status == 401
    await slack.shown.quiet(0.05)
    assert not slack.shown


# Installing

# slack_sdk 3.47 makes an aiohttp.BasicAuth, which aiohttp 3.14 has deprecated.
basic_auth = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@basic_auth
async def test_an_app_is_installed_in_a_browser_and_holds_what_was_granted(
    serve: Serve, tmp_path: Path
) -> None:
    async with RecordingSlack(SOUTHEND, HASTINGS, installed=False) as slack:
        store = FileInstallationStore(base_dir=str(tmp_path))
        settings = AsyncOAuthSettings(
            client_id=slack.client_id,
            client_secret=slack.client_secret,
            scopes=["commands", "chat:write"],
            authorization_url=slack.authorize_url,
            installation_store=store,
            state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(tmp_path)),
        )
        door = await serve(app_of(slack, oauth=settings))
        settings.redirect_uri = door.replace("events", "oauth_redirect")
        settings.authorize_url_generator.redirect_uri = settings.redirect_uri
        install = door.replace("events", "install")
        cancelled = await slack.install(install, slack.member(SOUTHEND, BOB), agrees=False)
        assert "access_denied" in cancelled.body
        assert not slack.granted
        assert (await slack.install(install, slack.member(HASTINGS, CAT))).status == 200
        assert slack.granted == {HASTINGS.bot_token: "commands,chat:write"}
        installed = await store.async_find_bot(enterprise_id=None, team_id=HASTINGS.team)
        assert installed is not None
        assert installed.bot_token == HASTINGS.bot_token
        await slack.send(door, slack.member(HASTINGS, CAT).mentions("hello"))
        assert (await slack.shown.until(1))[0].home == HASTINGS


@basic_auth
@pytest.mark.parametrize(
    ("secret", "redirect_uri", "error"),
    [
        ("wrong", "http://app/back", "bad_client_secret"),
        (None, "http://elsewhere", "bad_redirect_uri"),
    ],
)
async def test_a_code_is_for_one_app_and_one_address(
    slack: RecordingSlack, secret: str | None, redirect_uri: str, error: str
) -> None:
    code = slack.issued.leave((1, 60), SOUTHEND, BOB.id, at="http://app/back", of="commands")
    with pytest.raises(SlackApiError, match=error):
        await AsyncWebClient(base_url=slack.api_url).oauth_v2_access(
            code=code,
            client_id=slack.client_id,
            client_secret=secret or slack.client_secret,
            redirect_uri=redirect_uri,
        )


@basic_auth
async def test_a_code_is_good_once(slack: RecordingSlack) -> None:
    code = slack.issued.leave((1, 60), SOUTHEND, BOB.id, at="http://app/back", of="commands")
    client = AsyncWebClient(base_url=slack.api_url)
    given = {"client_id": slack.client_id, "client_secret": slack.client_secret, "code": code}
    assert (await client.oauth_v2_access(**given))["authed_user"]["id"] == BOB.id
    with pytest.raises(SlackApiError, match="code_already_used"):
        await client.oauth_v2_access(**given)


# What people can do


async def test_nobody_presses_or_fills_in_what_is_not_shown_to_them(
    slack: RecordingSlack, client: AsyncWebClient, ann: Member
) -> None:
    blocks = [{"type": "actions", "elements": [button("share", json.dumps({"ask": "x"}))]}]
    where: Given = {"channel": SOUTHEND.channel, "user": ANN.id}
    await client.chat_postEphemeral(text="x", blocks=blocks, **where)
    shown = slack.shown[0]
    payload = ann.presses(shown, "share")
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    assert payload["actions"][0]["value"] == '{"ask": "x"}'
    assert payload["actions"][0]["block_id"] == shown.blocks[0]["block_id"]
    with pytest.raises(LookupError, match=r"nothing called remind .*share"):
        ann.presses(shown, "remind")
    with pytest.raises(LookupError, match="bob does not see this"):
        slack.member(SOUTHEND, BOB).presses(shown, "share")


async def test_a_modal_is_not_sent_before_its_required_inputs_are_filled(
    slack: RecordingSlack, client: AsyncWebClient, ann: Member
) -> None:
    trigger_id = slack.issued.trigger(SOUTHEND, ANN.id)
    await client.views_open(trigger_id=trigger_id, view=modal(RULE, DAY))
    (view,) = slack.views
    with pytest.raises(LookupError, match="Slack asks for rule first"):
        ann.submits(view)
    with pytest.raises(LookupError, match="whim"):
        ann.submits(view, {"rule": "enquiry", "whim": "x"})
    with pytest.raises(LookupError, match="holiday"):
        ann.submits(view, {"rule": "holiday"})
    values = ann.submits(view, {"rule": "training"})["view"]["state"]["values"]
    states = [state for block in values.values() for state in block.values()]
    assert states[0]["selected_option"]["value"] == "training"
    assert states[1] == {"type": "datepicker", "selected_date": None}


async def test_a_home_tab_is_pressed_in_its_view(
    slack: RecordingSlack, client: AsyncWebClient, ann: Member
) -> None:
    home = {"type": "home", "blocks": [section("Role", accessory=select("role", "officer"))]}
    await client.views_publish(user_id=ANN.id, view=home)
    payload = ann.presses(slack.views[0], "role", "officer")
    assert payload["container"] == {"type": "view", "view_id": slack.views[0].id}
    assert payload["actions"][0]["selected_option"]["value"] == "officer"
    assert ann.opens("messages")["event"]["tab"] == "messages"


@pytest.mark.parametrize(
    ("element", "chosen", "held"),
    [
        ({**select("x", "a", "b"), "type": "radio_buttons"}, "b", {"selected_option": "b"}),
        ({**select("x"), "option_groups": [{"options": AB}]}, "a", {"selected_option": "a"}),
        ({"type": "plain_text_input"}, "too long", {"value": "too long"}),
        ({"type": "plain_text_input", "initial_value": "typed"}, None, {"value": "typed"}),
        ({"type": "datepicker", "initial_date": TS}, None, {"selected_date": TS}),
        (
            {**select("x", "a"), "initial_option": {"text": plain("a"), "value": "a"}},
            None,
            {"selected_option": "a"},
        ),
    ],
)
def test_an_input_holds_what_was_chosen_else_what_it_began_with(
    ann: Member, element: Given, chosen: str | None, held: Given
) -> None:
    block = {"type": "input", "block_id": "b", "element": {**element, "action_id": "x"}}
    view = View("V1", SOUTHEND, ANN.id, modal(block))
    filled = {"x": chosen} if chosen else None
    state = ann.submits(view, filled)["view"]["state"]["values"]["b"]["x"]
    ((name, value),) = held.items()
    assert (state[name]["value"] if name == "selected_option" else state[name]) == value


async def test_no_two_acts_share_an_id(ann: Member) -> None:
    acts = [ann.mentions("same") for _ in range(3)]
    assert len({act["event_id"] for act in acts}) == 3
    assert len({act["event"]["ts"] for act in acts}) == 3
    triggers = {ann.types("/protocol same")["trigger_id"] for _ in range(3)}
    assert len(triggers) == 3


# Waiting


async def test_a_story_waits_for_what_comes_and_gives_up_on_what_does_not(
    slack: RecordingSlack,
) -> None:
    shown = Shown(SOUTHEND, TAB, TS, "x", [])
    asyncio.get_running_loop().call_later(0.02, slack.shown.append, shown)
    assert await slack.shown.until(1) == [shown]
    with pytest.raises(TimeoutError):
        await slack.shown.until(2, within=0.02)
    asyncio.get_running_loop().call_later(0.02, slack.shown.append, shown)
    await slack.shown.quiet(0.1)
    assert len(slack.shown) == 2
