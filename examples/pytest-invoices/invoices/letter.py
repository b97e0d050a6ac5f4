"""An invoice as a letter, in text."""

from invoices import money

_WIDTH = 48


def letter(invoice):
    lines = ["Invoice %d" % invoice.number, "To %s" % invoice.customer, ""]
    for line in invoice.lines:
        lines.append(_row("%d x %s" % (line.count, line.text), line.total))
    lines.append("-" * _WIDTH)
    lines.append(_row("net", invoice.net))
    if invoice.percent:
        lines.append(_row("tax %g %%" % invoice.percent, invoice.tax))
    lines.append(_row("to pay", invoice.total))
    lines.append("")
    lines.append("Paid, thank you." if invoice.paid else "Please pay until %s." % invoice.due)
    return "\n".join(lines)


def reminder(invoice, today):
    fee = invoice.reminder_fee(today)
    text = "Invoice %d was due on %s." % (invoice.number, invoice.due)
    if fee:
        text += " With a fee of %s, it is %s now." % (money.show(fee), money.show(invoice.total + fee))
    return text


def _row(text, cents):
    amount = money.show(cents)
    if len(text) + len(amount) + 1 > _WIDTH:
        text = text[: _WIDTH - len(amount) - 2] + "…"
    return text.ljust(_WIDTH - len(amount)) + amount
