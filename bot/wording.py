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
NO_SUCH_NAME = 'There is no {noun} "{typed}".{meant}'
DID_YOU_MEAN = " Did you mean {names}?"
WHICH_COUNCIL = "Say which council: --council {slugs}."
COUNCIL_NOUN = "council"
MATTER_NOUN = "matter"
RULE_NOUN = "deadline rule"
CLAUSE_NOUN = "clause"
COUNCILS_LISTED = "protocol-bot councils lists them."
MATTERS_LISTED = "protocol-bot routes lists them."
RULES_LISTED = "protocol-bot deadlines --council {slug} lists them."
NUMBER_LEFT_OUT = "The protocol prints no clause {label}: its own numbering leaves that number out."
CLAUSES_THERE = "{council} has {count} clauses, from {first} to {last}."

# ------------------------------------------------------------------------------- files and doors
SEE_HELP = "{problem}. See protocol-bot --help."
WRONG_SETTING = "The setting PROTOCOL_BOT_{name} is wrong: {problem}; mend it or unset it."
ONE_OR_MANY = "--jsonl takes question and asker from its lines; leave QUESTION and --as out."
STANDARD_INPUT, STANDARD_OUTPUT = "Standard input", "standard output"
CANNOT_USE = "Cannot use {file}: {reason}; put that right and try again."
NOT_INSTALLED = (
    "This needs the package {package}, which is not installed here: only what answers is; run it "
    "where all of the project's requirements are installed."
)
CANNOT_READ = "Cannot read {file}: {reason}; name another file."
CANNOT_WRITE = "Cannot write {file}: {reason}; choose another file."
NOT_UTF8 = "{file} is not UTF-8 text; save it as UTF-8 and try again."
LINE_AT_FAULT = "Line {number}: {problem}"
NO_OBJECT = "it is no JSON object ({reason}); write one in braces."
OTHER_JSON = "it is a {kind}"
TOO_MUCH = "it is nested too deeply, or a number in it is too long"
NO_KEY = 'it has no "{key}"; add it as a string.'
NO_SUCH_ASKER = '"as" is {typed}; it is one of {askers}.'
NO_DOOR = (
    "No chat door is configured; deploy/slack/README.md and deploy/teams/README.md say how to open "
    "one."
)
LISTED_COUNCIL = "{slug}: {name}"
LISTED_DOCUMENT = "{document}; {clauses} clauses"
LISTED_RULE = "{limit} (clause {clause})"
NONE_SET = "no limit set"
LISTED_ASKER = "for {side}"
CHECKED = (
    "{clauses:,} clauses, {words:,} words, {furniture_lines:,} furniture lines, {rules:,} rules, "
    "{steps:,} steps, {questions:,} questions"
)
REPAIRED = "repaired labels: {names}"
GAPS = "gaps in the printed numbering: {names}"
DAMAGED_CLAUSES = "damaged clauses: {names}"
VERSIONS = "current version: {version}{state}; kept versions: {kept}"
NOT_KEPT_YET = ", not kept yet"
PROVED = (
    "Every word of {count} documents is accounted for; every row's evidence stands in its clause."
)
BUILDING_INDEX = "Building the index"
EXPORTING_ENCODER = "Preparing the encoder"
BUILDING = "There is no index yet; building it takes a minute or two."
INDEXED = (
    "The index holds {clauses:,} clauses of {councils} councils: {encoded:,} texts encoded, "
    "{reused:,} kept from before, {dropped:,} dropped."
)

RELEASED = "Release {name} answers from here on."
RELEASED_BEFORE = "Nothing has changed: release {name} goes on answering."
ROLLED_BACK = "Release {name} answers again."
LISTED_RELEASE = "{name}  made {made:%d %B %Y, %H:%M} UTC, {councils} councils, {clauses:,} clauses"
ANSWERS_NOW = "  (answers)"
OTHER_CORPUS_RELEASED = (
    "The corpus folder differs from what is released, and the release is what answers; run "
    "`protocol-bot index` to release it."
)
FINDS_NOTHING = "the new index finds no clause of {council}; run `protocol-bot corpus check`"
NO_SUCH_SHARE = "There is no figure {share}; there are {shares}."
BELOW_STANDARD = (
    "The release is not switched to: {share} is {found}, at least {least} is asked for. The one "
    "before goes on answering."
)
NO_STANDARD = "{typed} is no least figure; write one as recall@3=0.94, from 0 to 1."
LEAST_OF_WHAT = "--at-least needs a question set to measure on; name one with --evaluate FILE."
NAME_TO_GO_BACK_TO = "{name} is the name of a release to go back to; add --roll-back."
BENCH_NEEDS_FOLDER = (
    "The bench measures an index in a folder; unset PROTOCOL_BOT_INDEX, or name a folder."
)

