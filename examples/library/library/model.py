"""The things a lending library knows about, and the ways a request can fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class LibraryError(Exception):
    """A request the library cannot meet; the message is for the person at the desk."""


class InvalidInput(LibraryError):
    """What was typed or imported cannot be understood."""


class NotFound(LibraryError):
    """There is no such title, copy, member or loan."""


class Refused(LibraryError):
    """A rule of the library forbids the request."""


class Kind(Enum):
    BOOK = "book"
    FILM = "film"
    MAGAZINE = "magazine"
    REFERENCE = "reference"


class Membership(Enum):
    ADULT = "adult"
    CHILD = "child"
    STUDENT = "student"


class CopyState(Enum):
    AVAILABLE = "available"
    ON_LOAN = "on loan"
    SET_ASIDE = "set aside"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


class ReservationState(Enum):
    WAITING = "waiting"
    READY = "ready"
    COLLECTED = "collected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class NoticeKind(Enum):
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    FINAL = "final"
    READY = "ready"
    EXPIRED = "expired"


class Charge(Enum):
    OVERDUE = "overdue"
    REPLACEMENT = "replacement"


@dataclass(frozen=True)
class Title:
    """A work the library holds; `isbn` is in its 13-digit form."""

    id: int
    name: str
    author: str
    year: int
    kind: Kind
    isbn: str | None = None
    minimum_age: int = 0


@dataclass(frozen=True)
class Copy:
    barcode: str
    title: int
    state: CopyState


@dataclass(frozen=True)
class Member:
    """A holder of a library card; `email` may be missing, then notices go by letter."""

    card: str
    name: str
    born: date
    membership: Membership
    expires: date
    email: str | None = None
    language: str = "en"
    suspended_until: date | None = None

    def age_on(self, day: date) -> int:
        had_birthday = (day.month, day.day) >= (self.born.month, self.born.day)
        return day.year - self.born.year - (0 if had_birthday else 1)


@dataclass(frozen=True)
class Loan:
    """A copy in a member's hands; `member` is forgotten a year after the return."""

    id: int
    barcode: str
    member: str | None
    lent: date
    due: date
    renewals: int = 0
    returned: date | None = None


@dataclass(frozen=True)
class Reservation:
    """A member's place in the queue for a title, with a copy once one is set aside."""

    id: int
    title: int
    member: str
    placed: date
    state: ReservationState
    barcode: str | None = None
    collect_by: date | None = None


@dataclass(frozen=True)
class Fine:
    """Money a member owes; amounts are in cents."""

    id: int
    member: str
    day: date
    charge: Charge
    cents: int
    settled: int = 0

    @property
    def open_cents(self) -> int:
        return self.cents - self.settled


@dataclass(frozen=True)
class Notice:
    id: int
    member: str
    kind: NoticeKind
    written: date
    subject: str
    text: str
    sent: date | None = None
