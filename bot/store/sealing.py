"""Tokens sealed at rest: Fernet (AES-128-CBC with HMAC-SHA-256) under the newest of the keys.

To change keys: put the new one before the old, restart, run `protocol-bot privacy reseal`, and take
the old one away.
"""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from bot.store.errors import StoreError

MAKE_ONE = (
    'make one with: python -c "from cryptography.fernet import Fernet; '
    'print(Fernet.generate_key().decode())"'
)


def seal_with(keys: Sequence[str]) -> MultiFernet:
    """The seal of these keys: it seals with the first and opens with any.

    A key is 32 random bytes in URL-safe base 64. Raises StoreError for no key or a bad one.
    """
    if not keys:
        raise StoreError(
            "Tokens are not stored without a key to seal them with, in PROTOCOL_BOT_STORE_KEYS; "
            f"{MAKE_ONE}"
        )
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise StoreError(f"A key to seal tokens with is not a Fernet key; {MAKE_ONE}") from None


class Sealed(TypeDecorator[str]):
    """Text that only the holder of a key can read; None stays None.

    Reading raises StoreError when none of the keys opens it.
    """

    impl = Text
    cache_ok = True

    def __init__(self, seal: MultiFernet) -> None:
        super().__init__()
        self.seal = seal

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value if value is None else self.seal.encrypt(value.encode()).decode()

    @override
    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        try:
            return value if value is None else self.seal.decrypt(value).decode()
        except InvalidToken:
            raise StoreError(
                "A token was sealed with a key that is not among the settings any more; put that "
                "key after the others, or have the workspace install the app again."
            ) from None
