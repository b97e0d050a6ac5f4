"""Lending, renewing and taking back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from library.clock import Clock
from library.fines import Fines
from library.members import Members
from library.model import Copy, CopyState, Loan, Member, NotFound, Refused, Reservation, Title
from library.opening import OpeningDays
from library.policy import Terms, loan_limit, terms_for
from library.repository import Repository
from library.reservations import Reservations


@dataclass(frozen=True)
class Return:
    """What the desk has to know when a copy comes back."""

    loan: Loan
    fine_cents: int
    set_aside_for: str | None


class Loans:
    def __init__(
        self,
        repository: Repository,
        clock: Clock,
        opening: OpeningDays,
        members: Members,
        fines: Fines,
        reservations: Reservations,
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._opening = opening
        self._members = members
        self._fines = fines
        self._reservations = reservations

    def lend(self, card: str, barcode: str) -> Loan:
        member = self._repository.member(card)
        copy = self._repository.copy(barcode)
        title = self._repository.title(copy.title)
        terms = terms_for(title.kind, member.membership)
        self._refuse_member(member, title)
        reservation = self._refuse_copy(copy, member)
        today = self._clock.today()
        with self._repository.transaction():
            if reservation is not None:
                self._reservations.collect(reservation)
            self._repository.set_copy_state(barcode, CopyState.ON_LOAN)
            due = self._due(today, terms, member)
            return self._repository.add_loan(barcode, card, today, due)

    def renew(self, barcode: str) -> Loan:
        """Let a member keep a copy for another period, counted from today."""
        loan = self._open_loan(barcode)
        member = self._borrower(loan)
        title = self._repository.title(self._repository.copy(barcode).title)
        terms = terms_for(title.kind, member.membership)
        today = self._clock.today()
        self._members.refuse_unless_valid(member)
        self._fines.refuse_debtor(member)
        if loan.due < today:
            raise Refused(f"'{title.name}' was due on {loan.due}")
        if terms.renewals == 0:
            raise Refused(f"a {title.kind.value} cannot be renewed")
        if loan.renewals >= terms.renewals:
            raise Refused(f"'{title.name}' was renewed {loan.renewals} times already")
        if self._reservations.queue(title.id):
            raise Refused(f"another member waits for '{title.name}'")
        due = self._due(today, terms, member)
        if due <= loan.due:
            raise Refused(f"a renewal would not change the due date {loan.due}")
        renewed = replace(loan, due=due, renewals=loan.renewals + 1)
        self._repository.update_loan(renewed)
        return renewed

    def give_back(self, barcode: str) -> Return:
        """Take a copy back, charge its lateness and set it aside for whoever waits for it."""
        copy = self._repository.copy(barcode)
        if copy.state is CopyState.LOST:
            raise Refused(f"copy {barcode} was reported lost, its replacement is charged")
        loan = self._open_loan(barcode)
        title = self._repository.title(copy.title)
        today = self._clock.today()
        with self._repository.transaction():
            member = self._borrower(loan)
            cents = self._fines.overdue_cents(loan, title.kind, member, today)
            self._fines.charge_overdue(member.card, cents)
            closed = replace(loan, returned=today)
            self._repository.update_loan(closed)
            reservation = self._reservations.shelve(copy)
        set_aside_for = None
        if reservation is not None:
            set_aside_for = self._repository.member(reservation.member).name
        return Return(closed, cents, set_aside_for)

    def report_lost(self, barcode: str) -> int:
        """End a loan whose copy will not come back; the cents charged for a new one."""
        loan = self._open_loan(barcode)
        title = self._repository.title(self._repository.copy(barcode).title)
        member = self._borrower(loan)
        with self._repository.transaction():
            self._repository.set_copy_state(barcode, CopyState.LOST)
            self._repository.update_loan(replace(loan, returned=self._clock.today()))
            return self._fines.charge_replacement(member.card, title.kind)

    def of(self, card: str) -> list[Loan]:
        return self._repository.open_loans_of(self._repository.member(card).card)

    def overdue(self) -> list[Loan]:
        today = self._clock.today()
        return [loan for loan in self._repository.open_loans() if loan.due < today]

    def _refuse_member(self, member: Member, title: Title) -> None:
        self._members.refuse_unless_valid(member)
        self._fines.refuse_debtor(member)
        if member.age_on(self._clock.today()) < title.minimum_age:
            raise Refused(f"'{title.name}' is for members of {title.minimum_age} or older")
        loans = self._repository.open_loans_of(member.card)
        if any(loan.due < self._clock.today() for loan in loans):
            raise Refused(f"{member.name} has overdue loans")
        limit = loan_limit(member.membership)
        if len(loans) >= limit:
            raise Refused(f"{member.name} has {limit} loans, which is the limit")

    def _refuse_copy(self, copy: Copy, member: Member) -> Reservation | None:
        """Refuse a copy the member cannot have; the reservation it ends, if it is one."""
        if copy.state is CopyState.AVAILABLE:
            return None
        if copy.state is not CopyState.SET_ASIDE:
            raise Refused(f"copy {copy.barcode} is {copy.state.value}")
        reservation = self._reservations.ready_for(copy)
        if reservation is None or reservation.member != member.card:
            raise Refused(f"copy {copy.barcode} is set aside for another member")
        return reservation

    def _due(self, today: date, terms: Terms, member: Member) -> date:
        due = self._opening.first_open_from(today + timedelta(days=terms.days))
        if due > member.expires:
            return self._opening.last_open_until(member.expires)
        return due

    def _open_loan(self, barcode: str) -> Loan:
        loan = self._repository.open_loan_of_copy(self._repository.copy(barcode).barcode)
        if loan is None:
            raise NotFound(f"copy {barcode} is not on loan")
        return loan

    def _borrower(self, loan: Loan) -> Member:
        if loan.member is None:
            raise NotFound(f"loan {loan.id} has no borrower")
        return self._repository.member(loan.member)
