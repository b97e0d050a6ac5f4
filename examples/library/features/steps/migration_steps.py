import io
from contextlib import closing

from behave import given, then, when

from library import migrate
from library.database import connect


@given("a folder with the migrations")
def write_migrations(context):
    context.migrations = context.folder / "migrations"
    context.migrations.mkdir(exist_ok=True)
    for row in context.table:
        (context.migrations / row["file"]).write_text(row["sql"], encoding="utf-8")


@given("an empty database")
def empty_database(context):
    context.database = context.folder / "empty.db"


@given("a database that knows {count:d} migrations more than the program")
def database_from_the_future(context, count):
    with closing(connect(context.database)) as connection:
        newer = migrate.version(connection) + count
        connection.execute(f"PRAGMA user_version = {newer}")


@given("a database that is a text file")
def database_of_text(context):
    context.database = context.folder / "notes.db"
    context.database.write_text("Buy new shelves, and paint the old ones. " * 50)


def apply(context):
    with closing(connect(context.database)) as connection:
        context.applied = migrate.migrate(connection, context.migrations)


@given("the database is migrated")
@when("the database is migrated")
def migrate_database(context):
    apply(context)


@when("somebody tries to migrate the database")
def try_to_migrate(context):
    context.attempt(apply, context)


@when("the migration command is run")
def run_migration_command(context):
    context.out, context.err = io.StringIO(), io.StringIO()
    context.code = migrate.main([str(context.database)], context.out, context.err)


@then("{count:d} migrations are applied")
def check_applied(context, count):
    assert len(context.applied) == count, context.applied


@then("the database has version {number:d}")
def check_version(context, number):
    with closing(connect(context.database)) as connection:
        found = migrate.version(connection)
    assert found == number, found


@then("the migration command succeeds")
def check_success(context):
    assert context.code == 0, context.err.getvalue()


@then("its last line is {line}")
def check_last_line(context, line):
    found = context.out.getvalue().replace(str(context.folder), "{folder}").splitlines()[-1]
    assert found == line, found


@then("the migration command fails: {message}")
def check_failure(context, message):
    found = context.err.getvalue().replace(str(context.folder), "{folder}")
    assert found == message + "\n", found
    assert context.code == 1, context.code


@then('the table "{name:Text}" exists')
def check_table(context, name):
    assert name in tables(context), tables(context)


@then('the table "{name:Text}" does not exist')
def check_no_table(context, name):
    assert name not in tables(context), tables(context)


def tables(context):
    with closing(connect(context.database)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [row["name"] for row in rows]
