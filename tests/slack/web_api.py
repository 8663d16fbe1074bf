"""Slack's Web API, as far as the app may call it: it checks what Slack checks."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.slack.issued import TICKET, Refused
from tests.slack.limits import check_message, check_view
from tests.slack.memory import Call, Memory
from tests.slack.shown import File, Given, Shown, View
from tests.slack.workspace import APP, Workspace

FARTHEST = 120 * 24 * 3600  # seconds ahead that a message may be scheduled
STATUSES = ("active", "processing", "suspended", "closed")

Answer = Callable[[Memory, Workspace, Given], Given]


@dataclass(frozen=True)
class Method:
    """What answers, which arguments and scope it needs, and who calls: bot, app or anyone."""

    answer: Answer
    needs: tuple[str, ...]
    scope: str
    caller: str


METHODS: dict[str, Method] = {}


def method(
    name: str, *needs: str, scope: str = "", caller: str = "bot"
) -> Callable[[Answer], Answer]:
    def register(answer: Answer) -> Answer:
        METHODS[name] = Method(answer, needs, scope, caller)
        return answer

    return register


def answer(slack: Memory, call: Call) -> Given:
    """What Slack answers; a refusal is an answer too, and is noted in `slack.refused`."""
    try:
        return {"ok": True, **_answer(slack, call)}
    except Refused as no:
        slack.refused.append((call.method, no.error, *no.faults))
        messages = [f"[ERROR] {fault}" for fault in no.faults]
        return {"ok": False, "error": no.error, "response_metadata": {"messages": messages}}


def _answer(slack: Memory, call: Call) -> Given:
    method = METHODS.get(call.method)
    if method is None:
        raise Refused("unknown_method")
    home = _home_of(slack, call.token, method)
    missing = [f"missing required field: {name}" for name in method.needs if name not in call.given]
    if missing:
        raise Refused("invalid_arguments", *missing)
    return method.answer(slack, home, call.given)


def _home_of(slack: Memory, token: str, method: Method) -> Workspace:
    """The workspace whose token this is; any will do where no bot token is asked for."""
    if method.caller == "app" and token != slack.app_token:
        raise Refused("not_allowed_token_type" if token in slack.granted else "invalid_auth")
    if method.caller != "bot":
        return slack.homes[0]
    if token not in slack.granted:
        raise Refused("invalid_auth" if token else "not_authed")
    if method.scope and method.scope not in slack.granted[token].split(","):
        raise Refused("missing_scope", f"needed: {method.scope}")
    return next(home for home in slack.homes if home.bot_token == token)


def _channel(home: Workspace, channel: object) -> str:
    """A channel in which the bot may post; a person's id means their Messages tab."""
    if home.find(channel):
        return home.messages_tab(str(channel))
    if not home.readers(channel):
        raise Refused("channel_not_found")
    if channel == home.elsewhere:
        raise Refused("not_in_channel")
    return str(channel)


def _posted(slack: Memory, home: Workspace, given: Given) -> Shown:
    """A message that the bot posted for all to see."""
    channel = _channel(home, given["channel"])
    there = [one for one in slack.shown if (one.channel, one.ts) == (channel, given["ts"])]
    if not there or there[-1].to or there[-1].ts in slack.deleted:
        raise Refused("message_not_found")
    return there[-1]


@method("auth.test")
def _auth_test(_slack: Memory, home: Workspace, _given: Given) -> Given:
    bot = {"user": "protocolbot", "user_id": home.bot_user, "bot_id": home.bot_id}
    team = {"team": home.name, "team_id": home.team}
    return {"url": f"https://{home.name}.slack.com/", **team, **bot}


@method("chat.postMessage", "channel", scope="chat:write")
def _post(slack: Memory, home: Workspace, given: Given) -> Given:
    shown = slack.show(home, _channel(home, given["channel"]), given)
    where = (shown.channel, shown.thread or "")
    if slack.working.get(where) != "processing":  # the legacy status ends with an answer
        slack.working.pop(where, None)
    return {"channel": shown.channel, "ts": shown.ts}


@method("chat.postEphemeral", "channel", "user", scope="chat:write")
def _post_ephemeral(slack: Memory, home: Workspace, given: Given) -> Given:
    channel = _channel(home, given["channel"])
    if given["user"] not in home.readers(channel):
        raise Refused("user_not_in_channel")
    return {"message_ts": slack.show(home, channel, given, to=given["user"]).ts}


