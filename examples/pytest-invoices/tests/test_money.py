import pytest

from invoices import money


@pytest.mark.parametrize(
    "text, cents",
    [("0", 0), ("1", 100), ("12.5", 1250), ("12.50", 1250), (" 3.99 ", 399), ("-0.01", -1), ("1e2", 10000)],
)
def test_amounts_are_read(text, cents):
    assert money.parse(text) == cents


@pytest.mark.parametrize("text", ["", "ten", "1.005", "1,50", "NaN", "Infinity", "€ 5"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError):
        money.parse(text)


@pytest.mark.parametrize("cents, text", [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123456, "1234.56")])
def test_amounts_are_shown(cents, text):
    assert money.show(cents) == text


@pytest.mark.parametrize("cents", range(0, 400, 7))
@pytest.mark.parametrize("percent", [0, 7, 19, 5.5])
def test_tax_is_within_half_a_cent(cents, percent):
    assert abs(money.tax(cents, percent) - cents * percent / 100) <= 0.5
