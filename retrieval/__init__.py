"""From a protocol as published to ranked clauses; knows nothing of chat."""
