"""Reports for the staff, as rows and as plain text."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from library.clock import Clock
from library.fines import Fines
from library.model import Charge, CopyState, InvalidInput
from library.money import format_amount
from library.repository import Repository

Row = Sequence[object]


@dataclass(frozen=True)
class Report:
    heading: str
    columns: Sequence[str]
    rows: Sequence[Row]

    def text(self) -> str:
        """The report as aligned columns, numbers to the right."""
        if not self.rows:
            return f"{self.heading}\n(nothing to report)\n"
        table = [[str(cell) for cell in row] for row in self.rows]
        widths = [
            max(len(cells[index]) for cells in [list(self.columns), *table])
            for index in range(len(self.columns))
        ]
        lines = [self.heading, _line(self.columns, self.columns, widths)]
        lines.extend(_line(cells, row, widths) for cells, row in zip(table, self.rows))
        return "\n".join(lines) + "\n"


def _line(cells: Sequence[str], values: Row, widths: Sequence[int]) -> str:
    aligned = [
        cell.rjust(width) if isinstance(value, int) else cell.ljust(width)
        for cell, value, width in zip(cells, values, widths)
    ]
    return "  ".join(aligned).rstrip()


def days_of_month(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    if not 1 <= month <= 12:
        raise InvalidInput(f"there is no month {month}")
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


class Reports:
    def __init__(self, repository: Repository, clock: Clock, fines: Fines) -> None:
        self._repository = repository
        self._clock = clock
        self._fines = fines

    def popular(self, first: date, last: date, most: int = 10) -> Report:
        """The titles lent most often; those lent equally often by name."""
        if last < first:
            raise InvalidInput(f"{last} is before {first}")
        counts: Counter[int] = Counter()
        for loan in self._repository.loans_lent_between(first, last):
            counts[self._repository.copy(loan.barcode).title] += 1
        titles = [(self._repository.title(key), count) for key, count in counts.items()]
        titles.sort(key=lambda entry: (-entry[1], entry[0].name))
        rows = [(title.name, title.author, count) for title, count in titles[:most]]
        return Report(f"Lent from {first} to {last}", ("Title", "Author", "Loans"), rows)

    def overdue(self) -> Report:
        """Loans past their due date with what they have cost so far."""
        today = self._clock.today()
        rows = []
        for loan in self._repository.open_loans():
            if loan.due >= today or loan.member is None:
                continue
            title = self._repository.title(self._repository.copy(loan.barcode).title)
            member = self._repository.member(loan.member)
            cents = self._fines.overdue_cents(loan, title.kind, member, today)
            days = (today - loan.due).days
            rows.append((member.name, title.name, loan.due, days, format_amount(cents)))
        return Report(f"Overdue on {today}", ("Member", "Title", "Due", "Days", "Fine"), rows)

    def month(self, year: int, month: int) -> Report:
        """What happened in a month."""
        first, last = days_of_month(year, month)
        loans = self._repository.loans_lent_between(first, last)
        fines = self._repository.fines_charged_between(first, last)
        late = sum(fine.cents for fine in fines if fine.charge is Charge.OVERDUE)
        lost = sum(fine.cents for fine in fines if fine.charge is Charge.REPLACEMENT)
        rows = [
            ("Loans", len(loans)),
            ("Borrowers", len({loan.member for loan in loans if loan.member is not None})),
            ("Fines for lateness", format_amount(late)),
            ("Replacements", format_amount(lost)),
        ]
        return Report(f"Month {first:%Y-%m}", ("What", "Number"), rows)

    def stock(self) -> Report:
        """How many copies are in which state, by kind of title."""
        counts: Counter[tuple[str, CopyState]] = Counter()
        for copy in self._repository.copies():
            counts[self._repository.title(copy.title).kind.value, copy.state] += 1
        rows = [
            (kind, state.value, count)
            for (kind, state), count in sorted(
                counts.items(), key=lambda entry: (entry[0][0], entry[0][1].value)
            )
        ]
        return Report(f"Stock on {self._clock.today()}", ("Kind", "State", "Copies"), rows)
