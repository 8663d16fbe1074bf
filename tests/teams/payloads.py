"""What people do in Teams, each act as the activity that Teams posts to the bot for it.

The shapes are those that Microsoft documents and that its SDKs' own tests have recorded; every id
is made up.
"""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from typing import Any

Given = dict[str, Any]

BOT = "Protocol Bot"
_NUMBERS = itertools.count(1_790_000_000_000)


@dataclass(frozen=True)
class Tenant:
    """An organisation; its Teams has one team with one channel, and one group chat."""

    id: str
    name: str

    @property
    def team(self) -> str:
        return f"19:{self.name}team@thread.tacv2"

    @property
    def channel(self) -> str:
        return f"19:{self.name}general@thread.tacv2"

    @property
    def group(self) -> str:
        return f"19:{self.name}group@thread.v2"


@dataclass(frozen=True)
class Person:
    """Somebody of a tenant, where they write: `personal`, `groupChat` or `channel`.

    `service_url` is where answers go.
    """

    tenant: Tenant
    name: str
    service_url: str
    where: str = "personal"
    app_id: str = "5f0c2b1e-7a57-4f5e-9b52-6a4d1f2c8e01"
    thread: str = field(default="1790000000000")  # the message that began a channel's thread

    @property
    def id(self) -> str:
        return f"29:{self.tenant.name}-{self.name}"

    @property
    def aad(self) -> str:
        """The person's object id in Entra."""
        named = f"{self.name} {self.tenant.name}".encode()
        number = int.from_bytes(sha256(named).digest()[:6])
        return f"22222222-bbbb-4bbb-8bbb-{number:012x}"

    @property
    def conversation(self) -> str:
        """The id of the conversation in which the person writes."""
        if self.where == "channel":
            return f"{self.tenant.channel};messageid={self.thread}"
        return (
            self.tenant.group if self.where == "groupChat" else f"a:{self.tenant.name}{self.name}"
        )

    def at(self, where: str) -> "Person":
        """The same person elsewhere."""
        return replace(self, where=where)

    def says(self, text: str, **more: object) -> Given:
        """Writes a message; in a channel or a group chat the bot hears it only if mentioned."""
        html = {"contentType": "text/html", "content": f"<p>{escape(text, quote=False)}</p>"}
        message: Given = {"text": text, "textFormat": "plain", "attachments": [html]}
        return self._activity("message", message, **more)

    def mentions(self, text: str, **more: object) -> Given:
        """Writes "@Protocol Bot text"."""
        called = f"<at>{BOT}</at>"
        mention = {"type": "mention", "mentioned": self._bot(), "text": called}
        said = self.says(f"{called} {text}", **more)
        mark = 'itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0"'
        shown = f"<p><span {mark}>{BOT}</span>&nbsp;{escape(text, quote=False)}</p>"
        html = {"contentType": "text/html", "content": shown}
        entities = [mention, *said["entities"]]
        return {**said, "entities": entities, "attachments": [html]}

    def commands(self, text: str, **more: object) -> Given:
        """Sends the bot a slash command, which the others do not see, in a channel or a group."""
        said = self.says(text, **more)
        return {**said, "recipient": {**said["recipient"], "isTargeted": True}}

    def executes(
        self, verb: str, data: Mapping[str, object], *, on: str = "1700000000001", **more: object
    ) -> Given:
        """Presses an Action.Execute on the message `on`; `data` holds what inputs held, too."""
        action = {"type": "Action.Execute", "title": verb, "verb": verb, "data": dict(data)}
        held = {"action": action, "trigger": "manual"}
        return self._invokes("adaptiveCard/action", held, {"replyToId": on, **more})

    def submits(
        self, data: Mapping[str, object], *, on: str = "1700000000001", **more: object
    ) -> Given:
        """Presses an Action.Submit, as old clients do: a message without text."""
        held: Given = {"value": dict(data), "replyToId": on, "attachments": []}
        return self._activity(
            "message", {**held, "channelData": self._channel_data("message"), **more}
        )

    def rates(self, reaction: str, *, on: str = "1700000000001", nested: bool = True) -> Given:
        """Presses like or dislike where the feedback loop is custom: a dialog is asked for.

        Microsoft's SDKs read it in `data`; its page of 2026-09-26 shows it without: `nested=False`.
        """
        value = {"actionName": "feedback", "actionValue": {"reaction": reaction}}
        held = {"data": value} if nested else value
        return self._invokes("message/fetchTask", held, {"replyToId": on})

    def complains(
        self, reaction: str, filled: Mapping[str, object], *, on: str | None = "1700000000001"
    ) -> Given:
        """Submits the dialog of the feedback loop; the Playground leaves out on what (None)."""
        about = {"reaction": reaction, "feedback": json.dumps(dict(filled))}
        value = {"actionName": "feedback", "actionValue": about}
        where = {} if on is None else {"replyToId": on}
        return self._invokes("message/submitAction", value, where)

    def searches(
        self, command: str, words: str, *, parameter: str, skip: int = 0, count: int = 25
    ) -> Given:
        """Types in the message extension's search box."""
        value = {
            "commandId": command,
            "parameters": [{"name": parameter, "value": words}],
            "queryOptions": {"skip": skip, "count": count},
        }
        return self._invokes("composeExtension/query", value, source="compose")

    def opens_search(self, command: str) -> Given:
        """Opens the message extension, before anything is typed."""
        value = {
            "commandId": command,
            "parameters": [{"name": "initialRun", "value": "true"}],
            "queryOptions": {"skip": 0, "count": 25},
        }
        return self._invokes("composeExtension/query", value, source="compose")

    def picks(self, tapped: Mapping[str, object]) -> Given:
        """Picks a result of the search; `tapped` is the value of its preview's tap action."""
        return self._invokes("composeExtension/selectItem", dict(tapped), source="compose")

    def uses(self, command: str, text: str, *, by: str = "Dan", html: str = "") -> Given:
        """Uses the message extension's action on somebody's message, which asks for a dialog."""
        value = {**self._message(text, by, html), "commandId": command}
        return self._invokes("composeExtension/fetchTask", value, source="message")

    def finishes(
        self, command: str, data: Mapping[str, object], text: str, *, by: str = "Dan"
    ) -> Given:
        """Submits the dialog of such an action."""
        value = {**self._message(text, by, ""), "commandId": command, "data": dict(data)}
        return self._invokes("composeExtension/submitAction", value, source="message")

    def installs(self) -> tuple[Given, Given]:
        """Adds the app here: Teams posts both of these."""
        added = {"membersAdded": [{"id": f"28:{self.app_id}"}]}
        event = {} if self.where == "personal" else {"eventType": "teamMemberAdded"}
        data = {"channelData": {**self._channel_data(), **event}}
        return (
            self._activity("conversationUpdate", {**added, **data}),
            self._activity("installationUpdate", {"action": "add"}),
        )

    def removes(self) -> Given:
        """Takes the app away from here."""
        return self._activity("installationUpdate", {"action": "remove"})

    def joins(self) -> Given:
        """Comes to a channel or a chat where the bot is already."""
        member = {"id": self.id, "aadObjectId": self.aad}
        return self._activity("conversationUpdate", {"membersAdded": [member]})

    def reacts(self, kind: str = "like", *, on: str = "1700000000001") -> Given:
        """Puts an emoji on the bot's message: no feedback, and nothing to answer."""
        given = {"reactionsAdded": [{"type": kind}], "replyToId": on}
        return self._activity("messageReaction", given)

    def _invokes(
        self, name: str, value: Given, more: Given | None = None, source: str = "message"
    ) -> Given:
        data = self._channel_data(source)
        key = f"f:{next(_NUMBERS):08x}-e8b4-f340-10bc-eb52fc1a6ad4"
        asked = {"name": name, "value": value, "channelData": data, "id": key}
        return self._activity("invoke", {**asked, **(more or {})})

    def _activity(self, kind: str, given: Given, **more: object) -> Given:
        now = datetime.now(UTC)
        client = {"locale": "en-GB", "country": "GB", "platform": "Windows"}
        return {
            "type": kind,
            "id": str(next(_NUMBERS)),
            "timestamp": now.isoformat().replace("+00:00", "Z"),
            "localTimestamp": now.isoformat(),
            "localTimezone": "Europe/London",
            "locale": "en-GB",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": self.id, "name": self.name, "aadObjectId": self.aad},
            "recipient": self._bot(),
            "conversation": self._conversation(),
            "entities": [{**client, "timezone": "Europe/London", "type": "clientInfo"}],
            "channelData": self._channel_data(),
            **given,
            **more,
        }

    def _bot(self) -> Given:
        return {"id": f"28:{self.app_id}", "name": BOT}

    def _conversation(self) -> Given:
        group = {} if self.where == "personal" else {"isGroup": True}
        kind = {"conversationType": self.where, "tenantId": self.tenant.id}
        return {**group, **kind, "id": self.conversation}

    def _channel_data(self, source: str = "") -> Given:
        named = {"source": {"name": source}} if source else {}
        data: Given = {"tenant": {"id": self.tenant.id}, **named}
        if self.where != "channel":
            return data
        team, channel = self.tenant.team, self.tenant.channel
        old = {"teamsChannelId": channel, "teamsTeamId": team}
        return {**old, "channel": {"id": channel}, "team": {"id": team}, **data}

    def _message(self, text: str, by: str, html: str) -> Given:
        author = replace(self, name=by)
        user = {"userIdentityType": "aadUser", "id": author.aad, "displayName": by}
        content = html or f"<p>{escape(text, quote=False)}</p>"
        payload: Given = {
            "linkToMessage": f"https://teams.microsoft.com/l/message/{self.conversation}/1",
            "id": self.thread,
            "replyToId": None,
            "createdDateTime": "2026-11-20T09:12:24.833Z",
            "lastModifiedDateTime": None,
            "deleted": False,
            "subject": None,
            "summary": None,
            "importance": "normal",
            "locale": "en-gb",
            "body": {"contentType": "html", "content": content},
            "from": {"device": None, "conversation": None, "user": user, "application": None},
            "reactions": [],
            "mentions": [],
            "attachments": [],
        }
        return {"commandContext": "message", "messagePayload": payload}


SOUTHEND = Tenant("33333333-cccc-4ccc-8ccc-000000000001", "southend")
HASTINGS = Tenant("33333333-cccc-4ccc-8ccc-000000000002", "hastings")
STRANGERS = Tenant("33333333-cccc-4ccc-8ccc-00000000000f", "strangers")
