"""The days on which the library is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from library.model import InvalidInput, Refused
from library.repository import Repository

LONGEST_CLOSURE_DAYS = 60
_SUNDAY = 6
_ONE_DAY = timedelta(days=1)


class OpeningDays:
    """Every day but Sundays and the closed days of the calendar."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def close(self, first: date, last: date, reason: str) -> None:
        if last < first:
            raise InvalidInput(f"the closure ends on {last}, before it begins on {first}")
        if (last - first).days >= LONGEST_CLOSURE_DAYS:
            raise InvalidInput(f"a closure lasts at most {LONGEST_CLOSURE_DAYS} days")
        with self._repository.transaction():
            for day in _days(first, last):
                self._repository.add_closed_day(day, reason)

    def is_open(self, day: date) -> bool:
        return day.weekday() != _SUNDAY and not self._repository.is_closed_day(day)

    def first_open_from(self, day: date) -> date:
        return self._nearest(day, _ONE_DAY)

    def last_open_until(self, day: date) -> date:
        return self._nearest(day, -_ONE_DAY)

    def count_after(self, day: date, until: date) -> int:
        """How many open days lie after a day, up to and including another."""
        return sum(self.is_open(candidate) for candidate in _days(day + _ONE_DAY, until))

    def _nearest(self, day: date, step: timedelta) -> date:
        candidate = day
        for _ in range(LONGEST_CLOSURE_DAYS + 2):
            if self.is_open(candidate):
                return candidate
            candidate += step
        raise Refused(f"there is no opening day near {day}")


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _ONE_DAY
