"""The command line of the library: ``python -m library --database FILE COMMAND``."""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TextIO

from library.clock import Clock
from library.database import connect
from library.desk import Desk
from library.migrate import available, version
from library.model import InvalidInput, Kind, LibraryError, Member, Membership, Notice, Refused
from library.money import format_amount, parse_amount
from library.reports import days_of_month

OK, REFUSED, WRONG_USAGE = 0, 1, 2


def main(arguments: Sequence[str], out: TextIO, err: TextIO, clock: Clock | None = None) -> int:
    """Run one command; the exit code is 0, 1 when the library refuses, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        with closing(_open(options.database)) as connection:
            desk = Desk(connection, clock or Clock())
            options.command(desk, options, out)
    except InvalidInput as error:
        err.write(f"library: {error}\n")
        return WRONG_USAGE
    except (LibraryError, OSError) as error:
        err.write(f"library: {error}\n")
        return REFUSED
    except sqlite3.DatabaseError as error:
        err.write(f"library: {options.database}: {error}\n")
        return REFUSED
    return OK


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise InvalidInput(f"there is no database {path}")
    connection = connect(path)
    if version(connection) != len(available()):
        connection.close()
        raise Refused(f"the database is out of date: run python -m library.migrate {path}")
    return connection


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="library", description="A small lending library.")
    parser.add_argument("--database", type=Path, required=True, help="a migrated database")
    commands = parser.add_subparsers(dest="name", required=True)

    add = commands.add_parser("add-title", help="add a title with its copies")
    add.add_argument("title")
    add.add_argument("author")
    add.add_argument("year", type=int)
    add.add_argument("--kind", type=Kind, default=Kind.BOOK)
    add.add_argument("--isbn")
    add.add_argument("--minimum-age", type=int, default=0)
    add.add_argument("--copy", action="append", default=[], metavar="BARCODE")
    add.set_defaults(command=_add_title)

    register = commands.add_parser("register", help="give out a card")
    register.add_argument("member")
    register.add_argument("born", type=date.fromisoformat)
    register.add_argument("--membership", type=Membership, default=Membership.ADULT)
    register.add_argument("--email")
    register.add_argument("--language", default="en")
    register.set_defaults(command=_register)

    lend = commands.add_parser("lend", help="lend a copy")
    lend.add_argument("card")
    lend.add_argument("barcode")
    lend.set_defaults(command=_lend)

    give_back = commands.add_parser("return", help="take copies back")
    give_back.add_argument("barcodes", nargs="+", metavar="barcode")
    give_back.set_defaults(command=_return)

    renew = commands.add_parser("renew", help="renew one loan, or all of a member")
    renew.add_argument("barcode", nargs="?")
    renew.add_argument("--card")
    renew.set_defaults(command=_renew)

    reserve = commands.add_parser("reserve", help="join the queue for a title")
    reserve.add_argument("card")
    reserve.add_argument("title")
    reserve.set_defaults(command=_reserve)

    pay = commands.add_parser("pay", help="take a payment")
    pay.add_argument("card")
    pay.add_argument("amount")
    pay.set_defaults(command=_pay)

    waive = commands.add_parser("waive", help="forgive the fines for lateness")
    waive.add_argument("card")
    waive.set_defaults(command=_waive)

    suspend = commands.add_parser("suspend", help="suspend a member, or lift the suspension")
    suspend.add_argument("card")
    suspend.add_argument("until", nargs="?", type=date.fromisoformat)
    suspend.set_defaults(command=_suspend)

    prolong = commands.add_parser("prolong", help="renew a membership by a year")
    prolong.add_argument("card")
    prolong.set_defaults(command=_prolong)

    withdraw = commands.add_parser("withdraw", help="take a copy out of the library for good")
    withdraw.add_argument("barcode")
    withdraw.add_argument("--lost", action="store_true", help="charge who has it on loan")
    withdraw.set_defaults(command=_withdraw)

    close = commands.add_parser("close", help="enter days on which the library is closed")
    close.add_argument("first", type=date.fromisoformat)
    close.add_argument("last", type=date.fromisoformat)
    close.add_argument("reason")
    close.set_defaults(command=_close)

    stocktake = commands.add_parser("stocktake", help="compare scanned barcodes with the shelves")
    stocktake.add_argument("file", type=Path, help="one barcode a line")
    stocktake.set_defaults(command=_stocktake)

    search = commands.add_parser("search", help="find titles")
    search.add_argument("query", nargs="+")
    search.add_argument("--available", action="store_true")
    search.set_defaults(command=_search)

    importer = commands.add_parser("import", help="import titles from CSV")
    importer.add_argument("file", type=Path)
    importer.add_argument("--strict", action="store_true", help="all titles or none")
    importer.set_defaults(command=_import)

    export = commands.add_parser("export", help="export titles or loans as CSV")
    export.add_argument("what", choices=("titles", "loans"))
    export.add_argument("--to", type=Path)
    export.set_defaults(command=_export)

    report = commands.add_parser("report", help="print a report")
    report.add_argument("report", choices=("month", "overdue", "popular", "stock"))
    report.add_argument("--month", metavar="YYYY-MM")
    report.set_defaults(command=_report)

    nightly = commands.add_parser("nightly", help="do the night's work")
    nightly.add_argument("--per-second", type=int)
    nightly.set_defaults(command=_nightly)
    return parser


def _add_title(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    title = desk.catalogue.add(
        options.title,
        options.author,
        options.year,
        options.kind,
        options.isbn,
        options.minimum_age,
        options.copy,
    )
    out.write(f"title {title.id}: {title.name} ({len(options.copy)} copies)\n")


def _register(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    member = desk.members.register(
        options.member, options.born, options.membership, options.email, options.language
    )
    out.write(f"card {member.card}: {member.name}, valid until {member.expires}\n")


def _lend(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    loan = desk.loans.lend(options.card, options.barcode)
    out.write(f"{loan.barcode} is due on {loan.due}\n")


def _return(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    for barcode in options.barcodes:
        result = desk.loans.give_back(barcode)
        out.write(f"{barcode} is back")
        if result.fine_cents:
            out.write(f", fine {format_amount(result.fine_cents)}")
        if result.set_aside_for is not None:
            out.write(f", set aside for {result.set_aside_for}")
        out.write("\n")


def _renew(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    if (options.barcode is None) == (options.card is None):
        raise InvalidInput("renew takes a barcode or --card")
    if options.barcode is not None:
        out.write(f"{options.barcode} is due on {desk.loans.renew(options.barcode).due}\n")
        return
    for loan in desk.loans.of(options.card):
        try:
            out.write(f"{loan.barcode} is due on {desk.loans.renew(loan.barcode).due}\n")
        except Refused as refusal:
            out.write(f"{loan.barcode} stays due on {loan.due}: {refusal}\n")


def _reserve(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    title = desk.catalogue.named(options.title)
    desk.reservations.place(options.card, title.id)
    out.write(f"number {len(desk.reservations.queue(title.id))} in the queue for {title.name}\n")


def _pay(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    left = desk.fines.pay(options.card, parse_amount(options.amount))
    out.write("nothing is owed any more\n" if left == 0 else f"still owed: {format_amount(left)}\n")


def _waive(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    out.write(f"{format_amount(desk.fines.waive(options.card))} forgiven\n")


def _suspend(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    if options.until is None:
        desk.members.lift_suspension(options.card)
        out.write(f"{options.card} is not suspended any more\n")
    else:
        desk.members.suspend(options.card, options.until)
        out.write(f"{options.card} is suspended until {options.until}\n")


def _prolong(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    member = desk.members.renew(options.card)
    out.write(f"{member.card} is valid until {member.expires}\n")


def _withdraw(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    if options.lost:
        cents = desk.loans.report_lost(options.barcode)
        out.write(f"{format_amount(cents)} charged for {options.barcode}\n")
    desk.catalogue.withdraw(options.barcode)
    out.write(f"{options.barcode} is withdrawn\n")


def _close(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    desk.opening.close(options.first, options.last, options.reason)
    out.write(f"closed from {options.first} to {options.last}\n")


def _stocktake(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    result = desk.stocktake.compare(options.file.read_text(encoding="utf-8").split())
    out.write(f"{result.present} copies are in their place\n")
    for what, barcodes in (
        ("found again", result.found_again),
        ("not on the shelf", result.not_on_shelf),
        ("should be elsewhere", result.should_be_elsewhere),
        ("unknown", result.unknown),
    ):
        if barcodes:
            out.write(f"{what}: {' '.join(barcodes)}\n")


def _search(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    titles = desk.search.find(" ".join(options.query), options.available)
    for title in titles:
        out.write(f"{title.id}: {title.name} / {title.author} ({title.year})\n")
    if not titles:
        out.write("nothing found\n")


def _import(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    with options.file.open(encoding="utf-8", newline="") as source:
        result = desk.exchange.import_titles(source, options.strict)
    out.write(f"{result.titles} titles and {result.copies} copies imported\n")
    for problem in result.problems:
        out.write(f"{problem}\n")


def _export(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    write = desk.exchange.export_titles if options.what == "titles" else desk.exchange.export_loans
    if options.to is None:
        write(out)
        return
    with options.to.open("w", encoding="utf-8", newline="") as target:
        count = write(target)
    out.write(f"{count} {options.what} written to {options.to.name}\n")


def _report(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    if options.report == "overdue":
        out.write(desk.reports.overdue().text())
    elif options.report == "stock":
        out.write(desk.reports.stock().text())
    else:
        year, month = _month(options.month)
        if options.report == "month":
            out.write(desk.reports.month(year, month).text())
        else:
            out.write(desk.reports.popular(*days_of_month(year, month)).text())


def _month(text: str | None) -> tuple[int, int]:
    try:
        year, month = (text or "").split("-")
        return int(year), int(month)
    except ValueError:
        raise InvalidInput("the report needs --month YYYY-MM") from None


def _nightly(desk: Desk, options: argparse.Namespace, out: TextIO) -> None:
    def deliver(member: Member, notice: Notice) -> None:
        out.write(f"To {member.email}: {notice.subject}\n")

    summary = desk.nightly.run(deliver, options.per_second)
    out.write(
        f"{summary.expired} reservations expired, {summary.reminded} reminders written, "
        f"{summary.presumed_lost} copies presumed lost, {summary.forgotten} loans forgotten, "
        f"{summary.delivery.sent} mails sent, {summary.delivery.letters} letters to post\n"
    )