# ----------------------------------------------------------------------------- where we are silent
NOT_COVERED = "This protocol does not say."
NO_RULE = "This protocol sets no such time limit."
NO_ROUTE = "This protocol sets out no route for this."
NEAREST = "Nearest clauses; they may not answer this:"
GENERAL_ROUTE = "Its general route:"
ASK_NEXT = "Ask {whom} (clause {clause}){reach}."
REACHED_AT = ": {contact}"
ASK_SERVICES = "; your democratic services can put you in touch"
OTHER_COUNCILS_RULE = '"{rule}" is a rule of another council; {council} has no such rule. {next}'
NO_STEPS = "It names no steps for {side} on this matter: {matter}. {next}"

# ------------------------------------------------------------------------------------ below a quote
PRINTED_AS = "Its number is misprinted in the published document: {number}."
NOT_PRINTED = "Its number is missing in the published document."
REFERS_TO = "Refers to: {places}."
DEFINED_TERMS = "Defined terms: {terms}."
DAMAGED = "Words of this clause are missing in the published document."
ALSO_SEE = "See also clauses {labels}"
JUDGEMENT = "A judgement, not the protocol's own words: {reason}"
DATED = "dated {date}"
PROOF = "Version: {version}. Reference: {reference}"
PROOF_UNNAMED = "Reference: {reference}"

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

# ------------------------------------------------------------------------- references and versions
NO_REFERENCE = (
    "That is no reference; type it as it stands below an answer, for example "
    "southend@3f9a1c2b7d04:9.2.12."
)
DIGEST_LENGTH = (
    "The part of a reference after @ has {short} to {whole} digits, and this one has {digits}; "
    "copy it whole from the answer."
)
NO_VERSION = (
    "No version {digest} of {slug}'s protocol is here (the current one is {current}): copy the "
    "reference again, or put corpus/{slug}/versions/{digest} back, from a backup or from version "
    "control."
)
NO_CLAUSE_THERE = (
    "That version of {slug}'s protocol has no clause {label}; it has {count}, from {first} to "
    "{last}."
)
NO_WORDS = "There are no words to look for; type them after --text, in quotes."
TOO_MANY_WORDS = (
    "The words after --text are {length:,} characters long; ask about {longest:,} or fewer."
)
NOWHERE_TO_LOOK = "The reference names no clause; leave --text out, or name a clause after a colon."
NOT_VERBATIM = (
    "These words do not stand in {clauses} of that version; leave --text out to read what does."
)
CLAUSES = "clauses {labels}"
ONE_CLAUSE = "clause {label}"
VERIFIED = "Verified: the digest is right, and no word of the document is lost or altered."
VERSION = "Version: {version}."
DIGEST = "SHA-256 of source.txt and protocol.md: {digest}"
CURRENT = "It is the current version."
REPLACED = "It was amended since; protocol-bot corpus diff {slug} {digest} shows what changed."
STANDS = "Stands in {document}, line {line} of source.txt."
TO_THE_LETTER = "The words stand in clause {label}, to the letter."
WORD_FOR_WORD = (
    "The words stand in clause {label}, word for word; white space, bullets or quotation marks are "
    "written in another way."
)
KEPT_NOW = "Kept: {slug} {digest}. Amend it when you are ready."
KEPT_BEFORE = "Kept already: {slug} {digest}. Amend it when you are ready."
NONE_KEPT = (
    "No version of {slug} is kept, so there is nothing to compare; run protocol-bot corpus keep "
    "{slug} before you amend it."
)
NOT_KEPT = "No kept version begins with {typed}; kept are {kept}."
SEVERAL_KEPT = "Several kept versions begin with {typed}; type more of one of {kept}."
DIFF_FROM = "From version {version}"
DIFF_TO = "to version {version}, the current one"
DIFF_NOTHING = "Nothing was amended: the two are one version."
DIFF_NO_CLAUSE = "No clause was amended: headings, page furniture or line breaks were."
DIFF_COUNTS = {
    "Added": "{count} added",
    "Removed": "{count} removed",
    "Changed": "{count} changed",
    "Renumbered": "{count} renumbered",
}
DIFF_SUMMARY = "Clauses: {counts}. Words in [-...-] are gone, words in {{+...+}} came."
DIFF_TO_MEND = "Rows to mend: {count}. Then run protocol-bot corpus check and protocol-bot index."
DIFF_ALL_STANDS = (
    "Every row still stands on its clause. Read those above; then run protocol-bot corpus check "
    "and protocol-bot index."
)
CLAUSE_ADDED = "Clause {label} was added"
CLAUSE_REMOVED = "Clause {label} was removed"
CLAUSE_CHANGED = "Clause {label}{was} was changed"
CLAUSE_RENUMBERED = "Clause {label}{was} has the same words under another number"
FORMERLY = ", formerly {label},"
CELLS = " | "
RULE_RESTS = "Rule {name}"
MISSED_RESTS = "What rule {name} says to do if it is late"
STEP_RESTS = "Step {name}"
TERM_RESTS = "Term {name}"
SILENT_RESTS = "Whom to ask where the protocol is silent ({name})"
QUESTIONS_REST = 'The line of questions with the anchor "{name}"'
QUESTIONS_LEAD = "Questions that lead here: {count}. Read whether they still should."
RESTS_STILL = "{what} rests on clause {clause}, and the words it cites still stand."
RESTS_NOWHERE = (
    "{what} rests on words that are gone from clause {clause}: mend {file}, line {line}."
)
RESTS_ELSEWHERE = (
    "{what} rests on words that stand in clause {elsewhere} instead of {clause}: mend {file}, "
    "line {line}."
)

