"""Finding titles by what readers type into the search box.

A query is a list of words that all have to occur in a title's name or author. Besides words it
may hold `"phrases in quotes"`, `-exclusions`, and the fields `author:`, `year:` (a year or a
range like `1990-1999`), `kind:` and `isbn:`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from library import isbn as isbns
from library.model import CopyState, InvalidInput, Kind, Title
from library.repository import Repository

_TOKEN = re.compile(r'(-?)(?:(\w+):)?(?:"([^"]*)"|(\S+))')
_YEARS = re.compile(r"(\d{4})?(-)?(\d{4})?")


@dataclass
class Query:
    words: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    first_year: int | None = None
    last_year: int | None = None
    kind: Kind | None = None
    isbn: str | None = None

    def matches(self, title: Title) -> bool:
        text = _folded(f"{title.name} {title.author}")
        author = _folded(title.author)
        if self.isbn is not None and title.isbn != self.isbn:
            return False
        if self.kind is not None and title.kind is not self.kind:
            return False
        if self.first_year is not None and title.year < self.first_year:
            return False
        if self.last_year is not None and title.year > self.last_year:
            return False
        if any(word in text for word in self.excluded):
            return False
        return all(word in text for word in self.words) and all(
            word in author for word in self.authors
        )

    def weight(self, title: Title) -> int:
        """How well a title that matches fits: its name counts for more than its author."""
        name = _folded(title.name)
        if self.words and name == " ".join(self.words):
            return 100
        weight = 0
        for word in self.words:
            if name.startswith(word):
                weight += 5
            elif re.search(rf"\b{re.escape(word)}\b", name):
                weight += 3
            elif word in name:
                weight += 1
        return weight


def parse(text: str) -> Query:
    if text.count('"') % 2:
        raise InvalidInput("a quotation mark is not closed")
    query = Query()
    for minus, name, phrase, word in _TOKEN.findall(text):
        value = phrase or word
        if not value:
            continue
        if minus:
            if name:
                raise InvalidInput(f"only words can be excluded, not {name}:")
            query.excluded.append(_folded(value))
        elif name:
            _set_field(query, name.lower(), value)
        else:
            query.words.append(_folded(value))
    if query == Query():
        raise InvalidInput("the search is empty")
    if query.excluded and query == Query(excluded=query.excluded):
        raise InvalidInput("say what to look for, not only what to leave out")
    return query


def _set_field(query: Query, name: str, value: str) -> None:
    if name == "author":
        query.authors.append(_folded(value))
    elif name == "year":
        query.first_year, query.last_year = _years(value)
    elif name == "isbn":
        query.isbn = isbns.normalise(value)
    elif name == "kind":
        try:
            query.kind = Kind(value.lower())
        except ValueError:
            kinds = ", ".join(kind.value for kind in Kind)
            raise InvalidInput(f"'{value}' is no kind of title; there are {kinds}") from None
    else:
        raise InvalidInput(f"there is no field {name}:")


def _years(value: str) -> tuple[int | None, int | None]:
    match = _YEARS.fullmatch(value)
    if match is None or not (match[1] or match[3]):
        raise InvalidInput(f"'{value}' is not a year or a range like 1990-1999")
    first = int(match[1]) if match[1] else None
    last = int(match[3]) if match[3] else None
    if not match[2]:
        return first, first
    if first is not None and last is not None and last < first:
        raise InvalidInput(f"the range of years {value} is the wrong way round")
    return first, last


def _folded(text: str) -> str:
    """Text without case and accents, so that `Capek` finds `Čapek`."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


class Search:
    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def find(self, text: str, available_only: bool = False) -> list[Title]:
        """The titles that fit a query, the best first."""
        query = parse(text)
        found = [title for title in self._repository.titles() if query.matches(title)]
        if available_only:
            found = [title for title in found if self._is_available(title)]
        return sorted(found, key=lambda title: (-query.weight(title), title.name, title.year))

    def _is_available(self, title: Title) -> bool:
        return any(
            copy.state is CopyState.AVAILABLE for copy in self._repository.copies_of(title.id)
        )
