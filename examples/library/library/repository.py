"""Reads and writes what the library knows; besides the migrations the only place with SQL."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import date
from enum import Enum
from typing import Callable, TypeVar

from library.database import savepoint, transaction
from library.model import (
    Charge,
    Copy,
    CopyState,
    Fine,
    Kind,
    Loan,
    Member,
    Membership,
    NotFound,
    Notice,
    NoticeKind,
    Reservation,
    ReservationState,
    Title,
)

T = TypeVar("T")


class Repository:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def transaction(self) -> AbstractContextManager[None]:
        return transaction(self._connection)

    def savepoint(self) -> AbstractContextManager[None]:
        return savepoint(self._connection)

    # Titles and copies

    def add_title(
        self, name: str, author: str, year: int, kind: Kind, isbn: str | None, minimum_age: int
    ) -> Title:
        key = self._insert(
            "titles",
            name=name,
            author=author,
            year=year,
            kind=kind,
            isbn=isbn,
            minimum_age=minimum_age,
        )
        return self.title(key)

    def title(self, key: int) -> Title:
        found = self._one(_title, "SELECT * FROM titles WHERE id = ?", key)
        if found is None:
            raise NotFound(f"there is no title {key}")
        return found

    def title_by_isbn(self, isbn: str) -> Title | None:
        return self._one(_title, "SELECT * FROM titles WHERE isbn = ?", isbn)

    def titles(self) -> list[Title]:
        return self._all(_title, "SELECT * FROM titles ORDER BY name, id")

    def add_copy(self, barcode: str, title: int) -> Copy:
        self._insert("copies", barcode=barcode, title=title, state=CopyState.AVAILABLE)
        return self.copy(barcode)

    def find_copy(self, barcode: str) -> Copy | None:
        return self._one(_copy, "SELECT * FROM copies WHERE barcode = ?", barcode)

    def copy(self, barcode: str) -> Copy:
        found = self.find_copy(barcode)
        if found is None:
            raise NotFound(f"there is no copy {barcode}")
        return found

    def copies(self) -> list[Copy]:
        return self._all(_copy, "SELECT * FROM copies ORDER BY barcode")

    def copies_of(self, title: int) -> list[Copy]:
        return self._all(_copy, "SELECT * FROM copies WHERE title = ? ORDER BY barcode", title)

    def set_copy_state(self, barcode: str, state: CopyState) -> None:
        self._execute("UPDATE copies SET state = ? WHERE barcode = ?", state, barcode)

    # Members

    def add_member(self, member: Member) -> None:
        self._insert("members", **asdict(member))

    def member(self, card: str) -> Member:
        found = self._one(_member, "SELECT * FROM members WHERE card = ?", card)
        if found is None:
            raise NotFound(f"there is no member with card {card}")
        return found

    def count_members(self) -> int:
        return int(self._execute("SELECT COUNT(*) FROM members").fetchone()[0])

    def update_member(self, member: Member) -> None:
        self._execute(
            "UPDATE members SET membership = ?, expires = ?, suspended_until = ? WHERE card = ?",
            member.membership,
            member.expires,
            member.suspended_until,
            member.card,
        )

    # Loans

    def add_loan(self, barcode: str, member: str, lent: date, due: date) -> Loan:
        key = self._insert("loans", barcode=barcode, member=member, lent=lent, due=due)
        return Loan(key, barcode, member, lent, due)

    def open_loan_of_copy(self, barcode: str) -> Loan | None:
        return self._one(
            _loan, "SELECT * FROM loans WHERE barcode = ? AND returned IS NULL", barcode
        )

    def open_loans(self) -> list[Loan]:
        return self._all(_loan, "SELECT * FROM loans WHERE returned IS NULL ORDER BY due, barcode")

    def open_loans_of(self, member: str) -> list[Loan]:
        return [loan for loan in self.open_loans() if loan.member == member]

    def loans_lent_between(self, first: date, last: date) -> list[Loan]:
        return self._all(
            _loan, "SELECT * FROM loans WHERE lent BETWEEN ? AND ? ORDER BY id", first, last
        )

    def update_loan(self, loan: Loan) -> None:
        self._execute(
            "UPDATE loans SET due = ?, renewals = ?, returned = ? WHERE id = ?",
            loan.due,
            loan.renewals,
            loan.returned,
            loan.id,
        )

    def forget_borrowers(self, returned_before: date) -> int:
        """Take the member out of loans that ended before a day."""
        return self._execute(
            "UPDATE loans SET member = NULL WHERE returned < ? AND member IS NOT NULL",
            returned_before,
        ).rowcount

    # Reservations

    def add_reservation(self, title: int, member: str, placed: date) -> Reservation:
        state = ReservationState.WAITING
        key = self._insert("reservations", title=title, member=member, placed=placed, state=state)
        return Reservation(key, title, member, placed, state)

    def reservations(self, state: ReservationState) -> list[Reservation]:
        """All reservations in a state, those placed first at the front."""
        return self._all(
            _reservation, "SELECT * FROM reservations WHERE state = ? ORDER BY placed, id", state
        )

    def update_reservation(self, reservation: Reservation) -> None:
        self._execute(
            "UPDATE reservations SET state = ?, barcode = ?, collect_by = ? WHERE id = ?",
            reservation.state,
            reservation.barcode,
            reservation.collect_by,
            reservation.id,
        )

    # Fines

    def add_fine(self, member: str, day: date, charge: Charge, cents: int) -> None:
        self._insert("fines", member=member, day=day, charge=charge, cents=cents)

    def open_fines(self, member: str) -> list[Fine]:
        """What a member owes, the oldest first."""
        return self._all(
            _fine,
            "SELECT * FROM fines WHERE member = ? AND settled < cents ORDER BY day, id",
            member,
        )

    def settle_fine(self, fine: Fine, cents: int) -> None:
        self._execute("UPDATE fines SET settled = settled + ? WHERE id = ?", cents, fine.id)

    def fines_charged_between(self, first: date, last: date) -> list[Fine]:
        return self._all(
            _fine, "SELECT * FROM fines WHERE day BETWEEN ? AND ? ORDER BY id", first, last
        )

    # Notices

    def add_notice(
        self,
        member: str,
        kind: NoticeKind,
        loan: Loan | None,
        written: date,
        subject: str,
        text: str,
    ) -> None:
        self._insert(
            "notices",
            member=member,
            kind=kind,
            loan=None if loan is None else loan.id,
            due=None if loan is None else loan.due,
            written=written,
            subject=subject,
            text=text,
        )

    def has_notice(self, kind: NoticeKind, loan: Loan) -> bool:
        """Whether this kind of notice was written for the loan's present due date."""
        found = self._execute(
            "SELECT COUNT(*) FROM notices WHERE kind = ? AND loan = ? AND due = ?",
            kind,
            loan.id,
            loan.due,
        )
        return int(found.fetchone()[0]) > 0

    def unsent_notices(self) -> list[Notice]:
        return self._all(_notice, "SELECT * FROM notices WHERE sent IS NULL ORDER BY id")

    def notices_of(self, member: str) -> list[Notice]:
        return self._all(_notice, "SELECT * FROM notices WHERE member = ? ORDER BY id", member)

    def mark_sent(self, notice: Notice, day: date) -> None:
        self._execute("UPDATE notices SET sent = ? WHERE id = ?", day, notice.id)

    # Closed days

    def add_closed_day(self, day: date, reason: str) -> None:
        self._execute("INSERT OR REPLACE INTO closed_days VALUES (?, ?)", day, reason)

    def is_closed_day(self, day: date) -> bool:
        found = self._execute("SELECT COUNT(*) FROM closed_days WHERE day = ?", day)
        return int(found.fetchone()[0]) > 0

    def _execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        return self._connection.execute(sql, [_stored(value) for value in values])

    def _insert(self, table: str, **columns: object) -> int:
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        return int(self._execute(sql, *columns.values()).lastrowid or 0)

    def _all(self, make: Callable[[sqlite3.Row], T], sql: str, *values: object) -> list[T]:
        return [make(row) for row in self._execute(sql, *values)]

    def _one(self, make: Callable[[sqlite3.Row], T], sql: str, *values: object) -> T | None:
        row = self._execute(sql, *values).fetchone()
        return None if row is None else make(row)


