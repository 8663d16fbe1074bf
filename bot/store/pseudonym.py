"""Whose something is, without saying who: a keyed hash stands in the store for each user id.

User ids are few and easily listed, so that a plain digest could be undone by trying them all; with
a key of ours it cannot. The tenant is hashed along, so that one person's traces in two tenants
cannot be told to be one person's.

The one exception are slack_sdk's own tables of installations, which hold the user id of whoever
installed the app: it has to be compared with ids that Slack sends, and shown to Slack.
"""

import hmac
import json
from dataclasses import dataclass, field
from typing import NewType

Alias = NewType("Alias", str)


@dataclass(frozen=True)
class Pseudonyms:
    """Makes aliases under a secret key, HMAC-SHA256 in 64 hexadecimal digits.

    The same key gives the same alias for ever; another key another one, which nobody is known by.
    """

    key: bytes = field(repr=False)

    def person(self, platform: str, tenant: str, user: str) -> Alias:
        """What a person is known by in the store.

        Ids that differ in capitals alone are one person's: Entra writes them either way.
        """
        return self._alias("person", platform, tenant.casefold(), user.casefold())

    def place(self, platform: str, tenant: str, name: str) -> Alias:
        """What a thread, a chat or a message is known by: who talks to the bot alone in a chat
        could be told from its id.
        """  # noqa: D205 - one thought
        return self._alias("place", platform, tenant, name)

    def _alias(self, *names: str) -> Alias:
        # As JSON no two lists of names are one text.
        return Alias(hmac.digest(self.key, json.dumps(names).encode(), "sha256").hex())
