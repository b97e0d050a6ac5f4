import shutil
from datetime import date

import pytest

from invoices.invoice import Line
from invoices.store import Store


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """An empty database, made once in each process."""
    path = tmp_path_factory.mktemp("template") / "invoices.db"
    Store(path).close()
    return path


@pytest.fixture(scope="module")
def shared_store(template, tmp_path_factory):
    """One database for all tests of a file, which see what those before have left there."""
    path = tmp_path_factory.mktemp("shared") / "invoices.db"
    shutil.copy(template, path)
    store = Store(path)
    yield store
    store.close()


@pytest.fixture
def store(template, tmp_path):
    path = tmp_path / "invoices.db"
    shutil.copy(template, path)
    store = Store(path)
    yield store
    store.close()


@pytest.fixture
def chairs():
    return [Line("chair", 4, 89_50), Line("delivery", 1, 25_00)]


@pytest.fixture(scope="session")
def a_monday():
    return date(2024, 3, 4)
