"""Every door's input, the date grammar, the corpus, the index and the store, given what is odd.

pytest tests/fuzz                           the same examples each time, in a minute or so
HYPOTHESIS_PROFILE=deep pytest tests/fuzz   twenty times as many, others each time

Whatever comes in is answered or refused: without a traceback, within two seconds of work and a
bounded memory (`bounds`), and without a word of it in any log (`conftest`).
"""
