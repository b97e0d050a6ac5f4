from datetime import timedelta

from invoices.invoice import Invoice, Line
from invoices.letter import letter, reminder


def test_names_the_day(chairs, a_monday):
    text = letter(Invoice(7, "Ada", a_monday, chairs))
    assert "4 x chair" in text
    assert text.endswith("Please pay until 2024-03-18.")


def test_thanks(chairs, a_monday):
    assert letter(Invoice(7, "Ada", a_monday, chairs, paid=True)).endswith("Paid, thank you.")


def test_long_texts_are_cut(a_monday):
    text = letter(Invoice(7, "Ada", a_monday, [Line("x" * 100, 1, 1_00)], percent=0))
    assert max(map(len, text.splitlines())) == 48
    assert "tax" not in text


def test_reminders_name_the_fee(chairs, a_monday):
    invoice = Invoice(7, "Ada", a_monday, chairs)
    assert "fee" not in reminder(invoice, invoice.due + timedelta(days=1))
    assert "With a fee of 5.00, it is 460.77 now." in reminder(invoice, invoice.due + timedelta(days=8))
