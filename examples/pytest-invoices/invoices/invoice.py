"""What is on an invoice, and what follows from it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from invoices import money

DAYS_TO_PAY = 14


@dataclass
class Line:
    text: str
    count: int
    price: int  # cents, each

    @property
    def total(self):
        return self.count * self.price


@dataclass
class Invoice:
    number: int
    customer: str
    issued: date
    lines: list = field(default_factory=list)
    percent: float = 19
    paid: bool = False

    @property
    def net(self):
        return sum(line.total for line in self.lines)

    @property
    def tax(self):
        return money.tax(self.net, self.percent)

    @property
    def total(self):
        return self.net + self.tax

    @property
    def due(self):
        """A weekday: who has to pay on a Sunday pays on Monday."""
        day = self.issued + timedelta(days=DAYS_TO_PAY)
        while day.weekday() > 4:
            day += timedelta(days=1)
        return day

    def is_overdue(self, today):
        return not self.paid and today > self.due

    def reminder_fee(self, today):
        """Nothing in the first week, then five for each week begun, forty at most."""
        if not self.is_overdue(today):
            return 0
        weeks = (today - self.due).days // 7
        return min(40_00, weeks * 5_00)
