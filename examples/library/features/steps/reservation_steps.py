from behave import given, then, when

from library.model import ReservationState


@given('{name:Name} reserves "{title:Text}"')
@when('{name:Name} reserves "{title:Text}"')
def reserve(context, name, title):
    key = context.desk.catalogue.named(title).id
    context.desk.reservations.place(context.cards[name], key)


@when('{name:Name} tries to reserve "{title:Text}"')
def try_to_reserve(context, name, title):
    key = context.desk.catalogue.named(title).id
    context.attempt(context.desk.reservations.place, context.cards[name], key)


@when('{name:Name} cancels the reservation of "{title:Text}"')
def cancel(context, name, title):
    key = context.desk.catalogue.named(title).id
    context.desk.reservations.cancel(context.cards[name], key)


@when('{name:Name} tries to cancel the reservation of "{title:Text}"')
def try_to_cancel(context, name, title):
    key = context.desk.catalogue.named(title).id
    context.attempt(context.desk.reservations.cancel, context.cards[name], key)


@when("the hold shelf is cleared")
def expire(context):
    context.expired = context.desk.reservations.expire()


@then("{count:d} reservations have expired")
def check_expired(context, count):
    assert context.expired == count, context.expired


@then('the queue for "{title:Text}" is {names}')
def check_queue(context, title, names):
    queue = context.desk.reservations.queue(context.desk.catalogue.named(title).id)
    found = [context.desk.repository.member(entry.member).name for entry in queue]
    assert found == names.split(", "), found


@then('nobody waits for "{title:Text}"')
def check_empty_queue(context, title):
    queue = context.desk.reservations.queue(context.desk.catalogue.named(title).id)
    assert queue == [], queue


@then("{barcode:Barcode} waits for {name:Name} until {day:Day}")
def check_hold(context, barcode, name, day):
    ready = context.desk.repository.reservations(ReservationState.READY)
    found = {entry.barcode: (entry.member, entry.collect_by) for entry in ready}
    assert found.get(barcode) == (context.cards[name], day), found
