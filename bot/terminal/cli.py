"""The same desk at a terminal: `protocol-bot` and its commands."""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import wording
from bot.answer import Answer, DueDate, to_json
from bot.asker import Asker
from bot.check import check
from bot.dates import read_date
from bot.desk import Wanted
from bot.errors import BadRequest
from bot.naming import match_name
from bot.request import Ask, ClauseWanted, DeadlineWanted, HelpWanted, RouteWanted, read
from bot.rulebook import Library, Rulebook
from bot.stock import read_stock
from bot.terminal import lines, listing, screen
from bot.terminal.batch import answer_lines
from bot.terminal.index import index_app
from bot.terminal.options import JsonOption
from bot.terminal.parts import Parts, Racer
from bot.terminal.privacy import privacy_app
from bot.terminal.versions import verify_app, versions_app

app = typer.Typer(
    help="Ask a council's protocol on councillor/officer relations: the clauses themselves, "
    "due dates, and whom to go to.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
corpus_app = typer.Typer(help="The protocols themselves.", no_args_is_help=True)
corpus_app.add_typer(versions_app)
app.add_typer(corpus_app, name="corpus")
app.add_typer(index_app)
app.add_typer(verify_app)
app.add_typer(privacy_app, name="privacy")

CouncilOption = Annotated[str, typer.Option("--council", help="The council's slug.")]
AskerOption = Annotated[Asker | None, typer.Option("--as", help="Who is asking.")]
TodayOption = Annotated[str, typer.Option("--today", help="Reckon from this day instead of today.")]


@app.command()
def ask(  # noqa: PLR0913, PLR0917 - each is an option of the contract
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question, in quotes.")] = "",
    council: CouncilOption = "",
    asker: AskerOption = None,
    as_json: JsonOption = False,
    jsonl: Annotated[str, typer.Option(help="A file of questions, or - for standard input.")] = "",
    today: TodayOption = "",
) -> None:
    """Ask a question: the governing clauses, a due date, or the steps to take."""
    parts: Parts = context.obj
    day = _today(today)
    if jsonl:
        if question or asker:
            raise BadRequest(wording.ONE_OR_MANY)
        _answer_file(parts, jsonl, day)
        return
    wanted = read(question, parts.desk.known)
    if not isinstance(wanted, HelpWanted):
        _show(parts, _answer(parts, wanted, council, asker, day), as_json=as_json)
    elif as_json:  # a program is owed an object, whatever it asks
        _show(parts, _answer(parts, Ask(question), council, asker, day), as_json=True)
    else:
        typer.echo(wording.HELP)


@app.command()
def deadline(  # noqa: PLR0913, PLR0917 - each is an option of the contract
    context: typer.Context,
    rule: Annotated[str, typer.Argument(help="The rule, for example enquiry-reply.")],
    council: CouncilOption = "",
    start: Annotated[str, typer.Option("--from", help="The day the clock starts.")] = "",
    as_json: JsonOption = False,
    ics: Annotated[Path | None, typer.Option(help="Write a calendar event here.")] = None,
    today: TodayOption = "",
) -> None:
    """Work out a due date: every day counted or skipped, and the clause that says so."""
    parts: Parts = context.obj
    answer = _answer(parts, DeadlineWanted(rule, start), council, None, _today(today))
    if ics:
        _write_event(parts, answer, ics)
    _show(parts, answer, as_json=as_json)


@app.command()
def route(
    context: typer.Context,
    matter: Annotated[str, typer.Argument(help="The matter, for example officer-conduct.")],
    council: CouncilOption = "",
    asker: AskerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the steps for a matter, in order, each with its clause."""
    parts: Parts = context.obj
    answer = _answer(parts, RouteWanted(matter), council, asker, _today(""))
    _show(parts, answer, as_json=as_json)


@app.command()
def clause(
    context: typer.Context,
    label: Annotated[str, typer.Argument(help="Its number or label, for example 9.2.12.")],
    council: CouncilOption = "",
    as_json: JsonOption = False,
) -> None:
    """Quote one clause, whole."""
    parts: Parts = context.obj
    _show(parts, _answer(parts, ClauseWanted(label), council, None, _today("")), as_json=as_json)


@app.command()
def deadlines(
    context: typer.Context, council: CouncilOption = "", as_json: JsonOption = False
) -> None:
    """List the deadline rules, of one council or of all."""
    _list(context.obj, council, listing.deadlines, as_json=as_json)


@app.command()
def routes(
    context: typer.Context, council: CouncilOption = "", as_json: JsonOption = False
) -> None:
    """List the routes, of one council or of all."""
    _list(context.obj, council, listing.routes, as_json=as_json)


@app.command()
def councils(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the councils whose protocols can be asked."""
    _list(context.obj, "", listing.councils, as_json=as_json)


@corpus_app.command("check")
def corpus_check(context: typer.Context) -> None:
    """Prove that no word of any protocol is lost and that every row's evidence stands."""
    parts: Parts = context.obj
    screen.show(listing.checked(list(check(read_stock(parts.settings.corpus)))))


@app.command()
def evaluate(
    context: typer.Context,
    questions: Annotated[Path, typer.Argument(help="A question set, JSON lines.")],
    as_json: JsonOption = False,
    report: Annotated[
        Path | None, typer.Option(help="Write a page with plots into this folder.")
    ] = None,
    unseen: Annotated[
        bool, typer.Option("--unseen", help="Measure each council as if it were new: minutes.")
    ] = False,
) -> None:
    """Measure retrieval on a question set: recall, MRR, and what is wrongly answered."""
    parts: Parts = context.obj
    table, figures = parts.evaluate(questions, report, unseen=unseen)
    typer.echo(json.dumps(figures, indent=2) if as_json else table)


@app.command()
def feedback(context: typer.Context, as_json: JsonOption = False) -> None:
    """List what people thought of answers, each ready to become a line of questions.jsonl."""
    parts: Parts = context.obj
    listed = listing.feedback(parts.feedback(), parts.library)
    screen.say(listed.text, listed.as_json, as_json=as_json)


@app.command()
def serve(
    context: typer.Context,
    playground: Annotated[
        bool,
        typer.Option(
            "--playground",
            help="Open the Teams door without authentication, for this machine only, to try it "
            "with Microsoft's Agents Playground.",
        ),
    ] = False,
    check_only: Annotated[
        bool, typer.Option("--check", help="Only name what is missing; open nothing.")
    ] = False,
) -> None:
    """Open the chat doors that are configured, until told to stop."""
    parts: Parts = context.obj
    parts.serve(typer.echo, playground=playground, check=check_only)


@app.command("teams-package")
def teams_package(
    context: typer.Context,
    output: Annotated[Path, typer.Option(help="Write the package here.")] = Path(
        "protocol-bot-teams.zip"
    ),
    release: Annotated[str, typer.Option(help="Its version, if not the manifest's own.")] = "",
) -> None:
    """Build the app package that an admin uploads to Teams, checked against Microsoft's schema."""
    from bot.teams.package import package, read_sources

    parts: Parts = context.obj
    made = package(read_sources(), parts.settings, release)
    _write(output, made.octets)
    typer.echo(wording.PACKAGED.format(file=output, name=made.name, release=made.release))


@app.command()
def bench(
    context: typer.Context,
    clauses: Annotated[
        int, typer.Option(help="Instead: ask an index of so many invented clauses.")
    ] = 0,
    only: Annotated[
        Racer | None, typer.Option(help="Run one side's questions here; print JSON.")
    ] = None,
) -> None:
    """Measure speed and memory against a tutorial's recipe, or at scale; say if targets are met."""
    parts: Parts = context.obj
    if only:
        typer.echo(parts.laps(only))
    else:
        typer.echo(parts.scale(clauses) if clauses else parts.race())


def _council(parts: Parts, typed: str) -> str:
    slug = typed or parts.settings.council
    if slug:
        return slug
    raise BadRequest(wording.WHICH_COUNCIL.format(slugs="|".join(parts.library.rulebooks)))


def _today(typed: str) -> date:
    """The day to reckon from: the one place where the terminal looks at the clock."""
    day = datetime.now().astimezone().date()
    return read_date(typed, day) if typed else day


def _answer(parts: Parts, wanted: Wanted, council: str, asker: Asker | None, today: date) -> Answer:
    return parts.desk.answer(wanted, _council(parts, council), asker, today)


def _show(parts: Parts, answer: Answer, *, as_json: bool) -> None:
    council = parts.library.rulebooks[answer.council].council
    screen.say(lines.render(answer, council), to_json(answer), as_json=as_json)


def _answer_file(parts: Parts, name: str, today: date) -> None:
    for answered in answer_lines(_lines(name), parts.desk, today):
        typer.echo(json.dumps(answered, ensure_ascii=False))


def _lines(name: str) -> list[str]:
    """The lines of a file, or of standard input when it is called -."""
    typed = name == "-"
    try:
        octets = sys.stdin.buffer.read() if typed else Path(name).read_bytes()
        text = octets.decode("utf-8-sig")  # some editors put a byte order mark first
    except OSError as error:
        raise BadRequest(wording.CANNOT_READ.format(file=name, reason=error.strerror)) from None
    except UnicodeDecodeError:
        file = wording.STANDARD_INPUT if typed else name
        raise BadRequest(wording.NOT_UTF8.format(file=file)) from None
    return text.split("\n")


def _write_event(parts: Parts, answer: Answer, path: Path) -> None:
    if not isinstance(answer, DueDate) or answer.deadline.due is None:
        raise BadRequest(wording.NO_EVENT)
    from bot.event import calendar_event

    council = parts.library.rulebooks[answer.council].council
    first = answer.quotes[0]
    event = calendar_event(
        answer.deadline, council.name, first.citation, first.clause.text, datetime.now(UTC)
    )
    _write(path, event)


def _write(path: Path, octets: bytes) -> None:
    try:
        path.write_bytes(octets)
    except OSError as error:
        raise BadRequest(wording.CANNOT_WRITE.format(file=path, reason=error.strerror)) from None


def _list(
    parts: Parts,
    council: str,
    rows: Callable[[Iterable[Rulebook], Library], listing.Listing],
    *,
    as_json: bool,
) -> None:
    books = parts.library.rulebooks
    chosen = [books[_known(parts, council)]] if council else list(books.values())
    made = rows(chosen, parts.library)
    screen.say(made.text, made.as_json, as_json=as_json)


def _known(parts: Parts, council: str) -> str:
    return match_name(
        council, parts.library.rulebooks, wording.COUNCIL_NOUN, wording.COUNCILS_LISTED
    )
