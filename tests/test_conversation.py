"""Follow-ups in a thread: which question each text amounts to.

The threads below were also asked of the real index, for the clause that governs the follow-up.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asker import Asker
from bot.conversation import NOT_KEPT, Resolved, is_courtesy, resolve
from bot.intent import about_time, about_where
from bot.request import LONGEST, ClauseWanted, DeadlineWanted, Known, Request, RouteWanted, read

GROUP = "can I go to a party group meeting?"
BRIEF = "can an officer brief a political group?"
ENQUIRY = "how long do we have to reply to a councillor's enquiry?"
PAPERS = "can a councillor see confidential papers?"
COPY = "can I copy a councillor's email to another councillor?"
COMPLAIN = "who do I complain to about an officer?"
PRESS = "can officers talk to the press?"
HOME = "can a councillor visit a care home?"
MEETING = "can I arrange a public meeting?"
FORMAL = "where does a formal complaint go?"


LEANING = {  # a question, what it is about, and texts that lean on it
    (GROUP, "go to a party group meeting"): [
        "and if some of them aren't councillors?",
        "on Friday?",
    ],
    (BRIEF, "an officer brief a political group"): [
        "and can they leave early?",
        "do they have to leave the meeting before the vote on rents?",
        "does that mean she agrees with them?",
        "what if the minutes misquote her?",
        "which officers?",
        "what if the meeting is private?",
        "and who chairs the panel?",
    ],
    (ENQUIRY, "reply to a councillor's enquiry"): [
        "and if we can't make it?",
        "what if it's really a complaint from a resident?",
        "who is responsible for that?",
        "does it matter that it came in on 20 Nov?",
    ],
    (PAPERS, "a councillor see confidential papers"): [
        "who decides?",
        "who has the last word on that?",
        "why not?",
        "what about co-opted members?",
        "and can he pass them on?",
        "can I warn a colleague about that?",
    ],
    (COPY, "copy a councillor's email to another councillor"): [
        "and if it's confidential?",
        "what about other officers?",
    ],
    (COMPLAIN, "complain to about an officer"): ["what if he is very junior?", "and then?"],
    (HOME, "a councillor visit a care home"): [
        "do they have to tell anyone first?",
        "is it only for wards?",
        "and schools?",
        "ok, how long?",
    ],
    (MEETING, "arrange a public meeting"): ["during an election?", "where can we hold it?"],
    ("is a member allowed on the panel?", "a member allowed on the panel"): [
        "even if a friend has applied?",
        "and another group's candidate?",
    ],
    ("Can a councillor use our printers?", "a councillor use our printers"): [
        "for election leaflets?",
        "election leaflets?",
        "at home too?",
    ],
}


@pytest.mark.parametrize(
    ("asked", "topic", "text"),
    [(*question, text) for question, texts in LEANING.items() for text in texts],
)
def test_a_text_that_leans_is_put_to_the_topic_of_the_question_before(
    asked: str, topic: str, text: str
) -> None:
    assert resolve(text, (asked,)) == Resolved(f"{topic}: {text}")


@pytest.mark.parametrize(
    "text",
    [
        ENQUIRY,
        "how long do we have to reply to an FOI?",
        "what if a councillor insults an officer?",
        "what if a councillor criticises an officer on social media?",
        "what is purdah?",
        "who chairs the panel?",
        "and who do I write to with a formal complaint about a councillor?",
        "if a journalist rings me, who do I tell?",
        "is it OK to copy an email to another councillor?",
        "is it only the chair who may call an officer to a meeting?",
        "what is a political group?",
        "who is the monitoring officer?",
        "can members of the public see the register?",
        "a councillor sent me an email, do I have to answer it?",
        "are there any rules on gifts and hospitality?",
        "a councillor shouted at my assistant in the car park",
    ],
)
def test_a_full_question_stands_alone(text: str) -> None:
    assert resolve(text, (BRIEF,)) == Resolved(text)


@pytest.mark.parametrize(
    "text", ["and if some of them aren't councillors?", "more", "and officers?"]
)
def test_the_first_text_of_a_thread_stands_alone(text: str) -> None:
    assert resolve(text, ()).question == text


def test_nearly_all_the_questions_that_people_typed_stand_alone_in_the_middle_of_a_thread(
    corpus: Path,
) -> None:
    files = sorted(corpus.glob("*/questions.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    typed = [" ".join(question.split()) for row in rows for question in row["questions"]]
    alone = [question for question in typed if resolve(question, (BRIEF,)).question == question]
    assert len(alone) > 0.97 * len(typed)


@pytest.mark.parametrize(
    ("asked", "text", "question"),
    [
        (PRESS, "what about councillors?", "can councillors talk to the press?"),
        (PRESS, "and members?", "can councillors talk to the press?"),
        (PRESS, "Is it the same for members?", "can councillors talk to the press?"),
        (PAPERS, "what about officers?", "can an officer see confidential papers?"),
        (GROUP, "what about officers?", "can officers go to a party group meeting?"),
        (MEETING, "what about officers?", "can officers arrange a public meeting?"),
        (COMPLAIN, "what about councillors?", "who do I complain to about a councillor?"),
        ("Must staff reply?", "does that apply to members too?", "Must councillors reply?"),
    ],
)
def test_the_other_side_takes_its_place_in_the_same_question(
    asked: str, text: str, question: str
) -> None:
    assert resolve(text, (asked,)) == Resolved(question)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("can a chief officer brief a political group?", "what about councillors?"),
        ("is an officer's email private?", "what about councillors?"),
        ("can members of the public speak?", "what about officers?"),
        ("can a councillor see an officer's file?", "what about councillors?"),
    ],
)
def test_a_name_that_means_another_is_left_in_its_place(asked: str, text: str) -> None:
    assert resolve(text, (asked,)).question.endswith(f": {text}")


@pytest.mark.parametrize(
    ("asked", "text", "question", "asker"),
    [
        (COMPLAIN, "and for councillors?", COMPLAIN, Asker.COUNCILLOR),
        (COMPLAIN, "and for officers?", COMPLAIN, Asker.OFFICER),
        (COMPLAIN, "I'm an officer", COMPLAIN, Asker.OFFICER),
        (COMPLAIN, "what if I’m a councillor?", COMPLAIN, Asker.COUNCILLOR),
        ("who do I go to?", "what about officers?", "who do officers go to?", Asker.OFFICER),
        ("route press", "and for officers?", "route press", Asker.OFFICER),
        ("route officer-conduct", "what about officers?", "route officer-conduct", Asker.OFFICER),
        (FORMAL, "as a member", FORMAL, Asker.COUNCILLOR),
        (GROUP, "as a member", "can councillors go to a party group meeting?", Asker.COUNCILLOR),
        (HOME, "for us officers too?", "can an officer visit a care home?", Asker.OFFICER),
        ("are gifts allowed?", "for officers?", "gifts allowed: for officers?", Asker.OFFICER),
    ],
)
def test_a_text_that_says_who_asks_carries_the_asker(
    asked: str, text: str, question: str, asker: Asker
) -> None:
    assert resolve(text, (asked,)) == Resolved(question, asker=asker)


def test_the_asker_is_kept_until_another_question_is_asked() -> None:
    told = (COMPLAIN, "I'm a councillor")
    assert resolve("and then?", told).asker is Asker.COUNCILLOR
    assert resolve("more", told) == Resolved(COMPLAIN, 1, Asker.COUNCILLOR)
    assert resolve(ENQUIRY, told).asker is None


def test_a_question_that_says_who_asks_carries_the_asker_too() -> None:
    assert resolve("as an officer, can I see the file?", ()).asker is Asker.OFFICER
    assert resolve("and if I'm a planning officer?", (PAPERS,)).asker is Asker.OFFICER


@pytest.mark.parametrize(
    ("asked", "text", "question"),
    [
        (ENQUIRY, "it came in last Friday", f"{ENQUIRY} it came in last Friday"),
        (ENQUIRY, "20 Nov", f"{ENQUIRY} 20 Nov"),
        (ENQUIRY, "what if it came in on 20 Nov?", f"{ENQUIRY} what if it came in on 20 Nov?"),
        (
            "how long to reply to an enquiry received on 3 June?",
            "2026-06-03",
            "how long to reply to an enquiry received? 2026-06-03",
        ),
        ("deadline enquiry-reply", "20 Nov", "deadline enquiry-reply 20 Nov"),
        ("deadline enquiry-reply 20/11", "23 Nov 2026", "deadline enquiry-reply 23 Nov 2026"),
        ("deadline enquiry-reply friday", "last friday", "deadline enquiry-reply last friday"),
    ],
)
def test_a_day_starts_the_clock_of_the_question_before_in_place_of_another_day(
    asked: str, text: str, question: str
) -> None:
    assert resolve(text, (asked,)) == Resolved(question)


@pytest.mark.parametrize(
    "text",
    ["more", "More?", "show me more", "more clauses please", "what else?", "next", "and the rest"],
)
def test_more_is_the_same_question_a_page_on(text: str) -> None:
    assert resolve(text, (GROUP,)) == Resolved(GROUP, 1)
    assert resolve(text, (GROUP, "more", "more")) == Resolved(GROUP, 3)


def test_more_after_a_follow_up_shows_more_of_the_follow_up() -> None:
    question = "an officer brief a political group: and can they leave early?"
    assert resolve("more", (BRIEF, "and can they leave early?")) == Resolved(question, 1)


def test_another_follow_up_begins_with_its_first_page() -> None:
    assert resolve("who decides?", (PAPERS, "more")).page == 0
    assert resolve("what about officers?", (PAPERS, "more")).page == 0
    assert resolve("20 Nov", (ENQUIRY, "more")).page == 0


def test_of_several_follow_ups_only_the_last_one_counts() -> None:
    earlier = (BRIEF, "and can they leave early?")
    text = "and can they tell others what was said?"
    assert resolve(text, earlier).question == f"an officer brief a political group: {text}"


def test_a_follow_up_leans_on_the_last_full_question() -> None:
    assert resolve("who decides?", (GROUP, PAPERS)) == resolve("who decides?", (PAPERS,))


def test_a_follow_up_leans_on_a_question_whose_side_was_changed() -> None:
    earlier = (PRESS, "what about members?")
    text = "do they need to say who they speak for?"
    assert resolve(text, earlier).question == f"councillors talk to the press: {text}"


@pytest.mark.parametrize("asked", [ENQUIRY, COMPLAIN, FORMAL])
def test_what_the_earlier_question_asked_is_not_asked_again(asked: str) -> None:
    question = resolve("what if it's confidential?", (asked,)).question
    assert not about_time(question)
    assert not about_where(question)


@pytest.mark.parametrize("asked", [COMPLAIN, GROUP])
def test_what_the_follow_up_itself_asks_is_asked(asked: str) -> None:
    assert about_time(resolve("how long do they have?", (asked,)).question)
    assert about_where(resolve("who does it go to?", (asked,)).question)


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("clause 9.2.12", ClauseWanted("9.2.12")),
        ("route press", RouteWanted("press")),
        ("deadline enquiry-reply", DeadlineWanted("enquiry-reply")),
        ("deadline enquiry-reply 20 Nov", DeadlineWanted("enquiry-reply", "20 Nov")),
    ],
)
def test_a_command_stands_alone_in_a_thread(command: str, wanted: Request) -> None:
    known = Known(rules={"enquiry-reply"}, matters={"press"})
    assert read(resolve(command, (GROUP,)).question, known) == wanted


@pytest.mark.parametrize(
    ("command", "question"),
    [
        ("route press", "press: what if they ring me at home?"),
        ("deadline enquiry-reply 20 Nov", "enquiry reply: what if they ring me at home?"),
        ("clause casework-officers-1", "what if they ring me at home?"),
    ],
)
def test_a_follow_up_to_a_command_is_a_question(command: str, question: str) -> None:
    assert resolve("what if they ring me at home?", (command,)) == Resolved(question)


@pytest.mark.parametrize(
    "text",
    ["thanks", "Thank you!", "ok, great", "ta very much", "Thanks, that's helpful", "hello"],
)
def test_a_courtesy_asks_nothing_and_breaks_no_thread(text: str) -> None:
    assert is_courtesy(text)
    assert resolve(text, (GROUP,)) == Resolved(text)
    assert resolve("more", (GROUP, text)) == Resolved(GROUP, 1)


@pytest.mark.parametrize(
    "text", [GROUP, "more", "ok, who decides?", "thanks, and officers?", "", "👍"]
)
def test_a_question_is_no_courtesy(text: str) -> None:
    assert not is_courtesy(text)


@pytest.mark.parametrize("text", ["help", "?", "👍", " ", "x" * (LONGEST + 1)])
def test_a_text_that_is_no_question_is_handed_back_and_leaned_on_by_none(text: str) -> None:
    assert resolve(text, (GROUP,)) == Resolved(text)
    assert resolve("more", (GROUP, text)) == Resolved(GROUP, 1)


def test_nothing_leans_on_what_came_before_a_text_that_was_not_kept() -> None:
    assert resolve("who decides?", (GROUP, NOT_KEPT)) == Resolved("who decides?")
    assert resolve("more", (GROUP, NOT_KEPT, PAPERS)) == Resolved(PAPERS, 1)


def test_a_follow_up_that_would_make_too_long_a_question_stands_alone() -> None:
    asked = "can " + "very " * 190 + "long questions be answered?"
    text = "and if " + "they " * 20 + "are?"
    assert resolve(text, (asked,)) == Resolved(text)


@given(earlier=st.lists(st.text(max_size=60), max_size=4), text=st.text(max_size=60))
def test_whatever_is_typed_comes_to_one_question(earlier: list[str], text: str) -> None:
    resolved = resolve(text, tuple(earlier))
    assert resolved.page <= len(earlier)
    assert len(resolved.question) <= LONGEST
    assert resolve(text, tuple(earlier)) == resolved
