"""Amounts, there and back."""

import pytest

from library.model import InvalidInput
from library.money import format_amount, parse_amount


@pytest.mark.parametrize(
    ("text", "cents"), [("12", 1200), ("12.5", 1250), ("12,50", 1250), (" 0.07 ", 7)]
)
def test_amounts_are_cents(text, cents):
    assert parse_amount(text) == cents


@pytest.mark.parametrize("text", ["", "12.505", "-1", "1 000", "twelve"])
def test_anything_else_is_refused(text):
    with pytest.raises(InvalidInput):
        parse_amount(text)


@pytest.mark.parametrize("cents", [0, 7, 70, 100, 123456])
def test_what_is_shown_is_understood(cents):
    assert parse_amount(format_amount(cents)) == cents
