"""A seal opens with any of its keys and with no other; without a key there is none."""

import pytest
from cryptography.fernet import Fernet
from sqlalchemy.dialects import sqlite

from bot.store.errors import StoreError
from bot.store.sealing import Sealed, seal_with

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
SQLITE = sqlite.dialect()


def test_what_an_old_key_sealed_opens_while_it_is_among_the_keys() -> None:
    sealed = Sealed(seal_with([OLD])).process_bind_param("xoxb-1", SQLITE)
    assert Sealed(seal_with([NEW, OLD])).process_result_value(sealed, SQLITE) == "xoxb-1"


def test_the_first_key_seals() -> None:
    sealed = Sealed(seal_with([NEW, OLD])).process_bind_param("xoxb-1", SQLITE)
    assert Sealed(seal_with([NEW])).process_result_value(sealed, SQLITE) == "xoxb-1"


def test_what_no_key_opens_is_a_fault_that_says_what_to_do() -> None:
    sealed = Sealed(seal_with([OLD])).process_bind_param("xoxb-1", SQLITE)
    with pytest.raises(StoreError, match="put that key after the others"):
        Sealed(seal_with([NEW])).process_result_value(sealed, SQLITE)


def test_the_same_token_is_sealed_differently_each_time() -> None:
    sealed = Sealed(seal_with([NEW]))
    assert len({sealed.process_bind_param("xoxb-1", SQLITE) for _ in range(3)}) == 3


def test_no_token_stays_no_token() -> None:
    sealed = Sealed(seal_with([NEW]))
    assert sealed.process_bind_param(None, SQLITE) is None
    assert sealed.process_result_value(None, SQLITE) is None


@pytest.mark.parametrize("keys", [[], ["not-a-key"], [NEW, ""], ["clé"]])
def test_without_good_keys_there_is_no_seal_and_no_key_is_told(keys: list[str]) -> None:
    with pytest.raises(StoreError, match=r"Fernet\.generate_key") as refused:
        seal_with(keys)
    assert not any(key and key in str(refused.value) for key in keys)
