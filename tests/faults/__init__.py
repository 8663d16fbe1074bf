"""`python -m tests.faults`: what is lost, or answered twice, while something goes wrong.

Three servers, a real PostgreSQL, and a Slack that sends signed questions to them in turn. No test
of pytest's, but for one question; it takes some ten minutes and both cores. It stays on this
machine.
"""
