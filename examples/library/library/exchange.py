"""Titles and loans as CSV files, for other libraries and for spreadsheets."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from typing import TextIO

from library import isbn as isbns
from library.catalogue import Catalogue
from library.model import InvalidInput, Kind, LibraryError
from library.repository import Repository

COLUMNS = ("isbn", "title", "author", "year", "kind", "minimum_age", "barcodes")
_REQUIRED = ("title", "author", "year")
_BYTE_ORDER_MARK = "\ufeff"


@dataclass
class ImportResult:
    titles: int = 0
    copies: int = 0
    problems: list[str] = field(default_factory=list)


class Exchange:
    def __init__(self, repository: Repository, catalogue: Catalogue) -> None:
        self._repository = repository
        self._catalogue = catalogue

    def import_titles(self, source: TextIO, strict: bool = False) -> ImportResult:
        """Read titles with a heading line, separated by commas or semicolons.

        Copies of a known ISBN are added to the title that has it. A line with a mistake is left
        out and reported; with `strict` nothing is imported if one line has a mistake.
        """
        rows = self._rows(source)
        result = ImportResult()
        with self._repository.transaction():
            for line, row in rows:
                try:
                    with self._repository.savepoint():
                        self._import_row(row, result)
                except LibraryError as error:
                    result.problems.append(f"line {line}: {error}")
            if strict and result.problems:
                raise InvalidInput("nothing was imported; " + "; ".join(result.problems))
        return result

    def export_titles(self, target: TextIO) -> int:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        titles = self._repository.titles()
        for title in titles:
            barcodes = " ".join(copy.barcode for copy in self._catalogue.copies(title))
            writer.writerow(
                [
                    title.isbn or "",
                    title.name,
                    title.author,
                    title.year,
                    title.kind.value,
                    title.minimum_age or "",
                    barcodes,
                ]
            )
        return len(titles)

    def export_loans(self, target: TextIO) -> int:
        """Write the open loans, those due first in front."""
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(["barcode", "title", "member", "lent", "due", "renewals"])
        loans = self._repository.open_loans()
        for loan in loans:
            title = self._repository.title(self._repository.copy(loan.barcode).title)
            writer.writerow(
                [loan.barcode, title.name, loan.member, loan.lent, loan.due, loan.renewals]
            )
        return len(loans)

    def _rows(self, source: TextIO) -> list[tuple[int, dict[str, str]]]:
        heading = source.readline().lstrip(_BYTE_ORDER_MARK)
        separator = ";" if heading.count(";") > heading.count(",") else ","
        names = [name.strip().lower() for name in heading.strip().split(separator)]
        unknown = [name for name in names if name not in COLUMNS]
        if unknown:
            raise InvalidInput(f"unknown column {unknown[0] or '(empty)'}")
        missing = [name for name in _REQUIRED if name not in names]
        if missing:
            raise InvalidInput(f"missing column {', '.join(missing)}")
        reader = csv.reader(source, delimiter=separator)
        rows = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            padded = cells + [""] * (len(names) - len(cells))
            row = {name: cell.strip() for name, cell in zip(names, padded)}
            rows.append((reader.line_num + 1, row))
        return rows

    def _import_row(self, row: dict[str, str], result: ImportResult) -> None:
        barcodes = row.get("barcodes", "").split()
        isbn = isbns.normalise(row["isbn"]) if row.get("isbn") else None
        known = None if isbn is None else self._repository.title_by_isbn(isbn)
        if known is not None:
            for barcode in barcodes:
                self._catalogue.add_copy(known.id, barcode)
        else:
            self._catalogue.add(
                name=row["title"],
                author=row["author"],
                year=_number(row["year"], "year"),
                kind=_kind(row.get("kind", "")),
                isbn=isbn,
                minimum_age=_number(row.get("minimum_age") or "0", "minimum age"),
                barcodes=barcodes,
            )
            result.titles += 1
        result.copies += len(barcodes)


def _number(text: str, what: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InvalidInput(f"{what} '{text}' is not a number") from None


def _kind(text: str) -> Kind:
    if not text:
        return Kind.BOOK
    try:
        return Kind(text.lower())
    except ValueError:
        raise InvalidInput(f"'{text}' is no kind of title") from None