# ----------------------------------------------------------------------------- dates and calendars
NO_EVENT = "There is no due date to put in a calendar; ask without --ics to see why."
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

# -------------------------------------------------------------------------------- Slack: messages
YOU_ASKED = "You asked: "
CLAUSE = "Clause {label}"
CLAUSE_CONTINUED = "Clause {label}, continued"
DOCUMENT = "{council}: {title}"
RULE_LIMIT = "{title}: {limit}"
NEXT_STEP = "Next step"
FURTHER_STEPS = "Further steps"
CONDITION = " ({when})"
NO_MORE_CLAUSES = "There are no more clauses to show for this question."
SHARED_THIS = " shared this answer."
DUE_TODAY = "Due today: {title} ({council})"

SHARE_BUTTON = "Share in channel"
SHARE_LABEL = "Share this answer with everybody in this channel"
CALENDAR_BUTTON = "Add to calendar"
CALENDAR_LABEL = "Get this due date as a calendar file"
REMIND_BUTTON = "Remind me"
REMIND_LABEL = "Remind me the day before this is due, and on the day"
PICK_DATE_BUTTON = "Choose the start date"
PICK_DATE_LABEL = "Choose the date on which the clock started"
MORE_BUTTON = "More clauses"
MORE_LABEL = "Show the next clauses that were found for this question"
AS_OFFICER_BUTTON = "I am an officer"
AS_OFFICER_LABEL = "Show the steps for an officer"
AS_COUNCILLOR_BUTTON = "I am a councillor"
AS_COUNCILLOR_LABEL = "Show the steps for a councillor"
HELPFUL_BUTTON = "Helpful"
HELPFUL_LABEL = "This answer helped"
NOT_HELPFUL_BUTTON = "Not helpful"
NOT_HELPFUL_LABEL = "This answer did not help; say what is wrong with it"

