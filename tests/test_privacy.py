"""What is known for personal data by its form, and what only looks like it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import personal_data
from tests.fuzz.bounds import bounded

CARD = "4111111111111111"
FORBIDDEN = ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")


@pytest.mark.parametrize(
    "text",
    [
        "can Cllr Hall share jo.bloggs@example.org with me?",
        "JO+ward@mail.example.co.uk complained",
        "<mailto:jo@example.org|jo@example.org> wrote to me",
        "o'neil@example.org",
        "I wrote to jo@example.gov.uk. Nothing came back",
        "was it jo@mail.example.org...?",
    ],
)
def test_an_email_address_is_personal_data(text: str) -> None:
    assert personal_data(text)


@pytest.mark.parametrize(
    "number",
    [
        "01702 215000",
        "(01702) 215000",
        "01702-215-000",
        "020 7946 0958",
        "0300 123 4567",
        "07911123456",
        "07700 900123",  # a range kept free for examples, which the library calls invalid
        "+44 7700 900123",
        "+44 (0)1702 215000",
        "0044 1702 215000",
        "+353 1 679 4255",
        "<tel:+441702215000|01702 215000>",
        "０７７００ ９００１２３",
        "07700\u200b900123",
        "07700 \U000e0041900123",
    ],
)
def test_a_telephone_number_is_personal_data(number: str) -> None:
    assert personal_data(f"a resident rang from {number}, do I reply?")


@pytest.mark.parametrize(
    "number",
    ["AB123456C", "ab 12 34 56 c", "AB-12-34-56-C", "ab‑123456‑d", "CE 123456 A", "OA123456B"],
)
def test_a_national_insurance_number_is_personal_data(number: str) -> None:
    assert personal_data(f"her NI number is {number}.")


@pytest.mark.parametrize("prefix", [*FORBIDDEN, "DA", "FA", "IA", "QQ", "UA", "VA", "AO", "AD"])
def test_letters_that_are_never_given_out_make_no_national_insurance_number(prefix: str) -> None:
    assert not personal_data(f"{prefix}123456C")


@pytest.mark.parametrize("text", ["AB123456E", "AB123456", "AB12345C", "XAB123456C", "AB1234567C"])
def test_another_form_is_no_national_insurance_number(text: str) -> None:
    assert not personal_data(text)


@pytest.mark.parametrize(
    "number",
    [
        CARD,
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "5555  5555  5555  4444",
        "3782 822463 10005",
        "378282246310005",
        "3056 930902 5904",
        "6011 1111 1111 1117",
        "4222222222222",
    ],
)
def test_a_payment_card_number_is_personal_data(number: str) -> None:
    assert personal_data(f"they paid with {number}")


@pytest.mark.parametrize("digit", [digit for digit in "0123456789" if digit != CARD[-1]])
def test_a_card_number_with_a_wrong_check_digit_is_none(digit: str) -> None:
    assert not personal_data(CARD[:-1] + digit)


@pytest.mark.parametrize(
    "text",
    [
        "deadline enquiry-reply 20 Nov",
        "how long if it came in on 2026-11-20 and not 2026-12-04?",
        "between 04-12-2026 and 05-12-2026",
        "20/11/2026 10:30",
        "clause 9.1.5, 9.1.7 and 9.2.12",
        "section 100 of the Local Government Act 1972",
        "planning application 24/01234/FUL",
        "our invoice 5000123456 for £1,000,000",
        "UPRN 100090012345",
        "ring 101, not 999",
        "extension 4567",
        "meet me@3.30pm",
        "@Protocol Bot can I attend?",
        "0000 0000 0000 0000",
        "",
    ],
)
def test_dates_clauses_and_references_are_kept(text: str) -> None:
    assert not personal_data(text)


def test_no_question_that_people_asked_of_a_protocol_is_taken_for_personal_data(
    corpus: Path,
) -> None:
    files = sorted(corpus.glob("*/questions.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    questions = [question for row in rows for question in row["questions"]]
    assert questions
    assert [question for question in questions if personal_data(question)] == []


@given(before=st.text(max_size=40), after=st.text(max_size=40))
def test_it_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert personal_data(f"{before} jo@example.org {after}")


@pytest.mark.parametrize("filling", ["a", "1", "1 ", "0", "a@", "a.", "a@a.", "a@a-", "+", "AB12"])
def test_a_huge_text_is_looked_through_at_once(filling: str) -> None:
    with bounded():  # it takes 0.3 s; backtracking would take minutes
        personal_data(filling * (40_000 // len(filling)))
