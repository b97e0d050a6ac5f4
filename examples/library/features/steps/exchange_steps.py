import io

from behave import given, then, when


def csv_text(context):
    return context.text.replace("<BOM>", "\ufeff") + "\n"


@given("this file is imported")
@when("this file is imported")
def import_titles(context):
    context.imported = context.desk.exchange.import_titles(io.StringIO(csv_text(context)))


@when("the staff tries to import this file")
def try_to_import(context):
    context.attempt(context.desk.exchange.import_titles, io.StringIO(csv_text(context)))


@when("the staff tries to import this file strictly")
def try_to_import_strictly(context):
    source = io.StringIO(csv_text(context))
    context.attempt(context.desk.exchange.import_titles, source, strict=True)


@when("the titles are exported")
def export_titles(context):
    target = io.StringIO()
    context.desk.exchange.export_titles(target)
    context.exported = target.getvalue()


@when("the loans are exported")
def export_loans(context):
    target = io.StringIO()
    context.desk.exchange.export_loans(target)
    context.exported = target.getvalue()


@then("{titles:d} titles and {copies:d} copies are imported")
def check_imported(context, titles, copies):
    found = (context.imported.titles, context.imported.copies)
    assert found == (titles, copies), context.imported


@then("the import has no problems")
def check_no_problems(context):
    assert context.imported.problems == [], context.imported.problems


@then("the import has the problems")
def check_problems(context):
    assert context.imported.problems == context.text.splitlines(), context.imported.problems


@then("the exported file is")
def check_exported(context):
    assert context.exported == context.text + "\n", context.exported
