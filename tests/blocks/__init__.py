"""Slack's blocks and views: golden files, Slack's limits, words that stay words."""
