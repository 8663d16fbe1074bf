"""The governance pack, held to the code: its figures, files, commands, settings and metrics."""
