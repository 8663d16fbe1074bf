"""The Teams door.

door        each activity to whatever listens to it: the parts below
talk        questions, follow-ups, commands       commands    which words are a command
forms       pickers, and what is chosen           presses     buttons, in new clients and in old
extension   clauses to insert; from a message     dialogs     how a dialog is answered
feedback    what people think of an answer        welcome     the bot comes somewhere
admins      council, off and on                   calendar    due dates as files, by a link
act         who did what where                    typed       their text as they typed it
replies     to all or to one; as plain text       once        each act is answered once
front       what the parts share                  opening     the door by its settings

wire        what it needs of an SDK        builder     that, by botbuilder
http        guards /api/messages           calls       calls the Bot Connector, patiently
hosts       which serviceUrls are called   credentials who we are to Microsoft
playground  the door without tokens, for a developer's own machine
names       what Teams calls us by         package     the app package, with icons
"""
