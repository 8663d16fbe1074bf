"""The command at a terminal and in a pipe: what it takes, what it refuses, what it never says."""

import json
import logging
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest

from bot.__main__ import INTERRUPTED, Wiring, main
from bot.rulebook import Library
from bot.settings import Settings
from retrieval.adapter import tuned
from retrieval.encoder import load_encoder
from retrieval.errors import IndexUnfit
from retrieval.index import build
from retrieval.quantised import quantised
from retrieval.release import CORPUS, seal
from retrieval.release_folder import ReleaseFolder
from retrieval.search import Ranking
from tests.conftest import Given, Ran, Run
from tests.doubles import WordLengths, shelf
from tests.little import amend, line_of

TODAY = ("--today", "2026-11-22")
MARKER = "zebra-crossing"  # stands for words that nobody but the person who typed them may see


def hold_refused(ran: Ran, *said: str) -> None:
    """Exit 2, one line on stderr that says all of `said`, and nothing on stdout."""
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("protocol-bot: ")
    assert (ran.err.count("\n"), ran.err[-1]) == (1, "\n")
    assert "Traceback" not in ran.err
    assert all(char.isprintable() for char in ran.err[:-1])
    for words in said:
        assert words in ran.err


# --------------------------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("ask x --council southand", 'no council "southand". Did you mean southend'),
        ("clause 1.1 --council hasting", "Did you mean hastings"),
        ("deadlines --council rushcliff", "Did you mean rushcliffe"),
        ("routes --council brxton", "Did you mean brixton"),
        ("route press --council south_ribbel", "Did you mean south-ribble"),
        ("deadline enquiry-repyl --council southend", "Did you mean enquiry-reply"),
        ("deadline enquiryreply --council southend", "deadlines --council southend lists them."),
        ("route oficer-conduct --council southend", "Did you mean officer-conduct"),
        ("route perss --council southend", "protocol-bot routes lists them."),
        ("clause 9.2.122 --council southend", "Did you mean 9.2.12"),
        ("clause roles-tabel --council southend", "Did you mean roles-table"),
        ("clause casework-oficers-1 --council rushcliffe", "Did you mean casework-officers-1"),
    ],
)
def test_a_misspelt_name_is_asked_about(run: Run, command: str, said: str) -> None:
    hold_refused(run(*command.split()), said, "id you mean")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("ask may-I", "Say which council: --council brixton|hastings|"),
        ("deadline enquiry-reply", "Say which council"),
        ("route press", "Say which council"),
        ("clause 1.1", "Say which council"),
        ("ask --council southend", "Nothing was asked"),
        ("clause 8.3.3 --council southend", "leaves that number out"),
        ("clause xyzzy --council southend", "Southend-on-Sea has 154 clauses, from 1.1 to"),
        ("deadline enquiry-reply --council southend --from 5/6/7", "is not a date"),
        ("deadline enquiry-reply --council southend --from next-friday", "date"),
        ("deadline enquiry-reply --council southend --from 2026-13-01", "no month 13"),
        ("deadline enquiry-reply --council southend --from 2026-02-30", "There is no 30 February"),
        ("deadline enquiry-reply --council southend --from soon", "date"),
        ("deadline enquiry-reply --council southend --from 2400-01-01", "2400 are not known"),
        ("ask x --council southend --today someday", "date"),
        ("ask --jsonl no-such-file", "Cannot read no-such-file: No such file or directory"),
        ("ask x --jsonl -", "leave QUESTION and --as out"),
        ("ask --as hub --jsonl -", "leave QUESTION and --as out"),
        ("route press --council southend --as boss", "'--as': 'boss' is not one of 'officer'"),
        ("route --council southend", "Missing argument 'matter'. See protocol-bot --help."),
        ("clause 1.1 --council", "'--council' requires an argument. See"),
        ("clause 1.1 --colour red", "No such option: --colour"),
        ("clause 1.1 2.2 --council southend", "unexpected extra argument"),
        ("claus 1.1", "No such command 'claus'"),
        ("corpus chek", "No such command 'chek'"),
        ("serve", "No chat door is configured; deploy/slack/README.md and deploy/teams"),
        ("serve --check", "No chat door is configured; deploy/slack/README.md and deploy/teams"),
    ],
)
def test_bad_input_is_told_in_one_line(run: Run, command: str, said: str) -> None:
    hold_refused(run(*command.split(), *(TODAY if "/" in command else ())), said)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("", "Nothing was asked"),
        ("   ", "Nothing was asked"),
        ("?!", "Nothing was asked"),
        ("x" * 1001, "The question is 1,001 characters long; ask it in 1,000 or fewer."),
        ("may I\x07 ring?", "control characters"),
        ("may I\x1b[31m colour?", "control characters"),
        ("may I\x00?", "control characters"),
        ("may I\x9b?", "control characters"),
        # Half a character: what a shell makes of an octet that is not UTF-8.
        ("may I\udcff?", "characters"),
    ],
)
@pytest.mark.parametrize("flag", [(), ("--json",)])
def test_a_question_that_is_none_is_refused(
    run: Run, given: Given, question: str, said: str, flag: tuple[str, ...]
) -> None:
    hold_refused(run("ask", question, "--council", "southend", *flag), said)
    assert given.asked == []


