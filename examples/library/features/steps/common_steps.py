from behave import given, then, when


@given("today is {day:Day}")
@when("it is {day:Day}")
def set_day(context, day):
    context.clock.day = day


@given("the library is closed from {first:Day} to {last:Day} for {reason}")
def close_library(context, first, last, reason):
    context.desk.opening.close(first, last, reason)


@then("it is refused: {reason}")
def check_refusal(context, reason):
    assert context.refusal == reason, f"the reason was: {context.refusal}"
