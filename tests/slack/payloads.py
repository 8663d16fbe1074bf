"""What people do in Slack, each act as the payload that Slack sends the app for it."""

import re
from collections.abc import Mapping

from tests.slack.issued import Issued
from tests.slack.shown import Given, Shown, View, acted, elements, initial
from tests.slack.workspace import APP, Person, Workspace

URL_VERIFICATION = {"type": "url_verification", "token": "deprecated", "challenge": "3eZbrw1aBm2"}
SSL_CHECK = {"ssl_check": "1", "token": "deprecated"}
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]*\w")
LINK = re.compile(r"https?://\S+")


class Member:
    """A person in a workspace, at their screen."""

    def __init__(self, issued: Issued, home: Workspace, person: Person) -> None:
        self.issued, self.home, self.person = issued, home, person
        self.tab = home.messages_tab(person.id)  # the channel of the app's Messages tab

    def mentions(
        self, text: str, *, channel: str = "", thread: str | None = None, **more: object
    ) -> Given:
        """Writes "@Protocol Bot text" in a channel, where the bot is unless told otherwise."""
        return self.event(self._said("app_mention", text, channel, thread, more))

    def writes(self, text: str, *, thread: str | None = None, **more: object) -> Given:
        """Writes in the app's Messages tab."""
        im = {"channel_type": "im", **more}
        return self.event(self._said("message", text, self.tab, thread, im))

    def opens(self, tab: str = "home", **more: object) -> Given:
        """Opens a tab of the app: home or messages."""
        there = {"user": self.person.id, "channel": self.tab, "tab": tab, **more}
        return self.event({"type": "app_home_opened", "event_ts": self.issued.ts(), **there})

    def event(self, inner: Given) -> Given:
        """Any event: the envelope of the Events API around it."""
        bot = {"user_id": self.home.bot_user, "is_bot": True, "is_enterprise_install": False}
        return {
            "token": "deprecated",
            "team_id": self.home.team,
            "context_team_id": self.home.team,
            "context_enterprise_id": None,
            "api_app_id": APP,
            "event": inner,
            "type": "event_callback",
            "event_id": self.issued.id("Ev"),
            "event_time": int(self.issued.now()),
            "authorizations": [{"enterprise_id": None, "team_id": self.home.team, **bot}],
            "is_ext_shared_channel": False,
        }

    def types(self, line: str, *, channel: str = "") -> Given:
        """Sends a slash command, "/deadline enquiry-reply 20 Nov"."""
        command, _, text = line.partition(" ")
        channel = channel or self.home.channel
        return {
            "token": "deprecated",
            "team_id": self.home.team,
            "team_domain": self.home.name,
            "channel_id": channel,
            "channel_name": _name(channel),
            "user_id": self.person.id,
            "user_name": self.person.name,
            "command": command,
            "text": as_sent(text),
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self.issued.response_url(self.home, self.person.id, channel),
            "trigger_id": self.issued.trigger(self.home, self.person.id),
        }

    def presses(self, where: Shown | View, action_id: str, chosen: str | None = None) -> Given:
        """Presses a button, or chooses an option (its value), a date, "positive" or "negative".

        Raises LookupError where that is not shown to this person.
        """
        if (where.to if isinstance(where, Shown) else where.user) not in (None, self.person.id):
            raise LookupError(f"{self.person.name} does not see this")
        for block, element in elements(where.blocks):
            if element["action_id"] == action_id:
                about = {key: element[key] for key in ("type", "action_id")}
                action = {**about, "block_id": block["block_id"], "action_ts": self.issued.ts()}
                actions = [{**action, **acted(element, chosen)}]
                return {**self._acts("block_actions"), **self._at(where), "actions": actions}
        names = sorted(element["action_id"] for _, element in elements(where.blocks))
        raise LookupError(f"nothing called {action_id} is shown; there are {names}")

    def submits(self, view: View, filled: Mapping[str, str] | None = None) -> Given:
        """Submits a modal, with what was filled in by action id.

        Raises LookupError for what is not shown, or for a required input left empty.
        """
        filled, values = dict(filled or {}), dict[str, Given]()
        for block, element in elements(view.blocks):
            name = element["action_id"]
            held = filled.pop(name, initial(element))
            if block["type"] == "input" and held is None and not block.get("optional"):
                raise LookupError(f"Slack asks for {name} first")
            if block["type"] == "input":
                state = {"type": element["type"], **acted(element, held)}
                values.setdefault(block["block_id"], {})[name] = state
        if filled:
            raise LookupError(f"nothing called {sorted(filled)} is shown")
        submitted = {**self._view(view), "state": {"values": values}}
        return {**self._acts("view_submission"), "view": submitted, "response_urls": []}

    def uses(self, callback_id: str, text: str, *, ts: str = "", channel: str = "") -> Given:
        """Uses a message shortcut on somebody's message, sent at `ts`."""
        channel, ts = channel or self.home.channel, ts or self.issued.ts()
        author = self.home.people[-1].id
        message = {"type": "message", "user": author, "ts": ts, "text": as_sent(text)}
        return {
            **self._acts("message_action"),
            "callback_id": callback_id,
            "action_ts": self.issued.ts(),
            "message_ts": ts,
            "message": {**message, "team": self.home.team},
            "channel": {"id": channel, "name": _name(channel)},
            "response_url": self.issued.response_url(self.home, self.person.id, channel),
        }

    def _said(self, kind: str, text: str, channel: str, thread: str | None, more: Given) -> Given:
        ts, bot = self.issued.ts(), self.home.bot_user
        called = [{"type": "user", "user_id": bot}] if kind == "app_mention" else []
        words = {"type": "rich_text_section", "elements": [*called, {"type": "text", "text": text}]}
        return {
            "type": kind,
            "user": self.person.id,
            "client_msg_id": self.issued.id("msg-"),
            "text": f"<@{bot}> {as_sent(text)}" if called else as_sent(text),
            "team": self.home.team,
            "channel": channel or self.home.channel,
            "ts": ts,
            "event_ts": ts,
            "blocks": [{"type": "rich_text", "block_id": self.issued.id("b"), "elements": [words]}],
            **({"thread_ts": thread} if thread else {}),
            **more,
        }

    def _acts(self, kind: str) -> Given:
        user = {"id": self.person.id, "username": self.person.name, "team_id": self.home.team}
        return {
            "type": kind,
            "token": "deprecated",
            "api_app_id": APP,
            "team": {"id": self.home.team, "domain": self.home.name},
            "user": {**user, "name": self.person.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self.issued.trigger(self.home, self.person.id),
        }

    def _at(self, where: Shown | View) -> Given:
        """Where it was pressed; a private message is named, but its text is not sent."""
        if isinstance(where, View):
            container = {"type": "view", "view_id": where.id}
            return {"container": container, "view": {**self._view(where), "state": {"values": {}}}}
        ephemeral, channel = where.to is not None, where.channel
        container = {"type": "message", "message_ts": where.ts, "channel_id": channel}
        container |= {"thread_ts": where.thread} if where.thread else {}
        url = self.issued.response_url(self.home, self.person.id, channel, where.ts)
        return {
            "container": {**container, "is_ephemeral": ephemeral},
            "channel": {"id": channel, "name": _name(channel)},
            "state": {"values": {}},
            "response_url": url,
            **({} if ephemeral else {"message": _message(where)}),
        }

    def _view(self, view: View) -> Given:
        owner = {"team_id": self.home.team, "app_id": APP, "bot_id": self.home.bot_id}
        return {"id": view.id, "root_view_id": view.id, "hash": "1.abc", **owner, **view.body}


def as_sent(text: str) -> str:
    """Text as Slack passes it on: three characters escaped, addresses and links marked."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = LINK.sub(lambda found: f"<{found[0]}>", text)
    return ADDRESS.sub(lambda found: f"<mailto:{found[0]}|{found[0]}>", text)


def kind_of(payload: Given) -> str:
    """The kind of request that carries a payload, as Socket Mode names it."""
    if "command" in payload or "ssl_check" in payload:
        return "slash_commands"
    events = payload["type"] in ("event_callback", "url_verification")
    return "events_api" if events else "interactive"


def _name(channel: str) -> str:
    return "directmessage" if channel.startswith("D") else "general"


def _message(shown: Shown) -> Given:
    """The bot's message as it comes back with a press of its buttons."""
    message = {"type": "message", "ts": shown.ts, "text": shown.text, "blocks": shown.blocks}
    bot = {"user": shown.home.bot_user, "bot_id": shown.home.bot_id, "team": shown.home.team}
    return {**message, **bot, **({"thread_ts": shown.thread} if shown.thread else {})}
