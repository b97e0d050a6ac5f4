from behave import given, then, when

from library import isbn
from library.model import Kind, LibraryError


def title_of(row):
    """The arguments of Catalogue.add in a table's row; most columns may be left out."""
    return {
        "name": row["title"],
        "author": row["author"],
        "year": int(row["year"]),
        "kind": Kind(row.get("kind") or "book"),
        "isbn": row.get("isbn") or None,
        "minimum_age": int(row.get("age") or 0),
        "barcodes": (row.get("copies") or "").split(),
    }


@given("the titles")
@when("these titles are added")
def add_titles(context):
    for row in context.table:
        context.desk.catalogue.add(**title_of(row))


@when("the staff tries to add this title")
def try_to_add_title(context):
    context.attempt(context.desk.catalogue.add, **title_of(context.table[0]))


@when('copy {barcode:Barcode} is added to "{title:Text}"')
def add_copy(context, barcode, title):
    context.desk.catalogue.add_copy(context.desk.catalogue.named(title).id, barcode)


@when('the staff tries to add copy {barcode} to "{title:Text}"')
def try_to_add_copy(context, barcode, title):
    key = context.desk.catalogue.named(title).id
    context.attempt(context.desk.catalogue.add_copy, key, barcode)


@when("copy {barcode:Barcode} is withdrawn")
def withdraw(context, barcode):
    context.desk.catalogue.withdraw(barcode)


@when("the staff tries to withdraw copy {barcode:Barcode}")
def try_to_withdraw(context, barcode):
    context.attempt(context.desk.catalogue.withdraw, barcode)


@when('the ISBN "{text:Text}" is read')
def read_isbn(context, text):
    try:
        context.isbn = isbn.normalise(text)
    except LibraryError as error:
        context.refusal = str(error)


@then("it is kept as {expected}")
def check_isbn(context, expected):
    assert context.isbn == expected, context.isbn


@then("the catalogue holds {count:d} titles")
def check_title_count(context, count):
    found = [title.name for title in context.desk.repository.titles()]
    assert len(found) == count, found


@then('"{title:Text}" has the ISBN {expected}')
def check_title_isbn(context, title, expected):
    assert context.desk.catalogue.named(title).isbn == expected


@then('the copies of "{title:Text}" are')
def check_copies(context, title):
    copies = context.desk.catalogue.copies(context.desk.catalogue.named(title))
    found = [(copy.barcode, copy.state.value) for copy in copies]
    expected = [(row["barcode"], row["state"]) for row in context.table]
    assert found == expected, found


@then('there are no copies of "{title:Text}"')
def check_no_copies(context, title):
    copies = context.desk.catalogue.copies(context.desk.catalogue.named(title))
    assert copies == [], copies


@then("copy {barcode:Barcode} is {state}")
def check_copy_state(context, barcode, state):
    found = context.desk.repository.copy(barcode).state.value
    assert found == state, found
