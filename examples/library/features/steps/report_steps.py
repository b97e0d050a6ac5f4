from behave import then, when


@when("the titles lent from {first:Day} to {last:Day} are reported")
def report_popular(context, first, last):
    context.report = context.desk.reports.popular(first, last)


@when("the {most:d} titles lent most from {first:Day} to {last:Day} are reported")
def report_most_popular(context, most, first, last):
    context.report = context.desk.reports.popular(first, last, most)


@when("the overdue loans are reported")
def report_overdue(context):
    context.report = context.desk.reports.overdue()


@when("month {month:d} of {year:d} is reported")
def report_month(context, month, year):
    context.report = context.desk.reports.month(year, month)


@then("the report is")
def check_report(context):
    assert context.report.text() == context.text + "\n", context.report.text()
