from behave import given, then, when


class MailServer:
    """Takes mails, at a limited rate if told so, and refuses those it was told to refuse."""

    def __init__(self):
        self.per_second = None
        self.down = False
        self.refused = set()
        self.accepted = []

    def deliver(self, member, notice):
        if self.down or member.name in self.refused:
            raise ConnectionRefusedError("the mail server does not answer")
        self.accepted.append((member.name, notice))


def mail_server(context):
    if "mail_server" not in context:
        context.mail_server = MailServer()
    return context.mail_server


@given("the mail server takes {count:d} mails a second")
def limit_mails(context, count):
    mail_server(context).per_second = count


@given("the mail server is down")
def stop_mail_server(context):
    mail_server(context).down = True


@given("the mail server refuses mail for {name:Name}")
def refuse_mail(context, name):
    mail_server(context).refused.add(name)


@when("the notices are sent")
def send(context):
    server = mail_server(context)
    context.delivery = context.desk.notices.send(server.deliver, server.per_second)


@when("the nightly job runs")
def run_nightly_job(context):
    server = mail_server(context)
    context.summary = context.desk.nightly.run(server.deliver, server.per_second)
    context.delivery = context.summary.delivery


@then("{mails:d} mails and {letters:d} letters go out")
def check_delivery(context, mails, letters):
    found = (context.delivery.sent, context.delivery.letters)
    assert found == (mails, letters), context.delivery


@then("{count:d} mails fail")
def check_failures(context, count):
    assert context.delivery.failed == count, context.delivery


@then("{count:d} notices wait for the next night")
def check_unsent(context, count):
    found = context.desk.repository.unsent_notices()
    assert len(found) == count, found


@then("the job pauses {count:d} times")
def check_pauses(context, count):
    assert len(context.clock.pauses) == count, context.clock.pauses


@then("the last notice to {name:Name} reads")
def check_notice(context, name):
    notice = context.desk.repository.notices_of(context.cards[name])[-1]
    found = f"{notice.subject}\n\n{notice.text}"
    assert found == context.text, found


@then("the notices to {name:Name} are {kinds}")
def check_notice_kinds(context, name, kinds):
    notices = context.desk.repository.notices_of(context.cards[name])
    found = [notice.kind.value for notice in notices]
    assert found == kinds.split(", "), found


@then("there is no notice to {name:Name}")
def check_no_notice(context, name):
    notices = context.desk.repository.notices_of(context.cards[name])
    assert notices == [], notices


@then("the night's work is")
def check_summary(context):
    for row in context.table:
        found = getattr(context.summary, row["what"].replace(" ", "_"))
        assert found == int(row["number"]), context.summary
