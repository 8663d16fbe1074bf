"""`python -m tests.load`: many people ask at once; all must be answered, once, and fast.

No test of pytest's: it takes a minute and both cores. It stays on this machine.
"""
