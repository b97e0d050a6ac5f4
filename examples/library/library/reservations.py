"""Queues for titles whose copies are all out, and the shelf where copies wait to be collected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from library.clock import Clock
from library.members import Members
from library.model import (
    Copy,
    CopyState,
    Kind,
    NotFound,
    NoticeKind,
    Refused,
    Reservation,
    ReservationState,
)
from library.notices import Notices
from library.opening import OpeningDays
from library.policy import COLLECT_WITHIN_DAYS, LONGEST_QUEUE_PER_MEMBER
from library.repository import Repository


class Reservations:
    def __init__(
        self,
        repository: Repository,
        clock: Clock,
        opening: OpeningDays,
        members: Members,
        notices: Notices,
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._opening = opening
        self._members = members
        self._notices = notices

    def place(self, card: str, title_id: int) -> Reservation:
        member = self._repository.member(card)
        title = self._repository.title(title_id)
        self._members.refuse_unless_valid(member)
        if title.kind is Kind.REFERENCE:
            raise Refused("reference works cannot be reserved")
        copies = self._repository.copies_of(title.id)
        if any(copy.state is CopyState.AVAILABLE for copy in copies):
            raise Refused(f"a copy of '{title.name}' is on the shelf")
        if not any(copy.state in (CopyState.ON_LOAN, CopyState.SET_ASIDE) for copy in copies):
            raise Refused(f"there is no copy of '{title.name}' to wait for")
        held = {loan.barcode for loan in self._repository.open_loans_of(card)}
        if any(copy.barcode in held for copy in copies):
            raise Refused(f"{member.name} has '{title.name}' on loan")
        own = [reservation for reservation in self._open() if reservation.member == card]
        if any(reservation.title == title.id for reservation in own):
            raise Refused(f"{member.name} is in the queue for '{title.name}' already")
        if len(own) >= LONGEST_QUEUE_PER_MEMBER:
            raise Refused(f"{member.name} has {len(own)} reservations already")
        return self._repository.add_reservation(title.id, card, self._clock.today())

    def cancel(self, card: str, title_id: int) -> None:
        """Leave a queue; a copy that was set aside goes to the next in it."""
        for reservation in self._open():
            if reservation.member == card and reservation.title == title_id:
                self._end(reservation, ReservationState.CANCELLED)
                return
        raise NotFound("there is no such reservation")

    def queue(self, title_id: int) -> list[Reservation]:
        """Who waits for a title, the first in front."""
        waiting = self._repository.reservations(ReservationState.WAITING)
        return [reservation for reservation in waiting if reservation.title == title_id]

    def ready_for(self, copy: Copy) -> Reservation | None:
        """The reservation a copy was set aside for."""
        for reservation in self._repository.reservations(ReservationState.READY):
            if reservation.barcode == copy.barcode:
                return reservation
        return None

    def collect(self, reservation: Reservation) -> None:
        self._repository.update_reservation(replace(reservation, state=ReservationState.COLLECTED))

    def shelve(self, copy: Copy) -> Reservation | None:
        """Put a copy where it belongs: aside for the first in the queue, or on its shelf."""
        queue = self.queue(copy.title)
        if not queue:
            self._repository.set_copy_state(copy.barcode, CopyState.AVAILABLE)
            return None
        last_day = self._clock.today() + timedelta(days=COLLECT_WITHIN_DAYS)
        collect_by = self._opening.first_open_from(last_day)
        ready = replace(
            queue[0],
            state=ReservationState.READY,
            barcode=copy.barcode,
            collect_by=collect_by,
        )
        self._repository.update_reservation(ready)
        self._repository.set_copy_state(copy.barcode, CopyState.SET_ASIDE)
        self._notices.write(
            NoticeKind.READY,
            self._repository.member(ready.member),
            self._repository.title(ready.title),
            collect_by,
        )
        return ready

    def expire(self) -> int:
        """End the reservations that were not collected in time; how many there were."""
        expired = 0
        for reservation in self._repository.reservations(ReservationState.READY):
            if reservation.collect_by is None or reservation.collect_by >= self._clock.today():
                continue
            self._notices.write(
                NoticeKind.EXPIRED,
                self._repository.member(reservation.member),
                self._repository.title(reservation.title),
                reservation.collect_by,
            )
            self._end(reservation, ReservationState.EXPIRED)
            expired += 1
        return expired

    def _open(self) -> list[Reservation]:
        return self._repository.reservations(
            ReservationState.WAITING
        ) + self._repository.reservations(ReservationState.READY)

    def _end(self, reservation: Reservation, state: ReservationState) -> None:
        with self._repository.transaction():
            self._repository.update_reservation(replace(reservation, state=state))
            if reservation.barcode is not None:
                self.shelve(self._repository.copy(reservation.barcode))