def _stored(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _title(row: sqlite3.Row) -> Title:
    return Title(
        id=row["id"],
        name=row["name"],
        author=row["author"],
        year=row["year"],
        kind=Kind(row["kind"]),
        isbn=row["isbn"],
        minimum_age=row["minimum_age"],
    )


def _copy(row: sqlite3.Row) -> Copy:
    return Copy(row["barcode"], row["title"], CopyState(row["state"]))


def _member(row: sqlite3.Row) -> Member:
    return Member(
        card=row["card"],
        name=row["name"],
        born=date.fromisoformat(row["born"]),
        membership=Membership(row["membership"]),
        expires=date.fromisoformat(row["expires"]),
        email=row["email"],
        language=row["language"],
        suspended_until=_day(row["suspended_until"]),
    )


def _loan(row: sqlite3.Row) -> Loan:
    return Loan(
        id=row["id"],
        barcode=row["barcode"],
        member=row["member"],
        lent=date.fromisoformat(row["lent"]),
        due=date.fromisoformat(row["due"]),
        renewals=row["renewals"],
        returned=_day(row["returned"]),
    )


def _reservation(row: sqlite3.Row) -> Reservation:
    return Reservation(
        id=row["id"],
        title=row["title"],
        member=row["member"],
        placed=date.fromisoformat(row["placed"]),
        state=ReservationState(row["state"]),
        barcode=row["barcode"],
        collect_by=_day(row["collect_by"]),
    )


def _fine(row: sqlite3.Row) -> Fine:
    return Fine(
        id=row["id"],
        member=row["member"],
        day=date.fromisoformat(row["day"]),
        charge=Charge(row["charge"]),
        cents=row["cents"],
        settled=row["settled"],
    )


def _notice(row: sqlite3.Row) -> Notice:
    return Notice(
        id=row["id"],
        member=row["member"],
        kind=NoticeKind(row["kind"]),
        written=date.fromisoformat(row["written"]),
        subject=row["subject"],
        text=row["text"],
        sent=_day(row["sent"]),
    )