def test_a_question_may_be_a_thousand_characters_of_any_script(run: Run, given: Given) -> None:
    question = ("é漢🙂a" * 250)[:1000]
    ran = run("ask", question, "--council", "southend", "--json")
    assert (ran.status, ran.json["question"]) == (0, question)
    assert given.asked == [question]


@pytest.mark.parametrize("odd", ["\x1b[31mred", "a\nb\r\nc", "\u202eabc", "a\u2028b", "\udcff"])
def test_what_was_typed_cannot_act_on_the_terminal_that_reads_the_refusal(
    run: Run, odd: str
) -> None:
    hold_refused(run("clause", odd, "--council", "southend"), "There is no clause")
    hold_refused(run("clause", "1.1", "--council", odd), "There is no council")
    hold_refused(run("ask", "--jsonl", f"{odd}.jsonl"), "Cannot read")
    hold_refused(run(odd), "No such command")


@pytest.mark.parametrize("command", [[], ["corpus"], ["--help"], ["ask", "--help"]])
def test_who_types_no_command_is_shown_how(run: Run, command: list[str]) -> None:
    ran = run(*command)
    assert (ran.status, ran.err) == (0, "")
    assert "Usage: protocol-bot" in ran.out


def test_help_needs_no_council(run: Run) -> None:
    ran = run("ask", "help")
    assert (ran.status, ran.err) == (0, "")
    assert "deadline enquiry-reply 20 Nov" in ran.out


# -------------------------------------------------------------------------------------- many lines
def lines_of(*rows: object) -> bytes:
    """The rows, each as a line of JSON."""
    return "\n".join(json.dumps(row) for row in rows).encode()


GOOD = {"council": "southend", "question": "may I?"}


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (lines_of(GOOD) + b"\n{", "Line 2: it is no JSON object"),
        (lines_of(GOOD, {**GOOD, "council": "southand"}), "Line 2: There is no council"),
        (lines_of(GOOD, {**GOOD, "question": MARKER * 100}), "Line 2: The question is 1,400"),
        (lines_of(GOOD, GOOD, {**GOOD, "question": "clause 99.9"}), "Line 3: There is no clause"),
        (b'{"council": "southend", "question": "caf\xe9?"}', "not UTF-8 text; save it as UTF-8"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8 text; save it as UTF-8"),
    ],
)
@pytest.mark.parametrize("source", ["file", "standard input"])
def test_one_bad_line_and_no_line_is_answered(
    run: Run, given: Given, tmp_path: Path, octets: bytes, said: str, source: str
) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(octets)
    ran = run("ask", "--jsonl", str(file) if source == "file" else "-", stdin=octets)
    hold_refused(ran, said, *(["Standard input"] if "UTF-8" in said and source != "file" else []))
    assert given.asked == []
    assert MARKER not in ran.err


def test_a_byte_order_mark_and_windows_line_ends_are_read_past(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + lines_of(GOOD, GOOD).replace(b"\n", b"\r\n") + b"\r\n")
    assert len(run("ask", "--jsonl", str(file)).lines) == 2


def test_letters_of_all_scripts_go_in_and_come_out_as_utf8(run: Run) -> None:
    row = {**GOOD, "question": "où est l’agent — 漢?", "note": "naïve"}
    ran = run("ask", "--jsonl", "-", stdin=json.dumps(row, ensure_ascii=False).encode())
    assert "où est l’agent — 漢?" in ran.out
    assert ran.lines[0]["note"] == "naïve"


def test_a_folder_is_no_file_of_questions(run: Run, tmp_path: Path) -> None:
    hold_refused(run("ask", "--jsonl", str(tmp_path)), "Is a directory; name another file.")


