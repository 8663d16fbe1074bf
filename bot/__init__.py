"""The desk that answers, the tables it works from, and the doors people come in by."""
