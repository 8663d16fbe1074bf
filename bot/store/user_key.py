"""The secret key under which people are known in the store: a setting, or a file beside SQLite's.

Whoever has only the database cannot tell who is meant in it; so a copy of the database that leaves
the house goes without the key.
"""

import os
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.store.engine import address_of, file_of
from bot.store.errors import StoreError
from bot.store.pseudonym import Pseudonyms

SETTING = "PROTOCOL_BOT_USER_KEY"
MAKE_ONE = 'make one with: python -c "import secrets; print(secrets.token_hex(32))"'
SHORTEST = 32  # characters; user ids can be listed, so a key that can be guessed hides nobody
LENGTH = 32  # bytes of a key that we make


def pseudonyms_of(url: str, given: str) -> Pseudonyms:
    """Who makes the aliases of people in the store of this URL, under the key that is `given`.

    With none, and SQLite, the key is made once, in a file beside the database that its owner alone
    can read. Raises StoreError for a short key, for no key with PostgreSQL, whose replicas have to
    share one, and for a file that holds none.
    """
    if given := given.strip():
        return Pseudonyms(_long_enough(given, SETTING).encode())
    address = address_of(url)
    if address.get_backend_name() != "sqlite":
        raise StoreError(
            f"With PostgreSQL, {SETTING} is needed, so that no user id stands in the store, and "
            f"it is the same for every replica; {MAKE_ONE}"
        )
    return Pseudonyms(_kept(key_file(file_of(address))).encode())


def key_file(database: Path) -> Path:
    """Where the key stands that belongs to a database's file."""
    return database.with_name(f"{database.name}.key")


def _kept(file: Path) -> str:
    """The key in this file, made where there is none. Raises StoreError."""
    try:
        if not file.exists():
            _make(file)
        return _long_enough(file.read_text(encoding="ascii").strip(), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"The key in {file} cannot be read or made: {error}") from None


def _make(file: Path) -> None:
    """Make a key under this name, whole at once; where another process was first, it keeps its own.

    A temporary file is its owner's alone from the start.
    """
    with NamedTemporaryFile("w", encoding="ascii", dir=file.parent, prefix=file.name) as made:
        made.write(f"{secrets.token_hex(LENGTH)}\n")
        made.flush()
        os.fsync(made.fileno())
        try:
            os.link(made.name, file)
        except FileExistsError:
            return


def _long_enough(key: str, where: str) -> str:
    if len(key) >= SHORTEST:
        return key
    raise StoreError(
        f"The key in {where} is shorter than {SHORTEST} characters, and could be guessed; "
        f"{MAKE_ONE}. Under another key everybody is forgotten."
    )
