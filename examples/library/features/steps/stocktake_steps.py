from behave import given, then, when


@given('"{title:Text}" by {author} has the copies {first:Barcode} to {last:Barcode}')
def add_many_copies(context, title, author, first, last):
    prefix, _, start = first.partition("-")
    end = last.partition("-")[2]
    numbers = range(int(start), int(end) + 1)
    barcodes = [f"{prefix}-{number}" for number in numbers]
    context.desk.catalogue.add(title, author, 2001, barcodes=barcodes)


@when("the scanner reads {barcodes}")
def scan(context, barcodes):
    context.stocktake = context.desk.stocktake.compare(barcodes.split())


@then("{count:d} copies are in their place")
def check_present(context, count):
    assert context.stocktake.present == count, context.stocktake


@then("the stocktake finds")
def check_stocktake(context):
    for row in context.table:
        found = getattr(context.stocktake, row["what"].replace(" ", "_"))
        assert found == tuple(row["barcodes"].split()), context.stocktake
