import io
import shlex

from behave import given, then, when

from library import cli


@given('a file "{name:Text}" with')
def write_file(context, name):
    (context.folder / name).write_text(context.text + "\n", encoding="utf-8")


@when("the command is {command}")
def run_command(context, command):
    """Run a command on the scenario's database; {folder} stands for the scenario's folder."""
    arguments = shlex.split(command.replace("{folder}", str(context.folder)))
    run(context, ["--database", str(context.database), *arguments])


@when('the command for the database "{name:Text}" is {command}')
def run_command_elsewhere(context, name, command):
    run(context, ["--database", str(context.folder / name), *shlex.split(command)])


def run(context, arguments):
    out, err = io.StringIO(), io.StringIO()
    context.code = cli.main(arguments, out, err, context.clock)
    context.out, context.err = out.getvalue(), err.getvalue()


@then("it prints")
def check_output(context):
    assert context.code == 0, context.err
    assert context.out == context.text + "\n", context.out


@then("it ends with {code:d}: {message}")
def check_error(context, code, message):
    found = context.err.replace(str(context.folder), "{folder}")
    assert found == f"library: {message}\n", found
    assert context.code == code, context.code


@then('the file "{name:Text}" holds')
def check_file(context, name):
    found = (context.folder / name).read_text(encoding="utf-8")
    assert found == context.text + "\n", found
