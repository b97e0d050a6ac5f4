from datetime import date

from behave import given, then, when

from library.model import Membership


def member_of(row):
    """The arguments of Members.register in a table's row."""
    return {
        "name": row["name"],
        "born": date.fromisoformat(row["born"]),
        "membership": Membership(row.get("membership") or "adult"),
        "email": row.get("email") or None,
        "language": row.get("language") or "en",
    }


@given("the members")
@when("these members register")
def register(context):
    for row in context.table:
        member = context.desk.members.register(**member_of(row))
        context.cards[member.name] = member.card


@when("this person tries to register")
def try_to_register(context):
    context.attempt(context.desk.members.register, **member_of(context.table[0]))


@when("{name:Name} renews the membership")
def renew_membership(context, name):
    context.desk.members.renew(context.cards[name])


@given("{name:Name} is suspended until {day:Day}")
@when("{name:Name} is suspended until {day:Day}")
def suspend(context, name, day):
    context.desk.members.suspend(context.cards[name], day)


@then("{name:Name} has the card {card}")
def check_card(context, name, card):
    assert context.cards[name] == card, context.cards[name]


@then("the card of {name:Name} is valid until {day:Day}")
def check_expiry(context, name, day):
    found = context.desk.repository.member(context.cards[name]).expires
    assert found == day, found


@then("the membership of {name:Name} is for {membership}")
def check_membership(context, name, membership):
    found = context.desk.repository.member(context.cards[name]).membership
    plural = {"adults": "adult", "children": "child", "students": "student"}
    assert found is Membership(plural[membership]), found
