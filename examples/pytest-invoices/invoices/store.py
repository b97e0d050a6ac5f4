"""Invoices in an SQLite database."""

import sqlite3
from datetime import date

from invoices.invoice import Invoice, Line

_SCHEMA = """
create table invoice (number integer primary key, customer text, issued text, percent real, paid integer);
create table line (invoice integer references invoice, position integer, text text, count integer, price integer);
"""


class Missing(Exception):
    """There is no such invoice."""


class Store:
    def __init__(self, path):
        self._database = sqlite3.connect(path)
        if not self._database.execute("select 1 from sqlite_master where name = 'invoice'").fetchone():
            self._database.executescript(_SCHEMA)

    def close(self):
        self._database.close()

    def add(self, customer, issued, lines, percent=19):
        """The new invoice, with the next number of its year."""
        with self._database:
            first = issued.year * 10_000
            row = self._database.execute(
                "select max(number) from invoice where number between ? and ?", (first, first + 9_999)
            ).fetchone()
            number = (row[0] or first) + 1
            self._database.execute(
                "insert into invoice values (?, ?, ?, ?, 0)",
                (number, customer, issued.isoformat(), percent),
            )
            self._database.executemany(
                "insert into line values (?, ?, ?, ?, ?)",
                [(number, n, line.text, line.count, line.price) for n, line in enumerate(lines)],
            )
        return self.get(number)

    def get(self, number):
        row = self._database.execute("select * from invoice where number = ?", (number,)).fetchone()
        if row is None:
            raise Missing("there is no invoice %d" % number)
        lines = self._database.execute(
            "select text, count, price from line where invoice = ? order by position", (number,)
        )
        return Invoice(
            number=row[0],
            customer=row[1],
            issued=date.fromisoformat(row[2]),
            lines=[Line(*line) for line in lines],
            percent=row[3],
            paid=bool(row[4]),
        )

    def all(self):
        numbers = self._database.execute("select number from invoice order by number").fetchall()
        return [self.get(number) for (number,) in numbers]

    def pay(self, number):
        self.get(number)
        with self._database:
            self._database.execute("update invoice set paid = 1 where number = ?", (number,))

    def overdue(self, today):
        return [invoice for invoice in self.all() if invoice.is_overdue(today)]
