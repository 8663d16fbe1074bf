"""Slack's door: it carries what people type to the desk, and carries the answer back.

front        what the listeners share: desk, store, clock; who asks, and of which council
once         each event is answered once, and an apology where an answer fails
calls        how Slack is called: patiently, and without a word in the logs
replies      messages go out; what Slack rejects goes out again as plain text
typed        what Slack sends for a text -> what was typed
talk         mentions and direct messages
commands     /protocol, /deadline, /route, /clause and the modals they open
buttons      share, calendar, remind, more, role, feedback
shortcuts    from somebody's message
home         App Home
leaving      the app is uninstalled: its tokens and all of the workspace are forgotten
installed    who installed the app, and when
door         one Bolt application with all of the above
http         signed requests, guarded before Bolt sees them
authorize    which token answers in a workspace
oauth        several workspaces: the install flow
socket       Socket Mode: one line to Slack, renewed when it drops
tokens       whether Slack takes a token, asked at start-up
"""
