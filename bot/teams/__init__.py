"""The Teams door.

wire        what it needs of an SDK        builder     that, by botbuilder
http        guards /api/messages           calls       calls the Bot Connector, patiently
hosts       which serviceUrls are called   credentials who we are to Microsoft
playground  the door without tokens, for a developer's own machine
names       what Teams calls us by         package     the app package, with icons
"""
