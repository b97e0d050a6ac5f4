"""Letters and mails to members: written first, sent later by the nightly job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Callable

from library.clock import Clock
from library.model import Loan, Member, Notice, NoticeKind, Title
from library.repository import Repository

Transport = Callable[[Member, Notice], None]

_GIVE_UP_AFTER_FAILURES = 3

_SUBJECTS = {
    "en": {
        NoticeKind.DUE_SOON: "Due soon: {title}",
        NoticeKind.OVERDUE: "Overdue: {title}",
        NoticeKind.FINAL: "Last reminder: {title}",
        NoticeKind.READY: "Ready for you: {title}",
        NoticeKind.EXPIRED: "No longer set aside: {title}",
    },
    "de": {
        NoticeKind.DUE_SOON: "Bald fällig: {title}",
        NoticeKind.OVERDUE: "Überfällig: {title}",
        NoticeKind.FINAL: "Letzte Mahnung: {title}",
        NoticeKind.READY: "Abholbereit: {title}",
        NoticeKind.EXPIRED: "Nicht mehr zurückgelegt: {title}",
    },
}

_TEXTS = {
    "en": {
        NoticeKind.DUE_SOON: "Dear {name},\nplease return or renew it by {day}.",
        NoticeKind.OVERDUE: "Dear {name},\nit was due on {day}. Each open day costs a fine.",
        NoticeKind.FINAL: "Dear {name},\nit was due on {day}. Soon you will have to replace it.",
        NoticeKind.READY: "Dear {name},\nwe keep it for you until {day}.",
        NoticeKind.EXPIRED: "Dear {name},\nyou did not collect it by {day}.",
    },
    "de": {
        NoticeKind.DUE_SOON: "Guten Tag {name},\nbitte bis {day} zurückgeben oder verlängern.",
        NoticeKind.OVERDUE: "Guten Tag {name},\nfällig war es am {day}. Jeder Öffnungstag kostet.",
        NoticeKind.FINAL: "Guten Tag {name},\nfällig war es am {day}. Bald ist Ersatz zu zahlen.",
        NoticeKind.READY: "Guten Tag {name},\nwir legen es bis {day} für Sie zurück.",
        NoticeKind.EXPIRED: "Guten Tag {name},\nabgeholt werden sollte es bis {day}.",
    },
}


@dataclass(frozen=True)
class Delivery:
    """How sending went."""

    sent: int
    letters: int
    failed: int


class Notices:
    def __init__(self, repository: Repository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock

    def write(
        self, kind: NoticeKind, member: Member, title: Title, day: date, loan: Loan | None = None
    ) -> None:
        """Write a notice in the member's language about a title and the day that matters."""
        values = {"name": member.name, "title": title.name, "day": day}
        self._repository.add_notice(
            member.card,
            kind,
            loan,
            self._clock.today(),
            _SUBJECTS[member.language][kind].format(**values),
            _TEXTS[member.language][kind].format(**values),
        )

    def send(self, transport: Transport, per_second: int | None = None) -> Delivery:
        """Send what was written; members without an address get a letter from the desk.

        A notice that cannot be sent stays for the next night; when several fail one after the
        other the mail server is down, and the rest is left as well.
        """
        sent = letters = failed = failures_in_a_row = 0
        for notice in self._repository.unsent_notices():
            member = self._repository.member(notice.member)
            if member.email is None:
                letters += 1
                self._repository.mark_sent(notice, self._clock.today())
                continue
            if per_second is not None:
                self._clock.sleep(1 / per_second)
            try:
                transport(member, notice)
            except OSError:
                failed += 1
                failures_in_a_row += 1
                if failures_in_a_row == _GIVE_UP_AFTER_FAILURES:
                    break
                continue
            failures_in_a_row = 0
            sent += 1
            self._repository.mark_sent(notice, self._clock.today())
        return Delivery(sent, letters, failed)
