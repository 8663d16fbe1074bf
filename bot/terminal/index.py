"""`protocol-bot index`: release the corpus, list the releases, go back to an earlier one."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot import wording
from bot.errors import BadRequest
from bot.terminal import releases
from bot.terminal.parts import Parts

index_app = typer.Typer()


@index_app.command()
def index(  # noqa: PLR0913, PLR0917 - each is an option of the command
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="With --roll-back: the release to go back to.", metavar="NAME")
    ] = "",
    evaluate: Annotated[
        Path | None, typer.Option(help="Measure the new release on this question set first.")
    ] = None,
    at_least: Annotated[
        list[str] | None,
        typer.Option(help="With --evaluate: what it has to reach, such as recall@3=0.94."),
    ] = None,
    roll_back: Annotated[
        bool, typer.Option("--roll-back", help="Go back to the release before, or to NAME.")
    ] = False,
    listed: Annotated[
        bool, typer.Option("--list", help="List the releases that are kept.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --list: print JSON.")] = False,
) -> None:
    """Bring the index up to date: build a release, prove it, and switch to it.

    Only what changed is encoded. A bot that is running answers from the new release within seconds.
    """
    parts: Parts = context.obj
    if name and not roll_back:
        raise BadRequest(wording.NAME_TO_GO_BACK_TO.format(name=name))
    if at_least and not evaluate:
        raise BadRequest(wording.LEAST_OF_WHAT)
    if listed:
        _list(parts, as_json=as_json)
    elif roll_back:
        typer.echo(wording.ROLLED_BACK.format(name=parts.roll_back(name)))
    else:
        done = parts.build_index(evaluate, least(at_least or ()))
        typer.echo(releases.released(done))


def least(typed: Sequence[str]) -> dict[str, float]:
    """The shares that a release has to reach, by name. Raises BadRequest for what is none."""
    found = {}
    for one in typed:
        share, _, value = one.rpartition("=")
        try:
            found[share.strip()] = _share(value)
        except ValueError:
            raise BadRequest(wording.NO_STANDARD.format(typed=one)) from None
    return found


def _share(typed: str) -> float:
    value = float(typed)
    if not 0 <= value <= 1:  # NaN is not, either
        raise ValueError(typed)
    return value


def _list(parts: Parts, *, as_json: bool) -> None:
    kept, current = parts.releases_kept()
    if as_json:
        typer.echo(json.dumps(releases.to_json(kept, current), indent=2))
    else:
        typer.echo(releases.as_text(kept, current))
