"""The terminal shows every clause whole: at a screen of any width, and plain when piped."""

from collections import Counter
from datetime import date

import pytest
from rich.console import Console

from bot.answer import Answer, DueDate, NoAnswer, Quotation, Quote, Route, Silence
from bot.asker import Side
from bot.deadlines import due
from bot.escalation import ladder
from bot.outline import proof
from bot.rulebook import Library, Rulebook
from bot.terminal.lines import render
from bot.terminal.screen import WIDEST, plain, show
from retrieval.clause import Clause, Paragraph
from tests.terminal.test_screen import at_screen, squeezed

SLUGS = ("brixton", "hastings", "rushcliffe", "south-ribble", "southend")
COUNCILS = pytest.mark.parametrize("slug", SLUGS)


def quotation(book: Rulebook, *clauses: Clause) -> Quotation:
    """The clauses, each with its first word as the word that governs."""
    quotes = tuple(
        Quote(clause, book.council.citation(clause.label), 0.5, ((0, 3),)) for clause in clauses
    )
    return Quotation(book.protocol.slug, "may I?", quotes, version=book.version)


# ---------------------------------------------------------------------------------- whole clauses
@COUNCILS
def test_piped_every_clause_stands_whole_a_paragraph_a_line(library: Library, slug: str) -> None:
    book = library.rulebooks[slug]
    for clause in book.protocol.clauses:
        out = plain(render(quotation(book, clause), book.council))
        assert squeezed(clause.text) in squeezed(out)
        assert " ".join(clause.text.split()) in " ".join(out.split())
        lines = out.split("\n")
        assert all(f"    {one}" in lines for one in clause.text.split("\n") if "\t" not in one)


@COUNCILS
def test_piped_nothing_is_coloured_nothing_trails_and_all_ends_at_the_last_word(
    library: Library, slug: str
) -> None:
    book = library.rulebooks[slug]
    out = plain(render(quotation(book, *book.protocol.clauses), book.council))
    assert "\x1b" not in out
    assert "\t" not in out
    assert all(line == line.rstrip() for line in out.split("\n"))
    assert out == out.strip()


@COUNCILS
def test_at_sixty_columns_every_word_of_every_clause_is_there(library: Library, slug: str) -> None:
    book = library.rulebooks[slug]
    for clause in book.protocol.clauses:
        out = at_screen(render(quotation(book, clause), book.council))
        assert max(map(len, out.split("\n"))) <= 60
        if "\t" in clause.text:  # the cells of a table stand side by side
            assert Counter(clause.text.split()) <= Counter(out.split())
        else:
            assert squeezed(clause.text) in squeezed(out)


@COUNCILS
def test_at_any_width_a_word_is_broken_only_when_no_line_would_hold_it(
    library: Library, slug: str
) -> None:
    book = library.rulebooks[slug]
    out = at_screen(render(quotation(book, *book.protocol.clauses[:3]), book.council), 40)
    known = {word for clause in book.protocol.clauses[:3] for word in clause.text.split()}
    assert {word for word in known if len(word) <= 30} <= set(out.split())


def test_a_bullet_hangs_clear_of_its_mark_and_below_its_lead(library: Library) -> None:
    book = library.rulebooks["southend"]
    out = at_screen(render(quotation(book, book.protocol.by_label["9.1.7"]), book.council), 50)
    lines = out.split("\n")
    at = lines.index("    - What action is being taken to pursue the")
    assert lines[at + 1] == "      enquiry; and"


