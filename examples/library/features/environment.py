"""Gives each scenario a database, a calendar and a folder of its own.

The scenarios' databases are copies of a template, which before_all takes from where
LIBRARY_TEMPLATE_DB or SLIPCOVER_SHARD_TEMPLATE_DB says, else from build/.template-migrated.db, else from nowhere. It is
migrated in any case: an old template does no harm, and a missing one only costs a moment.
"""

import os
import shutil
import tempfile
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import parse
from behave import register_type

from library.clock import Clock
from library.database import connect
from library.desk import Desk
from library.migrate import migrate
from library.model import LibraryError
from library.money import parse_amount

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_TEMPLATE = PROJECT / "build" / ".template-migrated.db"


class Calendar(Clock):
    """A clock whose day is set by the scenario; its pauses are real, and remembered."""

    def __init__(self):
        self.day = date(2024, 3, 4)
        self.pauses = []

    def today(self):
        return self.day

    def sleep(self, seconds):
        self.pauses.append(seconds)
        super().sleep(seconds)


@parse.with_pattern(r"\d{4}-\d\d-\d\d")
def parse_day(text):
    return date.fromisoformat(text)


@parse.with_pattern(r"\d+\.\d\d")
def parse_money(text):
    return parse_amount(text)


@parse.with_pattern(r"[A-Z]-\d+")
def parse_barcode(text):
    return text


@parse.with_pattern(r"\w+ \w+")
def parse_name(text):
    return text


@parse.with_pattern(r"[^\"]*")
def parse_text(text):
    return text


register_type(
    Barcode=parse_barcode, Day=parse_day, Money=parse_money, Name=parse_name, Text=parse_text
)


def before_all(context):
    context.process_folder = tempfile.TemporaryDirectory(prefix="library-")
    context.template = Path(context.process_folder.name) / "template.db"
    named = os.environ.get("LIBRARY_TEMPLATE_DB") or os.environ.get("SLIPCOVER_SHARD_TEMPLATE_DB")
    if named:
        shutil.copyfile(named, context.template)
    elif DEFAULT_TEMPLATE.is_file():
        shutil.copyfile(DEFAULT_TEMPLATE, context.template)
    with closing(connect(context.template)) as connection:
        migrate(connection)


def after_all(context):
    context.process_folder.cleanup()


def before_scenario(context, scenario):
    folder = tempfile.TemporaryDirectory(prefix="library-")
    context.add_cleanup(folder.cleanup)
    context.folder = Path(folder.name)
    context.database = context.folder / "library.db"
    shutil.copyfile(context.template, context.database)
    connection = connect(context.database)
    context.add_cleanup(connection.close)
    connection.execute("PRAGMA synchronous = OFF")  # no scenario outlives a power failure
    context.clock = Calendar()
    context.desk = Desk(connection, context.clock)
    context.cards = {}
    context.refusal = None
    context.attempt = partial(attempt, context)


def attempt(context, action, *arguments, **options):
    """Do what should be refused, and keep the reason for the step that names it."""
    try:
        action(*arguments, **options)
    except LibraryError as error:
        context.refusal = str(error)
    else:
        raise AssertionError("this should have been refused")
