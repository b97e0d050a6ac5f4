"""What the library does every night: expire, remind, give up, forget and send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from library.clock import Clock
from library.loans import Loans
from library.model import Loan, NoticeKind
from library.notices import Delivery, Notices, Transport
from library.policy import PRESUMED_LOST_AFTER_DAYS
from library.repository import Repository
from library.reservations import Reservations

REMIND_DAYS_BEFORE = 3
FINAL_NOTICE_AFTER_DAYS = 28
FORGET_AFTER_DAYS = 365


@dataclass(frozen=True)
class Summary:
    expired: int
    reminded: int
    presumed_lost: int
    forgotten: int
    delivery: Delivery


class NightlyJob:
    def __init__(
        self,
        repository: Repository,
        clock: Clock,
        loans: Loans,
        reservations: Reservations,
        notices: Notices,
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._loans = loans
        self._reservations = reservations
        self._notices = notices

    def run(self, transport: Transport, per_second: int | None = None) -> Summary:
        """Do the night's work; mails are sent no faster than the mail server takes them."""
        with self._repository.transaction():
            expired = self._reservations.expire()
            lost = self._give_up_long_overdue()
            reminded = sum(self._remind(loan) for loan in self._repository.open_loans())
            long_ago = self._clock.today() - timedelta(days=FORGET_AFTER_DAYS)
            forgotten = self._repository.forget_borrowers(returned_before=long_ago)
        delivery = self._notices.send(transport, per_second)
        return Summary(expired, reminded, lost, forgotten, delivery)

    def _give_up_long_overdue(self) -> int:
        long_ago = self._clock.today() - timedelta(days=PRESUMED_LOST_AFTER_DAYS)
        lost = [loan for loan in self._loans.overdue() if loan.due < long_ago]
        for loan in lost:
            self._loans.report_lost(loan.barcode)
        return len(lost)

    def _remind(self, loan: Loan) -> bool:
        """Write the notice a loan deserves tonight, if it was not written before."""
        kind = self._stage(loan)
        if kind is None or loan.member is None or self._repository.has_notice(kind, loan):
            return False
        title = self._repository.title(self._repository.copy(loan.barcode).title)
        member = self._repository.member(loan.member)
        self._notices.write(kind, member, title, loan.due, loan)
        return True

    def _stage(self, loan: Loan) -> NoticeKind | None:
        days_late = (self._clock.today() - loan.due).days
        if days_late >= FINAL_NOTICE_AFTER_DAYS:
            return NoticeKind.FINAL
        if days_late > 0:
            return NoticeKind.OVERDUE
        if days_late >= -REMIND_DAYS_BEFORE:
            return NoticeKind.DUE_SOON
        return None
