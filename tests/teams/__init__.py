"""Teams' door, tried with real requests and tokens against a Bot Connector that records."""
