"""Amounts in cents, so that nothing is lost in rounding."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation


def parse(text):
    """Cents of an amount such as `12.50`."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError("no amount: %r" % text)
    if not amount.is_finite() or amount != amount.quantize(Decimal("0.01")):
        raise ValueError("not in whole cents: %r" % text)
    return int(amount * 100)


def show(cents):
    """An amount as people write it."""
    sign = "-" if cents < 0 else ""
    return "%s%d.%02d" % (sign, abs(cents) // 100, abs(cents) % 100)


def tax(cents, percent):
    """The tax on an amount, half a cent rounded up."""
    exact = Decimal(cents) * Decimal(str(percent)) / 100
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
