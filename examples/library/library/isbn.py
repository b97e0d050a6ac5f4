"""International Standard Book Numbers."""

from __future__ import annotations

import re

from library.model import InvalidInput

_SEPARATORS = re.compile(r"[\s-]+")


def normalise(text: str) -> str:
    """The 13 digits of an ISBN written with or without hyphens, in the old form or the new."""
    compact = _SEPARATORS.sub("", text).upper()
    if re.fullmatch(r"\d{9}[\dX]", compact):
        if _check_digit_10(compact[:9]) != compact[9]:
            raise InvalidInput(f"the check digit of ISBN {text} is wrong")
        body = "978" + compact[:9]
        return body + _check_digit_13(body)
    if not re.fullmatch(r"\d{13}", compact):
        raise InvalidInput(f"'{text}' is not an ISBN: 10 or 13 digits are expected")
    if not compact.startswith(("978", "979")):
        raise InvalidInput(f"ISBN {text} must begin with 978 or 979")
    if _check_digit_13(compact[:12]) != compact[12]:
        raise InvalidInput(f"the check digit of ISBN {text} is wrong")
    return compact


def _check_digit_10(body: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), body))
    check = -total % 11
    return "X" if check == 10 else str(check)


def _check_digit_13(body: str) -> str:
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(body))
    return str(-total % 10)
