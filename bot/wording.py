"""Every sentence that the bot itself says, on one page. It says nothing of its own about the rules.

Words in braces are filled in where the sentence is said.
"""

# ------------------------------------------------------------------------------------ how to ask
HELP = """\
Ask in your own words:   can I attend a party group meeting?
A due date:              deadline enquiry-reply 20 Nov
Whom to go to:           route officer-conduct
One clause:              clause 9.2.12"""

NOTHING_ASKED = 'Nothing was asked; type a question such as "can I attend a party group meeting?".'
TOO_LONG = "The question is {length:,} characters long; ask it in {longest:,} or fewer."
CONTROL_CHARACTERS = "The text holds control characters; type it again without them."
NO_SUCH_NAME = 'There is no {noun} "{typed}".{meant} {listing}'
DID_YOU_MEAN = " Did you mean {names}?"
WHICH_COUNCIL = "Say which council: --council {slugs}."
COUNCILS_LISTED = "protocol-bot councils lists them."
MATTERS_LISTED = "protocol-bot routes lists them."
RULES_LISTED = "protocol-bot deadlines --council {slug} lists them."
NUMBER_LEFT_OUT = "The protocol prints no clause {label}: its own numbering leaves that number out."
CLAUSES_THERE = "{council} has {count} clauses, from {first} to {last}."

# ------------------------------------------------------------------------------- files and doors
CANNOT_READ = "Cannot read {file}: {reason}; name another file."
CANNOT_WRITE = "Cannot write {file}: {reason}; choose another file."
NOT_UTF8 = "{file} is not UTF-8 text; save it as UTF-8 and try again."
LINE_AT_FAULT = "Line {number}: {problem}"
NO_OBJECT = "it is no JSON object ({reason}); write one in braces."
NO_KEY = 'it has no "{key}"; add it as a string.'
NO_SUCH_ASKER = '"as" is {typed}; it is one of {askers}.'
NO_DOOR = "No chat door is open: Slack and Teams are still to come. Ask with `protocol-bot ask`."
INDEXED = (
    "The index holds {clauses:,} clauses of {councils} councils: {encoded:,} texts encoded, "
    "{reused:,} kept from before, {dropped:,} dropped."
)

# ----------------------------------------------------------------------------- where we are silent
NOT_COVERED = "This protocol does not say."
NO_RULE = "This protocol sets no such time limit."
NO_ROUTE = "This protocol sets out no route for this."
NEAREST = "Nearest clauses; they may not answer this:"
GENERAL_ROUTE = "Its general route:"
ASK_NEXT = "Ask {whom} (clause {clause}){reach}."
REACHED_AT = ": {contact}"
ASK_SERVICES = "; your democratic services know how to reach them"
OTHER_COUNCILS_RULE = '"{rule}" is a rule of another council; {council} has no such rule. {next}'
NO_STEPS = "It names no steps for {side} on this matter: {matter}. {next}"

# ------------------------------------------------------------------------------------ below a quote
REFERS_TO = "Refers to: {places}."
DEFINED_TERMS = "Defined terms: {terms}."
DAMAGED = "Words of this clause are missing in the published document."
ALSO_SEE = "See also clauses {labels}"
JUDGEMENT = "A judgement, not the protocol's own words: {reason}"

# ---------------------------------------------------------------------------------------- routes
STEPS_FOR = "{matter}: steps for {side}"
WHOSE_STEPS = "These are the steps for {side}; if you are {other}, say so and ask again."
STEP = "{action} (clause {clause})"
REACH = "{role}{reach}."

# ------------------------------------------------------------------------------------- due dates
DUE = "Due {day}"
OWED_BY = "Owed by: {owes}."
START_IT = 'Say when the clock started, for example "deadline {rule} 20 Nov".'
NO_LIMIT = "This protocol sets no time limit for this; the nearest words are quoted."
NO_START = (
    "Give the date on which the clock starts ({starts}), for example 2026-11-20, 20 November, "
    "yesterday or last Friday."
)
STARTS = "The clock starts on {day}: {starts}."
EVENT_DAY = "The day of the event is not counted."
EVENT_DAY_OFF = "The day of the event is not counted; it is also {what}."
FIRST_DAY = "Day 1 is {day}."
SKIPPED = "Not counted: {days}, {reason}."
LAST_DAY = "Day {number}, the last day, is {day}."
CALENDAR_LAST = "{length} later is {day}."
EVERY_DAY = "Every day is counted, weekends and bank holidays too."
SHORT_MONTH = "{month} has no day {number}, so its last day counts."
NOT_MOVED = "This is {what}; the protocol does not move it."
PROVISIONAL = (
    "Provisional: the bank holidays of {years} are computed, not taken from the published list "
    "({first} to {last})."
)
IF_LATE = "If it is late (clause {clause}): {says}"
WEEKEND = "weekend"
A_WEEKEND_DAY = "a {day}"
A_BANK_HOLIDAY = "a bank holiday, {name}"
A_CLOSURE = "a day on which the council is closed, {name}"
OUT_OF_RANGE = (
    "The bank holidays of {year} are not known: working days are counted from {first} to {last}. "
    "Check the year and type the date again."
)

NO_EVENT = "There is no due date to put in a calendar."
EVENT_SUMMARY = "Due: {title} ({council})"
EVENT_ALARM = "Due tomorrow: {title} ({council})"
EVENT_DESCRIPTION = "{title}\n\n{citation}\n{text}\n\n{workings}"

# ----------------------------------------------------------------------------------- unclear dates
FORMS_THAT_WORK = "a date such as {today} or {spoken}, or yesterday, 3 days ago, last Friday"
NO_DATE = f"There is no date here. Type {FORMS_THAT_WORK}."
UNREADABLE = f"“{{words}}” is not a date that can be read. Type {FORMS_THAT_WORK}."
VAGUE = f"“{{words}}” does not name one day. Type {FORMS_THAT_WORK}."
TWO_WAYS = "“{words}” can be read in more than one way. Type {readings}."
TWO_DATES = "More than one date is mentioned. Type the one that counts: {readings}."
SWAPPED = "“{words}” has no month {month}. Type {readings} if that is what you mean."
NO_SUCH_MONTH = "“{words}” has no month {month}. Type the date again, such as {today}."
NO_SUCH_DAY = "There is no {day}. Type the date again, such as {today}."
OTHER_WEEKDAY = "{day} is a {weekday}, not a {typed}. Type {readings}."
