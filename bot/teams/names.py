"""The names under which Teams calls us; they stand in the manifest, and the door listens."""

PROTOCOL = "protocol"
DEADLINE = "deadline"
ROUTE = "route"
CLAUSE = "clause"
HELP = "help"
COMMANDS = (PROTOCOL, DEADLINE, ROUTE, CLAUSE, HELP)

# The message extension's commands, and the parameter in which the search comes.
SEARCH = "searchClauses"
SEARCH_WORDS = "words"
WHICH_CLAUSE = "whichClause"
REPLY_DUE_DATE = "replyDueDate"

MESSAGES_PATH = "/api/messages"
