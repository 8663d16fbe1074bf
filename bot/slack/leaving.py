"""The app is taken out of a workspace: its tokens, and all that is kept of the workspace, go.

Feedback alone stays, for whoever owns the corpus: it says nobody's name, and from then on not even
in which workspace it was given.
"""

from functools import partial

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.slack.front import PLATFORM, SlackFront
from bot.slack.installed import installed_at
from bot.slack.once import once
from bot.store.schema import feedback, metadata

# Whatever the store comes to keep of a workspace stands under these two names, and goes with it.
OF_A_WORKSPACE = tuple(
    table
    for table in metadata.sorted_tables
    if {"platform", "tenant"} <= set(table.c.keys()) and table is not feedback
)
NOBODYS = ""  # the tenant of feedback whose workspace has left


def register(app: AsyncApp, front: SlackFront) -> None:
    """Listen to the app being uninstalled, and to its bot tokens being revoked.

    Slack says so once: a store that is away is waited for.
    """
    insist = partial(front.visits.insist, "leaving")

    async def left(args: AsyncArgs) -> None:
        if not await _came_back(args, front):
            team = args.context.team_id or ""
            await insist(lambda: forget_workspace(front.store, team))
            await insist(lambda: _forget_tokens(args, app))

    async def revoked(args: AsyncArgs) -> None:
        bot = (args.event or {}).get("tokens", {}).get("bot")
        if bot and not await _came_back(args, front):
            await insist(lambda: _forget_tokens(args, app))

    app.event("app_uninstalled")(once(front, left, _say_nothing))
    app.event("tokens_revoked")(once(front, revoked, _say_nothing))


async def forget_workspace(store: AsyncEngine, team: str) -> None:
    """Forget a workspace, by its team id: its councils, its people's roles and questions, all.

    Feedback is kept without its workspace. What the same person gives on the same answer after the
    app came back takes the place of what was kept, as it does otherwise.
    """
    named = (feedback.c.platform == PLATFORM, feedback.c.tenant == team)
    again = select(feedback.c.id).where(*named)
    unnamed = (feedback.c.platform == PLATFORM, feedback.c.tenant == NOBODYS)
    async with store.begin() as at:
        for table in OF_A_WORKSPACE:
            whose = (table.c.platform == PLATFORM, table.c.tenant == team)
            await at.execute(delete(table).where(*whose))
        await at.execute(delete(feedback).where(*unnamed, feedback.c.id.in_(again)))
        await at.execute(update(feedback).where(*named).values(tenant=NOBODYS))


async def _came_back(args: AsyncArgs, front: SlackFront) -> bool:
    """Whether the app was installed again since: Slack sends an event for hours if it must.

    Slack says when it happened in whole seconds.
    """
    kept_under = (args.context.enterprise_id, _kept_under(args))
    last = await front.visits.insist("leaving", lambda: installed_at(front.store, *kept_under))
    return last is not None and int(last.timestamp()) > int(args.body["event_time"])


async def _forget_tokens(args: AsyncArgs, app: AsyncApp) -> None:
    store = app.installation_store
    if store is not None:
        await store.async_delete_all(
            enterprise_id=args.context.enterprise_id, team_id=_kept_under(args)
        )


def _kept_under(args: AsyncArgs) -> str | None:
    """The workspace that an installation is kept under; none, if it is a whole organisation's."""
    return None if args.context.is_enterprise_install else args.context.team_id


async def _say_nothing(_args: AsyncArgs, _words: str) -> None:
    """There is no token left to apologise with; what went wrong is in the log."""
