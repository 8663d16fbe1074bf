"""The terminal's door: `protocol-bot`, its commands, and how answers look on a screen.

cli          the commands: ask, deadline, route, clause, the lists, serve, and what measures
index        release the corpus, list the releases, go back
privacy      what is kept about a person, shown and erased
versions     verify a reference; keep a version of a protocol, and compare it
parts        what the commands work with
options      what several of them take
batch        many questions, a JSON object a line
lines        an answer, or a reference that was proved -> lines
amendments   what was amended -> lines
listing      councils, rules, routes, what is kept -> lines and JSON
releases     releases of the index -> lines and JSON
screen       how wide, with which colours; plain when piped
progress     a bar while something takes its time
"""
