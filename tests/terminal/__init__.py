"""The terminal's door: what is typed, what is printed, and how a command ends."""
