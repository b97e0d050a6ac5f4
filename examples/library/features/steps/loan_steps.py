from behave import given, then, when


@given("{name:Name} borrows {barcode:Barcode}")
@when("{name:Name} borrows {barcode:Barcode}")
def borrow(context, name, barcode):
    context.desk.loans.lend(context.cards[name], barcode)


@given("{name:Name} borrows {first:Barcode} to {last:Barcode}")
def borrow_several(context, name, first, last):
    prefix, _, start = first.partition("-")
    end = last.partition("-")[2]
    for number in range(int(start), int(end) + 1):
        context.desk.loans.lend(context.cards[name], f"{prefix}-{number}")


@when("{name:Name} tries to borrow {barcode:Barcode}")
def try_to_borrow(context, name, barcode):
    context.attempt(context.desk.loans.lend, context.cards[name], barcode)


@given("{barcode:Barcode} is renewed")
@when("{barcode:Barcode} is renewed")
def renew(context, barcode):
    context.desk.loans.renew(barcode)


@when("somebody tries to renew {barcode:Barcode}")
def try_to_renew(context, barcode):
    context.attempt(context.desk.loans.renew, barcode)


@given("{barcode:Barcode} comes back")
@when("{barcode:Barcode} comes back")
def give_back(context, barcode):
    context.result = context.desk.loans.give_back(barcode)


@when("somebody tries to return {barcode:Barcode}")
def try_to_give_back(context, barcode):
    context.attempt(context.desk.loans.give_back, barcode)


@given("{barcode:Barcode} is reported lost")
@when("{barcode:Barcode} is reported lost")
def report_lost(context, barcode):
    context.desk.loans.report_lost(barcode)


@then("{barcode:Barcode} is due on {day:Day}")
def check_due(context, barcode, day):
    found = context.desk.repository.open_loan_of_copy(barcode).due
    assert found == day, found


@then("{name:Name} has {count:d} loans")
def check_loan_count(context, name, count):
    found = context.desk.loans.of(context.cards[name])
    assert len(found) == count, found


@then("a fine of {cents:Money} is charged")
def check_fine(context, cents):
    assert context.result.fine_cents == cents, context.result


@then("no fine is charged")
def check_no_fine(context):
    assert context.result.fine_cents == 0, context.result


@then("it is set aside for {name:Name}")
def check_set_aside(context, name):
    assert context.result.set_aside_for == name, context.result


@then("it goes back to its shelf")
def check_shelved(context):
    assert context.result.set_aside_for is None, context.result