# ---------------------------------------------------------------- Slack: modals and the App Home
CLOSE = "Close"
SUBMIT_ASK = "Ask"
SUBMIT_DATE = "Work it out"
SUBMIT_ROUTE = "Show the steps"
SUBMIT_CLAUSE = "Show the clause"
SUBMIT_FEEDBACK = "Send"
PROTOCOL_TITLE = "Ask the protocol"
DEADLINE_TITLE = "Work out a due date"
ROUTE_TITLE = "Whom to go to"
CLAUSE_TITLE = "Read one clause"
FEEDBACK_TITLE = "What went wrong?"
QUESTION_INPUT = "Your question"
QUESTION_EXAMPLE = "can I attend a party group meeting?"
QUESTION_HINT = "In your own words. Leave out names and personal details."
WHOSE_INPUT = "Whose protocol?"
RULE_INPUT = "What is due?"
RULE_PLACEHOLDER = "Choose a rule"
RULES_WITH_LIMIT = "With a time limit"
RULES_WITHOUT_LIMIT = "No time limit set"
START_INPUT = "When did the clock start?"
START_HINT = (
    "The day it happened; it is not counted itself. Leave this empty to see the rule alone."
)
ASKER_INPUT = "Who is asking?"
MATTER_INPUT = "What is it about?"
MATTER_PLACEHOLDER = "Choose a matter"
LABEL_INPUT = "Number or label of the clause"
REASON_INPUT = "What is wrong with the answer?"
WRONG_CLAUSE = "It quotes the wrong clause"
MISSING_CLAUSE = "A clause is missing"
NOT_ANSWERED = "It does not answer the question"
OTHER_REASON = "Something else"
COMMENT_INPUT = "Anything to add?"
COMMENT_HINT = "Whoever owns the protocol's files reads this. Leave out names and personal details."

OFFICER = "Officer"
COUNCILLOR = "Councillor"
NO_ROLE = "Ask me each time"
ROLE_INPUT = "Your role"
ROLE_HINT = "It decides whose steps are shown, never which clauses are quoted."
SWITCHED_OFF = "Protocol Bot is switched off in this workspace; an admin can switch it on again."
NO_COUNCIL = "This workspace has no council yet; an admin chooses it here, on this page."
ABOUT_VERSION = "Version: {version}"
ABOUT_DATE = "Date: {date}"
ABOUT_AMENDED = "It stands {amended}."
ABOUT_LINK = "Read the published document"
ABOUT_LINK_LABEL = "Open the published document of {council} in a browser"
ABOUT_YOU = "You"
TIME_LIMITS_OF = "{council}: time limits"
TITLE_AND_CLAUSE = "{title} (clause {clause})"
NO_LIMITS = "It sets no time limit for:"
RECENT = "Your recent questions"
NO_RECENT = "None are kept."
FORGET_BUTTON = "Forget my questions"
FORGET_LABEL = "Forget all my recent questions"
FORGET_SURE = "Your recent questions are deleted. This cannot be undone."
REMINDERS = "Your reminders"
NO_REMINDERS = "None are scheduled. A due date has a button for it."
REMINDER = "{day}: {title}"
MORE_REMINDERS = "{count} more are scheduled; cancel some of these to see them."
CANCEL_BUTTON = "Cancel"
CANCEL_LABEL = "Cancel the reminder of {day}"
FOR_ADMINS = "For admins of this workspace"
COUNCILS_INPUT = "Whose protocol answers here?"
COUNCILS_PLACEHOLDER = "Choose a council"
COUNCILS_HINT = "You can choose several; the first answers a question that names none of them."
OFF_BUTTON = "Switch off"
OFF_LABEL = "Switch Protocol Bot off in this workspace"
OFF_SURE = "It answers nobody in this workspace until an admin switches it on again."
ON_BUTTON = "Switch on"
ON_LABEL = "Switch Protocol Bot on in this workspace"
SURE_TITLE = "Are you sure?"
SURE_NO = "Keep it as it is"


