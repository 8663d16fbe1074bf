"""Whatever is typed at the terminal is answered, or refused in one line with exit status 2."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Ran, Run
from tests.fuzz.bounds import bounded
from tests.fuzz.odd import JSON, TEXTS, Edit, edited_bytes, edits
from tests.fuzz.profile import fuzzed

# No command line can hold a NUL; what Python could not decode of one comes as lone surrogates.
TYPED = TEXTS.map(lambda text: text.replace("\0", ""))
COUNCILS = st.one_of(st.sampled_from(("southend", "hastings", "South Ribble")), TYPED)
# Commands and options that write no file, over parts that open no door and build no index.
WORDS = (
    *("ask", "deadline", "route", "clause", "deadlines", "routes", "councils", "feedback", "bench"),
    *("--council", "southend", "--as", "officer", "--json", "--jsonl", "--from", "--today", "--"),
    *("--help", "-x", "enquiry-reply", "press", "9.2.12", "2026-11-20", "corpus", "serve", "index"),
)
LINES = (
    {"council": "southend", "question": "may a councillor bring a friend?", "as": "officer"},
    {"council": "brixton", "question": "deadline enquiry-reply 20 Nov", "id": 7},
    {"council": "hastings", "question": "clause 131", "asker": None},
)


def decent(ran: Ran) -> None:
    """Whether a command ended as it should: with an answer, or with one line that says why not."""
    if ran.status == 0:
        assert ran.out
        assert not ran.err
    else:
        assert ran.status == 2
        assert not ran.out
        (line,) = ran.err.splitlines()
        assert line.startswith("protocol-bot: ")
        assert line.isprintable()


@fuzzed(60)
@given(TYPED, COUNCILS)
def test_any_question(run: Run, question: str, council: str) -> None:
    with bounded():
        ran = run("ask", "--council", council, "--json", "--", question)
    decent(ran)
    if ran.status == 0:
        assert ran.json["kind"] in {"quotation", "due_date", "route", "no_answer"}


@fuzzed(60)
@given(st.one_of(st.just("enquiry-reply"), TYPED), COUNCILS, TYPED, TYPED)
def test_any_deadline(run: Run, rule: str, council: str, start: str, today: str) -> None:
    for known in (("--from", start), ("--today", today)):
        with bounded():
            decent(run("deadline", "--council", council, *known, "--", rule))


@fuzzed(40)
@given(st.sampled_from(("clause", "route")), TYPED, COUNCILS)
def test_any_clause_and_any_matter(run: Run, command: str, named: str, council: str) -> None:
    with bounded():
        decent(run(command, "--council", council, "--", named))


@fuzzed(40)
@given(st.lists(st.one_of(st.sampled_from(WORDS), TYPED), max_size=5))
def test_any_words_after_the_command(run: Run, words: list[str]) -> None:
    with bounded():
        ran = run(*words)
    assert ran.status in {0, 2}
    assert (ran.status == 2) == bool(ran.err)


@fuzzed(60)
@given(
    st.lists(
        st.one_of(JSON.map(json.dumps), TEXTS, st.sampled_from(LINES).map(json.dumps)), max_size=4
    )
)
def test_any_lines_of_questions(run: Run, lines: list[str]) -> None:
    given = "\n".join(lines).encode(errors="surrogatepass")
    with bounded():
        ran = run("ask", "--jsonl", "-", stdin=given)
    assert ran.status in {0, 2}
    if ran.status == 0:
        assert all(answered["answer"]["quotes"] is not None for answered in ran.lines)
    else:
        decent(ran)


@fuzzed(60)
@given(edits(st.binary(max_size=8)))
def test_a_file_of_questions_that_was_damaged(run: Run, made: list[Edit]) -> None:
    sound = "\n".join(json.dumps(line) for line in LINES).encode()
    with bounded():
        ran = run("ask", "--jsonl", "-", stdin=edited_bytes(sound, made))
    assert ran.status in {0, 2}
    if ran.status == 2:
        decent(ran)
