"""Titles the library holds, and their copies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from library import isbn as isbns
from library.clock import Clock
from library.model import Copy, CopyState, InvalidInput, Kind, NotFound, Refused, Title
from library.repository import Repository

_BARCODE = re.compile(r"[A-Z]{1,3}-\d{3,6}")
_OLDEST_YEAR = 1450


class Catalogue:
    def __init__(self, repository: Repository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock

    def add(
        self,
        name: str,
        author: str,
        year: int,
        kind: Kind = Kind.BOOK,
        isbn: str | None = None,
        minimum_age: int = 0,
        barcodes: Sequence[str] = (),
    ) -> Title:
        """Add a title with its first copies."""
        if not name.strip():
            raise InvalidInput("a title needs a name")
        if not author.strip():
            raise InvalidInput("a title needs an author")
        if not _OLDEST_YEAR <= year <= self._clock.today().year + 1:
            raise InvalidInput(f"{year} is not a year of publication")
        if isbn is not None:
            isbn = isbns.normalise(isbn)
            known = self._repository.title_by_isbn(isbn)
            if known is not None:
                raise Refused(f"ISBN {isbn} belongs to '{known.name}'")
        with self._repository.transaction():
            title = self._repository.add_title(
                name.strip(), author.strip(), year, kind, isbn, minimum_age
            )
            for barcode in barcodes:
                self.add_copy(title.id, barcode)
        return title

    def add_copy(self, title: int, barcode: str) -> Copy:
        if not _BARCODE.fullmatch(barcode):
            raise InvalidInput(f"'{barcode}' is not a barcode: letters and digits like B-1234")
        known = self._repository.find_copy(barcode)
        if known is not None:
            owner = self._repository.title(known.title)
            raise Refused(f"barcode {barcode} is on a copy of '{owner.name}'")
        return self._repository.add_copy(barcode, self._repository.title(title).id)

    def withdraw(self, barcode: str) -> None:
        """Take a copy out of the library for good."""
        copy = self._repository.copy(barcode)
        if copy.state is CopyState.WITHDRAWN:
            return
        if copy.state not in (CopyState.AVAILABLE, CopyState.LOST):
            raise Refused(f"copy {barcode} is {copy.state.value}")
        self._repository.set_copy_state(barcode, CopyState.WITHDRAWN)

    def named(self, name: str) -> Title:
        """The title with exactly this name."""
        for title in self._repository.titles():
            if title.name == name:
                return title
        raise NotFound(f"there is no title '{name}'")

    def copies(self, title: Title) -> list[Copy]:
        """The copies of a title that have not been withdrawn."""
        return [
            copy
            for copy in self._repository.copies_of(title.id)
            if copy.state is not CopyState.WITHDRAWN
        ]
