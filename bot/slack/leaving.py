"""The app is taken out of a workspace: the tokens that Slack gave us for it are deleted."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.slack.front import SlackFront
from bot.slack.once import once


def register(app: AsyncApp, front: SlackFront) -> None:
    """Listen to the app being uninstalled, and to its bot tokens being revoked."""

    async def left(args: AsyncArgs) -> None:
        store, context = app.installation_store, args.context
        if store is not None:
            await store.async_delete_all(
                enterprise_id=context.enterprise_id, team_id=context.team_id
            )

    async def revoked(args: AsyncArgs) -> None:
        if (args.event or {}).get("tokens", {}).get("bot"):
            await left(args)

    app.event("app_uninstalled")(once(front, left, _say_nothing))
    app.event("tokens_revoked")(once(front, revoked, _say_nothing))


async def _say_nothing(_args: AsyncArgs, _words: str) -> None:
    """There is no token left to apologise with; what went wrong is in the log."""
