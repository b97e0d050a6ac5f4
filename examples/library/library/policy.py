"""The library's rules in numbers: what may be borrowed, for how long, and what lateness costs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from library.model import Kind, Membership, Refused

BLOCKED_FROM_CENTS = 1000
COLLECT_WITHIN_DAYS = 7
LONGEST_QUEUE_PER_MEMBER = 3
PRESUMED_LOST_AFTER_DAYS = 60
REPLACEMENT_CENTS = {Kind.BOOK: 2500, Kind.FILM: 3000, Kind.MAGAZINE: 800}

_LOAN_LIMIT = {Membership.ADULT: 5, Membership.CHILD: 3, Membership.STUDENT: 8}


@dataclass(frozen=True)
class Terms:
    """The conditions of one loan."""

    days: int
    renewals: int
    cents_per_day: int
    most_cents: int


_TERMS = {
    Kind.BOOK: Terms(days=28, renewals=2, cents_per_day=20, most_cents=1000),
    Kind.FILM: Terms(days=7, renewals=1, cents_per_day=100, most_cents=2000),
    Kind.MAGAZINE: Terms(days=14, renewals=0, cents_per_day=20, most_cents=400),
}


def terms_for(kind: Kind, membership: Membership) -> Terms:
    if kind is Kind.REFERENCE:
        raise Refused("reference works are read in the library")
    terms = _TERMS[kind]
    if membership is Membership.STUDENT and kind is Kind.BOOK:
        return replace(terms, days=42)
    if membership is Membership.CHILD:
        return replace(
            terms, cents_per_day=terms.cents_per_day // 2, most_cents=terms.most_cents // 4
        )
    return terms


def loan_limit(membership: Membership) -> int:
    return _LOAN_LIMIT[membership]