# ----------------------------------------------------------------------------------- feedback
NO_FEEDBACK = "Nobody has said anything about an answer yet."
VERDICT = "{day}, {council}: {verdict}"
BECAUSE = "{reason}. {comment}"
WAS_SHOWN = "Was shown: {labels}"
MOMENT = "{day} at {time} UTC"
KEPT_IN = "{platform}, {tenant}"
KEPT_ROLE = "Role: {role}, chosen on {when}"
KEPT_QUESTION = "Recent question, {when}, of {council}: {question}"
KEPT_SAID = "Said in a thread, {when}: {text}"
KEPT_ASKED = "Asked last on {when}"
KEPT_INSTALLED = "Installed the app on {when}; this stays until the app is taken out of Slack"
KEPT = {
    "people": "role",
    "questions": "recent questions",
    "said": "texts said in threads",
    "rates": "when they asked last",
}
ERASED = "Erased: {what}, {count}"
NOTHING_KEPT = "Nothing is kept about this person."
FEEDBACK_NAMES_NOBODY = (
    "Feedback is kept without saying who gave it, so nobody's can be shown or erased here."
)
WHICH_PERSON = "Say whom it is about: --user and their user id."
RESEALED = (
    "Sealed anew with the newest key: the tokens in {count} rows. The keys after it can be taken "
    "out of PROTOCOL_BOT_STORE_KEYS."
)

# ------------------------------------------------------------------------------- Slack: the door
NO_COUNCIL_YET = (
    "This workspace has no council yet; an admin chooses it on this app's Home tab. Then ask again."
)
OTHER_COUNCIL = "That answer was for a council that this workspace no longer asks about; ask again."
FORM_OF_OTHER_COUNCIL = (
    "That form was for a council that this workspace no longer asks about; open it again."
)
ONLY_OWN_COUNCIL = "Only {council} is asked about here, so this is what its protocol says."
ONLY_OWN_COUNCILS = (
    "A council that you named is not asked about here, so this is what the protocol of {council} "
    "says."
)
TOO_MANY = "That is a lot of questions in one minute. Please wait a moment and ask again."
WELCOME = "Glad to help. Ask about the protocol whenever you like."
RULES_LISTED_HERE = "/deadline on its own lists them."
MATTERS_LISTED_HERE = "/route on its own lists them."
LONG_MESSAGE = "That message is long: only its first {longest:,} characters were looked at."
NO_LONGER_DUE = "That due date can no longer be worked out; ask again."
STATUS = "is looking through the protocol"
STORE_AWAY = (
    "Sorry, that could not be done just now: what Protocol Bot keeps cannot be reached. Please try "
    "again in a few minutes."
)
APOLOGY = (
    "Sorry, that went wrong and was not answered. Please ask again; if it goes wrong again, tell "
    "whoever runs this bot the reference {reference}."
)
PROTOCOL_USAGE = "Type your question after it: /protocol can I attend a party group meeting?"
DEADLINE_USAGE = (
    "Type a rule and the day the clock started: /deadline enquiry-reply 20 Nov. On its own, "
    "/deadline lets you choose both."
)
ROUTE_USAGE = "Type a matter: /route officer-conduct. On its own, /route lets you choose one."
CLAUSE_USAGE = "Type the number or label of a clause: /clause 9.2.12."
CALENDAR_SENT = "The calendar file is in our direct messages."
REMINDERS_SET = (
    "You will be reminded at nine on {days}, in our direct messages; the Home tab lists your "
    "reminders."
)
TOO_LATE_TO_REMIND = (
    "There is nothing to remind you of: the day has come, or is more than 120 days away."
)
THANKS = "Thank you. Whoever owns this protocol's files will see it."
PROMPTS_TITLE = "You could ask"
PROMPTS = (
    "Can an officer attend a party group meeting?",
    "How long do we have to answer a councillor's enquiry?",
    "Who do I complain to about a councillor?",
    "Who may speak to the press?",
)
DOORS_OPEN = "Open: {doors}. Stop with Ctrl-C."
SLACK_OVER_HTTP = "Slack over HTTP at http://{host}:{port}/slack/events"
SLACK_OVER_SOCKET = "Slack over Socket Mode"
SLACK_NEEDS = "The Slack door needs {missing}; deploy/slack/README.md says where to find it."
SLACK_REFUSES = (
    "Slack does not take {setting} ({error}); deploy/slack/README.md says where to find it."
)
ALL_THERE = "Everything that serving needs is there."
PUBLIC_URL = (
    "PROTOCOL_BOT_PUBLIC_URL is no https address, and platforms use no other; write https://HOST, "
    "or leave it empty."
)
STORE_NOT_WRITABLE = (
    "The store cannot be written to: {reason}; give its user the right to, or free space on its "
    "disk."
)
NO_INDEX_YET = "There is no index yet; run `protocol-bot index`."
CANNOT_LISTEN = (
    "Cannot listen on {host}:{port}: {reason}; set PROTOCOL_BOT_HOST or PROTOCOL_BOT_PORT."
)

