"""What is wrong with the store as it is set up; each text says how to mend it.

No text holds a password, a key, a token or a question.
"""


class StoreError(Exception):
    """The store cannot be opened, or a token in it not read, with the settings as they are."""
