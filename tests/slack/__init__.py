"""Slack's door, tried with real requests against a Slack that records; no patched clients."""