# ----------------------------------------------------------------------------------- Teams: cards
CARD_TOO_NEW = (
    "This version of Teams is too old to show this; update it, or open this chat in a browser."
)
CITED = "Quoted below: {clauses}."
CITED_CLAUSE = "{name} [{number}]"
WORKINGS_BUTTON = "How this was counted"
WORKINGS_LABEL = "Show or hide how this due date was counted"

# -------------------------------------------------------------------------- Teams: the app package
PACKAGE_NEEDS = "The Teams package needs {missing}; deploy/teams/README.md says what they are."
PACKAGE_UNFIT = "Teams would not take the package: {where}: {problem}."
PACKAGED = "Wrote {file}: {name}, version {release}. Upload it in the Teams admin centre."
STAND_IN_LEFT = '"{text}" stands in for what only your council can say'
NOT_SECURE = '"{text}" is no https address'
NO_RELEASE = "the version is three numbers, such as 1.0.1"
ICON_UNFIT = "Teams would not take {name}: make it a PNG of {width} by {height} pixels."
OUTLINE_UNFIT = (
    "Teams would not take {name}: make it a PNG of {width} by {height} pixels, 8 bits a channel, "
    "white on a transparent ground."
)

# -------------------------------------------------------------------------------- Teams: the wire
TEAMS_NEEDS = "The Teams door needs {missing}; deploy/teams/README.md says where to find it."
TEAMS_TYPE = (
    "PROTOCOL_BOT_TEAMS_APP_TYPE is {type}; Microsoft has SingleTenant and UserAssignedMSI, and "
    "registers no multi-tenant bots any more."
)
TEAMS_CREDENTIALS = "The Teams door takes one credential; unset {settings} or the other one."
TEAMS_NO_ID = "{setting} has {value}, which is no id; an id looks as in {example}."
TEAMS_NO_FILE = "{setting} names no file that can be used: {reason}."
NO_TEXT, NO_PEM = "it is no text", "it is no PEM file"
TEAMS_REFUSED = (
    "Microsoft gives the Teams door no token ({error}); deploy/teams/README.md says what it needs."
)
PLAYGROUND_HOST = (
    "The Playground's door takes everybody, so it opens on this machine only; set "
    "PROTOCOL_BOT_HOST to 127.0.0.1, not {host}."
)
PLAYGROUND_ALONE = (
    "The Playground's door takes everybody, so it does not open where a real one is set up; unset "
    "{settings}."
)
PLAYGROUND_OPEN = (
    "the Agents Playground at http://{host}:{port}/api/messages, without authentication and for "
    "this machine only"
)
TEAMS_OVER_HTTP = "Teams at http://{host}:{port}/api/messages"
NO_SUCH_TENANT = (
    "Protocol Bot is not set up for this organisation, so it answers nothing here. Please ask "
    "whoever looks after Teams apps where you work."
)

