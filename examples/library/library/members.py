"""Members of the library and the state of their cards."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from library.clock import Clock
from library.model import InvalidInput, Member, Membership, Refused
from library.repository import Repository

ADULT_FROM = 16
STUDENT_UNTIL = 30
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LANGUAGES = ("en", "de")


class Members:
    def __init__(self, repository: Repository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock

    def register(
        self,
        name: str,
        born: date,
        membership: Membership,
        email: str | None = None,
        language: str = "en",
    ) -> Member:
        """Give out a new card, valid for a year."""
        today = self._clock.today()
        if not name.strip():
            raise InvalidInput("a member needs a name")
        if born > today:
            raise InvalidInput(f"{name} cannot be born on {born}, which is in the future")
        if email is not None and not _EMAIL.fullmatch(email):
            raise InvalidInput(f"'{email}' is not an e-mail address")
        if language not in _LANGUAGES:
            raise InvalidInput(f"notices are written in {' or '.join(_LANGUAGES)}, not {language}")
        member = Member(
            card=f"M{self._repository.count_members() + 1:04d}",
            name=name.strip(),
            born=born,
            membership=membership,
            expires=_a_year_after(today),
            email=email,
            language=language,
        )
        _refuse_wrong_age(member, today)
        self._repository.add_member(member)
        return member

    def renew(self, card: str) -> Member:
        """Prolong a membership by a year; who has outgrown it moves on to the next."""
        member = self._repository.member(card)
        today = self._clock.today()
        age = member.age_on(today)
        membership = member.membership
        if membership is Membership.CHILD and age >= ADULT_FROM:
            membership = Membership.ADULT
        elif membership is Membership.STUDENT and age >= STUDENT_UNTIL:
            membership = Membership.ADULT
        renewed = replace(
            member, membership=membership, expires=_a_year_after(max(today, member.expires))
        )
        self._repository.update_member(renewed)
        return renewed

    def suspend(self, card: str, until: date) -> None:
        """No loans up to and including a day; a longer suspension is never shortened."""
        member = self._repository.member(card)
        if until < self._clock.today():
            raise InvalidInput(f"a suspension until {until} is over already")
        if member.suspended_until is not None and member.suspended_until >= until:
            return
        self._repository.update_member(replace(member, suspended_until=until))

    def lift_suspension(self, card: str) -> None:
        member = self._repository.member(card)
        self._repository.update_member(replace(member, suspended_until=None))

    def refuse_unless_valid(self, member: Member) -> None:
        """Refuse a member whose card is expired or suspended today."""
        today = self._clock.today()
        if member.expires < today:
            raise Refused(f"the membership of {member.name} expired on {member.expires}")
        if member.suspended_until is not None and member.suspended_until >= today:
            raise Refused(f"{member.name} is suspended until {member.suspended_until}")


def _refuse_wrong_age(member: Member, today: date) -> None:
    age = member.age_on(today)
    if member.membership is Membership.CHILD:
        if age >= ADULT_FROM:
            raise Refused(f"a child's card is for members under {ADULT_FROM}")
    elif age < ADULT_FROM:
        raise Refused(f"members under {ADULT_FROM} get a child's card")
    elif member.membership is Membership.STUDENT and age >= STUDENT_UNTIL:
        raise Refused(f"a student's card is for members under {STUDENT_UNTIL}")


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28)
