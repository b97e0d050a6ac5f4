"""All services of the library on one database, as the staff at the desk use them."""

from __future__ import annotations

import sqlite3

from library.catalogue import Catalogue
from library.clock import Clock
from library.exchange import Exchange
from library.fines import Fines
from library.loans import Loans
from library.members import Members
from library.nightly import NightlyJob
from library.notices import Notices
from library.opening import OpeningDays
from library.reports import Reports
from library.repository import Repository
from library.reservations import Reservations
from library.search import Search
from library.stocktake import Stocktake


class Desk:
    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        self.repository = repository = Repository(connection)
        self.opening = OpeningDays(repository)
        self.catalogue = Catalogue(repository, clock)
        self.members = Members(repository, clock)
        self.fines = Fines(repository, clock, self.opening)
        self.notices = Notices(repository, clock)
        self.reservations = Reservations(
            repository, clock, self.opening, self.members, self.notices
        )
        self.loans = Loans(
            repository, clock, self.opening, self.members, self.fines, self.reservations
        )
        self.search = Search(repository)
        self.exchange = Exchange(repository, self.catalogue)
        self.reports = Reports(repository, clock, self.fines)
        self.stocktake = Stocktake(repository, clock)
        self.nightly = NightlyJob(repository, clock, self.loans, self.reservations, self.notices)