def test_a_long_heading_hangs_clear_of_the_clause_below_it(library: Library) -> None:
    book = library.rulebooks["southend"]
    lines = at_screen(render(quotation(book, book.protocol.by_label["9.1.5"]), book.council))
    at = lines.index("Clause 9.1.5  Support for Councillors › Councillors'")
    assert lines[at:].split("\n")[1:3] == [
        "        Enquiries and Access to Officers",
        "    Councillors' enquiries will be dealt with promptly and",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_table_keeps_its_columns_and_each_row_stands_alone(library: Library, width: int) -> None:
    book = library.rulebooks["southend"]
    out = at_screen(render(quotation(book, book.protocol.by_label["roles-table"]), book.council))
    first = next(line for line in out.split("\n") if line.split() == ["Councillors", "Officers"])
    column = first.index("Officers")
    row = next(line for line in out.split("\n") if line.strip().startswith("Add a political"))
    assert row[column:].strip() == "Impartial"
    wide = at_screen(render(quotation(book, *book.protocol.clauses), book.council), width)
    assert max(map(len, wide.split("\n"))) <= width


def test_the_governing_words_stand_out_and_no_others(library: Library) -> None:
    book = library.rulebooks["southend"]
    clause = book.protocol.by_label["9.1.7"]
    start = clause.text.index("Officers must")
    spans = ((start, start + 24), (clause.text.index("reason"), clause.text.index("reason") + 6))
    quote = Quote(clause, "cited", 0.9, spans)
    screen = Console(width=200, force_terminal=True)
    shown = render(Quotation("southend", "?", (quote,), version=book.version), book.council)
    marked = [
        segment.text
        for line in screen.render_lines(shown)
        for segment in line
        if segment.style and segment.style.underline
    ]
    assert marked == ["Officers must explain in", "reason"]


def test_words_that_look_like_markup_are_shown_as_they_are(library: Library) -> None:
    text = "[bold]Write[/bold] to [link=x]us :smile: at 10:30 https://example.org [/]"
    clause = Clause("southend", "1.1", "1.1", ("[red]Heading",), (Paragraph(text),))
    shown = render(
        quotation(library.rulebooks["southend"], clause), library.rulebooks["southend"].council
    )
    assert f"    {text}\n" in plain(shown)
    assert squeezed(text) in squeezed(at_screen(shown))


def test_a_damaged_clause_says_so(library: Library) -> None:
    book = library.rulebooks["south-ribble"]
    damaged = book.protocol.by_label["6.6"]
    said = "Words of this clause are missing in the published document."
    assert said in plain(render(quotation(book, damaged), book.council))
    assert said not in plain(render(quotation(book, book.protocol.clauses[0]), book.council))


# ------------------------------------------------------------------------------- answers, dressed
def shown(answer: Answer, book: Rulebook) -> list[str]:
    """The answer's lines, piped."""
    return plain(render(answer, book.council)).split("\n")


def test_three_clauses_stand_whole_and_the_rest_are_named(library: Library) -> None:
    book = library.rulebooks["hastings"]
    lines = shown(quotation(book, *book.protocol.clauses[:5]), book)
    assert [line.split("  ")[0] for line in lines if line.startswith("Clause ")] == [
        f"Clause {clause.label}" for clause in book.protocol.clauses[:3]
    ]
    fourth, fifth = (clause.label for clause in book.protocol.clauses[3:5])
    assert lines[-3:-1] == [f"See also clauses {fourth}, {fifth}", ""]


def test_the_clauses_that_a_step_or_a_date_rests_on_are_never_only_named(library: Library) -> None:
    for book in library.rulebooks.values():
        for matter in library.matters:
            for found in filter(None, (ladder(book.steps, matter, side) for side in Side)):
                labels = list(dict.fromkeys(step.clause for step in found.steps))
                quotes = quotation(book, *map(book.protocol.by_label.__getitem__, labels)).quotes
                lines = shown(
                    Route(book.protocol.slug, "route x", quotes, found, version=book.version), book
                )
                assert sum(line.startswith("Clause ") for line in lines) == len(labels)
                assert not any(line.startswith("See also") for line in lines)


def test_a_late_date_shows_its_clause_however_far_down_it_was_found(library: Library) -> None:
    book = library.rulebooks["southend"]
    rule = book.rule("enquiry-reply")
    assert rule is not None
    labels = ("1.1", "2.1", "9.2.12", "2.4", "9.1.7", "9.1.5")
    quotes = quotation(book, *map(book.protocol.by_label.__getitem__, labels)).quotes
    worked = due(rule, date(2026, 11, 20), book.calendar)
    lines = shown(DueDate("southend", "when?", quotes, worked, version=book.version), book)
    assert [line.split()[1] for line in lines if line.startswith("Clause ")] == [
        "1.1", "2.1", "9.2.12", "9.1.7", "9.1.5"
    ]  # fmt: skip
    assert lines[-3:-1] == ["See also clauses 2.4", ""]


def test_a_due_date_comes_first_then_its_workings_who_owes_it_and_the_clause(
    library: Library,
) -> None:
    book = library.rulebooks["southend"]
    rule = book.rule("enquiry-reply")
    assert rule is not None
    worked = due(rule, date(2026, 11, 20), book.calendar)
    answer = DueDate(
        "southend",
        "when?",
        quotation(book, book.protocol.clauses[0]).quotes,
        worked,
        version=book.version,
    )
    lines = shown(answer, book)
    assert lines[3:5] == [rule.title, "Due Friday 4 December 2026"]
    assert lines[5] == "    The clock starts on Friday 20 November 2026: the enquiry is received."
    order = [lines.index(f"    {one}") for one in worked.workings]
    assert order == list(range(5, 5 + len(order)))
    assert f"    Owed by: {rule.owes}." in lines
    assert lines.index("Clause 1.1  Introduction › Content") > order[-1]


def test_a_rule_without_a_limit_says_so_in_place_of_a_date(library: Library) -> None:
    book = library.rulebooks["brixton"]
    rule = book.rule("enquiry-reply")
    assert rule is not None
    worked = due(rule, date(2026, 11, 20), book.calendar)
    answer = DueDate(
        "brixton",
        "when?",
        quotation(book, book.protocol.clauses[0]).quotes,
        worked,
        version=book.version,
    )
    lines = shown(answer, book)
    assert lines[4] == worked.why
    assert not any(line.startswith("Due ") for line in lines)


@pytest.mark.parametrize(("width", "longest"), [(60, 60), (80, 80), (200, WIDEST)])
def test_a_steps_lines_hang_below_its_words_and_no_line_is_too_wide_to_read(
    library: Library, width: int, longest: int, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    book = library.rulebooks["southend"]
    found = ladder(book.steps, library.matter("protocol-breach"), Side.OFFICER)
    assert found is not None
    quotes = quotation(book, *book.protocol.clauses[:2]).quotes
    screen = {"TTY_COMPATIBLE": "1", "TERM": "dumb", "COLUMNS": str(width), "LINES": "50"}
    for name, value in screen.items():
        monkeypatch.setenv(name, value)
    show(render(Route("southend", "?", quotes, found, version=book.version), book.council))
    lines = [line.rstrip() for line in capsys.readouterr().out.split("\n")]
    assert longest - 12 < max(map(len, lines)) <= longest
    first = next(number for number, line in enumerate(lines) if line.startswith("  1. "))
    steps = lines[first : lines.index("", first)]
    assert all(line.startswith((f"  {line.strip()[:1]}. ", "     ")) for line in steps)


def test_no_answer_gives_reason_and_next_step_before_the_nearest_clauses(library: Library) -> None:
    book = library.rulebooks["southend"]
    quotes = quotation(book, *book.protocol.clauses[:2]).quotes
    lines = shown(
        NoAnswer(
            "southend", "?", quotes, Silence.NOT_COVERED, "Ask the Mayor.", version=book.version
        ),
        book,
    )
    assert lines[3:7] == [
        "This protocol does not say.",
        "Ask the Mayor.",
        "",
        "Nearest clauses; they may not answer this:",
    ]


def test_no_route_gives_the_general_one(library: Library) -> None:
    book = library.rulebooks["southend"]
    general = ladder(book.steps, library.matter("general"), Side.OFFICER)
    quotes = quotation(book, book.protocol.by_label["2.4"]).quotes
    answer = NoAnswer(
        "southend", "?", quotes, Silence.NO_ROUTE, "Ask the Mayor.", general, version=book.version
    )
    lines = shown(answer, book)
    assert lines[3] == "This protocol sets out no route for this."
    assert lines[6] == "Its general route:"
    assert not any(line.startswith("Nearest") for line in lines)


def test_what_is_assumed_about_the_asker_is_said_below_the_clauses(library: Library) -> None:
    book = library.rulebooks["southend"]
    found = ladder(book.steps, library.matter("protocol-breach"), Side.OFFICER)
    assert found is not None
    quotes = quotation(book, book.protocol.clauses[0]).quotes
    answer = Route(
        "southend", "?", quotes, found, "These are the steps for an officer.", version=book.version
    )
    assert shown(answer, book)[-2] == "These are the steps for an officer."


@COUNCILS
def test_the_last_line_names_the_version_and_the_clauses_shown(library: Library, slug: str) -> None:
    book = library.rulebooks[slug]
    answer = quotation(book, *book.protocol.clauses[:5])
    assert shown(answer, book)[-1] == proof(answer)
    assert at_screen(render(answer, book.council), 200).rstrip().endswith(proof(answer))
