def test_an_invoice_is_written_and_shown(invoices):
    number = invoices("add", "--on", "2024-03-04", "Ada", "4 chair 89.50", "1 delivery 25").strip()
    assert number == "20240001"
    assert "455.77" in invoices("show", number)


def test_who_pays_is_thanked(invoices):
    number = invoices("add", "Ada", "1 table 200").strip()
    invoices("pay", number)
    assert "thank you" in invoices("show", number)


def test_who_does_not_pay_is_reminded(invoices):
    invoices("add", "--on", "2024-03-04", "Bob", "1 table 200")
    assert "With a fee" in invoices("remind", "--on", "2024-06-01")


def test_all_are_exported(invoices):
    invoices("add", "--on", "2024-03-04", "Ada", "1 table 200")
    assert "20240001,Ada,2024-03-04,238.00,no\n" in invoices("export")


def test_mistakes_are_named(invoices):
    assert "there is no invoice 7" in invoices("show", "7", code=2)
    assert "not of the form" in invoices("add", "Ada", "chair", code=2)
