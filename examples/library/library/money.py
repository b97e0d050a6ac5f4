"""Amounts of money: whole cents inside, `12.50` outside."""

from __future__ import annotations

import re

from library.model import InvalidInput

_AMOUNT = re.compile(r"(\d+)(?:[.,](\d{1,2}))?")


def parse_amount(text: str) -> int:
    """The cents in an amount like `12`, `12.5` or `12,50`."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise InvalidInput(f"'{text}' is not an amount of money")
    whole, fraction = match.groups()
    return int(whole) * 100 + int((fraction or "0").ljust(2, "0"))


def format_amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
