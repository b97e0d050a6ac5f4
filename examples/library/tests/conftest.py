"""What unit tests share: a migrated database that no other test sees."""

from contextlib import closing

import pytest

from library.database import connect
from library.migrate import migrate
from library.repository import Repository


@pytest.fixture
def repository(tmp_path):
    with closing(connect(tmp_path / "library.db")) as connection:
        migrate(connection)
        yield Repository(connection)