@method("chat.update", "channel", "ts", scope="chat:write")
def _update(slack: Memory, home: Workspace, given: Given) -> Given:
    old = _posted(slack, home, given)
    slack.show(home, old.channel, given, replaces=old)
    return {"channel": old.channel, "ts": old.ts}


@method("chat.delete", "channel", "ts", scope="chat:write")
def _delete(slack: Memory, home: Workspace, given: Given) -> Given:
    old = _posted(slack, home, given)
    slack.deleted.add(old.ts)
    return {"channel": old.channel, "ts": old.ts}


@method("chat.scheduleMessage", "channel", "post_at", scope="chat:write")
def _schedule(slack: Memory, home: Workspace, given: Given) -> Given:
    channel, post_at = _channel(home, given["channel"]), int(given["post_at"])
    check_message(given)
    if post_at <= slack.issued.now():
        raise Refused("time_in_past")
    if post_at > slack.issued.now() + FARTHEST:
        raise Refused("time_too_far")
    key = slack.issued.id("Q")
    about = {"id": key, "channel_id": channel, "post_at": post_at}
    slack.scheduled[key] = {**about, "text": given.get("text", "")}
    return {"channel": channel, "scheduled_message_id": key, "post_at": post_at}


@method("chat.scheduledMessages.list")
def _list_scheduled(slack: Memory, home: Workspace, given: Given) -> Given:
    own = [one for one in slack.scheduled.values() if home.readers(one["channel_id"])]
    asked = [one for one in own if one["channel_id"] == given.get("channel", one["channel_id"])]
    return {"scheduled_messages": asked, "response_metadata": {"next_cursor": ""}}


@method("chat.deleteScheduledMessage", "channel", "scheduled_message_id", scope="chat:write")
def _unschedule(slack: Memory, home: Workspace, given: Given) -> Given:
    key, channel = given["scheduled_message_id"], _channel(home, given["channel"])
    if slack.scheduled.get(key, {}).get("channel_id") != channel:
        raise Refused("invalid_scheduled_message_id")
    del slack.scheduled[key]
    return {}


@method("conversations.open", "users", scope="im:write")
def _open_conversation(_slack: Memory, home: Workspace, given: Given) -> Given:
    if not home.find(given["users"]):
        raise Refused("user_not_found")
    return {"channel": {"id": home.messages_tab(given["users"])}}


@method("conversations.info", "channel", scope="channels:read")
def _conversation(_slack: Memory, home: Workspace, given: Given) -> Given:
    channel = given["channel"]
    if not home.readers(channel):
        raise Refused("channel_not_found")
    kind = {"is_im": channel.startswith("D"), "is_channel": channel.startswith("C")}
    return {"channel": {"id": channel, "is_member": channel != home.elsewhere, **kind}}


@method("users.info", "user", scope="users:read")
def _user(_slack: Memory, home: Workspace, given: Given) -> Given:
    person = home.find(given["user"])
    if person is None:
        raise Refused("user_not_found")
    about = {"id": person.id, "name": person.name, "team_id": home.team, "tz": "Europe/London"}
    return {"user": {**about, "is_admin": person.admin, "is_owner": False, "is_bot": False}}


def _show_view(slack: Memory, home: Workspace, user: str, body: Given, view_id: str) -> Given:
    body = {"callback_id": "", "private_metadata": "", **body, "blocks": slack.named(body)}
    slack.views.append(View(view_id, home, user, body))
    return {"view": {"id": view_id, "team_id": home.team, **body}}


@method("views.open", "trigger_id", "view")
def _open_view(slack: Memory, home: Workspace, given: Given) -> Given:
    check_view(given["view"], "modal")
    errors = ("invalid_trigger_id", "exchanged_trigger_id", "expired_trigger_id")
    leave = slack.issued.take(given["trigger_id"], *errors)
    if leave.home != home:
        raise Refused("invalid_trigger_id")
    return _show_view(slack, home, leave.user, given["view"], slack.issued.id("V"))


