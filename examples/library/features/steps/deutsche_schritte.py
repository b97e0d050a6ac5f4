"""Die Schritte der deutschen Szenarien."""

from behave import given, then, when


@given("heute ist der {day:Day}")
@when("der {day:Day} kommt")
def setze_tag(context, day):
    context.clock.day = day


@given("{name:Name} hat {barcode:Barcode} ausgeliehen")
@when("{name:Name} {barcode:Barcode} ausleiht")
def leihe_aus(context, name, barcode):
    context.desk.loans.lend(context.cards[name], barcode)


@when("{name:Name} versucht, {barcode:Barcode} auszuleihen")
def versuche_auszuleihen(context, name, barcode):
    context.attempt(context.desk.loans.lend, context.cards[name], barcode)


@when("{barcode:Barcode} zurückkommt")
def gib_zurueck(context, barcode):
    context.result = context.desk.loans.give_back(barcode)


@when("die Nachtarbeit läuft")
def arbeite_nachts(context):
    context.desk.nightly.run(lambda member, notice: None)


@then("ist {barcode:Barcode} am {day:Day} fällig")
def pruefe_frist(context, barcode, day):
    frist = context.desk.repository.open_loan_of_copy(barcode).due
    assert frist == day, frist


@then("kostet es {cents:Money} Euro")
def pruefe_gebuehr(context, cents):
    assert context.result.fine_cents == cents, context.result


@then("kostet es nichts")
def pruefe_keine_gebuehr(context):
    assert context.result.fine_cents == 0, context.result


@then("wird das abgelehnt: {reason}")
def pruefe_ablehnung(context, reason):
    assert context.refusal == reason, context.refusal


@then("steht in der letzten Nachricht an {name:Name}")
def pruefe_nachricht(context, name):
    notice = context.desk.repository.notices_of(context.cards[name])[-1]
    text = f"{notice.subject}\n\n{notice.text}"
    assert text == context.text, text
