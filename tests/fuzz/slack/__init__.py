"""Slack's door, given what is odd."""
