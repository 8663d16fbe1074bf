"""What a Slack remembers: what it heard, what it showed and to whom, and what it refused."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tests.slack.heard import Heard
from tests.slack.issued import Issued
from tests.slack.limits import check_message
from tests.slack.shown import File, Given, Shown, View
from tests.slack.workspace import APP, Workspace


@dataclass(frozen=True)
class Call:
    """One call as it arrived: the bearer token, and the arguments decoded."""

    method: str
    token: str
    given: Given


class Memory:
    """One Slack with one app; the app is `installed` in every workspace, or in none yet."""

    def __init__(self, *homes: Workspace, scopes: Iterable[str], installed: bool) -> None:
        self.homes = homes
        self.client_id, self.client_secret = "1234.5678", f"client secret of {APP}"
        self.signing_secret, self.app_token = f"signing secret of {APP}", f"xapp-1-{APP}"
        self.granted = {home.bot_token: ",".join(scopes) for home in homes if installed}
        self.issued = Issued()
        self.calls: Heard[Call] = Heard()
        self.shown: Heard[Shown] = Heard()
        self.views: Heard[View] = Heard()
        self.files: Heard[File] = Heard()
        self.refused: list[tuple[str, ...]] = []  # method, error, faults; not what a story injected
        self.scheduled: dict[str, Given] = {}  # by id: channel_id, post_at, text
        self.prompts: dict[str, list[Given]] = {}  # by channel: what its Messages tab suggests
        self.working: dict[tuple[str, str], str] = {}  # by (channel, thread): a status still shown
        self.uploads: dict[str, tuple[str, bytes]] = {}
        self.deleted: set[str] = set()

    def show(
        self,
        home: Workspace,
        channel: str,
        given: Given,
        to: str | None = None,
        replaces: Shown | None = None,
    ) -> Shown:
        """Put a message on the screen, new or in another's place. Raises Refused."""
        check_message(given)
        text, thread, ts = given.get("text") or "", given.get("thread_ts"), self.issued.ts()
        unfurled = given.get("unfurl_links", True) or given.get("unfurl_media", True)
        read = {"marked": given.get("mrkdwn", True), "unfurled": unfurled}
        shown = Shown(home, channel, ts, text, self.named(given), thread, to, **read)
        if replaces:
            shown = replace(replaces, text=text, blocks=shown.blocks, replaces=replaces.ts)
        self.shown.append(shown)
        return shown

    def named(self, given: Given) -> list[Given]:
        """The blocks; one without an id is given one, as in Slack."""
        return [{"block_id": self.issued.id("b"), **one} for one in given.get("blocks") or []]