# ----------------------------------------------------------------------- Teams: forms and greeting
EVERYBODY_SEES = "Everybody in this conversation will see the answer."
QUESTION_BY_TYPING = "You can also simply type your question."
DEADLINE_BY_TYPING = "You can also type it: deadline {rule} 20 Nov"
ROUTE_BY_TYPING = "You can also type it: route officer-conduct"
CLAUSE_BY_TYPING = "You can also type it: clause {label}"
NAMING_NONE = "Name the council in it: a question that names none is asked of {council}."
TYPED_ASKS = "Typed, it is asked of {council}."
SUBMIT_WHOSE = "Show its rules"
CHOOSE_WHOSE = "Choose whose protocol you mean, and send it again."
CHOOSE_ONE = "Choose one of these."
TYPE_A_QUESTION = "Type a question first."
TYPE_A_LABEL = "Type the number or label of a clause first."
HELP_TITLE = "How to ask"
MENTION_FIRST = "In a channel or a group chat, mention me first; I read no other messages there."
LEAVE_OUT = "Leave out names and personal details."
WELCOME_TITLE = "Ask the protocol"
QUOTES_FROM = "I quote the protocol on councillor/officer relations of {councils}, word for word."
NO_COUNCIL_HERE = (
    "I quote a council's protocol on councillor/officer relations, word for word. No council is "
    "chosen for this organisation yet; whoever runs this bot chooses it, and then you can ask."
)
CAN_TITLE = "What I can do"
CAN = (
    "Find the clauses that govern your question, and say where they stand.",
    "Work out a due date, and show how it was counted.",
    "Say whom to go to, step by step.",
)
CANNOT_TITLE = "What I cannot do"
CANNOT = (
    "Give advice or my own reading: I quote, and where the protocol does not say, I say so.",
    "Speak of other rules, or of the law beyond this protocol.",
    "Judge a case: I know nothing of it but your question.",
)
SHORT_PROMPTS = (
    "Can officers attend group meetings?",
    "How long to answer an enquiry?",
    "Who may speak to the press?",
)
AND = "{others} and {last}"
FOR_ADMINS_HERE = "For admins of this organisation"
SWITCHED_OFF_HERE = (
    "Protocol Bot is switched off in this organisation; an admin can switch it on again."
)
CHOOSE_BUTTON = "Use this protocol"
ON_HERE_LABEL = "Switch Protocol Bot on in this organisation"
OFF_FOLD_LABEL = "Show or hide the button that switches Protocol Bot off"
OFF_HERE_LABEL = "Switch Protocol Bot off in this organisation"
OFF_SURE_HERE = "It answers nobody in this organisation until an admin switches it on again."
OFF_SURE_BUTTON = "Yes, switch it off"

# ------------------------------------------------------------------------------- due dates, far off
WEEKENDS = "Not counted: {count} weekends, from {first} to {last}."

# -------------------------------------------------------------------------------- Teams: the door
NO_COUNCIL_CHOSEN = (
    "No council is chosen for this organisation yet; an admin types settings to choose it. Then "
    "ask again."
)
OTHER_COUNCIL_HERE = (
    "That answer was for a council that this organisation no longer asks about; ask again."
)
RULES_BY_TYPING = "Type deadline on its own to choose from a list."
MATTERS_BY_TYPING = "Type route on its own to choose from a list."
NOT_PRIVATE = (
    "Teams cannot show this to you alone here: everybody in this conversation would see the "
    "answer. Show it here all the same, or ask in a chat with me alone."
)
ASK_ALONE = (
    "Teams cannot show this to you alone here, so nothing is shown. Please ask in a chat with me "
    "alone."
)
SHOW_HERE_BUTTON = "Show it here"
SHOW_HERE_LABEL = "Show the answer to everybody in this conversation"
NOT_YOURS_TO_SHOW = "Only whoever asked can have it shown here."
SHOWN_BELOW = "The answer is below."
WORKING_ON_IT = "The answer will be below in a moment."
FORM_OF_OTHER_COUNCIL_HERE = (
    "That form was for a council that this organisation no longer asks about; open it again."
)
ADMINS_ONLY = "Only an admin of this bot can change its settings; whoever runs it says who that is."
NO_LONGER_HERE = "That button belongs to an older version of this bot; ask again."
TOOK_TOO_LONG = "That took too long; please try again."
CLAUSE_OF = "Clause {label}, {council}"
NOTHING_FOUND = "No clause was found for these words; try others, or the number of a clause."
TYPE_TO_SEARCH = "Type a few words, a question, or the number of a clause."
MORE_IN_A_CHAT = "There is more than fits here; ask in a chat with me to see it all."
WHICH_CLAUSE_TITLE = "Which clause governs this?"
REPLY_DUE_TITLE = "Reply due date"
NO_DATE_ON_MESSAGE = "Teams does not say when that message was sent; type the date instead."
