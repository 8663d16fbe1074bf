"""The desk decides: what each request comes to, with a plain function for a search."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot import wording
from bot.answer import Answer, DueDate, NoAnswer, Quotation, Route, Silence
from bot.asker import Asker, Side
from bot.desk import Desk
from bot.errors import UnclearDate, UnknownName
from bot.request import Ask, ClauseWanted, DeadlineWanted, RouteWanted
from bot.rulebook import Library
from retrieval.search import Found, Ranking

TODAY = date(2026, 11, 22)  # a Sunday
SLUGS = ("brixton", "hastings", "rushcliffe", "south-ribble", "southend")

DeskOf = Callable[..., Desk]


@pytest.fixture
def desk_of(library: Library) -> DeskOf:
    """A desk whose search finds the clauses of these labels, in this order."""

    def made(*labels: str, answers: bool = True) -> Desk:
        def search(council: str, _question: str) -> Ranking:
            clauses = [library.rulebooks[council].protocol.by_label[label] for label in labels]
            found = tuple(
                Found(clause, 1.0 - rank / 10, 0.9 - rank / 10, ((0, 5),))
                for rank, clause in enumerate(clauses)
            )
            return Ranking(found, 0.9 if answers else 0.1, answers=answers)

        return Desk(library, search)

    return made


def ask(desk: Desk, question: str, council: str, asker: Asker | None = None) -> Answer:
    """The desk's answer to a plain question."""
    return desk.answer(Ask(question), council, asker, TODAY)


def test_a_question_is_answered_by_the_clauses_found_best_first(desk_of: DeskOf) -> None:
    answer = ask(desk_of("9.2.12", "9.2.2"), "can I attend a party group meeting?", "southend")
    assert isinstance(answer, Quotation)
    assert [quote.clause.label for quote in answer.quotes] == ["9.2.12", "9.2.2"]
    assert answer.quotes[0].citation.endswith("clause 9.2.12")
    assert answer.quotes[0].confidence == 0.9


@pytest.mark.parametrize(
    ("council", "whom", "clause"),
    [
        ("southend", "the Monitoring Officer", "2.4"),
        ("hastings", "the Monitoring Officer", "125"),
        ("brixton", "the Proper Officer", "principles-3"),
    ],
)
def test_where_nothing_governs_the_protocols_own_next_step_is_named(
    desk_of: DeskOf, council: str, whom: str, clause: str, library: Library
) -> None:
    labels = [one.label for one in library.rulebooks[council].protocol.clauses[:5]]
    answer = ask(desk_of(*labels, answers=False), "when are the bins emptied?", council)
    assert isinstance(answer, NoAnswer)
    assert answer.why is Silence.NOT_COVERED
    assert whom in answer.next_step
    assert f"clause {clause}" in answer.next_step
    assert len(answer.quotes) == 3
    assert answer.question == "when are the bins emptied?"


def test_a_desk_is_the_desk_of_now(desk_of: DeskOf) -> None:
    desk = desk_of()
    assert desk.now is desk


def test_a_question_about_time_is_quoted_and_worked_out_from_the_date_it_mentions(
    desk_of: DeskOf,
) -> None:
    question = "how long have we got to answer Cllr Hall's email that came in on Tuesday?"
    answer = ask(desk_of("9.1.5", "9.1.7"), question, "southend", Asker.HUB)
    assert isinstance(answer, DueDate)
    assert answer.deadline.rule.id == "enquiry-reply"
    assert answer.deadline.start == date(2026, 11, 17)
    assert answer.deadline.due == date(2026, 12, 1)
    assert [quote.clause.label for quote in answer.quotes] == ["9.1.5", "9.1.7"]


def test_the_rules_own_words_are_highlighted_in_its_clause(desk_of: DeskOf) -> None:
    answer = ask(desk_of("9.1.5"), "how long do we have to reply to an enquiry?", "southend")
    (start, end), *_ = answer.quotes[0].highlight
    assert "within 10 working days of receipt" in answer.quotes[0].clause.text[start:end]


