"""Brings a database to the newest schema: ``python -m library.migrate FILE``.

Migrations are the numbered SQL files in ``library/migrations``; the number of the last one
applied is kept in the database as its ``user_version``.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from library.database import connect
from library.model import LibraryError

MIGRATIONS = Path(__file__).parent / "migrations"


class MigrationError(LibraryError):
    """The database cannot be brought to the schema this program needs."""


@dataclass(frozen=True)
class Migration:
    number: int
    name: str
    sql: str


def available(directory: Path = MIGRATIONS) -> list[Migration]:
    """The migrations of a directory in order; their numbers must be 1, 2, 3 and so on."""
    migrations = []
    for path in sorted(directory.glob("*.sql")):
        number, _, name = path.stem.partition("_")
        if not number.isdigit():
            raise MigrationError(f"{path.name} does not begin with a number")
        migrations.append(Migration(int(number), name, path.read_text(encoding="utf-8")))
    for expected, migration in enumerate(migrations, start=1):
        if migration.number != expected:
            raise MigrationError(f"migration {expected} is missing")
    return migrations


def version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, directory: Path = MIGRATIONS) -> list[Migration]:
    """Apply what the database lacks, each migration in a transaction of its own."""
    migrations = available(directory)
    current = version(connection)
    if current > len(migrations):
        raise MigrationError(
            f"the database has version {current}, this program knows only {len(migrations)}"
        )
    pending = migrations[current:]
    for migration in pending:
        script = f"BEGIN;\n{migration.sql}\nPRAGMA user_version = {migration.number};\nCOMMIT;"
        try:
            connection.executescript(script)
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise MigrationError(
                f"migration {migration.number} ({migration.name}) failed: {error}"
            ) from error
    return pending


def main(arguments: Sequence[str], out: TextIO, err: TextIO) -> int:
    if len(arguments) != 1:
        err.write("usage: python -m library.migrate FILE\n")
        return 2
    path = Path(arguments[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(connect(path)) as connection:
            applied = migrate(connection)
            reached = version(connection)
    except (MigrationError, sqlite3.DatabaseError) as error:
        err.write(f"{path}: {error}\n")
        return 1
    for migration in applied:
        out.write(f"applied {migration.number:04d} {migration.name.replace('_', ' ')}\n")
    out.write(f"{path} has version {reached}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdout, sys.stderr))
