"""`protocol-bot privacy`: what is kept about a person, shown or erased; and tokens sealed anew."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot import wording
from bot.errors import BadRequest
from bot.terminal import listing, screen
from bot.terminal.listing import Listing
from bot.terminal.options import JsonOption
from bot.terminal.parts import Parts

if TYPE_CHECKING:
    from bot.store.dossier import Sought


class Platform(StrEnum):
    """Where people ask."""

    SLACK = "slack"
    TEAMS = "teams"


privacy_app = typer.Typer(
    help="What is kept about a person: shown, or erased; and the keys of what is sealed.",
    no_args_is_help=True,
)

UserOption = Annotated[
    str,
    typer.Option("--user", help="Their user id: Slack's (U012ABC), or Entra's object id in Teams."),
]
PlatformOption = Annotated[
    Platform | None, typer.Option("--platform", help="Only there; both when left out.")
]
TenantOption = Annotated[
    str, typer.Option("--tenant", help="Only in this workspace or tenant; all when left out.")
]


@privacy_app.command()
def export(
    context: typer.Context,
    user: UserOption,
    platform: PlatformOption = None,
    tenant: TenantOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show everything that is kept about a person."""
    parts: Parts = context.obj
    _show(listing.kept(parts.dossiers(_sought(user, platform, tenant))), as_json=as_json)


@privacy_app.command()
def forget(
    context: typer.Context,
    user: UserOption,
    platform: PlatformOption = None,
    tenant: TenantOption = "",
    as_json: JsonOption = False,
) -> None:
    """Erase everything that is kept about a person; say how much that was."""
    parts: Parts = context.obj
    _show(listing.erased(parts.erase(_sought(user, platform, tenant))), as_json=as_json)


@privacy_app.command()
def reseal(context: typer.Context) -> None:
    """Seal tokens anew with the newest of PROTOCOL_BOT_STORE_KEYS, so that older ones can go."""
    parts: Parts = context.obj
    typer.echo(wording.RESEALED.format(count=parts.reseal()))


def _sought(user: str, platform: Platform | None, tenant: str) -> "Sought":
    """Whom it is about. Raises BadRequest for nobody."""
    from bot.store.dossier import Sought

    if not user.strip():
        raise BadRequest(wording.WHICH_PERSON)
    return Sought(user.strip(), platform.value if platform else "", tenant.strip())


def _show(made: Listing, *, as_json: bool) -> None:
    screen.say(made.text, made.as_json, as_json=as_json)
