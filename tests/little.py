"""A small invented council, as untidy as a real one: its source, its protocol and its tables.

Its numbers are misprinted (11.2), lost (the third of 1.1) and left out (2.3); a running header cuts
a list in two; bullets have four glyphs and one has none; a clause has lost its first words.
"""

from pathlib import Path

SLUG = "little-marling"

FILES = {
    "source.txt": """
Little Marling Town Council

Protocol between Members and Staff

1. Introduction 2
2. Enquiries 2

1. Introduction

1.1 Purpose

This protocol says who may ask whom for what.

- 1.1.1 **Clerk** means the person who runs the Council's office.
- 11.2 Member means anybody who sits on the Council, as Standing Order 7 has it.
- Members and the Clerk must be civil to one another at all times,

in meetings and in letters.

2. Enquiries

- 2.1 An enquiry from a Member goes to the Clerk, who will:
- log it;
- pass it on, as section 3 says, to
- o the Surveyor, if it is about land; or

Protocol between Members and Staff\t2

- o the Treasurer, if it is about money; and
- tell the Member who has it.

The log is open to every Member.

- **2.2** The Clerk will reply within 7 working days of receipt,

or tell the Member why (see clause 2.1).
- 2.4 Nobody else is copied in, unless the <u>Freedom of Information Act 2000</u> says so.
- or the Chair, in which case the Clerk should be told beforehand.

Who Does What

Members\tClerk
Set the budget\tKeeps the accounts
Answer to the voters\tAnswers to the Council

3. Working together

In meetings, Members will:

❖ speak through the Chair
· not ask staff to explain a Member's actions
* take up a complaint
- o with the Clerk; or
- o if it is about the Clerk, with the Chair.

In meetings, staff will:

give advice without fear or favour.
""",
    "protocol.md": """\
~ Little Marling Town Council
~ Protocol between Members and Staff
~ 1. Introduction 2
~ 2. Enquiries 2

# 1. Introduction

## 1.1 Purpose

[1.1 in heading]
This protocol says who may ask whom for what.

[1.1.1]
Clerk means the person who runs the Council's office.

[1.1.2 printed 11.2]
Member means anybody who sits on the Council, as Standing Order 7 has it.

[1.1.3 unprinted]
Members and the Clerk must be civil to one another at all times, in meetings and in letters.

# 2. Enquiries

[2.1]
An enquiry from a Member goes to the Clerk, who will:
- log it;
- pass it on, as section 3 says, to
  - the Surveyor, if it is about land; or
~ Protocol between Members and Staff 2
  - the Treasurer, if it is about money; and
- tell the Member who has it.
The log is open to every Member.

[2.2]
The Clerk will reply within 7 working days of receipt, or tell the Member why (see clause 2.1).

[2.4]
Nobody else is copied in, unless the Freedom of Information Act 2000 says so.

[2.5 unprinted damaged]
or the Chair, in which case the Clerk should be told beforehand.

[who-does-what]
Who Does What
| Members | Clerk |
| Set the budget | Keeps the accounts |
| Answer to the voters | Answers to the Council |

# 3. Working together

> In meetings, Members will:

[members-1]
- speak through the Chair

[members-2]
- not ask staff to explain a Member's actions

[members-3]
- take up a complaint
  - with the Clerk; or
  - if it is about the Clerk, with the Chair.

> In meetings, staff will:

[staff-1]
- give advice without fear or favour.
""",
    "council.toml": """\
slug = "little-marling"
name = "Little Marling Town Council"
short_name = "Little Marling"
nation = "wales"

[protocol]
title = "Protocol between Members and Staff"
cited_as = "Protocol between Members and Staff"
version = "second edition"
date = "2024-05"

[silent]
ask = "the Chair"
clause = "2.5"
evidence = "or the Chair, in which case the Clerk should be told beforehand."
judgement = "The clause is damaged; no other sends a Member to anybody but the Clerk."

[[term]]
term = "Clerk"
says = ["Clerk"]
clause = "1.1.1"
also = ["town clerk"]

[[term]]
term = "Member"
says = ["Members", "Member"]
clause = "1.1.2"
also = ["councillor", "cllr"]

[[term]]
term = "Surveyor"
says = ["the Surveyor"]

[[document]]
name = "Standing Orders"
says = ["Standing Order 7"]

[[document]]
name = "Freedom of Information Act 2000"
says = ["Freedom of Information Act 2000"]

[[contact]]
id = "clerk"
role = "Clerk"

[[closure]]
date = 2026-12-29
reason = "Office closed between Christmas and New Year"
""",
    "deadlines.toml": """\
[[rule]]
id = "enquiry-reply"
title = "Reply to a Member's enquiry"
value = 7
unit = "working days"
owes = "the Clerk"
starts = "the enquiry is received"
clause = "2.2"
evidence = "The Clerk will reply within 7 working days of receipt"
asked = ["reply to an enquiry", "answer a Member"]

[rule.missed]
clause = "2.2"
evidence = "or tell the Member why"
says = "Tell the Member why."

[[rule]]
id = "log-open"
title = "Sight of the log of enquiries"
unit = "none"
owes = "the Clerk"
starts = "a Member asks to see the log"
clause = "2.1"
evidence = "The log is open to every Member."
asked = ["see the log"]
""",
    "escalation.toml": """\
[[step]]
matter = "officer-conduct"
asker = "councillor"
order = 1
to = "the Clerk"
action = "Take up the complaint with the Clerk."
when = "first"
clause = "members-3"
evidence = "with the Clerk"
contact = "clerk"

[[step]]
matter = "officer-conduct"
asker = "councillor"
order = 2
to = "the Chair"
action = "Take up the complaint with the Chair."
when = "if it is about the Clerk"
clause = "members-3"
evidence = "if it is about the Clerk, with the Chair"

[[step]]
matter = "general"
asker = "councillor"
order = 1
to = "the Clerk"
action = "Send the enquiry to the Clerk."
when = "first"
clause = "2.1"
evidence = "An enquiry from a Member goes to the Clerk"
contact = "clerk"

[[step]]
matter = "general"
asker = "officer"
order = 1
to = "the Chair"
action = "Ask the Chair, and tell the Clerk beforehand."
when = "first"
clause = "2.5"
evidence = "or the Chair, in which case the Clerk should be told beforehand."
judgement = "The clause is damaged; it is the only one that names somebody else to ask."
""",
    "questions.jsonl": """\
{"clause": "2.2", "anchor": "within 7 working days", "questions": ["how long for an answer?"]}
{"clause": "members-3", "anchor": "take up a complaint", "questions": ["who do I complain to?"]}
{"clause": "1.1.1", "anchor": "Clerk means the person", "questions": ["who is the clerk?"]}
""",
}