def test_a_clause_that_no_date_rests_on_keeps_the_words_that_were_found_in_it(
    desk_of: DeskOf,
) -> None:
    question = "how long do we have to reply to an enquiry?"
    quotes = ask(desk_of("9.1.5", "9.1.14"), question, "southend").quotes
    assert [quote.clause.label for quote in quotes] == ["9.1.5", "9.1.14", "9.1.7"]
    assert quotes[0].highlight != ((0, 5),)
    assert quotes[1].highlight == ((0, 5),)


def test_a_question_about_time_without_a_date_asks_for_one(desk_of: DeskOf) -> None:
    answer = ask(desk_of("9.1.5"), "how long do we have to reply to an enquiry?", "southend")
    assert isinstance(answer, DueDate)
    assert answer.deadline.due is None
    assert answer.next_step is not None
    assert "deadline enquiry-reply" in answer.next_step


def test_an_unclear_date_in_a_question_is_asked_about_and_not_guessed(desk_of: DeskOf) -> None:
    question = "how long to reply to an enquiry received on 3 June?"
    answer = ask(desk_of("9.1.5"), question, "southend")
    assert isinstance(answer, DueDate)
    assert answer.deadline.due is None
    assert answer.next_step is not None
    assert "2026-06-03" in answer.next_step


def test_a_time_that_another_clause_governs_gets_no_date(desk_of: DeskOf) -> None:
    question = "how long do we have to reply to an FOI?"
    assert isinstance(ask(desk_of("9.1.14", "9.1.12", "9.3.1"), question, "southend"), Quotation)


def test_where_nothing_governs_no_date_and_no_route_is_worked_out(desk_of: DeskOf) -> None:
    question = (
        "how long do we have to reply to an enquiry and who do I complain to about an officer?"
    )
    answer = ask(desk_of("9.1.5", "12.2.1", answers=False), question, "southend")
    assert isinstance(answer, NoAnswer)


@pytest.mark.parametrize(
    ("asker", "side"), [(Asker.COUNCILLOR, Side.COUNCILLOR), (Asker.OFFICER, Side.OFFICER)]
)
def test_a_question_about_where_to_go_shows_the_steps_of_whoever_asks(
    desk_of: DeskOf, asker: Asker, side: Side
) -> None:
    answer = ask(desk_of("12.2.1"), "who do I complain to about an officer?", "southend", asker)
    assert isinstance(answer, Route)
    assert answer.ladder.matter.id == "officer-conduct"
    assert answer.ladder.asker is side
    assert answer.next_step is None


def test_when_nobody_said_who_asks_the_assumption_is_spoken(desk_of: DeskOf) -> None:
    answer = ask(desk_of("126"), "who do I complain to about an officer?", "hastings")
    assert isinstance(answer, Route)
    assert answer.ladder.asker is Side.COUNCILLOR
    assert answer.next_step is not None
    assert "if you are an officer" in answer.next_step


@pytest.mark.parametrize(
    ("council", "clause", "whom"),
    [("hastings", "131", "a councillor"), ("southend", "12.2.1", "an officer")],
)
def test_a_question_that_says_who_asks_is_believed(
    desk_of: DeskOf, council: str, clause: str, whom: str
) -> None:
    question = f"as an officer, who do I complain to about {whom}?"
    answer = ask(desk_of(clause), question, council)
    assert isinstance(answer, Route)
    assert answer.ladder.asker is Side.OFFICER
    assert answer.next_step is None


@pytest.mark.parametrize(("who", "asker"), [("", Asker.PUBLIC), ("as a resident, ", None)])
def test_the_public_is_quoted_to_and_given_no_officers_steps(
    desk_of: DeskOf, who: str, asker: Asker | None
) -> None:
    question = f"{who}who do I complain to about an officer?"
    answer = ask(desk_of("126"), question, "hastings", asker)
    assert isinstance(answer, Quotation)


