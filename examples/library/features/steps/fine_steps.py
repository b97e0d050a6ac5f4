from behave import given, then, when

from library.model import Kind
from library.money import parse_amount


@given("{name:Name} is charged {cents:Money} for lateness")
def charge(context, name, cents):
    context.desk.fines.charge_overdue(context.cards[name], cents)


@given("{name:Name} is charged for a lost {kind}")
def charge_replacement(context, name, kind):
    context.desk.fines.charge_replacement(context.cards[name], Kind(kind))


@when("{name:Name} pays {cents:Money}")
def pay(context, name, cents):
    context.desk.fines.pay(context.cards[name], cents)


@when("{name:Name} tries to pay {cents:Money}")
def try_to_pay(context, name, cents):
    context.attempt(context.desk.fines.pay, context.cards[name], cents)


@when('the amount "{text:Text}" is typed in')
def type_amount(context, text):
    context.cents = parse_amount(text)


@when("the fines of {name:Name} are forgiven")
def waive(context, name):
    context.desk.fines.waive(context.cards[name])


@then("{name:Name} owes {cents:Money}")
def check_balance(context, name, cents):
    found = context.desk.fines.balance(context.cards[name])
    assert found == cents, found


@then("these are {cents:d} cents")
def check_cents(context, cents):
    assert context.cents == cents, context.cents
