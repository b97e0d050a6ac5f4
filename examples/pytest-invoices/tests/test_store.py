from datetime import timedelta

import pytest

from invoices.store import Missing


def test_numbers_begin_with_the_year(shared_store, chairs, a_monday):
    assert shared_store.add("Ada", a_monday, chairs).number == 20240001


def test_numbers_follow_each_other(shared_store, chairs, a_monday):
    assert shared_store.add("Bob", a_monday, chairs).number == 20240002


def test_all_are_there(shared_store):
    assert [invoice.customer for invoice in shared_store.all()] == ["Ada", "Bob"]


def test_each_year_begins_anew(store, chairs, a_monday):
    store.add("Ada", a_monday, chairs)
    assert store.add("Ada", a_monday.replace(year=2025), chairs).number == 20250001


def test_who_pays_is_not_overdue(store, chairs, a_monday):
    numbers = [store.add(name, a_monday, chairs).number for name in ("Ada", "Bob")]
    store.pay(numbers[0])
    late = a_monday + timedelta(days=60)
    assert [invoice.customer for invoice in store.overdue(late)] == ["Bob"]


def test_a_missing_one_is_named(store):
    with pytest.raises(Missing, match="there is no invoice 7"):
        store.get(7)