@pytest.mark.parametrize(
    ("council", "start", "due"),
    [
        ("southend", "2026-11-20", date(2026, 12, 4)),
        ("hastings", "2026-11-20", date(2026, 11, 27)),
        ("rushcliffe", "2026-11-20", date(2026, 11, 27)),
        ("brixton", "2026-11-20", None),
        ("south-ribble", "2026-11-20", None),
    ],
)
def test_the_reply_to_an_enquiry_is_due_as_each_protocol_says(
    desk_of: DeskOf, council: str, start: str, due: date | None
) -> None:
    wanted = DeadlineWanted("enquiry-reply", start)
    answer = desk_of().answer(wanted, council, None, TODAY)
    assert isinstance(answer, DueDate)
    assert answer.deadline.due == due
    assert (answer.deadline.why is None) == (due is not None)
    assert answer.quotes[0].clause.label == answer.deadline.rule.clause
    assert answer.next_step is None


@pytest.mark.parametrize(
    ("council", "next_step"),
    [("southend", wording.START_IT.format(rule="enquiry-reply")), ("brixton", None)],
)
def test_a_rule_without_a_start_asks_for_one_where_a_clock_runs(
    desk_of: DeskOf, council: str, next_step: str | None
) -> None:
    answer = desk_of().answer(DeadlineWanted("enquiry-reply"), council, None, TODAY)
    assert isinstance(answer, DueDate)
    assert (answer.question, answer.next_step) == ("deadline enquiry-reply", next_step)
    assert answer.deadline.due is None


def test_a_missed_date_brings_the_clause_that_says_what_happens_next(desk_of: DeskOf) -> None:
    answer = desk_of().answer(DeadlineWanted("enquiry-reply", "yesterday"), "southend", None, TODAY)
    assert [quote.clause.label for quote in answer.quotes] == ["9.1.5", "9.1.7"]


def test_another_councils_rule_is_a_fact_to_say_and_not_an_error(desk_of: DeskOf) -> None:
    answer = desk_of().answer(DeadlineWanted("absence-cover"), "hastings", None, TODAY)
    assert isinstance(answer, NoAnswer)
    assert answer.why is Silence.NO_RULE
    assert "Monitoring Officer" in answer.next_step


def test_a_rule_that_nobody_has_is_answered_with_did_you_mean(desk_of: DeskOf) -> None:
    with pytest.raises(UnknownName, match="Did you mean enquiry-reply"):
        desk_of().answer(DeadlineWanted("enquiry-repply"), "southend", None, TODAY)


def test_an_unclear_start_is_refused_with_the_readings(desk_of: DeskOf) -> None:
    with pytest.raises(UnclearDate, match="2026-11-20"):
        desk_of().answer(DeadlineWanted("enquiry-reply", "11/20/2026"), "southend", None, TODAY)


@pytest.mark.parametrize(
    ("asker", "side", "said"),
    [
        (None, Side.COUNCILLOR, "if you are an officer, say so"),
        (Asker.COUNCILLOR, Side.COUNCILLOR, ""),
        (Asker.OFFICER, Side.OFFICER, ""),
    ],
)
def test_a_matter_by_its_name_has_the_steps_of_whoever_asks_or_usually_does(
    desk_of: DeskOf, asker: Asker | None, side: Side, said: str
) -> None:
    answer = desk_of().answer(RouteWanted("officer-conduct"), "southend", asker, TODAY)
    assert isinstance(answer, Route)
    assert (answer.question, answer.ladder.asker) == ("route officer-conduct", side)
    assert (answer.next_step is None) is (said == "")
    assert said in (answer.next_step or "")


def test_a_matter_without_steps_is_sent_the_general_way_of_whoever_usually_asks(
    desk_of: DeskOf,
) -> None:
    answer = desk_of().answer(RouteWanted("press"), "south-ribble", None, TODAY)
    assert isinstance(answer, NoAnswer)
    assert answer.ladder is not None
    assert (answer.ladder.matter.id, answer.ladder.asker) == ("general", Side.OFFICER)
    assert "names no steps for an officer" in answer.next_step


