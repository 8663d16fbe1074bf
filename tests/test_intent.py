"""What a free question is really about."""

import pytest

from bot.intent import about_time, about_where


@pytest.mark.parametrize(
    "question",
    [
        "how long do we have to reply?",
        "what's the deadline for answering a member",
        "when must the training be done by",
        "how many working days is it",
        "are we overdue on this",
        "by when should they hear back",
    ],
)
def test_a_question_about_time_is_known(question: str) -> None:
    assert about_time(question)


@pytest.mark.parametrize(
    "question",
    [
        "who do I complain to about an officer?",
        "where does this go next",
        "what's the next step if he won't listen",
        "how do I report a breach",
        "should I raise it with the chair",
        "I want to complain about a member",
        "who does a press enquiry have to go through",
    ],
)
def test_a_question_about_where_to_go_is_known(question: str) -> None:
    assert about_where(question)


@pytest.mark.parametrize(
    "question",
    [
        "can I attend a party group meeting?",
        "is it OK to copy in another councillor?",
        "he keeps sending in the same complaint",
        "am I allowed to sit on an appointments panel for a friend",
    ],
)
def test_a_question_of_what_is_allowed_is_neither(question: str) -> None:
    assert not about_time(question)
    assert not about_where(question)
