"""Closures that nobody at the desk should come across."""

from datetime import date, timedelta

import pytest

from library.model import InvalidInput, Refused
from library.opening import LONGEST_CLOSURE_DAYS, OpeningDays

MONDAY = date(2024, 3, 4)


@pytest.fixture
def opening(repository):
    return OpeningDays(repository)


def test_sundays_are_closed(opening):
    assert opening.first_open_from(MONDAY - timedelta(days=1)) == MONDAY
    assert opening.count_after(MONDAY, MONDAY + timedelta(days=7)) == 6


def test_a_closure_does_not_end_before_it_begins(opening):
    with pytest.raises(InvalidInput, match="before it begins"):
        opening.close(MONDAY, MONDAY - timedelta(days=1), "a slip")


def test_a_closure_has_an_end(opening):
    last = MONDAY + timedelta(days=LONGEST_CLOSURE_DAYS - 1)
    with pytest.raises(InvalidInput, match="at most"):
        opening.close(MONDAY, last + timedelta(days=1), "for good")
    opening.close(MONDAY, last, "the roof")
    assert opening.first_open_from(MONDAY) == last + timedelta(days=1)


def test_closures_in_a_row_are_noticed(opening):
    for number in range(3):
        first = MONDAY + timedelta(days=number * 50)
        opening.close(first, first + timedelta(days=49), "the roof, again")
    with pytest.raises(Refused, match="no opening day"):
        opening.first_open_from(MONDAY)
