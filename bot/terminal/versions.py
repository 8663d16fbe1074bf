"""`protocol-bot verify`, `corpus keep` and `corpus diff`: versions of a protocol, at a terminal."""

from typing import Annotated

import typer

from bot import redline, verify, wording
from bot.reference import read_reference
from bot.rulebook import folder_of
from bot.terminal import amendments, lines
from bot.terminal.options import JsonOption
from bot.terminal.parts import Parts
from bot.terminal.screen import say
from retrieval.versions import keep

verify_app = typer.Typer()
versions_app = typer.Typer()

CouncilArgument = Annotated[str, typer.Argument(help="The council's slug.")]


@verify_app.command("verify")
def verify_reference(
    context: typer.Context,
    reference: Annotated[str, typer.Argument(help="The reference, as it stands below an answer.")],
    text: Annotated[
        str | None, typer.Option(help="Words, in quotes: do they stand there, word for word?")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Prove that what an answer quoted stands in that version of the protocol."""
    parts: Parts = context.obj
    found = verify.verify(parts.settings.corpus, read_reference(reference), text)
    say(lines.render_verified(found), verify.to_json(found), as_json=as_json)


@versions_app.command("keep")
def corpus_keep(context: typer.Context, council: CouncilArgument) -> None:
    """Keep the current version of a protocol; do this before you amend it."""
    parts: Parts = context.obj
    kept = keep(folder_of(parts.settings.corpus, council))
    sentence = wording.KEPT_BEFORE if kept.before else wording.KEPT_NOW
    typer.echo(sentence.format(slug=kept.folder.parent.parent.name, digest=kept.folder.name))


@versions_app.command("diff")
def corpus_diff(
    context: typer.Context,
    council: CouncilArgument,
    version: Annotated[
        str, typer.Argument(help="How a kept version begins; the newest when left out.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Show what was amended since a version was kept, and which rows that touches."""
    parts: Parts = context.obj
    made = redline.redline(folder_of(parts.settings.corpus, council), version)
    say(amendments.render(made), redline.to_json(made), as_json=as_json)