# ---------------------------------------------------------------------------------- calendar files
DUE = ("deadline", "enquiry-reply", "--from", "2026-11-20")


def test_an_ics_file_is_an_event_on_the_due_day(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "due.ics"
    ran = run(*DUE, "--council", "southend", "--json", "--ics", str(file))
    assert (ran.status, ran.err) == (0, "")
    (event,) = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert event.decoded("dtstart") == date.fromisoformat(ran.json["deadline"]["due"])
    assert ran.json["quotes"][0]["text"] in str(event["description"])
    assert "Southend-on-Sea Borough Council" in str(event["summary"])
    assert event.walk("VALARM")


@pytest.mark.parametrize(
    "command",
    [
        ("deadline", "enquiry-reply", "--council", "brixton", "--from", "2026-11-20"),  # no limit
        ("deadline", "enquiry-reply", "--council", "southend"),  # no start
        ("deadline", "induction-training", "--council", "southend", "--from", "2026-11-20"),
    ],
)
def test_where_nothing_is_due_no_file_is_written(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    file = tmp_path / "due.ics"
    hold_refused(run(*command, "--ics", str(file)), "no due date", "without --ics")
    assert not file.exists()


def test_a_calendar_file_goes_where_there_is_a_folder(run: Run, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "no" / "due.ics")
    hold_refused(run(*DUE, "--council", "southend", "--ics", nowhere), "Cannot write", "no/due.ics")
    hold_refused(run(*DUE, "--council", "southend", "--ics", str(tmp_path)), "Is a directory")


# -------------------------------------------------------------------------------------- the corpus
@pytest.fixture
def copied(corpus: Path, tmp_path: Path, bare: pytest.MonkeyPatch) -> Path:
    """A copy of the real corpus, which the settings name."""
    copy = tmp_path / "corpus"
    shutil.copytree(corpus, copy)
    bare.setenv("PROTOCOL_BOT_CORPUS", str(copy))
    return copy


def refused(capsys: pytest.CaptureFixture[str], *command: str) -> Ran:
    """What the command, put together as it is for people, says."""
    return Ran(main(list(command)), *capsys.readouterr())


CORPUS_COMMANDS = pytest.mark.parametrize(
    "command",
    [
        ["corpus", "check"],
        ["clause", "1.1", "--council", "southend"],
        ["ask", "may I?", "--council", "southend"],
    ],
)


@CORPUS_COMMANDS
def test_evidence_that_does_not_stand_is_told_with_its_line(
    copied: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    file = copied / "hastings" / "deadlines.toml"
    evidence = tomllib.loads(file.read_text(encoding="utf-8"))["rule"][0]["evidence"]
    amend(file, f'evidence = "{evidence}"', 'evidence = "Nobody ever wrote this."')
    hold_refused(refused(capsys, *command), f"hastings/deadlines.toml:{line_of(file, '[[rule]]')}:")


@CORPUS_COMMANDS
def test_a_table_that_is_no_toml_is_told_with_its_line(
    copied: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    file = copied / "southend" / "escalation.toml"
    file.write_text("[[step]]\nmatter = = 1\n", encoding="utf-8")
    hold_refused(refused(capsys, *command), "southend/escalation.toml:2: not valid TOML")


def test_a_word_that_the_source_does_not_have_is_told_with_its_line(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = copied / "southend" / "protocol.md"
    amend(file, "This Protocol has been sub", "This striped Protocol has been sub")
    line = line_of(file, "This striped")
    said = f'southend/protocol.md:{line}: has "striped" where source.txt line'
    hold_refused(refused(capsys, "corpus", "check"), said)


def test_a_question_tied_to_no_clause_is_told_before_anything_is_indexed(
    copied: Path, capsys: pytest.CaptureFixture[str], bare: pytest.MonkeyPatch
) -> None:
    file = copied / "brixton" / "questions.jsonl"
    file.write_text('{"clause": "none", "anchor": "x", "questions": ["y"]}\n', encoding="utf-8")
    bare.setenv("PROTOCOL_BOT_INDEX", str(copied.parent / "index"))
    for command in (["index"], ["corpus", "check"]):
        hold_refused(refused(capsys, *command), "brixton/questions.jsonl:1: there is no clause")


@CORPUS_COMMANDS
def test_a_corpus_that_is_not_there_is_told_with_its_setting(
    tmp_path: Path,
    bare: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:
    bare.setenv("PROTOCOL_BOT_CORPUS", str(tmp_path / "nowhere"))
    hold_refused(refused(capsys, *command), "PROTOCOL_BOT_CORPUS is wrong")


def test_a_file_that_may_not_be_read_is_named(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = copied / "southend" / "escalation.toml"
    file.unlink()
    file.mkdir()
    hold_refused(refused(capsys, "councils"), "Cannot use", "southend/escalation.toml", "try again")


# --------------------------------------------------------------------------------------- the index
@pytest.fixture
def index(tmp_path: Path, bare: pytest.MonkeyPatch) -> Path:
    """Where the settings say that the index is."""
    folder = tmp_path / "index"
    bare.setenv("PROTOCOL_BOT_INDEX", str(folder))
    return folder


ASK = ("ask", f"is a {MARKER} allowed?", "--council", "southend")
CURE = "run `protocol-bot index`"


def released(index: Path, encoder: WordLengths) -> Path:
    """The folder of a release of another corpus, which is current."""
    releases = ReleaseFolder(index)
    with releases.building() as folder:
        build([shelf("southend", {"1": "One."}, {})], encoder, folder)
        (folder / CORPUS).mkdir()
        seal(folder, datetime(2026, 11, 22, tzinfo=UTC))
        return releases.release(releases.publish(folder)).folder


def of_today() -> WordLengths:
    """An encoder that passes for the one that the settings name."""
    return WordLengths(digest=tuned(quantised(load_encoder(), Path())).digest)


def test_an_index_of_another_corpus_is_refused_with_its_cure(
    index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    released(index, of_today())
    hold_refused(refused(capsys, *ASK), "another corpus", CURE)


def test_an_index_by_another_encoder_is_refused_with_its_cure(
    index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    released(index, WordLengths())
    hold_refused(refused(capsys, *ASK), "another encoder", CURE)


@pytest.mark.parametrize(
    "damaged", ["vectors.faiss", "clauses.jsonl", "manifest.json", "release.json"]
)
@pytest.mark.parametrize("how", ["cut short", "gone"])
def test_a_damaged_index_is_refused_with_its_cure(
    index: Path, capsys: pytest.CaptureFixture[str], damaged: str, how: str
) -> None:
    file = released(index, of_today()) / damaged
    octets = file.read_bytes()
    file.unlink()
    if how == "cut short":
        file.write_bytes(octets[: len(octets) // 2])
    ran = refused(capsys, *ASK)
    hold_refused(ran, CURE)
    assert MARKER not in ran.err


# --------------------------------------------------------------------- what is never said anywhere
def test_no_word_of_a_question_reaches_a_log_or_stderr(
    run: Run, given: Given, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.NOTSET)
    asked = f"may I use the {MARKER}?"
    for answers in (True, False):
        given.answers = answers
        ran = run("ask", asked, "--council", "southend", "--json")
        assert (ran.status, ran.err, ran.json["question"]) == (0, "", asked)
    refusals = [
        run("ask", asked * 100, "--council", "southend"),
        run("ask", asked + "\x07", "--council", "southend"),
        run("ask", asked, "--council", "southand"),
        run("ask", asked),
        run("ask", "--jsonl", "-", stdin=lines_of({**GOOD, "question": asked * 100})),
        run("ask", "--jsonl", "-", stdin=asked.encode()),
    ]
    assert [ran.status for ran in refusals] == [2] * len(refusals)
    assert MARKER not in "".join(ran.err for ran in refusals)
    assert MARKER not in caplog.text


def test_a_search_that_fails_says_what_failed_and_not_what_was_asked(
    library: Library, bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Failing(Given):
        def search(self, council: str, _question: str) -> Ranking:
            raise IndexUnfit(f"the index of {council} is damaged; {CURE}")

    assert bare
    status = main(list(ASK), lambda settings: Failing(library, settings))
    ran = Ran(status, *capsys.readouterr())
    hold_refused(ran, CURE)
    assert MARKER not in ran.err


def test_who_interrupts_is_told_nothing(
    library: Library, bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Slow(Given):
        def search(self, _council: str, _question: str) -> Ranking:
            raise KeyboardInterrupt

    assert bare
    assert main(list(ASK), lambda settings: Slow(library, settings)) == INTERRUPTED
    assert capsys.readouterr() == ("", "")


# ------------------------------------------------------------------------------- at any terminal
@pytest.mark.parametrize(
    "form", ["--council SOUTHEND", "--council South_Ribble", "--council=Hastings"]
)
def test_a_council_may_be_typed_as_people_write_it(run: Run, form: str) -> None:
    assert run("ask", "may I?", *form.split()).status == 0


def test_a_piped_answer_has_no_escape_codes_and_no_trailing_blanks(run: Run) -> None:
    for command in (
        "ask may-I --council southend",
        "deadline enquiry-reply --council southend --from 2026-11-20",
        "route officer-conduct --council south-ribble",
        "clause 22.3 --council south-ribble",
        "deadlines",
        "routes",
        "councils",
        "corpus check",
    ):
        out = run(*command.split()).out
        assert "\x1b" not in out
        assert not re.search(r"[ \t]$", out, re.MULTILINE)
        assert out.endswith("\n")
        assert not out.endswith("\n\n")


SMALL = [
    ["--help"],
    ["councils", "--json"],
    ["deadlines"],
    ["routes"],
    ["clause", "9.2.12", "--council", "southend"],
    ["deadline", "enquiry-reply", "--council", "southend", "--from", "2026-11-20", "--json"],
    ["route", "press", "--council", "hastings"],
    ["corpus", "check"],
    ["ask", "", "--council", "southend"],
    ["ask", "--jsonl", "no-such-file"],
]
HEAVY = ["torch", "transformers", "sentence_transformers", "faiss"]
LIGHTLY = """
import json, sys
from bot.__main__ import main
loaded = {}
for command in json.loads(sys.argv[1]):
    main(command)
    loaded[" ".join(command)] = [name for name in json.loads(sys.argv[2]) if name in sys.modules]
print(json.dumps(loaded))
"""


@pytest.fixture(scope="module")
def loaded() -> dict[str, list[str]]:
    """What each small command had loaded by its end, of all that is slow to load."""
    ran = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-c", LIGHTLY, json.dumps(SMALL), json.dumps(HEAVY)],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    found: dict[str, list[str]] = json.loads(ran.stdout.splitlines()[-1])
    assert list(found) == [" ".join(command) for command in SMALL]
    return found


@pytest.mark.parametrize(
    "heavy",
    [
        "torch",
        "transformers",
        "sentence_transformers",
        "faiss",
    ],
)
def test_nothing_but_a_question_waits_for_what_is_slow_to_load(
    loaded: dict[str, list[str]], heavy: str
) -> None:
    assert [command for command, found in loaded.items() if heavy in found] == []


def test_a_locale_without_our_letters_still_gets_every_word(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("PYTHONIOENCODING", "ascii")
    command = [sys.executable, "-m", "bot", "clause", "9.2.12", "--council", "southend"]
    ran = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - as above
    assert "Support for Councillors › Briefings" in ran.stdout.decode()
    assert ran.stderr == b""


# --------------------------------------------------------------------------------- the real thing
@pytest.mark.model
def test_the_installed_command_answers_a_real_question(
    real_index: Path, bare: pytest.MonkeyPatch
) -> None:
    bare.setenv("PROTOCOL_BOT_INDEX", str(real_index))
    command = str(Path(sys.executable).with_name("protocol-bot"))
    question = "can I attend a party group meeting?"
    rows = [
        {"council": slug, "question": question} for slug in ("southend", "hastings", "southend")
    ]
    ran = subprocess.run(  # noqa: S603 - our own command
        [command, "ask", "--jsonl", "-"], input=lines_of(*rows), capture_output=True, check=True
    )
    assert ran.stderr == b""
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [{**line, "answer": None} for line in lines] == [{**row, "answer": None} for row in rows]
    assert lines[0]["answer"] == lines[2]["answer"]
    answer = lines[0]["answer"]
    assert answer["kind"] == "quotation"
    assert "9.2.12" in [quote["clause"] for quote in answer["quotes"][:3]]
    text = subprocess.run(  # noqa: S603 - our own command
        [command, "ask", question, "--council", "southend"], capture_output=True, check=True
    )
    assert (text.stderr, b"\x1b" in text.stdout) == (b"", False)
    assert "Only a Chief Officer shall be invited" in text.stdout.decode()


@pytest.mark.model
def test_an_index_that_is_up_to_date_is_kept_as_it_is(
    real_index: Path, corpus: Path, bare: pytest.MonkeyPatch
) -> None:
    assert bare
    done = Wiring(Settings(corpus=corpus, index=real_index)).build_index()
    assert (done.report.encoded, done.report.dropped, done.is_new) == (0, 0, False)