@method("views.update", "view_id", "view")
def _update_view(slack: Memory, home: Workspace, given: Given) -> Given:
    check_view(given["view"], "modal")
    for view in slack.views:
        if (view.id, view.home) == (given["view_id"], home):
            return _show_view(slack, home, view.user, given["view"], view.id)
    raise Refused("not_found")


@method("views.publish", "user_id", "view")
def _publish_view(slack: Memory, home: Workspace, given: Given) -> Given:
    check_view(given["view"], "home")
    if not home.find(given["user_id"]):
        raise Refused("invalid_arguments", "user_not_found")
    return _show_view(slack, home, given["user_id"], given["view"], f"VHOME{given['user_id']}")


@method("assistant.threads.setStatus", "channel_id", "thread_ts", "status", scope="chat:write")
def _set_status(slack: Memory, home: Workspace, given: Given) -> Given:
    """A status in words; it goes when set to "", or with the next message in the thread."""
    where = (_channel(home, given["channel_id"]), given["thread_ts"])
    slack.working[where] = given["status"]
    if not given["status"]:
        del slack.working[where]
    return {}


@method("agents.sessions.setStatus", "channel_id", "thread_ts", "status", scope="chat:write")
def _set_session(slack: Memory, home: Workspace, given: Given) -> Given:
    """The newer status: "processing" stays until the app itself says otherwise."""
    where = (_channel(home, given["channel_id"]), given["thread_ts"])
    if given["status"] not in STATUSES:
        raise Refused("invalid_arguments", f"status must be one of {STATUSES}")
    slack.working.pop(where, None)
    if given["status"] == "processing":
        slack.working[where] = "processing"
    return {"status": given["status"]}


@method("assistant.threads.setSuggestedPrompts", "channel_id", "prompts", scope="assistant:write")
def _set_prompts(slack: Memory, home: Workspace, given: Given) -> Given:
    """For an app with agent_view, a call with `thread_ts` is answered and does nothing."""
    channel, prompts = _channel(home, given["channel_id"]), given["prompts"]
    if len(prompts) > 4 or not all(one.get("title") and one.get("message") for one in prompts):
        raise Refused("invalid_arguments", "up to 4 prompts, each with title and message")
    if "thread_ts" not in given:
        slack.prompts[channel] = prompts
    return {}


@method("files.getUploadURLExternal", "filename", "length", scope="files:write")
def _upload_url(slack: Memory, _home: Workspace, given: Given) -> Given:
    key = slack.issued.id("F")
    slack.uploads[key] = (given["filename"], b"")
    return {"file_id": key, "upload_url": f"{slack.issued.base}/upload/{key}"}


@method("files.completeUploadExternal", "files", scope="files:write")
def _share_files(slack: Memory, home: Workspace, given: Given) -> Given:
    """Without a channel the files are nobody's to see."""
    channel = _channel(home, given["channel_id"]) if "channel_id" in given else None
    for one in given["files"]:
        name, content = slack.uploads.get(one["id"], ("", b""))
        if not content:
            raise Refused("file_not_found")
        slack.files.append(File(name, content, channel, given.get("thread_ts")))
    return {"files": given["files"]}


@method("oauth.v2.access", "code", "client_id", "client_secret", caller="anyone")
def _oauth_access(slack: Memory, _home: Workspace, given: Given) -> Given:
    if (given["client_id"], given["client_secret"]) != (slack.client_id, slack.client_secret):
        raise Refused("bad_client_secret")
    errors = ("invalid_code", "code_already_used", "invalid_code")
    leave = slack.issued.take(given["code"], *errors)
    if given.get("redirect_uri", leave.channel) != leave.channel:
        raise Refused("bad_redirect_uri")
    home = leave.home
    slack.granted[home.bot_token] = leave.about
    token = {"access_token": home.bot_token, "token_type": "bot", "scope": leave.about}
    who = {"app_id": APP, "bot_user_id": home.bot_user, "authed_user": {"id": leave.user}}
    team = {"id": home.team, "name": home.name}
    return {**token, **who, "team": team, "enterprise": None, "is_enterprise_install": False}


@method("apps.connections.open", caller="app")
def _socket_url(slack: Memory, home: Workspace, _given: Given) -> Given:
    host, ticket = slack.issued.base.removeprefix("http"), slack.issued.leave(TICKET, home)
    return {"url": f"ws{host}/link?ticket={ticket}&app_id={APP}"}
