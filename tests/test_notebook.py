"""While the store is away a tenant is as it was last; one that is not known gets nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.notebook import Notebook
from bot.store.away import Away
from bot.store.pseudonym import Alias
from bot.store.rate import LIMIT, WINDOW
from bot.store.tenants import Tenant

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ANN, BOB = Alias("ann"), Alias("bob")
HASTINGS = Tenant("slack", "T2", ("hastings",), off=False)
CLOSED = Tenant("slack", "T3", ("southend",), off=True)


def test_a_tenant_is_as_it_was_noted_last() -> None:
    notebook = Notebook()
    notebook.note("slack", "T2", HASTINGS)
    assert notebook.tenant("slack", "T2") == HASTINGS
    notebook.note("slack", "T2", CLOSED)
    assert notebook.tenant("slack", "T2") == CLOSED


def test_a_tenant_that_nobody_had_bound_is_known_as_such() -> None:
    notebook = Notebook()
    notebook.note("slack", "T2", None)
    assert notebook.tenant("slack", "T2") is None


def test_a_tenant_of_which_nothing_is_known_is_no_tenant_without_a_council() -> None:
    notebook = Notebook()
    notebook.note("slack", "T2", HASTINGS)
    with pytest.raises(Away):
        notebook.tenant("slack", "T9")
    with pytest.raises(Away):
        notebook.tenant("teams", "T2")


def test_once_all_are_known_any_other_is_one_that_nobody_has_bound() -> None:
    notebook = Notebook()
    notebook.note_all([HASTINGS, CLOSED])
    assert notebook.tenant("slack", "T9") is None
    assert notebook.tenant("slack", "T3") == CLOSED


def test_where_there_are_too_many_to_know_all_the_others_are_not_known() -> None:
    notebook = Notebook(most_tenants=1)
    notebook.note_all([HASTINGS, CLOSED])
    assert notebook.tenant("slack", "T3") == CLOSED
    with pytest.raises(Away):
        notebook.tenant("slack", "T2")


def test_a_person_may_ask_so_often_a_minute_and_others_are_not_held_up() -> None:
    notebook = Notebook()
    asked = [notebook.allowed("slack", "T1", ANN, NOW) for _ in range(LIMIT + 1)]
    assert asked == [True] * LIMIT + [False]
    assert notebook.allowed("slack", "T1", BOB, NOW)
    assert notebook.allowed("slack", "T2", ANN, NOW)
    assert notebook.allowed("slack", "T1", ANN, NOW + WINDOW + timedelta(seconds=1))


def test_no_more_people_are_remembered_than_the_bound() -> None:
    notebook = Notebook(most_people=10)
    for number in range(100):
        notebook.allowed("slack", "T1", Alias(str(number)), NOW)
    assert len(notebook._asked) == 10
