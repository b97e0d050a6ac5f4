"""What members owe the library."""

from __future__ import annotations

from datetime import date

from library.clock import Clock
from library.model import Charge, InvalidInput, Kind, Loan, Member, Refused
from library.money import format_amount
from library.opening import OpeningDays
from library.policy import BLOCKED_FROM_CENTS, REPLACEMENT_CENTS, terms_for
from library.repository import Repository


class Fines:
    def __init__(self, repository: Repository, clock: Clock, opening: OpeningDays) -> None:
        self._repository = repository
        self._clock = clock
        self._opening = opening

    def overdue_cents(self, loan: Loan, kind: Kind, member: Member, day: date) -> int:
        """The price of a loan's lateness on a day: closed days are free, and there is a limit."""
        if day <= loan.due:
            return 0
        terms = terms_for(kind, member.membership)
        days_late = self._opening.count_after(loan.due, day)
        return min(days_late * terms.cents_per_day, terms.most_cents)

    def charge_overdue(self, card: str, cents: int) -> None:
        if cents > 0:
            self._repository.add_fine(card, self._clock.today(), Charge.OVERDUE, cents)

    def charge_replacement(self, card: str, kind: Kind) -> int:
        cents = REPLACEMENT_CENTS[kind]
        self._repository.add_fine(card, self._clock.today(), Charge.REPLACEMENT, cents)
        return cents

    def balance(self, card: str) -> int:
        return sum(fine.open_cents for fine in self._repository.open_fines(card))

    def pay(self, card: str, cents: int) -> int:
        """Settle the oldest fines first; what is still owed afterwards."""
        owed = self.balance(self._repository.member(card).card)
        if cents <= 0:
            raise InvalidInput("a payment must be more than nothing")
        if cents > owed:
            raise Refused(f"only {format_amount(owed)} is owed")
        left = cents
        with self._repository.transaction():
            for fine in self._repository.open_fines(card):
                part = min(left, fine.open_cents)
                self._repository.settle_fine(fine, part)
                left -= part
                if left == 0:
                    break
        return owed - cents

    def waive(self, card: str) -> int:
        """Forgive all fines for lateness; replacements have to be paid. The cents forgiven."""
        forgiven = 0
        with self._repository.transaction():
            for fine in self._repository.open_fines(card):
                if fine.charge is Charge.REPLACEMENT:
                    continue
                self._repository.settle_fine(fine, fine.open_cents)
                forgiven += fine.open_cents
        if forgiven == 0:
            raise Refused("there is nothing to forgive")
        return forgiven

    def refuse_debtor(self, member: Member) -> None:
        owed = self.balance(member.card)
        if owed >= BLOCKED_FROM_CENTS:
            raise Refused(f"{member.name} owes {format_amount(owed)}")
