"""The command line: python -m invoices DATABASE COMMAND ..."""

import argparse
import csv
import sys
from datetime import date

from invoices import money
from invoices.invoice import Line
from invoices.letter import letter, reminder
from invoices.store import Missing, Store


def main(arguments, out):
    options = _parser().parse_args(arguments)
    store = Store(options.database)
    try:
        return options.command(store, options, out)
    except (Missing, ValueError) as error:
        print("invoices: %s" % error, file=sys.stderr)
        return 2
    finally:
        store.close()


def _add(store, options, out):
    lines = []
    for text in options.lines:
        count, _, rest = text.partition(" ")
        name, _, price = rest.rpartition(" ")
        if not count.isdigit() or not name:
            raise ValueError("not of the form COUNT TEXT PRICE: %r" % text)
        lines.append(Line(name, int(count), money.parse(price)))
    invoice = store.add(options.customer, options.on, lines)
    print(invoice.number, file=out)
    return 0


def _show(store, options, out):
    print(letter(store.get(options.number)), file=out)
    return 0


def _pay(store, options, out):
    store.pay(options.number)
    return 0


def _remind(store, options, out):
    for invoice in store.overdue(options.on):
        print(reminder(invoice, options.on), file=out)
    return 0


def _export(store, options, out):
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["number", "customer", "issued", "total", "paid"])
    for invoice in store.all():
        paid = "yes" if invoice.paid else "no"
        writer.writerow(
            [invoice.number, invoice.customer, invoice.issued, money.show(invoice.total), paid]
        )
    return 0


def _parser():
    parser = argparse.ArgumentParser(prog="invoices")
    parser.add_argument("database")
    commands = parser.add_subparsers(required=True)
    for name, command in (("add", _add), ("show", _show), ("pay", _pay), ("remind", _remind), ("export", _export)):
        one = commands.add_parser(name)
        one.set_defaults(command=command)
        if command is _add:
            one.add_argument("customer")
            one.add_argument("lines", nargs="+", metavar="'COUNT TEXT PRICE'")
        if command in (_show, _pay):
            one.add_argument("number", type=int)
        if command in (_add, _remind):
            one.add_argument("--on", type=date.fromisoformat, default=date.today())
    return parser


def run():
    sys.exit(main(sys.argv[1:], sys.stdout))


if __name__ == "__main__":
    run()