def write_little(folder: Path) -> Path:
    """Writes the little council's corpus into `folder`; gives the council's own folder."""
    council = folder / SLUG
    council.mkdir(parents=True)
    for name, text in FILES.items():
        (council / name).write_text(text, encoding="utf-8")
    return council


def amend(path: Path, old: str, new: str) -> None:
    """Puts `new` for `old`, which must stand exactly once in the file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def line_of(path: Path, words: str) -> int:
    """The 1-based line on which `words` first stand in the file."""
    return path.read_text(encoding="utf-8").partition(words)[0].count("\n") + 1


def amend_little(council: Path) -> None:
    """Amends the little council's protocol: 2.2 changed, 2.4 removed, 2.5 made 2.4, 2.5 added.

    Its tables stay as they were, so that some of their words no longer stand.
    """
    source, protocol = council / "source.txt", council / "protocol.md"
    for path in (source, protocol):
        amend(path, "within 7 working days of receipt", "within 10 working days of receipt")
    amend(source, f"- 2.4 {COPIED_IN.format('<u>', '</u>')}\n", "")
    amend(protocol, f"[2.4]\n{COPIED_IN.format('', '')}\n\n", "")
    amend(protocol, "[2.5 unprinted damaged]", "[2.4 unprinted damaged]")
    chair = "or the Chair, in which case the Clerk should be told beforehand.\n"
    amend(source, chair, f"{chair}- 2.5 The log is kept for two years.\n")
    amend(protocol, chair, f"{chair}\n[2.5]\nThe log is kept for two years.\n")
    amend(council / "council.toml", 'date = "2024-05"', 'date = "2024-05"\namended = 2026-05-21')


def mend_little(council: Path) -> None:
    """Mends the tables of the little council once its protocol is amended."""
    amend(council / "deadlines.toml", "value = 7", "value = 10")
    amend(council / "deadlines.toml", "within 7 working days", "within 10 working days")
    amend(council / "questions.jsonl", "within 7 working days", "within 10 working days")
    for name in ("council.toml", "escalation.toml"):
        amend(council / name, 'clause = "2.5"', 'clause = "2.4"')


COPIED_IN = "Nobody else is copied in, unless the {}Freedom of Information Act 2000{} says so."