def test_where_there_is_no_general_way_either_that_is_all(desk_of: DeskOf) -> None:
    desk = desk_of()
    book = replace(desk.rulebook("south-ribble"), steps=())
    desk = replace(desk, library=replace(desk.library, rulebooks={"south-ribble": book}))
    answer = desk.answer(RouteWanted("press"), "south-ribble", Asker.OFFICER, TODAY)
    assert isinstance(answer, NoAnswer)
    assert (answer.quotes, answer.ladder) == ((), None)


@pytest.mark.parametrize("council", SLUGS)
def test_every_matter_has_steps_or_says_that_it_has_none_and_shows_the_general_ones(
    desk_of: DeskOf, library: Library, council: str
) -> None:
    for matter in library.matters:
        for asker in (Asker.OFFICER, Asker.COUNCILLOR):
            answer = desk_of().answer(RouteWanted(matter.id), council, asker, TODAY)
            assert isinstance(answer, Route | NoAnswer)
            assert answer.ladder is not None
            assert answer.ladder.asker is asker.side
            cited = {step.clause for step in answer.ladder.steps}
            assert cited == {quote.clause.label for quote in answer.quotes}
            for quote in answer.quotes:
                assert quote.highlight
                assert quote.highlight == tuple(sorted(quote.highlight))
            if isinstance(answer, NoAnswer):
                assert answer.why is Silence.NO_ROUTE
                assert answer.ladder.matter.id == "general"


@pytest.mark.parametrize("council", SLUGS)
def test_every_rule_of_every_council_is_worked_out_or_says_why_not(
    desk_of: DeskOf, library: Library, council: str
) -> None:
    for rule in library.rulebooks[council].rules:
        answer = desk_of().answer(DeadlineWanted(rule.id, "2026-11-20"), council, None, TODAY)
        assert isinstance(answer, DueDate)
        assert (answer.deadline.due is None) == (rule.value is None)
        assert all(quote.highlight for quote in answer.quotes)
        labels = [quote.clause.label for quote in answer.quotes]
        assert len(labels) == len(set(labels)) > 0


@pytest.mark.parametrize("council", SLUGS)
def test_every_clause_is_found_by_its_label_and_by_what_is_printed(
    desk_of: DeskOf, library: Library, council: str
) -> None:
    desk = desk_of()
    for clause in library.rulebooks[council].protocol.clauses:
        answer = desk.answer(ClauseWanted(clause.label), council, None, TODAY)
        assert answer.quotes[0].clause is clause
        assert answer.quotes[0].confidence == 1.0
        if clause.printed:
            spoken = desk.answer(ClauseWanted(clause.printed), council, None, TODAY)
            assert spoken.quotes[0].clause is clause


def test_a_number_that_the_protocol_leaves_out_is_not_filled(desk_of: DeskOf) -> None:
    with pytest.raises(UnknownName, match=r"prints no clause 8\.3\.3"):
        desk_of().answer(ClauseWanted("8.3.3"), "southend", None, TODAY)


def test_an_unknown_label_is_answered_with_the_nearest_labels(desk_of: DeskOf) -> None:
    with pytest.raises(UnknownName, match="Did you mean casework-officers-1"):
        desk_of().answer(ClauseWanted("casework-oficers-1"), "rushcliffe", None, TODAY)


def test_a_label_like_no_other_is_answered_with_how_far_the_labels_go(desk_of: DeskOf) -> None:
    with pytest.raises(UnknownName, match=r"154 clauses, from 1\.1 to nolan-leadership"):
        desk_of().answer(ClauseWanted("zzzzzz"), "southend", None, TODAY)


def test_a_misspelt_council_is_answered_with_did_you_mean(desk_of: DeskOf) -> None:
    with pytest.raises(UnknownName, match="Did you mean southend"):
        ask(desk_of(), "can I attend?", "southand")
